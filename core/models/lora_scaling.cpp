// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/lora_scaling.h"

#include <cmath>
#include <optional>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_text.h"

namespace tempera {
namespace {

/// Whether PEFT's alpha_pattern key means this module: a regular expression that matches the whole path or
/// its last parts, or, after "^", its beginning. Paths hold no character that is special but the dot.
bool matches(const std::string& pattern, const std::string& module) {
    if (pattern.starts_with('^')) {
        return module.starts_with(pattern.substr(1));
    }
    return module == pattern || module.ends_with("." + pattern);
}

}  // namespace

PeftScaling::PeftScaling(const std::string& text, const std::string& prefix, const std::string& where) : where_(where) {
    const nlohmann::json json = parse_json_object(text, where);
    const auto field = [&](const char* name) {
        const auto found = json.find(prefix + name);
        return found == json.end() ? nlohmann::json() : *found;
    };
    const auto refuse = [&](const char* name, const std::string& problem) {
        throw Error("'" + prefix + name + "' " + problem, where, "use the file that was saved with the adapter");
    };
    const nlohmann::json type = field("peft_type");
    if (!type.is_null() && type != "LORA") {
        refuse("peft_type", "is " + json_shown(type) + ": only LoRA adapters are read");
    }
    const nlohmann::json alpha = field("lora_alpha");
    if (!alpha.is_number()) {
        refuse("lora_alpha", "is no number");
    }
    alpha_ = alpha.get<double>();
    for (const char* name : {"use_rslora", "use_dora"}) {
        if (const nlohmann::json flag = field(name); !flag.is_null() && !flag.is_boolean()) {
            refuse(name, "is neither true nor false");
        }
    }
    rank_stabilised_ = field("use_rslora") == true;
    if (field("use_dora") == true) {
        refuse("use_dora", "is true: DoRA adapters are not read");
    }
    const nlohmann::json pattern = field("alpha_pattern");
    if (!pattern.is_null() && !pattern.is_object()) {
        refuse("alpha_pattern", "is no object");
    }
    for (const auto& [key, value] : pattern.items()) {
        std::string plain = key;
        for (std::size_t at = plain.find("\\."); at != std::string::npos; at = plain.find("\\.", at)) {
            plain.erase(at, 1);
        }
        if (plain.find_first_of("\\^$*+?()[]{}|", plain.starts_with('^') ? 1 : 0) != std::string::npos) {
            refuse("alpha_pattern", "has the key '" + key + "', a regular expression: only paths are understood");
        }
        if (!value.is_number()) {
            refuse("alpha_pattern", "has no number for '" + key + "'");
        }
        alpha_pattern_[plain] = value.get<double>();
    }
}

double PeftScaling::factor(const std::string& module, std::int64_t rank) const {
    const auto r = static_cast<double>(rank);
    return alpha_of(module) / (rank_stabilised_ ? std::sqrt(r) : r);
}

double PeftScaling::alpha_of(const std::string& module) const {
    // PEFT takes the first match in the order of the file, which JSON does not promise to keep.
    std::optional<double> found;
    for (const auto& [pattern, alpha] : alpha_pattern_) {
        if (matches(pattern, module)) {
            if (found && *found != alpha) {
                throw Error("'alpha_pattern' has two alphas for '" + module + "'", where_,
                            "leave one of the patterns out");
            }
            found = alpha;
        }
    }
    return found.value_or(alpha_);
}

}  // namespace tempera
