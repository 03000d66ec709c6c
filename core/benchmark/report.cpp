// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/benchmark/report.h"

#include <ATen/Parallel.h>
#include <nlohmann/json.hpp>

#include "core/runtime/device.h"
#include "core/training/engine.h"

namespace tempera {
namespace {

nlohmann::ordered_json known(double value) {
    return value > 0 ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
}

}  // namespace

nlohmann::ordered_json bench_conditions(const BenchSubject& subject) {
    const at::Tensor weight = subject.model.unet->parameters().front();
    return {{"model", subject.name},
            {"device", describe_device(subject.model.device)},
            {"threads", at::get_num_threads()},
            {"dtype", c10::toString(weight.scalar_type())},
            {"versions", versions()},
            {"blas", describe_blas()}};
}

nlohmann::ordered_json bench_json(const BenchResult& result) {
    nlohmann::ordered_json json = {
        {"name", result.name},
        {"work", result.work.description},
        {"micro_batch",
         result.work.micro_batch > 0 ? nlohmann::ordered_json(result.work.micro_batch) : nlohmann::ordered_json()},
        {"runs", result.seconds.size()},
        {"seconds", result.seconds},
        {"median_s", known(result.median())},
        {"fastest_s", known(result.fastest())},
        {"slowest_s", known(result.slowest())},
        {"flop", known(result.work.flop)},
        {"flop_per_s", known(result.flop_rate())},
        {"ceiling_flop_per_s", known(result.ceiling)},
        {"of_ceiling", known(result.ceiling > 0 ? result.flop_rate() / result.ceiling : 0)},
        {"peak_mib", known(result.peak_mib)},
        {"figures", result.figures}};
    if (result.profile) {
        nlohmann::ordered_json operations = nlohmann::ordered_json::array();
        for (const OperationTime& operation : result.profile->operations) {
            operations.push_back(
                {{"name", operation.name}, {"calls", operation.calls}, {"seconds", operation.seconds}});
        }
        json["profile"] = {{"seconds", result.profile->seconds}, {"operations", std::move(operations)}};
    }
    return json;
}

}  // namespace tempera
