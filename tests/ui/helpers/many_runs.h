// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace tempera::test {

/// `count` finished runs of several methods, seeds and days, with some hundred values each and no pictures. Six are
/// written through the store's own writer, the others are copies with another name, seed and day.
void makeManyRuns(const std::filesystem::path& workspace, int count);

}  // namespace tempera::test
