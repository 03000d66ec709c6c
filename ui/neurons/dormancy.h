// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <cstdint>
#include <map>
#include <vector>

#include "core/store/records.h"

namespace tempera::ui {

struct RunData;

/// What the stored scores say of a threshold, without asking the run: one layer, or all of them together.
struct DormancyCurve {
    QVector<double> epochs;
    QVector<double> dormantShare;  ///< 0..1: neurons whose score is at most the threshold
    QVector<double> overlapEpochs;
    /// 0..1: |last set AND this set| / |last set|, of two recorded epochs that follow each other: which part of the
    /// neurons that were dormant still is. No point where the last set is empty.
    QVector<double> overlap;
};

struct Dormancy {
    std::vector<DormancyCurve> layers;  ///< of every layer that any epoch has
    DormancyCurve all;
};

/// Epoch -> its layers, as RunData has them.
using NeuronHistory = std::map<std::int64_t, std::vector<NeuronLayerRow>>;

/// The threshold that the run itself counts with; 0 when its configuration cannot be read.
double ownThreshold(const RunData& run);

/// A score that is no number counts as active: nothing is known of it.
Dormancy dormancyAt(const NeuronHistory& history, double threshold);

/// Dormant share of each layer of one epoch, then of all.
QVector<double> dormantShares(const std::vector<NeuronLayerRow>& layers, double threshold);

/// The recorded epoch that stands for `epoch`: itself, else the nearest earlier one, else the first. `history` is not
/// empty.
NeuronHistory::const_iterator recordedEpoch(const NeuronHistory& history, std::int64_t epoch);

}  // namespace tempera::ui
