// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/models/clip_pixels.h"

namespace tempera {

/// The first of `places` that exists. Throws Error naming the judge, the file that is expected, where (the
/// first place), and the publication that has it.
std::filesystem::path find_reward_file(const std::string& reward, const std::vector<std::filesystem::path>& places,
                                       const std::string& published);

/// How pictures are prepared for weights in `folder`: image_mean and image_std of its preprocessor_config.json, those
/// of OpenAI's CLIP without one. Throws Error naming file and key.
ClipPixelOptions read_pixel_options(const std::filesystem::path& folder, int size);

}  // namespace tempera
