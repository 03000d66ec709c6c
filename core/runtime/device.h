// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <c10/core/Device.h>

namespace tempera {

/// "auto" = CUDA when LibTorch and the machine have it, else CPU; "cpu"; "cuda". Throws Error.
c10::Device choose_device(const std::string& name);

/// Number of CPU threads: 0 = $OMP_NUM_THREADS, or one per core, shared with the other ranks here. Call once, before
/// any tensor work.
void set_threads(int threads);

/// "cpu, 2 threads" or "NVIDIA H200".
std::string describe_device(const c10::Device& device);

/// "OpenBLAS SkylakeX": the library behind matrix products and the processor that it computes for (its own
/// choice, or that of $OPENBLAS_CORETYPE); empty when it is another library.
std::string describe_blas();

/// "LibTorch 1.13.1".
std::string torch_version();

/// Resident memory of this process, MiB.
double resident_mib();

/// The most that it has ever been, MiB.
double peak_resident_mib();

/// What other memory this machine could give without swapping, MiB; 0 = unknown.
double available_mib();

}  // namespace tempera
