// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for NVIDIA's management library: two GPUs, of which the second does not tell how busy it is.
#include <cstring>

extern "C" {

int nvmlInit_v2() {
    return 0;
}

int nvmlShutdown() {
    return 0;
}

int nvmlDeviceGetCount_v2(unsigned int* count) {
    *count = 3;
    return 0;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned int index, void** device) {
    *device = reinterpret_cast<void*>(static_cast<unsigned long>(index + 1));
    return index < 2 ? 0 : 15;  // NVML_ERROR_GPU_IS_LOST
}

int nvmlDeviceGetName(void* device, char* name, unsigned int length) {
    std::strncpy(name, device == reinterpret_cast<void*>(1UL) ? "Test GPU A" : "Test GPU B", length);
    return 0;
}

int nvmlDeviceGetUtilizationRates(void* device, unsigned int* gpuAndMemory) {
    gpuAndMemory[0] = 82;
    gpuAndMemory[1] = 40;
    return device == reinterpret_cast<void*>(1UL) ? 0 : 3;  // NVML_ERROR_NOT_SUPPORTED
}

int nvmlDeviceGetMemoryInfo(void*, unsigned long long* totalFreeUsed) {
    totalFreeUsed[0] = 8ULL << 30;
    totalFreeUsed[1] = 5ULL << 30;
    totalFreeUsed[2] = 3ULL << 30;
    return 0;
}
}
