// SPDX-License-Identifier: GPL-3.0-or-later
// A libFuzzer program around one target, the name of which is the macro TEMPERA_FUZZ_TARGET.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>

#include <spdlog/spdlog.h>

#include "core/base/error.h"
#include "tests/fuzz/fuzz_targets.h"

#define JOINED(left, right) left##right
#define NAME_OF_RUN(target) JOINED(fuzz_, target)
#define NAME_OF_SEEDS(target) JOINED(target, _seeds)

/// The first argument that is a folder is the corpus; an empty one gets the seeds.
extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
    spdlog::set_level(spdlog::level::off);
    for (int i = 1; i < *argc; ++i) {
        const std::filesystem::path folder = (*argv)[i];
        if (!std::filesystem::is_directory(folder)) {
            continue;
        }
        int number = 0;
        for (const std::string& seed : std::filesystem::is_empty(folder) ? tempera::NAME_OF_SEEDS(TEMPERA_FUZZ_TARGET)()
                                                                         : std::vector<std::string>()) {
            std::ofstream(folder / ("seed-" + std::to_string(number++)), std::ios::binary) << seed;
        }
        break;
    }
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        tempera::NAME_OF_RUN(TEMPERA_FUZZ_TARGET)({reinterpret_cast<const char*>(data), size});
    } catch (const tempera::Error&) {
        // A sentence for the user: what a bad file should get.
    }
    return 0;
}
