// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <functional>

class QCompleter;
class QStringListModel;

namespace tempera::ui {

/// The field of the filter language: completes keys, and after "key:" or "key=" their values.
class FilterField : public QLineEdit {
    Q_OBJECT

public:
    /// `valuesOf(key)`: what may follow "key:"; asked while the user types. `keys()`: every key that can be typed.
    FilterField(std::function<QStringList()> keys, std::function<QStringList(const QString&)> valuesOf,
                QWidget* parent = nullptr);

    QCompleter* completions() const { return m_completer; }

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void offer();
    void insert(const QString& completion);
    /// Where the word (or value) before the cursor begins, and the key before it, "" = it is a key itself.
    int wordStart(QString* key) const;

    std::function<QStringList()> m_keys;
    std::function<QStringList(const QString&)> m_valuesOf;
    QStringListModel* m_model;
    QCompleter* m_completer;
};

}  // namespace tempera::ui
