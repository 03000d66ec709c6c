// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/neurons/score_histogram.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace tempera::ui {

ScoreHistogram scoreHistogram(const std::vector<float>& scores, double threshold, double upper, int bins) {
    ScoreHistogram result;
    result.binWidth = upper / bins;
    result.total = static_cast<int>(scores.size());
    const double width = result.binWidth;
    const auto limit = static_cast<float>(threshold);
    const auto activeBins = static_cast<std::size_t>(std::max(1.0, std::ceil((upper - threshold) / width - 1e-9)));
    // At least one bin left of the threshold: with threshold 0 it holds the neurons at exactly 0.
    const auto dormantBins = static_cast<std::size_t>(std::max(1.0, std::ceil(threshold / width - 1e-9)));
    result.activeCounts.assign(activeBins, 0);
    result.dormantCounts.assign(dormantBins, 0);
    for (const float score : scores) {
        if (score <= limit) {
            const auto distance = static_cast<std::size_t>(std::max(0.0, (threshold - score) / width));
            ++result.dormantCounts[dormantBins - 1 - std::min(distance, dormantBins - 1)];
            ++result.dormant;
        } else if (std::isfinite(score)) {
            const auto distance = static_cast<std::size_t>((score - threshold) / width);
            ++result.activeCounts[std::min(distance, activeBins - 1)];
        }
    }
    for (std::size_t i = 0; i < dormantBins; ++i) {
        result.dormantCentres.push_back(threshold - (static_cast<double>(dormantBins - i) - 0.5) * width);
    }
    for (std::size_t i = 0; i < activeBins; ++i) {
        result.activeCentres.push_back(threshold + (static_cast<double>(i) + 0.5) * width);
    }
    return result;
}

int countDormant(const std::vector<float>& scores, double threshold) {
    const auto limit = static_cast<float>(threshold);
    return static_cast<int>(std::count_if(scores.begin(), scores.end(), [limit](float s) { return s <= limit; }));
}

double commonUpperEdge(const std::map<std::int64_t, std::vector<NeuronLayerRow>>& epochs) {
    std::vector<float> all;
    for (const auto& [epoch, layers] : epochs) {
        for (const NeuronLayerRow& layer : layers) {
            all.insert(all.end(), layer.scores.begin(), layer.scores.end());
        }
    }
    if (all.empty()) {
        return 1;
    }
    const auto place = all.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(all.size() - 1) * 0.995);
    std::nth_element(all.begin(), place, all.end());
    const double quantile = std::max(static_cast<double>(*place), 1e-3);
    const double decade = std::pow(10, std::floor(std::log10(quantile)));
    for (const double step : {1.0, 2.0, 3.0, 5.0}) {
        if (quantile <= step * decade) {
            return step * decade;
        }
    }
    return 10 * decade;
}

}  // namespace tempera::ui
