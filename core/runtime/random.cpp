// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/random.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Functions.h>

#include "core/base/digest.h"

namespace tempera {

at::Generator make_stream(std::uint64_t seed, std::string_view purpose, std::uint64_t epoch, std::uint64_t index) {
    return at::detail::createCPUGenerator(stream_seed(seed, purpose, epoch, index));
}

at::Tensor stream_noise(at::IntArrayRef shape, std::uint64_t seed, std::string_view purpose, std::uint64_t epoch,
                        std::uint64_t index) {
    return at::randn(shape, make_stream(seed, purpose, epoch, index), at::TensorOptions().dtype(at::kFloat));
}

}  // namespace tempera
