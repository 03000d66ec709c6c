// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/summary_json.h"

#include <limits>

#include <nlohmann/json.hpp>

namespace tempera {

using nlohmann::json;

// Arrays in the order of the structs: a thousand of these are read when a workspace opens.

std::string to_json_text(const RunSummary& summary) {
    const RunInfo& i = summary.info;
    const Progress& p = summary.progress;
    json attempts = json::array();
    for (const AttemptRow& a : summary.attempts) {
        attempts.push_back({a.id, a.started, a.ended, a.from_epoch, a.reason, a.command});
    }
    return json::array({json::array({i.uuid, i.name, i.method, i.reward, i.model, i.model_hash, i.config_hash, i.seed,
                                     i.versions, i.host, i.device, i.created}),
                        static_cast<int>(summary.reached),
                        json::array({p.phase, p.epoch, p.num_epochs, p.fraction, p.epoch_seconds, p.eta_seconds,
                                     p.resident_mib, p.wall}),
                        std::move(attempts)})
        .dump(-1, ' ', false, json::error_handler_t::replace);
}

RunSummary summary_from_json(const std::string& text) {
    const json whole = json::parse(text);
    const json& i = whole.at(0);
    const json& p = whole.at(2);
    RunSummary summary;
    summary.info = {i.at(0), i.at(1), i.at(2), i.at(3), i.at(4),  i.at(5),
                    i.at(6), i.at(7), i.at(8), i.at(9), i.at(10), i.at(11)};
    summary.reached = static_cast<ReachedState>(whole.at(1).get<int>());
    summary.progress = {p.at(0), p.at(1), p.at(2), p.at(3), p.at(4), p.at(5), p.at(6), p.at(7)};
    for (const json& a : whole.at(3)) {
        summary.attempts.push_back(
            {a.at(0), a.at(1), a.at(2), a.at(3), a.at(4), a.at(5).get<std::vector<std::string>>()});
    }
    return summary;
}

std::string to_json_text(const RunDigest& digest) {
    json metrics = json::array();
    for (const MetricStats& m : digest.metrics) {
        metrics.push_back({m.key, m.last, m.min, m.max});
    }
    return json::array({digest.disk_bytes, std::move(metrics)}).dump(-1, ' ', false, json::error_handler_t::replace);
}

RunDigest digest_from_json(const std::string& text) {
    const json whole = json::parse(text);
    RunDigest digest;
    digest.disk_bytes = whole.at(0);
    for (const json& m : whole.at(1)) {
        // Infinities have no text in JSON.
        const auto number = [&](std::size_t place) {
            return m.at(place).is_number() ? m.at(place).get<double>() : std::numeric_limits<double>::quiet_NaN();
        };
        digest.metrics.push_back({m.at(0), number(1), number(2), number(3)});
    }
    return digest;
}

}  // namespace tempera
