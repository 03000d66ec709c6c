// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <functional>

class QCompleter;

namespace tempera::ui {

/// Tags with commas between them; completes from those that are in use.
class TagsField : public QLineEdit {
    Q_OBJECT

public:
    explicit TagsField(std::function<QStringList()> known, QWidget* parent = nullptr);

    QStringList tags() const;
    void setTags(const QStringList& tags);
    QCompleter* completions() const { return m_completer; }

private:
    void offer();
    void insert(const QString& tag);
    int wordStart() const;

    std::function<QStringList()> m_known;
    QCompleter* m_completer;
};

}  // namespace tempera::ui
