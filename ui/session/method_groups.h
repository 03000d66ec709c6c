// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/comparison/suite_results.h"

namespace tempera::ui {

/// A run that is compared.
struct ComparedRun {
    QString id;
    QString name;
    std::string configToml;
    std::filesystem::path dir;
};

/// Runs at equal trained reward, or why there is nothing to compare.
struct EqualReward {
    std::vector<MethodRuns> methods;  ///< runs that differ in their seed alone are one
    std::optional<double> level;      ///< common_level(): nothing without evaluations
    std::vector<QString> leftOut;     ///< names of runs with another trained reward, or that cannot be read
};

/// What two runs share that differ in their seed and name alone. "" for a configuration that cannot be read.
std::string experimentOf(const std::string& configToml);

/// "tdpo-r" for "tdpo-r-s3" with seed 3; else the name as it is.
QString nameWithoutSeed(const QString& name, std::int64_t seed);

/// Reads the stores of these runs: takes as long as the disk does, so not in the GUI thread. The trained reward is that
/// of the first run. Never throws.
EqualReward compareAtEqualReward(const std::vector<ComparedRun>& runs);

}  // namespace tempera::ui
