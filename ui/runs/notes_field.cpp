// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/notes_field.h"

#include <QSignalBlocker>
#include <QTimer>

namespace tempera::ui {

NotesField::NotesField(QWidget* parent) : QPlainTextEdit(parent), m_soon(new QTimer(this)) {
    setTabChangesFocus(true);
    m_soon->setSingleShot(true);
    m_soon->setInterval(saveAfter);
    connect(m_soon, &QTimer::timeout, this, [this] { Q_EMIT written(m_subject, toPlainText()); });
    connect(this, &QPlainTextEdit::textChanged, m_soon, qOverload<>(&QTimer::start));
}

void NotesField::setNotes(const QString& subject, const QString& notes) {
    if (subject == m_subject && (m_soon->isActive() || notes == toPlainText())) {
        return;
    }
    flush();
    m_subject = subject;
    const QSignalBlocker quiet(this);
    setPlainText(notes);
}

void NotesField::flush() {
    if (m_soon->isActive()) {
        m_soon->stop();
        Q_EMIT written(m_subject, toPlainText());
    }
}

void NotesField::focusOutEvent(QFocusEvent* event) {
    flush();
    QPlainTextEdit::focusOutEvent(event);
}

}  // namespace tempera::ui
