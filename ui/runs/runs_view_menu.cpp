// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/runs_view_menu.h"

#include <QActionGroup>
#include <QHeaderView>
#include <QInputDialog>
#include <QMenu>
#include <QSettings>
#include <QTreeView>

#include "ui/runs/run_facts.h"
#include "ui/runs/runs_model.h"
#include "ui/session/run_digests.h"

namespace tempera::ui {

namespace {
const QString groupingKey = QStringLiteral("runs/grouping");
const QString metricKey = QStringLiteral("runs/metric");
const QString headerKey = QStringLiteral("runs/header");
}  // namespace

RunsViewMenu::RunsViewMenu(QMenu* menu, RunsModel& model, QTreeView& tree, const RunDigests& digests, QObject* parent)
    : QObject(parent), m_model(model), m_tree(tree), m_digests(digests) {
    restore();
    addGroupings(menu->addMenu(tr("&Group By")));
    addSorting(menu->addMenu(tr("&Sort By")));
    addColumns(menu->addMenu(tr("&Columns")));
    QAction* metric = menu->addAction(tr("&Metric of the Columns…"));
    connect(metric, &QAction::triggered, this, &RunsViewMenu::chooseMetric);
}

RunsViewMenu::~RunsViewMenu() = default;

void RunsViewMenu::addGroupings(QMenu* menu) {
    auto* group = new QActionGroup(menu);
    const auto add = [&](RunsModel::Grouping grouping, const QString& text) {
        QAction* action = group->addAction(menu->addAction(text));
        action->setCheckable(true);
        action->setChecked(m_model.grouping() == grouping);
        connect(action, &QAction::triggered, this, [this, grouping] {
            m_model.setGrouping(grouping);
            QSettings().setValue(groupingKey, static_cast<int>(grouping));
        });
    };
    add(RunsModel::ByGroup, tr("&Group, or Method"));
    add(RunsModel::ByMethod, tr("&Method"));
    add(RunsModel::ByReward, tr("&Reward"));
    add(RunsModel::ByState, tr("&State"));
    add(RunsModel::BySweep, tr("S&weep (Same Settings, Other Seeds)"));
    add(RunsModel::Ungrouped, tr("&Nothing"));
}

void RunsViewMenu::addColumns(QMenu* menu) {
    for (int column = RunsModel::Name + 1; column < RunsModel::ColumnCount; ++column) {
        QAction* action = menu->addAction(QString());
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, column](bool shown) { showColumn(column, shown); });
    }
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        const auto actions = menu->actions();
        for (int i = 0; i < actions.size(); ++i) {
            actions[i]->setText(m_model.headerData(i + 1, Qt::Horizontal).toString());
            actions[i]->setChecked(!m_tree.isColumnHidden(i + 1));
        }
    });
}

void RunsViewMenu::addSorting(QMenu* menu) {
    for (int column = RunsModel::Name; column < RunsModel::ColumnCount; ++column) {
        QAction* action = menu->addAction(QString());
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, column] {
            QHeaderView* header = m_tree.header();
            const bool same = header->sortIndicatorSection() == column;
            const bool text = column == RunsModel::Name || column == RunsModel::Tags;
            // Chosen again: the other way round. Words begin with A, numbers with the largest.
            const Qt::SortOrder first = text ? Qt::AscendingOrder : Qt::DescendingOrder;
            const Qt::SortOrder other = text ? Qt::DescendingOrder : Qt::AscendingOrder;
            m_tree.sortByColumn(column, same && header->sortIndicatorOrder() == first ? other : first);
        });
    }
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        const auto actions = menu->actions();
        for (int i = 0; i < actions.size(); ++i) {
            actions[i]->setText(m_model.headerData(i, Qt::Horizontal).toString());
            actions[i]->setChecked(m_tree.header()->sortIndicatorSection() == i);
        }
    });
}

void RunsViewMenu::showColumn(int column, bool shown) {
    m_tree.setColumnHidden(column, !shown);
    arrange();
    save();
}

void RunsViewMenu::arrange() {
    QHeaderView* header = m_tree.header();
    const bool alone = header->hiddenSectionCount() == RunsModel::ColumnCount - 1;
    // One column needs no title, and takes the whole width.
    m_tree.setHeaderHidden(alone);
    m_tree.setHorizontalScrollBarPolicy(alone ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    header->setSectionResizeMode(RunsModel::Name, alone ? QHeaderView::Stretch : QHeaderView::Interactive);
    if (!alone && header->sectionSize(RunsModel::Name) < m_tree.fontMetrics().averageCharWidth() * 24) {
        header->resizeSection(RunsModel::Name, m_tree.fontMetrics().averageCharWidth() * 32);
    }
}

void RunsViewMenu::chooseMetric() {
    QStringList keys = m_digests.metricKeys();
    keys.prepend(tr("the run's own reward"));
    const int now = m_model.metric() == evalReward() ? 0 : static_cast<int>(keys.indexOf(m_model.metric()));
    auto* dialog = new QInputDialog(m_tree.window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Metric of the Columns"));
    dialog->setLabelText(tr("Last, best and least show"));
    dialog->setComboBoxItems(keys);
    dialog->setTextValue(keys.value(now));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, own = keys.front()](const QString& chosen) {
        m_model.setMetric(chosen == own ? evalReward() : chosen);
        QSettings().setValue(metricKey, m_model.metric());
    });
    dialog->open();
}

void RunsViewMenu::restore() {
    const QSettings settings;
    const int grouping = settings.value(groupingKey, RunsModel::ByGroup).toInt();
    m_model.setGrouping(static_cast<RunsModel::Grouping>(qBound(0, grouping, static_cast<int>(RunsModel::Ungrouped))));
    m_model.setMetric(settings.value(metricKey, evalReward()).toString());
    m_tree.setSortingEnabled(true);
    QHeaderView* header = m_tree.header();
    header->setSectionsMovable(true);
    header->setFirstSectionMovable(false);
    header->setStretchLastSection(false);
    for (int column = RunsModel::Name + 1; column < RunsModel::ColumnCount; ++column) {
        m_tree.setColumnHidden(column, true);
        header->resizeSection(column, m_tree.fontMetrics().averageCharWidth() * 14);
    }
    m_tree.sortByColumn(RunsModel::Created, Qt::DescendingOrder);
    header->restoreState(settings.value(headerKey).toByteArray());
    arrange();
    connect(header, &QHeaderView::sortIndicatorChanged, this, &RunsViewMenu::save);
    connect(header, &QHeaderView::sectionMoved, this, &RunsViewMenu::save);
    connect(header, &QHeaderView::sectionResized, this, [this](int section) {
        // The width of a lonely column is that of the panel.
        if (section != RunsModel::Name || !m_tree.isHeaderHidden()) {
            save();
        }
    });
}

void RunsViewMenu::save() {
    QSettings().setValue(headerKey, m_tree.header()->saveState());
}

}  // namespace tempera::ui
