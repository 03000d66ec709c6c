// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QMenu;
class QSplitter;
class QStackedWidget;
class QTreeView;

namespace tempera::ui {

class EmptyState;
class FilterField;
class RunDetails;
class RunDigests;
class RunEdits;
class RunsFilter;
class RunsModel;
class Session;

/// The left side: filter, tree of runs, details of the current one. The rows that are selected are
/// the runs whose curves are drawn; the row with the focus is the current run. It is the legend of
/// every plot: the same colours, and the mouse over a row brings its curves forward.
class RunsPanel : public QWidget {
    Q_OBJECT

public:
    /// `viewMenu` is filled with grouping, sorting and columns; nullptr: a menu of its own.
    explicit RunsPanel(Session& session, QWidget* parent = nullptr, QMenu* viewMenu = nullptr);
    ~RunsPanel() override;

    QTreeView* tree() const { return m_tree; }
    FilterField* filterField() const { return m_filterField; }
    QLabel* problem() const { return m_problem; }
    RunDetails& details() const { return *m_details; }
    RunDigests& digests() const { return *m_digests; }
    RunEdits& edits() const { return *m_edits; }
    void focusFilter();
    void renameCurrent();

Q_SIGNALS:
    void menuAsked(const QPoint& globalPosition);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void makeTree();
    void makeLayout(QMenu* viewMenu);
    void applyFilter(const QString& text);
    void updateEmpty();
    void fromTree();
    void fromSession();
    QStringList valuesOf(const QString& key) const;

    Session& m_session;
    RunDigests* m_digests;
    RunEdits* m_edits;
    RunsModel* m_model;
    RunsFilter* m_filter;
    FilterField* m_filterField;
    QLabel* m_problem;
    QTreeView* m_tree;
    EmptyState* m_nothing;
    QStackedWidget* m_list;
    RunDetails* m_details;
    QSplitter* m_splitter;
    bool m_syncing = false;
};

}  // namespace tempera::ui
