// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/out_of_memory.h"

#include <new>

#include <ATen/Parallel.h>

#include "core/runtime/device.h"
#include "core/training/engine.h"
#include "core/training/selfcheck_measure.h"

namespace tempera {

namespace {

/// "2.00 GiB" of LibTorch's "Tried to allocate 2.00 GiB (GPU 0; ...)" or "you tried to allocate 4096 bytes"; "" when it
/// does not say.
std::string wanted(const std::string& text) {
    const std::string before = "ried to allocate ";
    const std::size_t found = text.find(before);
    if (found == std::string::npos) {
        return "";
    }
    const std::size_t begin = found + before.size();
    const std::size_t unit = text.find(' ', begin);
    const std::size_t end = unit == std::string::npos ? unit : text.find_first_of(" .(,", unit + 1);
    return text.substr(begin, end == std::string::npos ? end : end - begin);
}

}  // namespace

bool is_out_of_memory(const std::exception& error) {
    if (dynamic_cast<const std::bad_alloc*>(&error)) {
        return true;
    }
    const std::string text = error.what();
    return text.find("out of memory") != std::string::npos || text.find("allocate memory") != std::string::npos;
}

std::optional<std::int64_t> largest_micro_batch(const Config& config, const std::function<bool()>& stop_asked) {
    for (std::int64_t size = config.integer("micro_batch") / 2; size > 0; size /= 2) {
        Config smaller = config;
        smaller.set("micro_batch", size);
        try {
            const bool on_gpu = choose_device(config.text("device")).is_cuda();
            Engine engine(probe_config(smaller, on_gpu ? 1 : at::get_num_threads()));
            engine.stop_asked = stop_asked;
            if (engine.method().run_epoch(0).stopped) {
                return std::nullopt;
            }
            return engine.config().integer("micro_batch");
        } catch (const std::exception& error) {
            if (!is_out_of_memory(error)) {
                return std::nullopt;
            }
        }
    }
    return std::nullopt;
}

Error memory_error(const std::exception& error, std::int64_t micro_batch, std::optional<std::int64_t> fits,
                   const std::string& run) {
    const std::string size = wanted(error.what());
    const std::string problem =
        "the memory does not suffice" + (size.empty() ? "" : " (" + size + " more were needed)");
    const std::string where = "micro_batch = " + std::to_string(micro_batch);
    if (!fits) {
        return {problem, where,
                "no smaller one fits: close other programs that use this memory, or take another device or model"};
    }
    return {problem, where,
            "go on with " + std::to_string(*fits) + ", which was tried and fits, and gives the same result: " +
                "tempera-run resume " + run + " --micro-batch " + std::to_string(*fits)};
}

}  // namespace tempera
