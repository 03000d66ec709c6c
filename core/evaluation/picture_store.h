// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include <ATen/core/Tensor.h>

#include "core/formats/image.h"
#include "core/store/run_writer.h"

namespace tempera {

/// Longest side of a thumbnail, pixels. Smaller pictures are their own thumbnail.
inline constexpr int thumbnail_size = 128;

/// The two PNG files that a stored picture costs: itself and its thumbnail.
struct EncodedPicture {
    std::string png;
    std::string thumbnail;
};
EncodedPicture encode_picture(const Image& image);

/// Stores one picture [3,H,W] in 0..1 of the run: the full image as images/<kind>-<epoch>-<index>.png (kind:
/// to_string(SampleKind)), a thumbnail beside the row, and its scores. `row` says epoch, kind, prompt, seed and index.
void store_picture(RunWriter& writer, SampleRow row, const at::Tensor& chw01,
                   const std::map<std::string, double>& scores);

}  // namespace tempera
