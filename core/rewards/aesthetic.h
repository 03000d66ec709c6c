// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "core/rewards/clip_encoder.h"
#include "core/rewards/reward.h"

namespace tempera {

/// Aesthetic scorer: CLIP image features, divided by their length, through linear layers without
/// activations (kvablack/ddpo-pytorch aesthetic_scorer.py; christophschuhmann/
/// improved-aesthetic-predictor). The prompt plays no part.
class AestheticReward : public Reward {
public:
    /// `head`: a file of tensors, safetensors or torch.save's, with layers.N.weight [out, in] and layers.N.bias
    /// [out], applied in the order of N; the last has one output. Throws Error naming the file and key at fault.
    AestheticReward(std::string name, std::shared_ptr<ClipEncoder> clip, const std::filesystem::path& head,
                    PixelFit fit, const c10::Device& device);

    std::string name() const override { return name_; }
    bool differentiable() const override { return true; }
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& prompts) override;
    ImageEncoder image_encoder() const override;

private:
    std::string name_;
    std::shared_ptr<ClipEncoder> clip_;
    PixelFit fit_;
    std::vector<std::pair<at::Tensor, at::Tensor>> layers_;  // weight, bias
};

}  // namespace tempera
