// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/training/selfcheck_measure.h"

namespace tempera {

enum class Verdict {
    Ok,
    Look,  ///< it runs, but something may not be as meant
    Bad,   ///< training makes no sense, or will not get through
};
const char* to_string(Verdict verdict);  ///< "ok", "look", "bad"

/// One finding of a self-check.
struct SelfcheckLine {
    std::string name;              ///< stable: "ratio noise", "reward sign", ...
    std::string value;             ///< for people, with its unit
    std::optional<double> number;  ///< for programs: seconds, bytes, or as the name says
    Verdict verdict = Verdict::Ok;
    std::string sentence;  ///< what it means, and unless ok what to do
};

/// What the measurement of a configuration says about a run of it. Pure arithmetic.
std::vector<SelfcheckLine> judge_selfcheck(const Config& config, const SelfcheckMeasurement& measurement);

/// Checks the configuration, trains two small rounds of it without writing anything, and judges.
/// Empty when stopped. Throws Error when the configuration cannot run at all.
std::optional<std::vector<SelfcheckLine>> selfcheck(const Config& config, const std::filesystem::path& workspace,
                                                    const SelfcheckHooks& hooks);

/// Seconds of a whole epoch and of the whole run, and the bytes that the run will leave (and for a
/// moment need) on the disk, from what was measured on few pictures.
struct SelfcheckEstimate {
    double epoch_seconds = 0;                                        ///< round and its share of the evaluations
    double sampling = 0, scoring = 0, updating = 0, evaluating = 0;  ///< parts of it
    double run_seconds = 0;
    double disk_bytes = 0;
    double memory_mib = 0;  ///< peak of the worker
};
SelfcheckEstimate estimate_run(const Config& config, const SelfcheckMeasurement& measurement);

}  // namespace tempera
