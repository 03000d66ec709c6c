// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <exception>
#include <string>

#include "core/base/error.h"

namespace tempera {

/// Whether an allocation failed, in main memory or on a device: std::bad_alloc, or what LibTorch says of its
/// allocators ("CUDA out of memory. Tried to allocate 2.00 GiB ...").
bool is_out_of_memory(const std::exception& error);

/// The same with what to do about it: the run goes on from its last complete epoch with half of `micro_batch`, and
/// gives the same result. `run`: id, as in the command that is quoted.
Error memory_error(const std::exception& error, std::int64_t micro_batch, const std::string& run);

}  // namespace tempera
