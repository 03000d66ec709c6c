// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/prompt_view.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyledItemDelegate>
#include <algorithm>

#include "ui/common/theme.h"
#include "ui/samples/prompt_model.h"

namespace tempera::ui {

namespace {

/// Mean against epoch, each row in its own range.
class CourseDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyledItemDelegate::paint(painter, option, index);
        const auto points = index.data(PromptModel::CourseRole).value<QVector<QPointF>>();
        if (points.size() < 2) {
            return;
        }
        const auto [low, high] = std::minmax_element(points.begin(), points.end(),
                                                     [](const QPointF& a, const QPointF& b) { return a.y() < b.y(); });
        const QRectF place = QRectF(option.rect).adjusted(8, 5, -8, -5);
        const double width = points.back().x() - points.front().x();
        const double height = high->y() - low->y();
        QPolygonF line;
        for (const QPointF& point : points) {
            line << QPointF(
                place.left() + (point.x() - points.front().x()) / width * place.width(),
                height > 0 ? place.bottom() - (point.y() - low->y()) / height * place.height() : place.center().y());
        }
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(theme::subtleText(option.palette), 1));
        painter->drawPolyline(line);
        painter->restore();
    }
};

}  // namespace

PromptView::PromptView(QWidget* parent) : QTableView(parent) {
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setAlternatingRowColors(true);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setSortingEnabled(true);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 10);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setSortIndicator(PromptModel::PromptColumn, Qt::AscendingOrder);
    setItemDelegateForColumn(PromptModel::CourseColumn, new CourseDelegate(this));
    connect(this, &QAbstractItemView::clicked, this,
            [this](const QModelIndex& index) { Q_EMIT promptChosen(index.row()); });
}

void PromptView::setModel(QAbstractItemModel* model) {
    QTableView::setModel(model);
    const int letter = fontMetrics().averageCharWidth();
    setColumnWidth(PromptModel::PromptColumn, letter * 26);
    for (int column = PromptModel::PicturesColumn; column <= PromptModel::BestColumn; ++column) {
        setColumnWidth(column, letter * 12);
    }
}

void PromptView::keyPressEvent(QKeyEvent* event) {
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT promptChosen(currentIndex().row());
        return;
    }
    QTableView::keyPressEvent(event);
}

}  // namespace tempera::ui
