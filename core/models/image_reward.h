// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include <ATen/core/Tensor.h>
#include <c10/core/TensorOptions.h>
#include <nlohmann/json.hpp>

#include "core/models/blip_text.h"
#include "core/models/blip_vision.h"
#include "core/models/score_head.h"

namespace tempera {

/// The official score is (raw - mean) / std; TDPO's scorer leaves that out. (THUDM/ImageReward
/// ImageReward.py)
inline constexpr double kImageRewardMean = 0.16717362830052426;
inline constexpr double kImageRewardStd = 1.0333394966054072;

struct ImageRewardConfig {
    BlipVisionConfig vision;
    BlipTextConfig text;

    /// From the shapes in a state dict named as the official ImageReward.pt. What they do not tell is
    /// taken from `json`: {"vision": {num_heads, eps, img_size}, "med": {num_attention_heads,
    /// layer_norm_eps}} or the official med_config.json, which is the "med" part alone; and else (null)
    /// is heads of width 64, eps 1e-6 and 1e-12, and the size that the position embedding is for.
    /// Where json and shapes disagree the shapes hold (med_config.json has a wrong encoder_width).
    /// Throws Error naming `where` and the tensor or field.
    static ImageRewardConfig from_weights(const std::map<std::string, at::Tensor>& tensors, const std::string& where,
                                          const nlohmann::json& json = nullptr);
};

/// ImageReward (Xu et al. 2023): BLIP's vision transformer, its text encoder that looks at the picture,
/// and a head on the state of the first token. named_parameters() are the official keys. Differentiable
/// in the pixels. Values are undefined until load_image_reward() or init_weights().
class ImageRewardModelImpl : public torch::nn::Module {
public:
    explicit ImageRewardModelImpl(const ImageRewardConfig& config);

    /// pixels [B, 3, S, S], already normalised -> [B, patches + 1, vision width].
    at::Tensor image_states(const at::Tensor& pixels);

    /// The states [B, L, hidden] of the text after the embeddings and every layer, see BlipText.
    std::vector<at::Tensor> text_states(const at::Tensor& ids, const at::Tensor& mask, const at::Tensor& image_states);

    /// Raw score [B] of image_states()[i] for text i; ids and mask [B, L].
    at::Tensor score(const at::Tensor& image_states, const at::Tensor& ids, const at::Tensor& mask);

    /// The same from pixels.
    at::Tensor forward(const at::Tensor& pixels, const at::Tensor& ids, const at::Tensor& mask);

    const ImageRewardConfig config;

private:
    BlipVision vision_{nullptr};
    BlipText text_{nullptr};
    ScoreHead mlp_{nullptr};
};
TORCH_MODULE(ImageRewardModel);

/// load_weights() of a state dict named as ImageReward.pt: the projections that only BLIP's training
/// used (vision_proj, text_proj) are left out, and a position embedding for another number of patches
/// is resized to the model's.
void load_image_reward(ImageRewardModel& model, const std::map<std::string, at::Tensor>& tensors,
                       const std::string& where, const c10::TensorOptions& target = {});

}  // namespace tempera
