// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_tail.h"

#include <algorithm>
#include <cstdint>

#include "core/store/run_lock.h"
#include "core/store/summary_cache.h"
#include "core/store/workspace.h"

namespace tempera::ui {

namespace {
constexpr std::int64_t metricChunk = 100000;
}  // namespace

RunReader& RunTail::reader() {
    if (!m_reader) {
        m_reader.emplace(m_dir);
        m_version.reset();
    }
    return *m_reader;
}

bool RunTail::lockChanged() {
    const auto holder = lock_holder(m_dir);
    const qint64 pid = holder ? static_cast<qint64>(*holder) : 0;
    // Who takes the lock writes into the file: one who came and went between two looks is seen, too.
    std::error_code none;
    const auto taken = std::filesystem::last_write_time(m_dir / "lock", none);
    const bool changed = pid != m_pid || taken != m_lockTaken;
    m_pid = pid;
    m_lockTaken = taken;
    return changed;
}

bool RunTail::databaseChanged() {
    const std::int64_t version = reader().data_version();
    const bool changed = m_version != version;
    m_version = version;
    return changed;
}

RunHead RunTail::head(const RunSummary* known) {
    lockChanged();
    RunHead head;
    head.id = m_id;
    head.dir = m_dir;
    head.summary = known ? *known : read_summary(m_dir);
    head.state = run_state(m_dir, head.summary);
    head.workerPid = m_pid;
    return head;
}

void RunTail::forgetCursors() {
    m_metricCursor = m_neuronCursor = m_eventCursor = m_sampleCursor = m_scoreCursor = 0;
    m_pictureEpochs.clear();
}

std::optional<std::int64_t> RunTail::changedPictures() {
    std::optional<std::int64_t> from;
    for (const SampleRow& row : reader().samples_since(m_sampleCursor)) {
        from = std::min(from.value_or(row.epoch), row.epoch);
        m_sampleCursor = row.id;
        if (m_pictureEpochs.empty() || m_pictureEpochs.rbegin()->second != row.epoch) {
            m_pictureEpochs.emplace_hint(m_pictureEpochs.end(), row.id, row.epoch);
        }
    }
    // A judge may be asked about pictures of long ago.
    for (const ScoreRow& row : reader().scores_since(m_scoreCursor)) {
        m_scoreCursor = row.id;
        const auto after = m_pictureEpochs.upper_bound(row.sample);
        const std::int64_t epoch = after == m_pictureEpochs.begin() ? 0 : std::prev(after)->second;
        from = std::min(from.value_or(epoch), epoch);
    }
    return from;
}

RunBatch RunTail::read(bool withValues, bool* more) {
    RunBatch batch;
    batch.runId = m_id;
    *more = false;
    if (withValues) {
        const std::int64_t generation = reader().generation();
        if (generation != m_generation) {
            batch.restart = m_generation != -1;
            m_generation = generation;
            forgetCursors();
        }
        const auto rows = reader().metrics_since(m_metricCursor, metricChunk);
        *more = static_cast<std::int64_t>(rows.size()) == metricChunk;
        const std::string* lastKey = nullptr;
        MetricSeries* series = nullptr;
        for (const MetricRow& row : rows) {
            if (!lastKey || *lastKey != row.key) {
                lastKey = &row.key;
                series = &batch.metrics[QString::fromStdString(row.key)];
            }
            series->push_back({static_cast<double>(row.at.epoch), static_cast<double>(row.at.step),
                               static_cast<double>(row.at.reward_queries), row.wall, row.value});
            m_metricCursor = row.id;
        }
        batch.neurons = reader().neuron_layers_since(m_neuronCursor);
        if (!batch.neurons.empty()) {
            m_neuronCursor = batch.neurons.back().id;
        }
        batch.events = reader().events_since(m_eventCursor);
        if (!batch.events.empty()) {
            m_eventCursor = batch.events.back().id;
        }
        batch.picturesChangedFrom = changedPictures();
        batch.resets = reader().resets();
        batch.trainEpochs = reader().sample_epochs(SampleKind::Train);
        batch.evalEpochs = reader().sample_epochs(SampleKind::Eval);
        batch.unseenEpochs = reader().sample_epochs(SampleKind::Unseen);
        if (!m_configSent) {
            batch.configToml = QString::fromStdString(reader().config_toml());
            m_configSent = true;
        }
        batch.hasValues = true;
    }
    // The summary last: a state of "finished" never arrives before the values that led to it.
    lockChanged();
    batch.workerPid = m_pid;
    batch.summary = reader().summary();
    batch.state = run_state(m_dir, batch.summary);
    return batch;
}

}  // namespace tempera::ui
