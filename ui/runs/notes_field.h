// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

class QTimer;

namespace tempera::ui {

/// Notes of one thing at a time: saved by themselves a moment after the last key, when the focus goes and before
/// another thing is shown; there is no button to forget.
class NotesField : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit NotesField(QWidget* parent = nullptr);

    const QString& subject() const { return m_subject; }
    /// What somebody else says of `subject`; ignored while the user types about the same one.
    void setNotes(const QString& subject, const QString& notes);
    /// Saves what waits, now.
    void flush();

    static constexpr int saveAfter = 400;  ///< ms after the last key

Q_SIGNALS:
    void written(const QString& subject, const QString& notes);

protected:
    void focusOutEvent(QFocusEvent* event) override;

private:
    QTimer* m_soon;
    QString m_subject;
};

}  // namespace tempera::ui
