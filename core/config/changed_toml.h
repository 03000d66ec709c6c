// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/config/config.h"

namespace tempera {

/// Only the keys that differ from the defaults, in the order of canonical_toml(); parses back to an equal Config.
std::string changed_toml(const Config& config);

}  // namespace tempera
