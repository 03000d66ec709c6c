// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/reward_models.h"

#include <utility>

#include "core/base/files.h"

namespace tempera {

RewardModels::RewardModels(c10::Device device, std::filesystem::path folder)
    : device_(device), folder_(folder.empty() ? default_workspace() / "rewards" : std::move(folder)) {}

std::shared_ptr<ClipEncoder> RewardModels::clip(const std::filesystem::path& file_or_folder) {
    std::shared_ptr<ClipEncoder>& encoder = clips_[std::filesystem::weakly_canonical(file_or_folder)];
    if (!encoder) {
        encoder = std::make_shared<ClipEncoder>(file_or_folder, device_);
    }
    return encoder;
}

}  // namespace tempera
