// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "ui/session/preflight.h"

class QLabel;
class QPushButton;
class QTimer;
class QVBoxLayout;

namespace tempera::ui {

class QueueRunner;
class SelfcheckRunner;
class Session;

/// What a run needs and what is there, before it starts: what is wrong with the settings, device, time, memory, disk,
/// files, runs like it. Asks the reader thread a moment after the last change.
class PreflightPanel : public QWidget {
    Q_OBJECT

public:
    PreflightPanel(Session& session, QueueRunner& queue, QWidget* parent = nullptr);

    /// The runs that would start, none while settings are wrong; `problems`: key and sentence of what is.
    void setRuns(const std::vector<Config>& runs, const std::vector<std::pair<QString, QString>>& problems);

    /// A row of the queue that is being edited: it is no twin of itself.
    void leaveOut(std::int64_t queuedRow) { m_leftOut = queuedRow; }

    const PreflightFacts& facts() const { return m_facts; }
    bool settled() const { return !m_waiting; }  ///< the facts are those of the runs
    QPushButton* measureButton() const { return m_measure; }
    QString text(const QString& topic) const;  ///< "time", "memory", "disk", "device", "files", "twins"; "" = hidden
    QLabel* problemList() const { return m_problemList; }

Q_SIGNALS:
    /// A link to a setting was followed.
    void fieldAsked(const QString& key);
    void settledChanged();

private:
    enum class Kind { Plain, Good, Warning, Bad };
    struct Row {
        QLabel* icon;
        QLabel* title;
        QLabel* text;
    };

    void addRow(QVBoxLayout* layout, const QString& topic, const QString& title);
    void tell(const QString& topic, Kind kind, const QString& text, const QString& tip = {});
    void ask();
    void showFacts();
    void showTime();
    void showMemory();
    void showDisk();
    void showProblems();
    void measure();
    QString basis() const;

    Session& m_session;
    QueueRunner& m_queue;
    SelfcheckRunner* m_selfcheck;
    std::shared_ptr<CostCache> m_cache;  ///< touched in the reader thread only
    std::vector<MeasuredCost> m_selfchecks;
    QStringList m_remarks;
    std::vector<Config> m_runs;
    std::vector<std::pair<QString, QString>> m_problems;
    PreflightFacts m_facts;
    QTimer* m_soon;
    std::int64_t m_leftOut = 0;  ///< 0 = none
    int m_asked = 0;
    bool m_waiting = false;
    QString m_failure;  ///< of selfcheck
    QLabel* m_problemTitle;
    QLabel* m_problemList;
    QPushButton* m_measure;
    QLabel* m_measureNote;
    std::map<QString, Row> m_rows;
};

}  // namespace tempera::ui
