// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/tensor_file.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "core/formats/file_bytes.h"
#include "core/formats/torch_file.h"

namespace tempera {

bool is_torch_file(const std::filesystem::path& file) {
    FileBytes bytes(file);
    const std::string start = bytes.text(0, std::min<std::uint64_t>(bytes.size(), 9));
    if (start.starts_with("PK\x03\x04")) {
        return true;
    }
    // Before the pickle: a length of a safetensors header may begin as one does.
    if (start.size() == 9 && start.back() == '{') {
        return false;
    }
    if (start.size() > 1 && start[0] == '\x80' && start[1] > 0 && start[1] < 6) {
        return true;
    }
    constexpr std::array<const char*, 4> kExtensions{".bin", ".pt", ".pth", ".ckpt"};
    return std::find(kExtensions.begin(), kExtensions.end(), file.extension()) != kExtensions.end();
}

TensorFile read_tensor_file(const std::filesystem::path& file) {
    return is_torch_file(file) ? read_torch_file(file) : read_safetensors(file);
}

}  // namespace tempera
