// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json_text.h"

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/files.h"

namespace tempera {

nlohmann::json parse_json_object(std::string_view text, const std::string& where) {
    using nlohmann::json;
    constexpr int kMaxDepth = 100;
    const auto watch = [&](int depth, json::parse_event_t, json&) {
        if (depth > kMaxDepth) {
            throw Error("holds lists or objects more than 100 deep in each other", where,
                        "take the file of the original model");
        }
        return true;
    };
    json value = json::parse(text, watch, false);
    if (!value.is_object()) {
        throw Error("is not a JSON object", where, "copy or download the file again");
    }
    return value;
}

nlohmann::json read_json_object(const std::filesystem::path& file) {
    return parse_json_object(read_file(file), file.string());
}

std::string json_shown(const nlohmann::json& value) {
    constexpr std::size_t kShown = 80;
    if (value.is_array()) {
        return "a list of " + std::to_string(value.size());
    }
    if (value.is_object()) {
        return "an object";
    }
    if (value.is_string() && value.get_ref<const std::string&>().size() > kShown) {
        return "a long text";
    }
    return value.dump(-1, ' ', true);
}

}  // namespace tempera
