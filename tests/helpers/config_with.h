// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/config/config.h"

namespace tempera {

using Settings = std::vector<std::pair<std::string, std::string>>;

/// The defaults but for these keys, as text.
inline Config config_with(const Settings& settings) {
    Config config;
    for (const auto& [key, value] : settings) {
        config.set_text(key, value, "test");
    }
    return config;
}

}  // namespace tempera
