// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tempera {

/// Name and version of the libraries under the store, as they are loaded now.
std::vector<std::pair<std::string, std::string>> library_versions();

}  // namespace tempera
