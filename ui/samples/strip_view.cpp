// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/strip_view.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>

#include "ui/common/theme.h"

namespace tempera::ui {

StripView::StripView(QWidget* parent) : QTableView(parent) {
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setDragEnabled(true);
    setDragDropMode(QAbstractItemView::DragOnly);
    setCornerButtonEnabled(false);
    for (QHeaderView* header : {horizontalHeader(), verticalHeader()}) {
        header->setSectionResizeMode(QHeaderView::Fixed);
        header->setMinimumSectionSize(16);
        header->setHighlightSections(false);
        header->setSectionsClickable(header == horizontalHeader());
    }
    verticalHeader()->setFixedWidth(fontMetrics().averageCharWidth() * 16);
    verticalHeader()->setTextElideMode(Qt::ElideRight);
}

void StripView::setCell(const QSize& size) {
    horizontalHeader()->setDefaultSectionSize(size.width());
    verticalHeader()->setDefaultSectionSize(size.height());
    m_told = {};
    viewport()->update();
}

void StripView::setCurrentColumn(int column) {
    if (column == m_current) {
        return;
    }
    m_current = column;
    if (column >= 0 && model() && model()->rowCount() > 0) {
        const int row = std::max(0, currentIndex().isValid() ? currentIndex().row() : rowAt(0));
        // Sideways only: the rows stay where the reader looks.
        const int y = verticalScrollBar()->value();
        scrollTo(model()->index(row, column), QAbstractItemView::EnsureVisible);
        verticalScrollBar()->setValue(y);
    }
    viewport()->update();
}

QRect StripView::cellsOnScreen() const {
    const int columns = model() ? model()->columnCount() : 0;
    const int rows = model() ? model()->rowCount() : 0;
    const int left = columnAt(0);
    const int top = rowAt(0);
    if (left < 0 || top < 0) {
        return {};
    }
    const int right = columnAt(viewport()->width() - 1);
    const int bottom = rowAt(viewport()->height() - 1);
    return QRect(QPoint(left, top), QPoint(right < 0 ? columns - 1 : right, bottom < 0 ? rows - 1 : bottom));
}

void StripView::paintEvent(QPaintEvent* event) {
    QTableView::paintEvent(event);
    if (m_current >= 0 && model() && m_current < model()->columnCount()) {
        QPainter painter(viewport());
        const int x = columnViewportPosition(m_current);
        const int height = std::min(viewport()->height(), verticalHeader()->length() - verticalHeader()->offset());
        const QColor accent = theme::accent(palette());
        painter.fillRect(x, 0, 1, height, accent);
        painter.fillRect(x + columnWidth(m_current) - 1, 0, 1, height, accent);
    }
    const QRect now = cellsOnScreen();
    if (now != m_told) {
        m_told = now;
        Q_EMIT cellsOnScreenChanged();
    }
}

void StripView::wheelEvent(QWheelEvent* event) {
    if (event->modifiers() & Qt::ControlModifier) {
        if (event->angleDelta().y() != 0) {
            Q_EMIT zoomAsked(event->angleDelta().y() > 0 ? 1 : -1);
        }
        event->accept();
        return;
    }
    QTableView::wheelEvent(event);
}

void StripView::contextMenuEvent(QContextMenuEvent* event) {
    Q_EMIT menuAsked(event->globalPos());
}

}  // namespace tempera::ui
