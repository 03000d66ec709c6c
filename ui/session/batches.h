// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QMetaType>
#include <QString>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/comparison/overoptimization.h"
#include "core/store/records.h"
#include "ui/session/log_lines.h"
#include "ui/session/run_data.h"

namespace tempera::ui {

/// Immutable values that the reader thread hands to the window.

/// News of one run since the last batch.
struct RunBatch {
    QString runId;
    bool restart = false;  ///< rows read before have been hidden by a resume: forget them
    RunState state = RunState::Queued;
    qint64 workerPid = 0;
    RunSummary summary;
    bool hasValues = false;  ///< the fields below are filled
    std::optional<QString> configToml;
    std::map<QString, MetricSeries> metrics;          ///< to append
    std::vector<NeuronLayerRow> neurons;              ///< to append
    std::vector<EventRow> events;                     ///< to append
    std::vector<ResetRow> resets;                     ///< complete
    std::vector<std::int64_t> trainEpochs;            ///< complete
    std::vector<std::int64_t> evalEpochs;             ///< complete
    std::vector<std::int64_t> unseenEpochs;           ///< complete
    std::optional<std::int64_t> picturesChangedFrom;  ///< pictures or scores of this epoch and later are new
};
using RunBatchPtr = std::shared_ptr<const RunBatch>;

/// One picture with all its scores.
struct SampleItem {
    SampleRow row;
    QImage thumbnail;
    std::map<QString, double> scores;  ///< by reward
};

struct SampleKey {
    QString runId;
    std::int64_t epoch = 0;
    SampleKind kind = SampleKind::Eval;
    friend bool operator==(const SampleKey&, const SampleKey&) = default;
};

/// All pictures of one epoch and kind.
struct SampleSet {
    SampleKey key;
    std::vector<SampleItem> items;
    std::vector<QString> rewards;  ///< names that occur, sorted
};
using SampleSetPtr = std::shared_ptr<const SampleSet>;

/// Whether a run is overoptimized on one of its evaluation sets.
struct RunVerdict {
    QString runId;
    SampleKind kind = SampleKind::Eval;
    std::shared_ptr<const Overoptimization> report;  ///< none: it could not be read
};

/// News of a run's log file.
struct LogChunk {
    QString runId;
    bool restart = false;       ///< replaces what was shown
    bool replacesLast = false;  ///< the first line stands in the place of the last one before
    qint64 skipped = 0;         ///< bytes before these lines that were not read because they are too many
    std::vector<LogLine> lines;
};

}  // namespace tempera::ui
