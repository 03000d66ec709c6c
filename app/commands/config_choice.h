// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/config/config.h"

namespace tempera {

/// A preset or configuration file and what the command line changes about it.
struct ConfigChoice {
    std::string preset;
    std::vector<std::string> assignments;  ///< "key=value"
};

/// Adds PRESET and --set. PRESET may be left out when `choice` has one already. Keeps the reference.
void add_config_options(CLI::App& command, ConfigChoice& choice);

/// Throws Error when the preset is unknown or an assignment is wrong; rules that join keys are not checked.
Config chosen_config(const ConfigChoice& choice);

}  // namespace tempera
