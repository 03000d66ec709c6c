// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_data.h"

#include <algorithm>
#include <cstdint>

namespace tempera::ui {

QString RunData::name() const {
    if (!head.entry.display_name.empty()) {
        return QString::fromStdString(head.entry.display_name);
    }
    return head.summary.info.name.empty() ? head.id : QString::fromStdString(head.summary.info.name);
}

QString RunData::group() const {
    return QString::fromStdString(head.entry.group.empty() ? head.summary.info.method : head.entry.group);
}

std::int64_t RunData::lastEpoch() const {
    std::int64_t last = -1;
    if (!trainEpochs.empty()) {
        last = std::max(last, trainEpochs.back());
    }
    if (!evalEpochs.empty()) {
        last = std::max(last, evalEpochs.back());
    }
    if (!neurons.empty()) {
        last = std::max(last, neurons.rbegin()->first);
    }
    for (const auto& [key, points] : metrics) {
        if (!points.empty()) {
            last = std::max(last, static_cast<std::int64_t>(points.back().epoch));
        }
    }
    return last;
}

const MetricSeries* RunData::series(const QString& key) const {
    const auto found = metrics.find(key);
    return found == metrics.end() ? nullptr : &found->second;
}

std::vector<double> RunData::resetEpochs() const {
    std::vector<double> epochs;
    for (const ResetRow& row : resets) {
        epochs.push_back(static_cast<double>(row.epoch));
    }
    std::sort(epochs.begin(), epochs.end());
    epochs.erase(std::unique(epochs.begin(), epochs.end()), epochs.end());
    return epochs;
}

}  // namespace tempera::ui
