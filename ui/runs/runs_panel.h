// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QItemSelection;
class QLineEdit;
class QTreeView;

namespace tempera::ui {

class RunDetails;
class RunsFilter;
class RunsModel;
class Session;

/// The left side: filter, tree of runs, details of the current one. The rows that are selected are
/// the runs whose curves are drawn; the row with the focus is the current run. It is the legend of
/// every plot: the same colours, and the mouse over a row brings its curves forward.
class RunsPanel : public QWidget {
    Q_OBJECT

public:
    explicit RunsPanel(Session& session, QWidget* parent = nullptr);

    QTreeView* tree() const { return m_tree; }
    QLineEdit* filterField() const { return m_filterField; }
    void focusFilter();
    void renameCurrent();

Q_SIGNALS:
    void menuAsked(const QPoint& globalPosition);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fromTree();
    void fromSession();

    Session& m_session;
    RunsModel* m_model;
    RunsFilter* m_filter;
    QLineEdit* m_filterField;
    QTreeView* m_tree;
    RunDetails* m_details;
    bool m_syncing = false;
};

}  // namespace tempera::ui
