// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/queue_keeper.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "core/store/workspace.h"
#include "ui/common/text_format.h"
#include "ui/session/machine_facts.h"
#include "ui/session/worker_process.h"

namespace tempera::ui {

namespace fs = std::filesystem;

namespace {

/// Between the claim of a row and the start of its worker lie milliseconds, in one thread. A row that has had neither
/// worker nor output for this long was claimed by a window that died just then.
constexpr double patience = 10;
/// Another window that starts a worker makes its output file first: one that is not there with the file gets this long
/// to appear.
constexpr double arrival = 1;
/// A worker writes its last state and then goes: one that is gone gets this long until its state must be read.
constexpr double farewell = 0.5;

std::string tr(const char* text) {
    return QCoreApplication::translate("tempera::ui::QueueKeeper", text).toStdString();
}

}  // namespace

QueueKeeper::QueueKeeper(const fs::path& workspace) : m_workspace(workspace), m_queue(workspace) {}

fs::path QueueKeeper::runDir(const QueuedRun& row) const {
    return m_workspace / "runs" / row.run_id;
}

QString QueueKeeper::file(const QueuedRun& row, const char* ending) const {
    return fromPath(m_workspace / "queue" / (row.run_id + ending));
}

void QueueKeeper::removeFiles(const QueuedRun& row) const {
    QFile::remove(file(row, ".toml"));
    QFile::remove(file(row, ".txt"));
}

QueueNews QueueKeeper::look(const std::vector<LiveRun>& live, bool mayStart) {
    QueueNews news;
    for (const QueuedRun& row : m_queue.rows()) {
        if (row.state == QueuedState::Starting) {
            followStarting(row, news);
        } else if (row.state == QueuedState::Running) {
            followRunning(row);
        }
    }
    if (mayStart) {
        startNext(live, news);
    }
    news.rows = m_queue.rows();
    news.rules = m_queue.rules();
    return news;
}

void QueueKeeper::fail(const QueuedRun& row, const std::string& problem, QueueNews& news) {
    if (m_queue.advance(row.id, QueuedState::Starting, QueuedState::Failed, problem)) {
        news.notStarted.push_back(row);
        news.notStarted.back().problem = problem;
    }
    removeFiles(row);
}

void QueueKeeper::followStarting(const QueuedRun& row, QueueNews& news) {
    const bool alive = trainerAlive(fromStd(row.run_id));
    // Asked after the worker: it may have made the folder and ended between two other questions.
    const bool there = fs::exists(runDir(row) / "run.db");
    if (there && (!alive || lock_holder(runDir(row)))) {
        // How a run ended that was quicker than this look, followRunning() finds out.
        if (m_queue.advance(row.id, QueuedState::Starting, QueuedState::Running)) {
            news.started.push_back(row);
        }
        removeFiles(row);
        m_silentSince.erase(row.id);
    } else if (!alive && !there) {
        const double since = m_silentSince.emplace(row.id, steady_seconds()).first->second;
        const double silent = steady_seconds() - since;
        const bool output = QFileInfo::exists(file(row, ".txt"));
        if (silent <= (output ? arrival : patience)) {
            return;
        }
        m_silentSince.erase(row.id);
        if (output) {
            const QString words = lastWords(file(row, ".txt"));
            fail(row, words.isEmpty() ? tr("The worker ended at once and said nothing.") : words.toStdString(), news);
        } else {
            m_queue.advance(row.id, QueuedState::Starting, QueuedState::Waiting);
        }
    } else {
        m_silentSince.erase(row.id);
    }
}

void QueueKeeper::followRunning(const QueuedRun& row) {
    if (lock_holder(runDir(row))) {
        m_silentSince.erase(row.id);
        return;
    }
    if (!fs::exists(runDir(row) / "run.db")) {
        m_queue.advance(row.id, QueuedState::Running, QueuedState::Ended);  // in the trash by now
        return;
    }
    const RunSummary run = RunReader(runDir(row)).summary();
    const RunState state = run_state(runDir(row), run);
    const bool brokeOff = state == RunState::Failed || state == RunState::Paused;
    const bool over = brokeOff || state == RunState::Finished || state == RunState::Stopped;
    const double since = m_silentSince.emplace(row.id, steady_seconds()).first->second;
    if (!over && steady_seconds() - since < farewell) {
        return;
    }
    m_silentSince.erase(row.id);
    if (!over) {
        m_queue.advance(row.id, QueuedState::Running, QueuedState::Failed, tr("Its worker vanished."));
    } else if (brokeOff) {
        m_queue.advance(row.id, QueuedState::Running, QueuedState::Failed,
                        run.attempts.empty() ? "" : run.attempts.back().reason);
    } else {
        m_queue.advance(row.id, QueuedState::Running, QueuedState::Ended);
    }
}

void QueueKeeper::startNext(const std::vector<LiveRun>& live, QueueNews& news) {
    const bool gpu = gpuHere();
    const Workspace workspace(m_workspace);
    const auto choose = [&](const std::vector<QueuedRun>& rows,
                            const QueueRules& rules) -> std::optional<RunQueue::Claim> {
        const auto id = nextToStart(rows, rules, live, gpu);
        for (const QueuedRun& row : rows) {
            if (row.id == id) {
                // A row that was claimed before keeps its folder: should its worker be there after all, the second
                // one is refused.
                return RunQueue::Claim{
                    row.id, row.run_id.empty() ? workspace.new_run_dir(row.name).filename().string() : row.run_id};
            }
        }
        return std::nullopt;
    };
    while (const auto row = m_queue.claim(choose)) {
        try {
            start(*row);
        } catch (const Error& error) {
            fail(*row, error.what(), news);
        }
    }
}

void QueueKeeper::start(const QueuedRun& row) {
    std::error_code failure;
    fs::create_directories(m_workspace / "queue", failure);
    if (failure) {
        throw file_error("cannot be created", m_workspace / "queue", failure.value());
    }
    write_file_atomically(toPath(file(row, ".toml")), workerConfig(row, m_queue.rules(), cpuCores(), gpuHere()));
    startWorker({QStringLiteral("train"), file(row, ".toml"), QStringLiteral("--workspace"), fromPath(m_workspace),
                 QStringLiteral("--name"), fromStd(row.name), QStringLiteral("--id"), fromStd(row.run_id)},
                file(row, ".txt"));
}

}  // namespace tempera::ui
