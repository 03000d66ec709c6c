// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/filter_field.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QRegularExpression>
#include <QStringListModel>

namespace tempera::ui {

FilterField::FilterField(std::function<QStringList()> keys, std::function<QStringList(const QString&)> valuesOf,
                         QWidget* parent)
    : QLineEdit(parent),
      m_keys(std::move(keys)),
      m_valuesOf(std::move(valuesOf)),
      m_model(new QStringListModel(this)),
      m_completer(new QCompleter(m_model, this)) {
    m_completer->setWidget(this);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setFilterMode(Qt::MatchContains);
    m_completer->setMaxVisibleItems(12);
    connect(this, &QLineEdit::textEdited, this, &FilterField::offer);
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this, &FilterField::insert);
}

int FilterField::wordStart(QString* key) const {
    const QString before = text().left(cursorPosition());
    int start = 0;
    bool inside = false;
    for (int i = 0; i < before.size(); ++i) {
        if (before[i] == QLatin1Char('"')) {
            inside = !inside;
        } else if (before[i].isSpace() && !inside) {
            start = i + 1;
        }
    }
    if (before.mid(start).startsWith(QLatin1Char('-'))) {
        ++start;
    }
    static const QRegularExpression relation(QStringLiteral("^([A-Za-z_][\\w./-]*)(:|!=|=)"));
    const auto match = relation.match(before.mid(start));
    if (match.hasMatch()) {
        *key = match.captured(1);
        start += static_cast<int>(match.capturedEnd());
        start = std::max(start, static_cast<int>(before.lastIndexOf(QLatin1Char(','))) + 1);
    }
    return start;
}

void FilterField::offer() {
    QString key;
    const int start = wordStart(&key);
    const QString typed = text().mid(start, cursorPosition() - start).remove(QLatin1Char('"'));
    m_model->setStringList(key.isEmpty() ? m_keys() : m_valuesOf(key));
    m_completer->setCompletionPrefix(typed);
    const bool done = m_completer->completionCount() == 1 &&
                      m_completer->currentCompletion().compare(typed, Qt::CaseInsensitive) == 0;
    // A single letter is in nearly every key.
    if ((key.isEmpty() && typed.size() < 2) || m_completer->completionCount() == 0 || done) {
        m_completer->popup()->hide();
        return;
    }
    m_completer->complete();
}

void FilterField::insert(const QString& completion) {
    QString key;
    const int start = wordStart(&key);
    QString word = completion;
    if (!key.isEmpty() && (word.contains(QLatin1Char(' ')) || word.contains(QLatin1Char(',')))) {
        word = QLatin1Char('"') + word + QLatin1Char('"');
    }
    const QString whole = text();
    const QString after = whole.mid(cursorPosition());
    setText(whole.left(start) + word + after);
    setCursorPosition(start + static_cast<int>(word.size()));
    if (word.endsWith(QLatin1Char(':'))) {
        offer();  // its values
    }
}

void FilterField::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && !m_completer->popup()->isVisible() && !text().isEmpty()) {
        clear();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

}  // namespace tempera::ui
