// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/runs_panel.h"

#include <QAction>
#include <QEvent>
#include <QLineEdit>
#include <QTreeView>
#include <QVBoxLayout>

#include "ui/common/icons.h"
#include "ui/common/rule.h"
#include "ui/runs/run_details.h"
#include "ui/runs/runs_delegate.h"
#include "ui/runs/runs_filter.h"
#include "ui/runs/runs_model.h"
#include "ui/session/session.h"

namespace tempera::ui {

RunsPanel::RunsPanel(Session& session, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_model(new RunsModel(session, this)),
      m_filter(new RunsFilter(this)),
      m_filterField(new QLineEdit),
      m_tree(new QTreeView),
      m_details(new RunDetails(session)) {
    setObjectName(QStringLiteral("runsPanel"));
    m_filter->setSourceModel(m_model);
    m_filterField->setPlaceholderText(tr("Filter runs"));
    m_filterField->setAccessibleName(tr("Filter runs by name, method, reward or state"));
    m_filterField->setClearButtonEnabled(true);
    m_filterField->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_tree->setModel(m_filter);
    m_tree->setItemDelegate(new RunsDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(12);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_tree->setMouseTracking(true);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setAccessibleName(tr("Runs"));
    m_tree->viewport()->installEventFilter(this);

    auto* filterRow = new QVBoxLayout;
    filterRow->setContentsMargins(8, 8, 8, 8);
    filterRow->addWidget(m_filterField);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(filterRow);
    layout->addWidget(m_tree, 1);
    layout->addWidget(new Rule);
    layout->addWidget(m_details);

    connect(m_filterField, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_syncing = true;  // rows that the filter hides stay selected in the session
        m_filter->setText(text);
        m_tree->expandAll();
        m_syncing = false;
        fromSession();
    });
    connect(m_filter, &QAbstractItemModel::rowsInserted, this, [this] { m_tree->expandAll(); });
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsPanel::fromTree);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &RunsPanel::fromTree);
    connect(m_tree, &QTreeView::entered, this,
            [this](const QModelIndex& index) { m_session.setHovered(index.data(RunsModel::IdRole).toString()); });
    connect(m_tree, &QTreeView::customContextMenuRequested, this,
            [this](const QPoint& point) { Q_EMIT menuAsked(m_tree->viewport()->mapToGlobal(point)); });
    connect(&session, &Session::selectionChanged, this, &RunsPanel::fromSession);
    connect(&session, &Session::currentChanged, this, &RunsPanel::fromSession);
    connect(&session, &Session::runAdded, this, &RunsPanel::fromSession);
}

void RunsPanel::fromTree() {
    if (m_syncing) {
        return;
    }
    m_syncing = true;
    QStringList ids;
    const auto rows = m_tree->selectionModel()->selectedIndexes();
    for (const QModelIndex& row : rows) {
        const QString id = row.data(RunsModel::IdRole).toString();
        if (!id.isEmpty()) {
            ids << id;
            continue;
        }
        for (int child = 0; child < m_filter->rowCount(row); ++child) {
            ids << m_filter->index(child, 0, row).data(RunsModel::IdRole).toString();
        }
    }
    const QString current = m_tree->currentIndex().data(RunsModel::IdRole).toString();
    if (!ids.isEmpty()) {
        if (ids.contains(current)) {
            m_session.setCurrent(current);
        }
        m_session.setSelected(ids);
    }
    m_syncing = false;
}

void RunsPanel::fromSession() {
    if (m_syncing) {
        return;
    }
    m_syncing = true;
    QItemSelection rows;
    for (const QString& id : m_session.selected()) {
        const QModelIndex index = m_filter->mapFromSource(m_model->indexOf(id));
        if (index.isValid()) {
            rows.select(index, index);
        }
    }
    const QModelIndex current = m_filter->mapFromSource(m_model->indexOf(m_session.currentId()));
    m_tree->selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    m_tree->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
    if (current.isValid()) {
        m_tree->scrollTo(current);
    }
    m_syncing = false;
}

bool RunsPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Leave) {
        m_session.setHovered(QString());
    }
    return QWidget::eventFilter(watched, event);
}

void RunsPanel::focusFilter() {
    m_filterField->setFocus(Qt::ShortcutFocusReason);
    m_filterField->selectAll();
}

void RunsPanel::renameCurrent() {
    const QModelIndex index = m_filter->mapFromSource(m_model->indexOf(m_session.currentId()));
    if (index.isValid()) {
        m_tree->setFocus();
        m_tree->edit(index);
    }
}

}  // namespace tempera::ui
