// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_digests.h"

#include <QElapsedTimer>
#include <QTimer>
#include <algorithm>
#include <set>

#include <spdlog/spdlog.h>

#include "core/base/files.h"
#include "core/store/run_recovery.h"
#include "ui/common/text_format.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {
constexpr int liveInterval = 3000;  // ms between two looks at a run that grows
constexpr int answerEvery = 100;    // ms of reading after which an answer is sent
constexpr int logLines = 6;
}  // namespace

namespace {

/// "tdpo, animals-aesthetic, 4f2a": the configuration without what tells its repetitions apart.
QString sweepOf(Config config) {
    config.set("seed", std::int64_t{0});
    config.set("name", std::string());
    return QStringLiteral("%1, %2, %3")
        .arg(fromStd(config.text("method")), fromStd(config.text("reward.name")), fromStd(config.hash().substr(0, 4)));
}

}  // namespace

/// The side in the thread. `generation` is read there to give up early.
class RunDigests::Reader : public QObject {
public:
    Reader(RunDigests& owner) : m_owner(owner) {}

    void read(int generation, const std::filesystem::path& workspace, const std::vector<Job>& jobs) {
        if (generation != m_generation) {
            m_generation = generation;
            openCache(workspace);
        }
        std::vector<Result> results;
        QElapsedTimer since;
        since.start();
        for (const Job& job : jobs) {
            if (generation != m_owner.m_generation) {
                return;
            }
            results.push_back({job.id, examine(job)});
            if (since.elapsed() > answerEvery) {
                answer(generation, results);
                since.restart();
            }
        }
        answer(generation, results);
        save();
    }

private:
    void openCache(const std::filesystem::path& workspace) {
        m_cache.reset();
        m_cached.clear();
        try {
            m_cache = std::make_unique<SummaryCache>(workspace);
            m_cached = m_cache->digests();
        } catch (const std::exception& error) {
            spdlog::warn("{}", error.what());  // slower, otherwise the same
        }
    }

    std::shared_ptr<const RunExtras> examine(const Job& job) {
        auto extras = std::make_shared<RunExtras>();
        const std::string id = job.id.toStdString();
        try {
            const std::string stamp = run_stamp(job.dir);
            const auto cached = m_cached.find(id);
            if (!stamp.empty() && cached != m_cached.end() && cached->second.stamp == stamp) {
                extras->digest = cached->second.content;
            } else {
                extras->digest = read_digest(job.dir);
                m_cached[id] = m_fresh[id] = {stamp, extras->digest};
            }
            const auto file = job.dir / "config.toml";
            extras->config = std::make_shared<const Config>(Config::from_toml(read_file(file), file.string()));
            extras->sweep = sweepOf(*extras->config);
        } catch (const std::exception& error) {
            // The run is listed all the same; the page Config says what is wrong with it.
            spdlog::debug("{}", error.what());
        }
        if (job.withLog) {
            extras->lastLines = fromStd(last_log_lines(job.dir, logLines));
        }
        return extras;
    }

    void answer(int generation, std::vector<Result>& results) {
        QMetaObject::invokeMethod(&m_owner,
                                  [owner = &m_owner, generation, results] { owner->take(generation, results); });
        results.clear();
    }

    void save() {
        try {
            if (m_cache && !m_fresh.empty()) {
                m_cache->save(m_fresh);
            }
        } catch (const std::exception& error) {
            spdlog::warn("{}", error.what());
        }
        m_fresh.clear();
    }

    RunDigests& m_owner;
    int m_generation = -1;
    std::unique_ptr<SummaryCache> m_cache;
    std::map<std::string, SummaryCache::Entry<RunDigest>> m_cached;
    std::map<std::string, SummaryCache::Entry<RunDigest>> m_fresh;
};

RunDigests::RunDigests(Session& session, QObject* parent)
    : QObject(parent),
      m_session(session),
      m_reader(new Reader(*this)),
      m_soon(new QTimer(this)),
      m_later(new QTimer(this)) {
    m_thread.setObjectName(QStringLiteral("run digests"));
    m_reader->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_reader, &QObject::deleteLater);
    m_soon->setSingleShot(true);
    m_soon->setInterval(0);
    m_later->setSingleShot(true);
    m_later->setInterval(liveInterval);
    connect(m_soon, &QTimer::timeout, this, &RunDigests::post);
    connect(&session, &Session::idle, this, [this] {
        if (!m_due.isEmpty()) {
            m_soon->start();
        }
    });
    connect(m_later, &QTimer::timeout, this, [this] {
        for (const QString& id : std::as_const(m_grown)) {
            want(id);
        }
        m_grown.clear();
    });
    connect(&session, &Session::workspaceOpened, this, [this] {
        ++m_generation;
        m_extras.clear();
        m_seen.clear();
        m_due.clear();
        m_asked.clear();
        m_grown.clear();
    });
    connect(&session, &Session::runsAdded, this, [this](const QStringList& ids) {
        for (const QString& id : ids) {
            onRunChanged(id);
        }
    });
    connect(&session, &Session::runChanged, this, &RunDigests::onRunChanged);
    connect(&session, &Session::runRemoved, this, [this](const QString& id) {
        m_extras.erase(id);
        m_seen.erase(id);
        m_due.remove(id);
        m_grown.remove(id);
    });
    m_thread.start(QThread::LowPriority);
    for (const RunData* run : session.runs()) {
        onRunChanged(run->id());
    }
}

RunDigests::~RunDigests() {
    ++m_generation;
    m_thread.quit();
    m_thread.wait();
}

const RunExtras* RunDigests::of(const QString& runId) const {
    const auto found = m_extras.find(runId);
    return found == m_extras.end() ? nullptr : found->second.get();
}

QStringList RunDigests::metricKeys() const {
    std::set<std::string> keys;
    for (const auto& [id, extras] : m_extras) {
        for (const MetricStats& metric : extras->digest.metrics) {
            keys.insert(metric.key);
        }
    }
    QStringList sorted;
    for (const std::string& key : keys) {
        sorted << fromStd(key);
    }
    return sorted;
}

void RunDigests::onRunChanged(const QString& id) {
    const RunData* run = m_session.run(id);
    if (!run) {
        return;
    }
    // A new name or tag changes nothing here.
    const std::pair now(run->head.state, run->head.summary.progress.wall);
    const auto seen = m_seen.find(id);
    if (seen != m_seen.end() && seen->second == now) {
        return;
    }
    const bool grows = seen != m_seen.end() && seen->second.first == now.first && run->live();
    m_seen[id] = now;
    if (!grows) {
        want(id);
        return;
    }
    m_grown.insert(id);
    if (!m_later->isActive()) {
        m_later->start();
    }
}

void RunDigests::want(const QString& id) {
    m_due.insert(id);
    m_soon->start();
}

void RunDigests::post() {
    if (m_session.busy()) {
        return;  // first come the list itself and what the user asked for; idle() leads here again
    }
    std::vector<Job> jobs;
    for (const QString& id : std::as_const(m_due)) {
        if (const RunData* run = m_session.run(id)) {
            const RunState state = run->head.state;
            jobs.push_back({id, run->head.dir, state == RunState::Failed || state == RunState::Interrupted});
            m_asked.insert(id);
        }
    }
    m_due.clear();
    // The newest first: they stand on top.
    std::sort(jobs.begin(), jobs.end(), [this](const Job& a, const Job& b) {
        return m_session.run(a.id)->head.summary.info.created > m_session.run(b.id)->head.summary.info.created;
    });
    QMetaObject::invokeMethod(
        m_reader, [reader = m_reader, generation = m_generation.load(), workspace = toPath(m_session.workspace()),
                   jobs] { reader->read(generation, workspace, jobs); });
}

void RunDigests::take(int generation, const std::vector<Result>& results) {
    if (generation != m_generation) {
        return;
    }
    QStringList ids;
    for (const Result& result : results) {
        m_asked.remove(result.id);
        if (m_session.run(result.id)) {
            m_extras[result.id] = result.extras;
            ids << result.id;
        }
    }
    if (!ids.isEmpty()) {
        Q_EMIT changed(ids);
    }
}

}  // namespace tempera::ui
