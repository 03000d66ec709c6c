// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <cstdint>
#include <filesystem>
#include <map>
#include <vector>

#include "core/store/catalog.h"
#include "core/store/records.h"

namespace tempera::ui {

/// One value of one metric, on every axis that a curve may have.
struct MetricPoint {
    double epoch = 0;
    double step = 0;
    double queries = 0;
    double wall = 0;  ///< unix seconds
    double value = 0;
};
using MetricSeries = std::vector<MetricPoint>;

/// Adds points, which may come in any order, where they belong in the run. Whether one belongs before those that were
/// there.
bool appendInOrder(MetricSeries& series, const MetricSeries& points);

/// What is known of a run without reading its values.
struct RunHead {
    QString id;
    std::filesystem::path dir;
    RunSummary summary;
    RunState state = RunState::Queued;
    qint64 workerPid = 0;  ///< holder of the lock, 0 = none
    CatalogEntry entry;
};

/// Everything that the window holds of one run. Lives in the GUI thread, owned by the Session.
struct RunData {
    RunHead head;
    QString configToml;
    std::map<QString, MetricSeries> metrics;
    /// Epoch -> its critic layers, ascending by layer.
    std::map<std::int64_t, std::vector<NeuronLayerRow>> neurons;
    std::vector<ResetRow> resets;
    std::vector<EventRow> events;
    std::vector<std::int64_t> trainEpochs;  ///< epochs that have training pictures
    std::vector<std::int64_t> evalEpochs;
    std::vector<std::int64_t> unseenEpochs;
    bool loaded = false;    ///< values have been read at least once
    bool stopping = false;  ///< a stop has been asked and is not done yet

    const QString& id() const { return head.id; }
    QString name() const;   ///< the user's name for it, else its own, else the id
    QString group() const;  ///< the user's group, else the method
    bool live() const { return head.state == RunState::Running || (head.state == RunState::Paused && head.workerPid); }
    QString lastReason() const;  ///< why the last attempt ended; "" = nothing is known
    /// Largest epoch for which anything is there; -1 = nothing yet.
    std::int64_t lastEpoch() const;
    const MetricSeries* series(const QString& key) const;  ///< nullptr = no such metric
    std::vector<double> resetEpochs() const;               ///< each once, ascending
};

}  // namespace tempera::ui
