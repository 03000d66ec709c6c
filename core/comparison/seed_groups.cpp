// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/seed_groups.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>

#include "core/base/error.h"
#include "core/config/config.h"

namespace tempera {
namespace {

bool is_separator(char letter) {
    return std::string_view("-_. ,#").find(letter) != std::string_view::npos;
}

/// "tdpo-r-s" and "tdpo-r seed" -> "tdpo-r": what is left of a name when the seed at its end is gone.
std::string without_seed_mark(std::string name) {
    const auto strip_separators = [&] {
        while (!name.empty() && is_separator(name.back())) {
            name.pop_back();
        }
    };
    strip_separators();
    for (const std::string mark : {"seed", "s"}) {
        if (name.size() > mark.size() && name.ends_with(mark) && is_separator(name[name.size() - mark.size() - 1])) {
            name.resize(name.size() - mark.size());
            strip_separators();
            break;
        }
    }
    return name;
}

std::string common_name(const std::vector<GroupCandidate>& candidates, const std::vector<std::size_t>& members) {
    std::string common = candidates[members.front()].name;
    if (members.size() == 1) {
        return common;
    }
    for (const std::size_t member : members) {
        const std::string& name = candidates[member].name;
        const auto end = std::mismatch(common.begin(), common.end(), name.begin(), name.end()).first;
        common.erase(end, common.end());
    }
    // "run-1" and "run-12" share a digit of their seeds.
    const bool cut = std::any_of(members.begin(), members.end(),
                                 [&](std::size_t member) { return candidates[member].name.size() > common.size(); });
    while (cut && !common.empty() && std::isdigit(static_cast<unsigned char>(common.back()))) {
        common.pop_back();
    }
    return without_seed_mark(common);
}

/// "num_epochs 30, train.learning_rate 0.0001": how the first differs from the second; "" when that cannot be told.
std::string difference(const std::string& settings, const std::string& other) {
    constexpr std::size_t most = 2;
    std::string text;
    try {
        const auto differences =
            diff(Config::from_toml(settings, "configuration"), Config::from_toml(other, "configuration"));
        for (std::size_t i = 0; i < std::min(differences.size(), most); ++i) {
            text += (i > 0 ? ", " : "") + differences[i].key + " " + differences[i].left;
        }
    } catch (const Error&) {
        // Runs of another version: numbers tell them apart.
    }
    return text;
}

}  // namespace

std::string settings_without_seed(const std::string& config_toml) {
    try {
        Config config = Config::from_toml(config_toml, "configuration");
        const Config defaults;
        for (const char* key : {"name", "seed"}) {
            config.set(key, defaults.value(key));
        }
        return config.canonical_toml();
    } catch (const Error&) {
        return config_toml;
    }
}

std::vector<SeedGroup> group_by_settings(const std::vector<GroupCandidate>& candidates) {
    std::vector<SeedGroup> groups;
    std::map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const auto [place, fresh] = places.try_emplace(candidates[i].settings, groups.size());
        if (fresh) {
            groups.emplace_back();
        }
        groups[place->second].members.push_back(i);
    }
    std::map<std::string, std::vector<std::size_t>> by_label;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        groups[i].label = common_name(candidates, groups[i].members);
        by_label[groups[i].label].push_back(i);
    }
    const auto settings_of = [&](std::size_t group) { return candidates[groups[group].members.front()].settings; };
    for (const auto& [label, same] : by_label) {
        for (std::size_t i = 0; same.size() > 1 && i < same.size(); ++i) {
            const std::string unlike = difference(settings_of(same[i]), settings_of(same[i == 0 ? 1 : 0]));
            groups[same[i]].label += " (" + (unlike.empty() ? std::to_string(i + 1) : unlike) + ")";
        }
    }
    // Several differences may read alike: then numbers.
    std::map<std::string, int> seen;
    for (SeedGroup& group : groups) {
        if (const int before = seen[group.label]++; before > 0 || group.label.empty()) {
            group.label += " #" + std::to_string(before + 1);
        }
    }
    return groups;
}

}  // namespace tempera
