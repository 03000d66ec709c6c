// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/page.h"

#include <QAbstractScrollArea>
#include <QKeyEvent>

#include "ui/common/epoch_keys.h"

namespace tempera::ui {

Page::Page(Session& session, const QString& id, const QString& title, QWidget* parent)
    : QWidget(parent), m_session(session), m_id(id), m_title(title) {
    setObjectName(id);
    setAccessibleName(title);
    setFocusPolicy(Qt::StrongFocus);
    // The widest page must not keep the window from being made narrow.
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
}

void Page::invalidate() {
    if (!isVisible()) {
        m_stale = true;
        return;
    }
    m_stale = false;
    refresh();
}

void Page::keepEpochKeys(QAbstractScrollArea& area) {
    m_area = &area;
    area.installEventFilter(this);
}

bool Page::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_area && event->type() == QEvent::KeyPress) {
        return handleEpochKey(m_session, *static_cast<QKeyEvent*>(event));
    }
    return QWidget::eventFilter(watched, event);
}

void Page::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale) {
        m_stale = false;
        refresh();
    }
}

void Page::keyPressEvent(QKeyEvent* event) {
    if (!handleEpochKey(m_session, *event)) {
        QWidget::keyPressEvent(event);
    }
}

}  // namespace tempera::ui
