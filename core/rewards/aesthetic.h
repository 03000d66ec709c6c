// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <utility>

#include "core/models/clip.h"
#include "core/rewards/reward.h"

namespace tempera {

/// Aesthetic scorer: CLIP image features, divided by their length, through linear layers without
/// activations (kvablack/ddpo-pytorch aesthetic_scorer.py; christophschuhmann/
/// improved-aesthetic-predictor). The prompt plays no part.
///
/// The folder holds config.json and model.safetensors of a transformers CLIPModel,
/// preprocessor_config.json (image_mean, image_std) and head.safetensors (layers.N.weight
/// [out, in] and layers.N.bias [out], applied in the order of N; the last has one output).
///
/// Differentiable. Pictures of another size than the encoder's are scaled (bicubic with antialiasing,
/// shortest side to the encoder's size, middle cut out) without rounding to bytes, so scores differ
/// by a hair from those of scorers that work on 8-bit pictures.
class AestheticReward : public Reward {
public:
    /// Throws Error naming the file and key at fault.
    AestheticReward(std::string name, const std::filesystem::path& folder, const c10::Device& device);

    std::string name() const override { return name_; }
    bool differentiable() const override { return true; }
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& prompts) override;

    /// CLIP image features [B, feature_width()] of images01, not divided by their length: what a critic
    /// that shares this reward's eyes looks at.
    at::Tensor features(const at::Tensor& images01);
    std::int64_t feature_width() const;

private:
    at::Tensor pixels(const at::Tensor& images01) const;

    std::string name_;
    CLIPModel clip_;
    std::vector<std::pair<at::Tensor, at::Tensor>> layers_;  // weight, bias
    at::Tensor mean_;                                        // [3,1,1]
    at::Tensor std_;
};

}  // namespace tempera
