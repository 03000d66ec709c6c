// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/run_data.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "ui/common/core_text.h"

namespace tempera::ui {

bool appendInOrder(MetricSeries& series, const MetricSeries& points) {
    const auto before = [](const MetricPoint& a, const MetricPoint& b) {
        return std::pair(a.epoch, a.step) < std::pair(b.epoch, b.step);
    };
    const auto known = static_cast<MetricSeries::difference_type>(series.size());
    series.insert(series.end(), points.begin(), points.end());
    const auto fresh = series.begin() + known;
    if (!std::is_sorted(fresh, series.end(), before)) {
        std::stable_sort(fresh, series.end(), before);
    }
    if (known == 0 || fresh == series.end() || !before(*fresh, *std::prev(fresh))) {
        return false;
    }
    std::inplace_merge(series.begin(), fresh, series.end(), before);
    return true;
}

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
    if (!unseenEpochs.empty()) {
        last = std::max(last, unseenEpochs.back());
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

QString RunData::lastReason() const {
    const auto& attempts = head.summary.attempts;
    return attempts.empty() ? QString() : coreText(attempts.back().reason);
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
