// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

namespace tempera {

/// FLOP per second of square matrix products on this device: the best of `tries`, on a CPU with one product for each
/// thread at a time, as micro-batches run. What other programs take of the machine is missing from it.
double matmul_ceiling(c10::Device device, c10::ScalarType dtype, int tries = 3);

/// Waits until the device has done all that it was asked to do.
void wait_for(c10::Device device);

}  // namespace tempera
