// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/torch.h>

#include "core/base/files.h"
#include "core/models/weights.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/scratch.h"

namespace tempera {
namespace {

const ScratchFolder& folder_with_shards() {
    static const ScratchFolder folder;
    folder.write("one.safetensors", serialize_safetensors({{"x", torch::ones({2})}}));
    folder.write("two.bin", read_file(std::string(TEMPERA_FIXTURES) + "/17_pickle/dict.pt"));
    return folder;
}

}  // namespace

void fuzz_shard_index(std::string_view input) {
    static const ScratchFolder& folder = folder_with_shards();
    folder.write("model.safetensors.index.json", input);
    read_component(folder.path());
}

std::vector<std::string> shard_index_seeds() {
    std::vector<std::string> seeds = fixtures_below("02_unet_sd15like", ".index.json", 100'000);
    seeds.insert(seeds.end(), {R"({"metadata":{"total_size":8},"weight_map":{"x":"one.safetensors"}})",
                               R"({"weight_map":{"x":"one.safetensors","a":"two.bin"}})",
                               R"({"weight_map":{"x":["one.safetensors"],"a":"../two.bin"}})"});
    return seeds;
}

}  // namespace tempera
