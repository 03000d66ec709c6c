// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace tempera::ui {

/// What a view shows when it has nothing to show: one sentence and at most one button.
class EmptyState : public QWidget {
    Q_OBJECT

public:
    explicit EmptyState(QWidget* parent = nullptr);

    /// No button when `button` is empty.
    void setText(const QString& sentence, const QString& button = {});
    QPushButton* button() const { return m_button; }

Q_SIGNALS:
    void activated();

private:
    QLabel* m_sentence;
    QPushButton* m_button;
};

}  // namespace tempera::ui
