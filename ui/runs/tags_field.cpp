// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/tags_field.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QStringListModel>

namespace tempera::ui {

TagsField::TagsField(std::function<QStringList()> known, QWidget* parent)
    : QLineEdit(parent), m_known(std::move(known)), m_completer(new QCompleter(this)) {
    setPlaceholderText(tr("Tags, with commas between them"));
    setAccessibleName(tr("Tags"));
    m_completer->setModel(new QStringListModel(m_completer));
    m_completer->setWidget(this);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setFilterMode(Qt::MatchContains);
    connect(this, &QLineEdit::textEdited, this, &TagsField::offer);
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this, &TagsField::insert);
}

QStringList TagsField::tags() const {
    QStringList found;
    for (const QString& part : text().split(QLatin1Char(','))) {
        const QString tag = part.simplified();
        if (!tag.isEmpty() && !found.contains(tag, Qt::CaseInsensitive)) {
            found << tag;
        }
    }
    return found;
}

void TagsField::setTags(const QStringList& tags) {
    if (tags != this->tags()) {
        setText(tags.join(QStringLiteral(", ")));
    }
}

int TagsField::wordStart() const {
    const QString before = text().left(cursorPosition());
    int start = static_cast<int>(before.lastIndexOf(QLatin1Char(','))) + 1;
    while (start < before.size() && before[start].isSpace()) {
        ++start;
    }
    return start;
}

void TagsField::offer() {
    const int start = wordStart();
    const QString typed = text().mid(start, cursorPosition() - start);
    static_cast<QStringListModel*>(m_completer->model())->setStringList(m_known());
    m_completer->setCompletionPrefix(typed);
    const bool done = m_completer->completionCount() == 1 && m_completer->currentCompletion() == typed;
    if (typed.isEmpty() || m_completer->completionCount() == 0 || done) {
        m_completer->popup()->hide();
        return;
    }
    m_completer->complete();
}

void TagsField::insert(const QString& tag) {
    const int start = wordStart();
    const QString after = text().mid(cursorPosition());
    setText(text().left(start) + tag + after);
    setCursorPosition(start + static_cast<int>(tag.size()));
}

}  // namespace tempera::ui
