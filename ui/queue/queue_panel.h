// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <cstdint>
#include <vector>

#include "ui/queue/queue_actions.h"

class QCheckBox;
class QLabel;
class QListView;
class QSpinBox;
class QStackedWidget;
class QToolButton;

namespace tempera::ui {

class EmptyState;
class QueueModel;
class QueueRunner;
class Session;

/// The queue: what waits, runs and failed, in order, and how many go at once. Alt+Up and Alt+Down move, Delete
/// removes, Enter shows the run or edits one that waits, dragging moves too.
class QueuePanel : public QWidget {
    Q_OBJECT

public:
    QueuePanel(Session& session, QueueRunner& runner, const QueueActions& actions, QWidget* parent = nullptr);

    QListView* list() const { return m_list; }
    EmptyState* emptyState() const { return m_empty; }
    QSpinBox* cpuRuns() const { return m_cpuRuns; }
    QSpinBox* gpuRuns() const { return m_gpuRuns; }
    QSpinBox* cpuThreads() const { return m_cpuThreads; }
    QCheckBox* pauseOnError() const { return m_pauseOnError; }
    QString summary() const;

Q_SIGNALS:
    /// The configuration of a waiting row is to be changed.
    void editAsked(qint64 id);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeBar();
    QWidget* makeRules();
    void connectActions();
    void refresh();
    void updateActions();
    void sendRules();
    void moveSelected(int by);
    void openRow(const QModelIndex& index);
    bool waits(std::int64_t id) const;
    std::vector<std::int64_t> selectedIds() const;  ///< in the order of the queue

    Session& m_session;
    QueueRunner& m_runner;
    QueueActions m_actions;
    QueueModel* m_model;
    QListView* m_list;
    EmptyState* m_empty;
    QStackedWidget* m_stack;
    QLabel* m_summary;
    QLabel* m_why;
    QSpinBox* m_cpuRuns;
    QSpinBox* m_gpuRuns;
    QSpinBox* m_cpuThreads;
    QCheckBox* m_pauseOnError;
    std::vector<std::int64_t> m_selected;  ///< kept over a new order
    bool m_syncing = false;
};

}  // namespace tempera::ui
