// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/store/workspace.h"

namespace tempera {

/// One run that a suite asks for.
struct SuiteRun {
    std::string method;  ///< name of its preset
    std::string name;    ///< "<suite>-<method>-s<seed>"
    Config config;
    std::filesystem::path run_dir;  ///< of the run with this configuration; empty: there is none yet
    bool finished = false;
};

/// A folder of presets times some seeds.
struct Suite {
    std::string name;
    std::vector<SuiteRun> runs;  ///< seed by seed, so that all methods are there early
};

/// `name_or_folder`: a folder below the presets, or any other. Throws Error when it holds no preset or one
/// is not valid.
Suite open_suite(const std::string& name_or_folder, const std::vector<std::int64_t>& seeds);

/// Looks for each run in the workspace, by its configuration: what was started by hand counts as well.
void find_runs(Suite& suite, const Workspace& workspace);

/// Trains what is missing and resumes what is not finished, `jobs` worker processes at a time, each with its
/// share of the cores and a log file in <workspace>/suites/<suite>/. Shows progress on a terminal. Returns
/// false when a stop signal came: the workers have then stopped cleanly. Throws Error when a worker failed,
/// after the others have ended.
bool run_suite(Suite& suite, const Workspace& workspace, int jobs);

}  // namespace tempera
