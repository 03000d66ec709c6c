// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/torch_file.h"

#include <cstdlib>

#include <torch/torch.h>

#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/scratch.h"

namespace tempera {
namespace {

/// Reads the first and the last byte of a view, which must lie in its storage.
void touch(const at::Tensor& tensor) {
    if (tensor.numel() == 0) {
        return;
    }
    std::int64_t last = 0;
    for (std::int64_t i = 0; i < tensor.dim(); ++i) {
        last += (tensor.size(i) - 1) * tensor.stride(i);
    }
    const auto item = static_cast<std::int64_t>(tensor.element_size());
    const std::int64_t end = (tensor.storage_offset() + last + 1) * item;
    if (last < 0 || end > static_cast<std::int64_t>(tensor.storage().nbytes())) {
        std::abort();
    }
    const auto* bytes = static_cast<const volatile char*>(tensor.data_ptr());
    (void)bytes[0];
    (void)bytes[(last + 1) * item - 1];
}

}  // namespace

void fuzz_torch_file(std::string_view input) {
    static ScratchFile file;
    for (const auto& [name, tensor] : read_torch_file(file.holding(input)).tensors) {
        touch(tensor);
    }
}

std::vector<std::string> torch_file_seeds() {
    return fixtures_below("17_pickle", ".pt");
}

}  // namespace tempera
