// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/method_groups.h"

#include <map>

#include "core/config/config.h"

namespace tempera::ui {

namespace {

std::int64_t seedOf(const std::string& configToml) {
    return Config::from_toml(configToml, "config.toml").integer("seed");
}

}  // namespace

std::string experimentOf(const std::string& configToml) {
    try {
        Config config = Config::from_toml(configToml, "config.toml");
        config.set("seed", std::int64_t{0});
        return config.hash();
    } catch (const std::exception&) {
        return {};
    }
}

QString nameWithoutSeed(const QString& name, std::int64_t seed) {
    const QString ending = QStringLiteral("-s%1").arg(seed);
    return name.size() > ending.size() && name.endsWith(ending) ? name.chopped(ending.size()) : name;
}

EqualReward compareAtEqualReward(const std::vector<ComparedRun>& runs) {
    EqualReward result;
    std::map<std::string, std::size_t> places;
    std::string reward;
    for (const ComparedRun& run : runs) {
        try {
            RunScores scores = read_run_scores(run.dir);
            if (reward.empty()) {
                reward = scores.reward;
            }
            if (scores.reward != reward || scores.points.empty()) {
                result.leftOut.push_back(run.name);
                continue;
            }
            const auto [place, isNew] = places.emplace(experimentOf(run.configToml), result.methods.size());
            if (isNew) {
                result.methods.push_back({nameWithoutSeed(run.name, seedOf(run.configToml)).toStdString(), {}});
            }
            result.methods[place->second].runs.push_back(std::move(scores));
        } catch (const std::exception&) {
            result.leftOut.push_back(run.name);
        }
    }
    result.level = common_level(result.methods);
    return result;
}

}  // namespace tempera::ui
