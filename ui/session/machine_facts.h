// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tempera::ui {

/// What the machine has, as far as it can be told without the engine. Cheap; any thread.

/// Whether the driver of an NVIDIA GPU is loaded and sees one: `device = auto` then means the GPU.
bool gpuHere();
int cpuCores();            ///< that this process may use; at least 1
double availableMemory();  ///< MiB that programs can still have; 0 = unknown

}  // namespace tempera::ui
