// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/store/records.h"

namespace tempera::ui {

/// Counts of normalised activation scores, in bins that share an edge with the threshold, so that
/// no bar mixes dormant and active neurons.
struct ScoreHistogram {
    std::vector<double> dormantCentres, dormantCounts;  ///< score <= threshold, ascending
    std::vector<double> activeCentres, activeCounts;    ///< the last bin holds all higher scores too
    double binWidth = 0;
    int dormant = 0;
    int total = 0;

    double dormantShare() const { return total > 0 ? static_cast<double>(dormant) / total : 0; }
};

/// `upper`: right edge of the axis, > threshold. About `bins` bins between 0 and upper.
ScoreHistogram scoreHistogram(const std::vector<float>& scores, double threshold, double upper, int bins);

/// Neurons at or below the threshold.
int countDormant(const std::vector<float>& scores, double threshold);

/// A round right edge that nearly all scores of all these layers lie below: one axis for all layers
/// and epochs, so that motion means something.
double commonUpperEdge(const std::map<std::int64_t, std::vector<NeuronLayerRow>>& epochs);

}  // namespace tempera::ui
