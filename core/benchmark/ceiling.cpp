// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/benchmark/ceiling.h"

#include <algorithm>

#include <torch/torch.h>

#include "core/base/clock.h"
#include "core/runtime/parallel.h"

namespace tempera {

double matmul_ceiling(c10::Device device, c10::ScalarType dtype, int tries) {
    const at::NoGradGuard no_grad;
    const bool cpu = device.is_cpu();
    const std::int64_t side = cpu ? 1024 : 8192;
    const std::int64_t parts = cpu ? at::get_num_threads() : 1;
    constexpr int kProducts = 4;
    const at::TensorOptions options = at::TensorOptions().dtype(dtype).device(device);
    const at::Tensor left = at::ones({side, side}, options);
    const at::Tensor right = at::ones({side, side}, options);
    const double flop = 2.0 * static_cast<double>(side * side * side) * kProducts * static_cast<double>(parts);
    double best = 0;
    for (int i = 0; i < tries; ++i) {
        const double start = steady_seconds();
        for_each_parallel(device, parts, [&](std::int64_t) {
            at::Tensor out = at::empty({side, side}, options);
            for (int product = 0; product < kProducts; ++product) {
                at::mm_out(out, left, right);
            }
        });
        wait_for(device);
        best = std::max(best, flop / (steady_seconds() - start));
    }
    return best;
}

void wait_for(c10::Device device) {
    if (device.is_cuda()) {
        torch::cuda::synchronize(device.index());
    }
}

}  // namespace tempera
