// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QMenu;
class QTreeView;

namespace tempera::ui {

class RunDigests;
class RunsModel;

/// How the list of runs is grouped, sorted and which columns it has: a menu, and the settings that keep it.
class RunsViewMenu : public QObject {
    Q_OBJECT

public:
    /// Fills `menu` and restores what was chosen last time. The tree's model is a RunsFilter over `model`.
    RunsViewMenu(QMenu* menu, RunsModel& model, QTreeView& tree, const RunDigests& digests, QObject* parent);
    ~RunsViewMenu() override;

private:
    void addGroupings(QMenu* menu);
    void addColumns(QMenu* menu);
    void addSorting(QMenu* menu);
    void showColumn(int column, bool shown);
    void arrange();
    void chooseMetric();
    void restore();
    void save();

    RunsModel& m_model;
    QTreeView& m_tree;
    const RunDigests& m_digests;
};

}  // namespace tempera::ui
