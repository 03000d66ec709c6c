// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/frozen_table.h"

#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>

#include "ui/common/theme.h"

namespace tempera::ui {

namespace {

/// A line at the right edge, where the other columns go under this one.
class FrozenView : public QTableView {
public:
    using QTableView::QTableView;

protected:
    void paintEvent(QPaintEvent* event) override {
        QTableView::paintEvent(event);
        QPainter painter(viewport());
        painter.fillRect(QRect(viewport()->width() - 1, 0, 1, viewport()->height()), theme::separator(palette()));
    }
};

}  // namespace

FrozenTable::FrozenTable(QWidget* parent) : QTableView(parent), m_frozen(new FrozenView(this)) {
    m_frozen->setObjectName(QStringLiteral("frozen"));
    m_frozen->horizontalHeader()->setObjectName(QStringLiteral("frozenColumns"));
    m_frozen->setFocusPolicy(Qt::NoFocus);
    m_frozen->setFrameShape(QFrame::NoFrame);
    m_frozen->verticalHeader()->hide();
    m_frozen->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_frozen->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    m_frozen->setVerticalScrollMode(ScrollPerPixel);
    viewport()->stackUnder(m_frozen);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, m_frozen->verticalScrollBar(), &QScrollBar::setValue);
    connect(m_frozen->verticalScrollBar(), &QScrollBar::valueChanged, verticalScrollBar(), &QScrollBar::setValue);
    // One of the two is laid out before the other, and cannot be scrolled as far until it is.
    connect(m_frozen->verticalScrollBar(), &QScrollBar::rangeChanged, this,
            [this] { m_frozen->verticalScrollBar()->setValue(verticalScrollBar()->value()); });
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, &FrozenTable::place);
    connect(m_frozen->horizontalHeader(), &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (column == 0) {
            setColumnWidth(0, width);
        }
    });
}

void FrozenTable::setModel(QAbstractItemModel* model) {
    QTableView::setModel(model);
    m_frozen->setModel(model);
    m_frozen->setSelectionModel(selectionModel());
    connect(model, &QAbstractItemModel::modelReset, this, &FrozenTable::hideOthers);
    connect(model, &QAbstractItemModel::columnsInserted, this, &FrozenTable::hideOthers);
    hideOthers();
}

void FrozenTable::hideOthers() {
    for (int column = 1; model() && column < model()->columnCount(); ++column) {
        m_frozen->setColumnHidden(column, true);
    }
    place();
}

void FrozenTable::place() {
    // Looks as the table does, whenever that was set.
    m_frozen->setShowGrid(showGrid());
    m_frozen->setAlternatingRowColors(alternatingRowColors());
    m_frozen->setSelectionBehavior(selectionBehavior());
    m_frozen->setSelectionMode(selectionMode());
    m_frozen->setEditTriggers(editTriggers());
    if (const int row = verticalHeader()->defaultSectionSize();
        m_frozen->verticalHeader()->defaultSectionSize() != row) {
        m_frozen->verticalHeader()->setDefaultSectionSize(row);
    }
    m_frozen->horizontalHeader()->setTextElideMode(horizontalHeader()->textElideMode());
    m_frozen->horizontalHeader()->setHighlightSections(horizontalHeader()->highlightSections());
    m_frozen->horizontalHeader()->setFixedHeight(horizontalHeader()->height());
    m_frozen->setColumnWidth(0, columnWidth(0));
    m_frozen->setGeometry(frameWidth(), frameWidth(), std::min(columnWidth(0), viewport()->width()),
                          horizontalHeader()->height() + viewport()->height());
}

void FrozenTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    place();
}

void FrozenTable::updateGeometries() {
    QTableView::updateGeometries();
    place();
}

void FrozenTable::scrollTo(const QModelIndex& index, ScrollHint hint) {
    if (index.column() == 0) {  // always in sight; sideways it would bring the others back to their begin
        m_frozen->scrollTo(index, hint);
        return;
    }
    QTableView::scrollTo(index, hint);
    const int hidden = columnWidth(0) - visualRect(index).left();
    if (hidden > 0 && horizontalScrollMode() == ScrollPerPixel) {
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - hidden);
    }
}

}  // namespace tempera::ui
