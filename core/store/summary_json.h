// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/store/records.h"
#include "core/store/summary_cache.h"

namespace tempera {

/// Text form of what the cache keeps. Inside core/store only; reading throws nlohmann's exceptions.
std::string to_json_text(const RunSummary& summary);
RunSummary summary_from_json(const std::string& text);
std::string to_json_text(const RunDigest& digest);
RunDigest digest_from_json(const std::string& text);

}  // namespace tempera
