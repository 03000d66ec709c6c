// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <exception>
#include <string_view>

#include "tests/tools/random_model.h"

using namespace tempera;

/// Writes a folder of the size and layout of Stable Diffusion 1.5 with random weights, for measurements
/// of loading: 4.3 GB in fp32, 2.1 GB in fp16. Takes a few hundred MB of memory.
int main(int argc, char** argv) {
    const std::string_view type = argc == 3 ? argv[2] : "";
    if (type != "fp16" && type != "fp32") {
        std::fprintf(stderr, "usage: write_random_sd15 FOLDER fp16|fp32\n");
        return 2;
    }
    try {
        const torch::NoGradGuard no_grad;
        torch::manual_seed(1);
        write_random_folder(argv[1], sd15_unet(), sd15_vae(), sd15_text(), type == "fp16" ? at::kHalf : at::kFloat);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "write_random_sd15: %s\n", error.what());
        return 1;
    }
    return 0;
}
