// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/runs_panel.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>
#include <set>

#include "ui/common/empty_state.h"
#include "ui/common/icons.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/runs/filter_field.h"
#include "ui/runs/run_details.h"
#include "ui/runs/run_edits.h"
#include "ui/runs/runs_delegate.h"
#include "ui/runs/runs_filter.h"
#include "ui/runs/runs_model.h"
#include "ui/runs/runs_view_menu.h"
#include "ui/session/run_digests.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {
const QString filterKey = QStringLiteral("runs/filter");
const QString splitterKey = QStringLiteral("runs/splitter");
}  // namespace

RunsPanel::RunsPanel(Session& session, QWidget* parent, QMenu* viewMenu)
    : QWidget(parent),
      m_session(session),
      m_digests(new RunDigests(session, this)),
      m_edits(new RunEdits(session, this)),
      m_model(new RunsModel(session, *m_digests, *m_edits, this)),
      m_filter(new RunsFilter(*m_model, this)),
      m_filterField(new FilterField([this] { return RunQuery::keys() + m_digests->metricKeys(); },
                                    [this](const QString& key) { return valuesOf(key); })),
      m_problem(new QLabel),
      m_tree(new QTreeView),
      m_nothing(new EmptyState),
      m_list(new QStackedWidget),
      m_details(new RunDetails(session, *m_digests, *m_edits)),
      m_splitter(new QSplitter(Qt::Vertical)) {
    setObjectName(QStringLiteral("runsPanel"));
    makeTree();
    makeLayout(viewMenu ? viewMenu : new QMenu(this));

    connect(m_filterField, &QLineEdit::textChanged, this, &RunsPanel::applyFilter);
    connect(m_filter, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex& group) {
        if (group.isValid() && m_filter->rowCount(group) > 0) {
            m_tree->expand(group);
        }
    });
    connect(m_filter, &QAbstractItemModel::modelReset, this, [this] {
        m_tree->expandAll();
        fromSession();
    });
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(m_filter, signal, this, &RunsPanel::updateEmpty);
        connect(m_model, signal, this, &RunsPanel::updateEmpty);
    }
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsPanel::fromTree);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &RunsPanel::fromTree);
    connect(m_tree, &QTreeView::entered, this,
            [this](const QModelIndex& index) { m_session.setHovered(index.data(RunsModel::IdRole).toString()); });
    connect(m_tree, &QTreeView::customContextMenuRequested, this,
            [this](const QPoint& point) { Q_EMIT menuAsked(m_tree->viewport()->mapToGlobal(point)); });
    connect(&m_session, &Session::selectionChanged, this, &RunsPanel::fromSession);
    connect(&m_session, &Session::currentChanged, this, &RunsPanel::fromSession);
    connect(&m_session, &Session::runsAdded, this, &RunsPanel::fromSession);
    connect(m_nothing, &EmptyState::activated, m_filterField, &QLineEdit::clear);
    m_filterField->setText(QSettings().value(filterKey).toString());
}

RunsPanel::~RunsPanel() {
    QSettings().setValue(splitterKey, m_splitter->saveState());
}

void RunsPanel::makeTree() {
    m_tree->setModel(m_filter);
    m_tree->setItemDelegate(new RunsDelegate(m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(12);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_tree->setDragDropMode(QAbstractItemView::DragDrop);
    m_tree->setDefaultDropAction(Qt::MoveAction);
    m_tree->setMouseTracking(true);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setAccessibleName(tr("Runs"));
    m_tree->viewport()->installEventFilter(this);
}

void RunsPanel::makeLayout(QMenu* viewMenu) {
    m_filterField->setPlaceholderText(tr("Filter runs"));
    m_filterField->setAccessibleName(tr("Filter runs"));
    m_filterField->setToolTip(
        tr("Words, and terms such as state:running  method:tdpo  tag:paper  fav  seed=1  train.learning_rate>1e-4; "
           "a minus before a term means the opposite."));
    m_filterField->setClearButtonEnabled(true);
    m_filterField->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto* view = new QToolButton;
    view->setIcon(icon(QStringLiteral("columns")));
    view->setAutoRaise(true);
    view->setPopupMode(QToolButton::InstantPopup);
    view->setMenu(viewMenu);
    view->setToolTip(tr("Grouping, order and columns"));
    view->setAccessibleName(view->toolTip());
    new RunsViewMenu(viewMenu, *m_model, *m_tree, *m_digests, this);

    auto* fieldRow = new QHBoxLayout;
    fieldRow->setSpacing(4);
    fieldRow->addWidget(m_filterField, 1);
    fieldRow->addWidget(view);
    auto* filterRows = new QVBoxLayout;
    filterRows->setContentsMargins(8, 8, 8, 8);
    filterRows->setSpacing(4);
    filterRows->addLayout(fieldRow);
    filterRows->addWidget(m_problem);
    auto* area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setAccessibleName(tr("Details of the chosen run"));
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* holder = new QWidget;  // without a current run it is empty, and nothing scrolls
    auto* hold = new QVBoxLayout(holder);
    hold->setContentsMargins(0, 0, 0, 0);
    hold->addWidget(m_details);
    area->setWidget(holder);
    m_list->addWidget(m_tree);
    m_list->addWidget(m_nothing);
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(area);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->setSizes({400, 330});
    m_splitter->restoreState(QSettings().value(splitterKey).toByteArray());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(filterRows);
    layout->addWidget(m_splitter, 1);
    changeEvent(nullptr);
}

void RunsPanel::applyFilter(const QString& text) {
    RunQuery::Problem problem;
    const auto query = RunQuery::parse(text, &problem);
    // What can not be read yet leaves the list as it is: most of it is being typed.
    m_problem->setText(query ? QString() : problem.sentence);
    m_problem->setVisible(!query);
    m_filterField->setAccessibleDescription(m_problem->text());
    QSettings().setValue(filterKey, text);
    if (!query) {
        return;
    }
    m_syncing = true;  // rows that the filter hides stay selected in the session
    m_filter->setQuery(*query);
    m_tree->expandAll();
    m_syncing = false;
    updateEmpty();
    fromSession();
}

void RunsPanel::updateEmpty() {
    const bool nothing = m_filter->rowCount() == 0 && m_model->rowCount() > 0;
    if (nothing) {
        m_nothing->setText(tr("No run matches the filter."), tr("Clear the filter"));
    }
    m_list->setCurrentWidget(nothing ? static_cast<QWidget*>(m_nothing) : m_tree);
}

QStringList RunsPanel::valuesOf(const QString& key) const {
    if (key == QLatin1String("state")) {
        return RunQuery::states();
    }
    if (key == QLatin1String("tag")) {
        return m_edits->allTags();
    }
    std::set<QString> values;
    for (const RunData* run : m_session.runs()) {
        const RunInfo& info = run->head.summary.info;
        values.insert(key == QLatin1String("method")   ? fromStd(info.method)
                      : key == QLatin1String("reward") ? fromStd(info.reward)
                      : key == QLatin1String("model")  ? fromStd(info.model)
                      : key == QLatin1String("device") ? fromStd(info.device)
                      : key == QLatin1String("group")  ? run->group()
                      : key == QLatin1String("name")   ? run->name()
                      : key == QLatin1String("seed")   ? QString::number(info.seed)
                                                       : QString());
    }
    values.erase(QString());
    QStringList all(values.begin(), values.end());
    if (const Field* field = find_field(key.toStdString())) {
        for (const std::string& choice : field->choices) {
            all << fromStd(choice);
        }
        all.removeDuplicates();
    }
    return all;
}

void RunsPanel::fromTree() {
    if (m_syncing) {
        return;
    }
    m_syncing = true;
    QStringList ids;
    const auto rows = m_tree->selectionModel()->selectedRows();
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
    m_tree->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
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

void RunsPanel::changeEvent(QEvent* event) {
    if (event) {
        QWidget::changeEvent(event);
    }
    if (!event || event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationFontChange) {
        QPalette quiet = palette();
        quiet.setColor(QPalette::WindowText, theme::error(palette()));
        m_problem->setPalette(quiet);
        m_problem->setFont(textFont(TextSize::Small));
    }
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
