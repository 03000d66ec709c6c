// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/config/config.h"

namespace tempera {

/// Whether an allocation failed, in main memory or on a device: std::bad_alloc, or what LibTorch says of its
/// allocators ("CUDA out of memory. Tried to allocate 2.00 GiB ...").
bool is_out_of_memory(const std::exception& error);

/// The largest of a half, a quarter, ... of the configuration's micro_batch that an epoch of a few samples has memory
/// for, found by trying; nothing when not even 1 has, or when `stop_asked`. Loads the model: those that the process
/// held must be gone.
std::optional<std::int64_t> largest_micro_batch(const Config& config, const std::function<bool()>& stop_asked);

/// The same with what to do about it: the run goes on from its last complete epoch with the micro-batch that `fits`,
/// and gives the same result. `run`: id, as in the command that is quoted.
Error memory_error(const std::exception& error, std::int64_t micro_batch, std::optional<std::int64_t> fits,
                   const std::string& run);

}  // namespace tempera
