// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/weight_sets.h"

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include <nlohmann/json.hpp>

#include "core/base/json_text.h"
#include "core/models/weights.h"

namespace tempera {
namespace {

namespace fs = std::filesystem;

int rank_of(const std::string& stem, const std::string& variant, const std::string& ending) {
    const auto& names = component_names();
    const auto same = [&](const ComponentName& name) {
        return name.stem == stem && name.variant == variant && name.ending == ending;
    };
    return static_cast<int>(std::find_if(names.begin(), names.end(), same) - names.begin());
}

/// The keys by shard; empty when the index holds none.
std::map<std::string, std::set<std::string>> read_index(const fs::path& index) {
    std::map<std::string, std::set<std::string>> shards;
    const nlohmann::json json = read_json_object(index);
    if (json.contains("weight_map") && json["weight_map"].is_object()) {
        for (const auto& [key, shard] : json["weight_map"].items()) {
            shards[shard.is_string() ? shard.get<std::string>() : json_shown(shard)].insert(key);
        }
    }
    return shards;
}

void check_shards(WeightSet& set, const fs::path& folder) {
    if (!fs::exists(set.index)) {
        set.problems.push_back("the index " + set.index.filename().string() + " of its shards is missing");
        return;
    }
    const auto shards = read_index(set.index);
    if (shards.empty()) {
        set.problems.push_back("the index " + set.index.filename().string() + " is not valid");
    }
    for (const auto& [shard, keys] : shards) {
        if (shard.find('/') != std::string::npos || shard.find("..") != std::string::npos) {
            set.problems.push_back("the index names a shard that is not a file beside it: " + shard);
        } else if (!fs::exists(folder / shard)) {
            set.problems.push_back("the shard " + shard + " is missing");
        }
    }
}

/// Libraries have spelled it in two ways.
fs::path index_path(const fs::path& folder, const std::string& stem, const std::string& variant,
                    const std::string& ending) {
    const fs::path older = folder / (stem + variant + ending + ".index.json");
    return fs::exists(older) ? older : folder / (stem + ending + ".index" + variant + ".json");
}

}  // namespace

std::vector<WeightSet> find_weight_sets(const fs::path& folder) {
    // stem, variant, shard, variant after the shard, ending and perhaps its index
    static const std::regex kPattern(
        R"((diffusion_pytorch_model|pytorch_model|model)(\.[a-z0-9_]+)?(-[0-9]{5}-of-[0-9]{5})?(\.[a-z0-9_]+)?)"
        R"((\.safetensors|\.bin)(\.index(\.[a-z0-9_]+)?\.json)?)");
    std::map<std::string, WeightSet> sets;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        const std::string file = entry.path().filename().string();
        std::smatch match;
        if (!std::regex_match(file, match, kPattern)) {
            continue;
        }
        const std::string variant = match[2].str() + match[4].str() + match[7].str();
        const std::string stem = match[1].str();
        const std::string ending = match[5].str();
        WeightSet& set = sets[stem + variant + ending];
        set.name = stem + variant + ending;
        set.rank = rank_of(stem, variant, ending);
        if (match[3].matched || match[6].matched) {
            set.index = index_path(folder, stem, variant, ending);
        }
        if (!match[6].matched) {
            set.files.push_back(entry.path());
        }
    }
    std::vector<WeightSet> sorted;
    for (auto& [name, set] : sets) {
        // Beside a whole file, shards of the same name are not read.
        const auto whole = std::find(set.files.begin(), set.files.end(), folder / set.name);
        if (whole != set.files.end()) {
            set.files = {folder / set.name};
            set.index.clear();
        } else {
            check_shards(set, folder);
        }
        std::sort(set.files.begin(), set.files.end());
        sorted.push_back(std::move(set));
    }
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.rank < b.rank; });
    return sorted;
}

std::vector<std::string> compare_index(const WeightSet& set, const TensorTable& tensors) {
    if (set.index.empty() || !fs::exists(set.index)) {
        return {};
    }
    std::set<std::string> named;
    for (const auto& [shard, keys] : read_index(set.index)) {
        named.insert(keys.begin(), keys.end());
    }
    std::vector<std::string> absent;
    std::vector<std::string> unnamed;
    for (const std::string& key : named) {
        if (!tensors.contains(key)) {
            absent.push_back(key);
        }
    }
    for (const auto& [key, info] : tensors) {
        if (!named.contains(key)) {
            unnamed.push_back(key);
        }
    }
    std::vector<std::string> problems;
    if (!absent.empty()) {
        problems.push_back("in no shard, but in the index: " + listed(absent));
    }
    if (!unnamed.empty()) {
        problems.push_back("in a shard, but not in the index: " + listed(unnamed));
    }
    return problems;
}

}  // namespace tempera
