// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/files.h"
#include "core/formats/image_tensor.h"
#include "core/runtime/random.h"

namespace tempera {

/// Writes an image folder of one random picture for each text, 16 x 16 unless told, and its metadata.jsonl.
inline void write_winner_folder(const std::filesystem::path& folder, const std::vector<std::string>& texts,
                                std::int64_t width = 16, std::int64_t height = 16) {
    std::filesystem::create_directories(folder / "pictures");
    std::string lines;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::string name = "pictures/" + std::to_string(i) + ".png";
        const at::Tensor values = stream_noise({3, height, width}, 5, "winner", 0, i);
        write_file_atomically(folder / name, encode_png(to_image((values * 0.2 + 0.5).clamp(0, 1))));
        lines += "{\"file_name\": \"" + name + "\", \"text\": \"" + texts[i] + "\", \"score\": 1}\n";
    }
    write_file_atomically(folder / "metadata.jsonl", lines);
}

}  // namespace tempera
