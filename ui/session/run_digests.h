// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSet>
#include <QString>
#include <QThread>
#include <atomic>
#include <map>
#include <memory>
#include <vector>

#include "core/config/config.h"
#include "core/store/summary_cache.h"
#include "ui/session/run_data.h"

class QTimer;

namespace tempera::ui {

class Session;

/// What lists of runs show beyond their summaries.
struct RunExtras {
    RunDigest digest;
    std::shared_ptr<const Config> config;  ///< nullptr: it can not be read
    QString sweep;                         ///< same text = configurations that differ in name and seed only
    QString lastLines;                     ///< of the log, where a run failed or lost its worker
};

/// Gathers the RunExtras of every run of the session, in a thread of its own with low priority: the reader of the
/// session stays free for what the user asks. A live run is looked at again every few seconds. GUI thread.
class RunDigests : public QObject {
    Q_OBJECT

public:
    explicit RunDigests(Session& session, QObject* parent = nullptr);
    ~RunDigests() override;

    const RunExtras* of(const QString& runId) const;  ///< nullptr = not known yet
    bool busy() const { return !m_asked.isEmpty() || !m_due.isEmpty(); }
    /// Keys of all metrics of all runs, sorted.
    QStringList metricKeys() const;

Q_SIGNALS:
    void changed(const QStringList& runIds);

private:
    struct Job {
        QString id;
        std::filesystem::path dir;
        bool withLog = false;
    };
    struct Result {
        QString id;
        std::shared_ptr<const RunExtras> extras;
    };
    class Reader;

    void want(const QString& id);
    void onRunChanged(const QString& id);
    void post();
    void take(int generation, const std::vector<Result>& results);

    Session& m_session;
    QThread m_thread;
    Reader* m_reader;
    std::atomic<int> m_generation = 0;  ///< counts workspaces: answers about an earlier one are dropped
    std::map<QString, std::shared_ptr<const RunExtras>> m_extras;
    std::map<QString, std::pair<RunState, double>> m_seen;  ///< state and last sign of life at the last look
    QSet<QString> m_due;                                    ///< to be asked soon
    QSet<QString> m_asked;                                  ///< not answered yet
    QTimer* m_soon;
    QTimer* m_later;
    QSet<QString> m_grown;  ///< live runs, for m_later
};

}  // namespace tempera::ui
