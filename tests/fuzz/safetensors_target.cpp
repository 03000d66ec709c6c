// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors.h"

#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/scratch.h"

namespace tempera {

void fuzz_safetensors(std::string_view input) {
    static ScratchFile file;
    const TensorFile read = read_safetensors(file.holding(input));
    // What was read can be written: the names are UTF-8, the tensors own their memory.
    serialize_safetensors(read.tensors, read.metadata);
}

std::vector<std::string> safetensors_seeds() {
    return fixtures_below("18_safetensors", ".safetensors");
}

}  // namespace tempera
