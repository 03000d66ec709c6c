// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>

#include <torch/torch.h>

#include "core/diffusion/diffusion_model.h"
#include "core/models/weights.h"
#include "tests/helpers/process_memory.h"

using namespace tempera;

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double gigabytes(std::int64_t bytes) {
    return static_cast<double>(bytes) / 1e9;
}

std::int64_t bytes_of(const torch::nn::Module& module) {
    std::int64_t bytes = 0;
    for (const auto& [name, tensor] : weights_of(module)) {
        bytes += static_cast<std::int64_t>(tensor.nbytes());
    }
    return bytes;
}

void measure(const char* path) {
    const torch::NoGradGuard no_grad;
    const auto start = std::chrono::steady_clock::now();
    DiffusionModel model = DiffusionModel::load(path, at::kCPU);
    const double seconds = seconds_since(start);
    const std::int64_t weights = bytes_of(*model.unet) + bytes_of(*model.vae) + bytes_of(*model.text_encoder);
    const std::int64_t peak = process_memory("VmHWM");
    const double busy = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
    std::printf(
        "load: %.1f s (all threads together %.1f s), weights %.2f GB, resident %.2f GB, at most %.2f GB = %.2f x the "
        "weights\n",
        seconds, busy, gigabytes(weights), gigabytes(process_memory("VmRSS")), gigabytes(peak),
        static_cast<double>(peak) / static_cast<double>(weights));

    reset_memory_peak();
    const auto before = std::chrono::steady_clock::now();
    const at::Tensor out = model.unet->forward(at::randn({1, 4, 64, 64}), at::full({1}, 500, at::kLong),
                                               at::randn({1, 77, model.unet->config.cross_attention_dim.front()}));
    std::printf("forward of the UNet, batch 1, latents 64x64: %.1f s, at most %.2f GB, values %s\n",
                seconds_since(before), gigabytes(process_memory("VmHWM")),
                at::isfinite(out).all().item<bool>() ? "finite" : "NOT finite");
}

}  // namespace

/// Loads a model of Stable Diffusion 1.x size on the CPU and says how long that and one forward pass of
/// the UNet take, and the memory that they need.
int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: measure_loading FOLDER|FILE\n");
        return 2;
    }
    try {
        measure(argv[1]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "measure_loading: %s\n", error.what());
        return 1;
    }
    return 0;
}
