// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/log/log_view.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalBlocker>

#include "ui/common/icons.h"
#include "ui/log/log_delegate.h"
#include "ui/log/log_model.h"

namespace tempera::ui {

LogView::LogView(LogModel* model, QWidget* parent)
    : QListView(parent), m_model(model), m_delegate(new LogDelegate(this)), m_chip(new QPushButton(this)) {
    setModel(model);
    setItemDelegate(m_delegate);
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setAccessibleName(tr("Lines of the log file"));
    updateFont();
    m_chip->setIcon(icon(QStringLiteral("newest")));
    m_chip->setToolTip(tr("Go to the newest line and follow"));
    m_chip->hide();
    connect(m_chip, &QPushButton::clicked, this, &LogView::followNewest);
    connect(model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex&, int first, int last) { onInserted(last - first + 1); });
    connect(model, &LogModel::dropped, this, &LogView::onDropped);
    connect(model, &QAbstractItemModel::modelReset, this, &LogView::followNewest);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &LogView::onScrolled);
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, [this](int, int highest) {
        if (m_follows) {
            verticalScrollBar()->setValue(highest);
        }
    });
}

void LogView::updateFont() {
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(QGuiApplication::font().pointSizeF());
    setFont(font);
}

void LogView::changeEvent(QEvent* event) {
    QListView::changeEvent(event);
    if (event->type() == QEvent::ApplicationFontChange) {
        updateFont();
    }
}

void LogView::setTimes(bool shown) {
    m_delegate->setTimes(shown);
    scheduleDelayedItemsLayout();
    viewport()->update();
}

void LogView::followNewest() {
    m_follows = true;
    m_missed = 0;
    scrollToBottom();
    updateChip();
}

void LogView::onInserted(int count) {
    if (!m_follows) {
        m_missed += count;
        updateChip();
    }
}

void LogView::onDropped(int count) {
    if (!m_follows) {
        // What is being read stays in its place; the bar itself would go to its new end when that comes first.
        const int wanted = verticalScrollBar()->value() - count * sizeHintForRow(0);
        const QSignalBlocker quiet(verticalScrollBar());
        executeDelayedItemsLayout();
        verticalScrollBar()->setValue(wanted);
        viewport()->update();
    }
}

void LogView::onScrolled() {
    const bool atEnd = verticalScrollBar()->value() >= verticalScrollBar()->maximum();
    if (atEnd == m_follows) {
        return;
    }
    m_follows = atEnd;
    if (m_follows) {
        m_missed = 0;
    }
    updateChip();
}

void LogView::updateChip() {
    m_chip->setVisible(!m_follows && m_missed > 0);
    m_chip->setText(m_missed == 1 ? tr("1 new line") : tr("%1 new lines").arg(m_missed));
    m_chip->adjustSize();
    m_chip->move(viewport()->x() + (viewport()->width() - m_chip->width()) / 2,
                 viewport()->y() + viewport()->height() - m_chip->height() - 8);
}

void LogView::resizeEvent(QResizeEvent* event) {
    QListView::resizeEvent(event);
    updateChip();
}

QString LogView::copied() const {
    QModelIndexList rows = selectionModel()->selectedRows();
    if (rows.isEmpty()) {
        for (int row = 0; row < m_model->rowCount(); ++row) {
            rows << m_model->index(row);
        }
    }
    return m_model->textOf(rows);
}

void LogView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(copied());
        return;
    }
    QListView::keyPressEvent(event);
}

}  // namespace tempera::ui
