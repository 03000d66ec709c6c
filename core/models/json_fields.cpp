// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/json_fields.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/json_text.h"

namespace tempera {
namespace {

const nlohmann::json kNull;

constexpr const char* kRemedy = "compare the file with the config.json of a model that works";

bool is_size(const nlohmann::json& value) {
    return value.is_number_integer() && value.get<std::int64_t>() >= 0 &&
           value.get<std::int64_t>() <= JsonFields::kMaxInteger;
}

}  // namespace

JsonFields::JsonFields(const nlohmann::json& json, const std::string& where) : json_(json), where_(where) {
    if (!json.is_object()) {
        throw Error("the configuration is not a JSON object", where, kRemedy);
    }
}

void JsonFields::fail(const char* key, const std::string& problem, const std::string& remedy) const {
    throw Error(problem, where_ + ": " + key, remedy);
}

const nlohmann::json& JsonFields::raw(const char* key) const {
    const auto found = json_.find(key);
    return found == json_.end() ? kNull : *found;
}

bool JsonFields::is_null(const char* key) const {
    return json_.contains(key) && json_.at(key).is_null();
}

std::int64_t JsonFields::integer(const char* key, std::int64_t fallback) const {
    const nlohmann::json& value = raw(key);
    if (value.is_null()) {
        return fallback;
    }
    if (!is_size(value)) {
        fail(key, "expected a whole number of at most a million, found " + json_shown(value), kRemedy);
    }
    return value.get<std::int64_t>();
}

double JsonFields::real(const char* key, double fallback) const {
    const nlohmann::json& value = raw(key);
    if (value.is_null()) {
        return fallback;
    }
    if (!value.is_number()) {
        fail(key, "expected a number, found " + json_shown(value), kRemedy);
    }
    return value.get<double>();
}

bool JsonFields::flag(const char* key, bool fallback) const {
    const nlohmann::json& value = raw(key);
    if (value.is_null()) {
        return fallback;
    }
    if (!value.is_boolean()) {
        fail(key, "expected true or false, found " + json_shown(value), kRemedy);
    }
    return value.get<bool>();
}

std::string JsonFields::text(const char* key, const std::string& fallback) const {
    const nlohmann::json& value = raw(key);
    if (value.is_null()) {
        return fallback;
    }
    if (!value.is_string()) {
        fail(key, "expected text, found " + json_shown(value), kRemedy);
    }
    return value.get<std::string>();
}

std::vector<std::int64_t> JsonFields::integers(const char* key, const std::vector<std::int64_t>& fallback) const {
    const nlohmann::json& value = raw(key);
    if (value.is_null()) {
        return fallback;
    }
    if (!value.is_array() || value.empty() || !std::all_of(value.begin(), value.end(), is_size)) {
        fail(key, "expected a list of whole numbers of at most a million, found " + json_shown(value), kRemedy);
    }
    return value.get<std::vector<std::int64_t>>();
}

std::vector<double> JsonFields::reals(const char* key) const {
    const nlohmann::json& value = raw(key);
    if (value.is_null()) {
        return {};
    }
    const auto number = [](const nlohmann::json& item) { return item.is_number(); };
    if (!value.is_array() || !std::all_of(value.begin(), value.end(), number)) {
        fail(key, "expected a list of numbers, found " + json_shown(value), kRemedy);
    }
    return value.get<std::vector<double>>();
}

std::vector<std::string> JsonFields::texts(const char* key, const std::vector<std::string>& fallback) const {
    const nlohmann::json& value = raw(key);
    if (value.is_null()) {
        return fallback;
    }
    const auto text = [](const nlohmann::json& item) { return item.is_string(); };
    if (!value.is_array() || value.empty() || !std::all_of(value.begin(), value.end(), text)) {
        fail(key, "expected a list of texts, found " + json_shown(value), kRemedy);
    }
    return value.get<std::vector<std::string>>();
}

std::vector<std::int64_t> JsonFields::integer_per_block(const char* key, std::int64_t fallback,
                                                        std::size_t blocks) const {
    if (!raw(key).is_array()) {
        return std::vector<std::int64_t>(blocks, integer(key, fallback));
    }
    std::vector<std::int64_t> values = integers(key, {});
    if (values.size() != blocks) {
        fail(key, "expected one entry for each of the " + std::to_string(blocks) + " blocks", kRemedy);
    }
    return values;
}

std::vector<bool> JsonFields::flag_per_block(const char* key, bool fallback, std::size_t blocks) const {
    const nlohmann::json& value = raw(key);
    if (!value.is_array()) {
        return std::vector<bool>(blocks, flag(key, fallback));
    }
    const auto boolean = [](const nlohmann::json& item) { return item.is_boolean(); };
    if (value.size() != blocks || !std::all_of(value.begin(), value.end(), boolean)) {
        fail(key, "expected true or false for each of the " + std::to_string(blocks) + " blocks", kRemedy);
    }
    return value.get<std::vector<bool>>();
}

void JsonFields::require(const char* key, std::initializer_list<nlohmann::json> allowed,
                         const std::string& what) const {
    const nlohmann::json& value = raw(key);
    if (!value.is_null() && std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
        fail(key, what + " (" + json_shown(value) + ") are not supported",
             "use a model of the Stable Diffusion 1.x family");
    }
}

void refuse_huge_model(double weights, const std::string& where) {
    if (weights > static_cast<double>(std::int64_t{1} << 34)) {
        throw Error("describes a model of more than 17 billion weights", where, kRemedy);
    }
}

nlohmann::json scalar_or_list(const std::vector<std::int64_t>& values) {
    const bool equal = std::all_of(values.begin(), values.end(), [&](auto value) { return value == values.front(); });
    return equal && !values.empty() ? nlohmann::json(values.front()) : nlohmann::json(values);
}

}  // namespace tempera
