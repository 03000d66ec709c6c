// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

namespace tempera {

/// Fresh CPU generator of the named stream (see stream_seed in core/base/digest.h).
at::Generator make_stream(std::uint64_t seed, std::string_view purpose, std::uint64_t epoch = 0,
                          std::uint64_t index = 0);

/// fp32 normal noise of `shape` from that stream, drawn on the CPU whatever the device, so that
/// the picture of (prompt, seed) is the same for every batch size, batch order, rank and device.
at::Tensor stream_noise(at::IntArrayRef shape, std::uint64_t seed, std::string_view purpose, std::uint64_t epoch = 0,
                        std::uint64_t index = 0);

}  // namespace tempera
