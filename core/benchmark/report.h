// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/benchmark/benchmark.h"

namespace tempera {

/// What all results of one program run have in common: model, device, threads, dtype, versions, matrix library.
nlohmann::ordered_json bench_conditions(const BenchSubject& subject);

/// Everything that is known of a result; null where it was not measured.
nlohmann::ordered_json bench_json(const BenchResult& result);

}  // namespace tempera
