// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include <c10/core/Device.h>

#include "core/rewards/clip_encoder.h"

namespace tempera {

/// The CLIP models of the judges of one process: each is loaded when first asked for, and once, however many
/// judges and critics look through it. One thread at a time.
class RewardModels {
public:
    /// `folder`: where the public weights lie (see docs/rewards.md); empty = rewards/ in the default workspace.
    explicit RewardModels(c10::Device device, std::filesystem::path folder = {});

    /// A folder in the layout of transformers' CLIPModel, or a file or folder in that of open_clip.
    /// Throws Error naming the file and key at fault.
    std::shared_ptr<ClipEncoder> clip(const std::filesystem::path& file_or_folder);

    const c10::Device& device() const { return device_; }
    const std::filesystem::path& folder() const { return folder_; }

private:
    c10::Device device_;
    std::filesystem::path folder_;
    std::map<std::filesystem::path, std::shared_ptr<ClipEncoder>> clips_;
};

}  // namespace tempera
