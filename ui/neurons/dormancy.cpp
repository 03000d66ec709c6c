// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/neurons/dormancy.h"

#include <algorithm>

#include "core/config/config.h"
#include "ui/neurons/score_histogram.h"
#include "ui/session/run_data.h"

namespace tempera::ui {

namespace {

/// Sizes of two sets of dormant neurons that follow each other.
struct Counts {
    qint64 neurons = 0;
    qint64 dormant = 0;
    qint64 before = 0;  ///< dormant in the last recorded epoch
    qint64 both = 0;

    Counts& operator+=(const Counts& other) {
        neurons += other.neurons;
        dormant += other.dormant;
        before += other.before;
        both += other.both;
        return *this;
    }
};

/// `before`: nullptr for the first recorded epoch.
Counts count(const NeuronLayerRow& now, const NeuronLayerRow* before, double threshold) {
    Counts counts;
    counts.neurons = static_cast<qint64>(now.scores.size());
    counts.dormant = countDormant(now.scores, threshold);
    if (!before || before->scores.size() != now.scores.size()) {
        return counts;
    }
    const auto limit = static_cast<float>(threshold);
    for (std::size_t i = 0; i < now.scores.size(); ++i) {
        const bool was = before->scores[i] <= limit;
        counts.before += was;
        counts.both += was && now.scores[i] <= limit;
    }
    return counts;
}

void append(DormancyCurve& curve, std::int64_t epoch, const Counts& counts) {
    if (counts.neurons == 0) {
        return;
    }
    const auto x = static_cast<double>(epoch);
    curve.epochs.push_back(x);
    curve.dormantShare.push_back(static_cast<double>(counts.dormant) / static_cast<double>(counts.neurons));
    if (counts.before > 0) {
        curve.overlapEpochs.push_back(x);
        curve.overlap.push_back(static_cast<double>(counts.both) / static_cast<double>(counts.before));
    }
}

}  // namespace

double ownThreshold(const RunData& run) {
    try {
        return Config::from_toml(run.configToml.toStdString(), "config.toml").real("sample.dormant_threshold");
    } catch (const std::exception&) {
        return 0;  // a configuration that can not be read is reported by its own page
    }
}

Dormancy dormancyAt(const NeuronHistory& history, double threshold) {
    Dormancy result;
    const std::vector<NeuronLayerRow>* before = nullptr;
    for (const auto& [epoch, layers] : history) {
        Counts all;
        result.layers.resize(std::max(result.layers.size(), layers.size()));
        for (std::size_t i = 0; i < layers.size(); ++i) {
            const NeuronLayerRow* last = before && i < before->size() ? &(*before)[i] : nullptr;
            const Counts counts = count(layers[i], last, threshold);
            append(result.layers[i], epoch, counts);
            all += counts;
        }
        append(result.all, epoch, all);
        before = &layers;
    }
    return result;
}

QVector<double> dormantShares(const std::vector<NeuronLayerRow>& layers, double threshold) {
    QVector<double> shares;
    Counts all;
    for (const NeuronLayerRow& layer : layers) {
        const Counts counts = count(layer, nullptr, threshold);
        shares.push_back(counts.neurons > 0 ? static_cast<double>(counts.dormant) / static_cast<double>(counts.neurons)
                                            : 0);
        all += counts;
    }
    shares.push_back(all.neurons > 0 ? static_cast<double>(all.dormant) / static_cast<double>(all.neurons) : 0);
    return shares;
}

NeuronHistory::const_iterator recordedEpoch(const NeuronHistory& history, std::int64_t epoch) {
    const auto after = history.upper_bound(epoch);
    return after == history.begin() ? after : std::prev(after);
}

}  // namespace tempera::ui
