// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/reward_files.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_text.h"

namespace tempera {

namespace {

void read_channels(const nlohmann::json& config, const char* key, const std::string& where,
                   std::array<float, 3>& values) {
    const auto found = config.find(key);
    const bool three = found != config.end() && found->is_array() && found->size() == 3 &&
                       std::all_of(found->begin(), found->end(), [](const auto& value) { return value.is_number(); });
    if (!three) {
        throw Error(std::string(key) + " is not a list of three numbers", where, "restore the file");
    }
    for (std::size_t i = 0; i < 3; ++i) {
        values[i] = (*found)[i].get<float>();
    }
}

}  // namespace

std::filesystem::path find_reward_file(const std::string& reward, const std::vector<std::filesystem::path>& places,
                                       const std::string& published) {
    for (const auto& place : places) {
        if (std::filesystem::exists(place)) {
            return place;
        }
    }
    throw Error(
        reward + " needs " + places.front().filename().string() + ", which is not there",
        places.front().parent_path().string(),
        "put it there (published as " + published + "), set reward.folder, or name the place with " + reward + "=PATH");
}

ClipPixelOptions read_pixel_options(const std::filesystem::path& folder, int size) {
    ClipPixelOptions options;
    options.size = size;
    const std::filesystem::path file = folder / "preprocessor_config.json";
    if (std::filesystem::exists(file)) {
        const nlohmann::json config = read_json_object(file);
        read_channels(config, "image_mean", file.string(), options.mean);
        read_channels(config, "image_std", file.string(), options.std);
        if (std::any_of(options.std.begin(), options.std.end(), [](float value) { return !(value > 0); })) {
            throw Error("image_std has a value that is not above 0", file.string(), "restore the file");
        }
    }
    return options;
}

}  // namespace tempera
