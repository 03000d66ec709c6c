// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/matrix_view.h"

#include <QDrag>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMimeData>

#include "ui/compare/comparison.h"
#include "ui/compare/matrix_delegate.h"
#include "ui/compare/matrix_model.h"
#include "ui/compare/picture_mime.h"

namespace tempera::ui {

MatrixView::MatrixView(Comparison& comparison, QWidget* parent)
    : QTableView(parent),
      m_comparison(comparison),
      m_model(new MatrixModel(comparison, this)),
      m_delegate(new MatrixDelegate(this)) {
    setModel(m_model);
    setItemDelegate(m_delegate);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setCornerButtonEnabled(false);
    setDragEnabled(true);
    setAccessibleName(tr("Matrix of prompts and runs"));
    for (QHeaderView* header : {horizontalHeader(), verticalHeader()}) {
        header->setSectionResizeMode(QHeaderView::Fixed);
        header->setSectionsClickable(false);
        header->setHighlightSections(false);
    }
    horizontalHeader()->setTextElideMode(Qt::ElideMiddle);
    verticalHeader()->setTextElideMode(Qt::ElideRight);
    verticalHeader()->setFixedWidth(fontMetrics().averageCharWidth() * 18);
    applySide();
}

void MatrixView::refresh() {
    const int before = m_model->rowCount();
    m_model->update();
    if (before == 0 && m_model->rowCount() > 0 && m_comparison.choice() >= 0) {
        setCurrentIndex(m_model->index(m_comparison.choice(), 0));
    }
}

void MatrixView::setSide(int pixels) {
    m_delegate->setSide(pixels);
    applySide();
    viewport()->update();
}

int MatrixView::side() const {
    return m_delegate->side();
}

void MatrixView::applySide() {
    const QSize cell = m_delegate->sizeHint({}, {});
    horizontalHeader()->setDefaultSectionSize(cell.width());
    verticalHeader()->setDefaultSectionSize(cell.height());
}

void MatrixView::open(const QModelIndex& index) {
    if (index.isValid()) {
        Q_EMIT opened(index.row(), index.column());
    }
}

void MatrixView::mousePressEvent(QMouseEvent* event) {
    QTableView::mousePressEvent(event);
    m_dragged = false;
    m_pressed = event->button() == Qt::LeftButton ? indexAt(event->pos()) : QModelIndex();
}

void MatrixView::mouseReleaseEvent(QMouseEvent* event) {
    QTableView::mouseReleaseEvent(event);
    if (!m_dragged && m_pressed.isValid() && indexAt(event->pos()) == m_pressed) {
        open(m_pressed);
    }
}

void MatrixView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        open(currentIndex());
        return;
    }
    QTableView::keyPressEvent(event);
}

void MatrixView::startDrag(Qt::DropActions /*actions*/) {
    m_dragged = true;
    const QModelIndex index = currentIndex();
    const auto picture = index.data(MatrixModel::PictureRole).value<QImage>();
    QMimeData* mime = pictureMime(picture, index.data(MatrixModel::FileRole).toString());
    if (!mime) {
        return;
    }
    auto* drag = new QDrag(this);
    drag->setMimeData(mime);
    drag->setPixmap(QPixmap::fromImage(picture.scaled(96, 96, Qt::KeepAspectRatio, Qt::SmoothTransformation)));
    drag->exec(Qt::CopyAction);
}

}  // namespace tempera::ui
