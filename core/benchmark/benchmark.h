// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/benchmark/operation_profile.h"
#include "core/benchmark/subject.h"

namespace tempera {

/// One prepared piece of work. The functions refer to the subject that it was made for.
struct BenchWork {
    std::string description;       ///< "2 x 16 latents of 16 x 16"
    std::int64_t micro_batch = 0;  ///< samples of one call of the model; 0 = none is called
    double flop = 0;               ///< of one run, counted from the configuration; 0 = not counted
    std::function<void()> run;

    /// What else can be said after all runs, given their median in seconds.
    std::function<std::map<std::string, double>(double median)> figures = {};
};

/// A measurement by name.
struct BenchCase {
    std::string name;
    std::string summary;  ///< one clause
    std::function<BenchWork(BenchSubject& subject)> prepare;
};

/// All of them, in the order of their making.
const std::vector<BenchCase>& bench_cases();

/// Throws Error listing the known names.
const BenchCase& find_bench_case(const std::string& name);

struct BenchSettings {
    int runs = 5;          ///< besides one that warms up
    double seconds = 30;   ///< no further run begins after this; the first one counts when it alone took longer
    bool profile = false;  ///< one more run, with every operation timed
    std::function<bool()> stop_asked;  ///< polled between runs; may be empty
};

struct BenchResult {
    std::string name;
    BenchWork work;               ///< without its functions
    std::vector<double> seconds;  ///< of every run that counts; empty when stopped before there was one
    double ceiling = 0;           ///< FLOP/s of matrix products just before and after, the better of both
    double peak_mib = 0;          ///< most resident memory of the process during the runs
    std::map<std::string, double> figures;
    std::optional<OperationProfile> profile;

    double median() const;
    double fastest() const;
    double slowest() const;
    double flop_rate() const;  ///< of the median run, FLOP/s; 0 where FLOP are not counted
};

/// Prepares and runs one case; what it attached to the model is gone afterwards.
BenchResult run_bench(const BenchCase& bench_case, BenchSubject& subject, const BenchSettings& settings);

}  // namespace tempera
