// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/out_of_memory.h"

#include <new>

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

Error memory_error(const std::exception& error, std::int64_t micro_batch, const std::string& run) {
    const std::string size = wanted(error.what());
    const std::string problem =
        "the memory does not suffice" + (size.empty() ? "" : " (" + size + " more were needed)");
    const std::string where = "micro_batch = " + std::to_string(micro_batch);
    if (micro_batch == 1) {
        return {problem, where,
                "no smaller one is left: close other programs that use this memory, or take another device or model"};
    }
    return {problem, where,
            "go on with half of it, which gives the same result: tempera-run resume " + run + " --micro-batch " +
                std::to_string(micro_batch / 2)};
}

}  // namespace tempera
