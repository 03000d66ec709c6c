// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/picture_grid.h"

#include <QContextMenuEvent>
#include <QWheelEvent>
#include <algorithm>

namespace tempera::ui {

PictureGrid::PictureGrid(QWidget* parent) : QListView(parent) {
    // List mode: icon mode keeps a tree of rectangles, which takes a tenth of a second for 100,000 pictures.
    setViewMode(QListView::ListMode);
    setFlow(QListView::LeftToRight);
    setWrapping(true);
    setResizeMode(QListView::Adjust);
    setMovement(QListView::Static);
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setSpacing(0);
    setDragEnabled(true);
    setDragDropMode(QAbstractItemView::DragOnly);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
}

void PictureGrid::setCell(const QSize& size) {
    setGridSize(size);
    m_told = {-1, -1};
    viewport()->update();
}

int PictureGrid::columns() const {
    const int count = model() ? model()->rowCount() : 0;
    const int top = count > 0 ? visualRect(model()->index(0, 0)).top() : 0;
    int columns = 1;
    while (columns < count && visualRect(model()->index(columns, 0)).top() == top) {
        ++columns;
    }
    return columns;
}

std::pair<int, int> PictureGrid::rowsOnScreen() const {
    const int count = model() ? model()->rowCount() : 0;
    if (count == 0 || gridSize().isEmpty()) {
        return {-1, -1};
    }
    const int line = verticalOffset() / gridSize().height();
    const int lines = viewport()->height() / gridSize().height() + 2;
    const int across = columns();
    return {std::clamp(line * across, 0, count - 1), std::min(count - 1, (line + lines) * across - 1)};
}

void PictureGrid::paintEvent(QPaintEvent* event) {
    QListView::paintEvent(event);
    const auto now = rowsOnScreen();
    if (now != m_told) {
        m_told = now;
        Q_EMIT rowsOnScreenChanged(now.first, now.second);
    }
}

void PictureGrid::wheelEvent(QWheelEvent* event) {
    if (event->modifiers() & Qt::ControlModifier) {
        if (event->angleDelta().y() != 0) {
            Q_EMIT zoomAsked(event->angleDelta().y() > 0 ? 1 : -1);
        }
        event->accept();
        return;
    }
    QListView::wheelEvent(event);
}

void PictureGrid::contextMenuEvent(QContextMenuEvent* event) {
    Q_EMIT menuAsked(event->globalPos());
}

void PictureGrid::reset() {
    QListView::reset();
    m_told = {-1, -1};
}

}  // namespace tempera::ui
