// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include "core/models/clip.h"
#include "core/models/clip_pixels.h"
#include "core/text/clip_tokenizer.h"

namespace tempera {

/// A frozen CLIP with what stands before its towers: the preparation of pictures and the tokenizer.
/// image_features() and text_features() may be called from several threads.
class ClipEncoder {
public:
    /// `path`: a folder with config.json and the weights of a transformers CLIPModel; or a file of weights
    /// with the names of open_clip (.pt, .bin or .safetensors), or a folder with one, and open_clip_config.json
    /// beside it where the shapes do not tell all. Beside the weights, where they are: preprocessor_config.json
    /// (image_mean, image_std) and the tokenizer (vocab.json and merges.txt, or tokenizer.json; also in
    /// tokenizer/). Throws Error naming the file and key at fault.
    ClipEncoder(const std::filesystem::path& path, const c10::Device& device);

    /// images01 [B,3,H,W] in 0..1 -> [B, width()], not divided by their length. Rounded to bytes and prepared as
    /// `fit` says, to the byte as the official scorers; but where a gradient is asked for (grad mode, and
    /// images01 requires it) in floating point, which differs by a hair.
    at::Tensor image_features(const at::Tensor& images01, PixelFit fit = PixelFit::transformers);

    /// [B, width()], not divided by their length. A prompt is encoded alone and once, so a feature does not
    /// depend on what it is asked together with. Throws Error without a tokenizer.
    at::Tensor text_features(const std::vector<std::string>& prompts);

    std::int64_t width() const { return clip_->config.projection_dim; }
    double logit_scale() const;  ///< exp() of the stored logarithm

    bool has_tokenizer() const { return tokenizer_.has_value(); }
    /// The vocabulary of another folder, for weights that are published without one.
    void read_tokenizer(const std::filesystem::path& folder);

private:
    CLIPModel clip_{nullptr};
    ClipPixelOptions pixels_;
    bool open_clip_ = false;
    std::string where_;
    std::optional<ClipTokenizer> tokenizer_;
    std::mutex mutex_;                         // of the following
    std::map<std::string, at::Tensor> texts_;  // prompt -> [1, width]
};

/// Features divided by their length (L2).
at::Tensor unit_length(const at::Tensor& features);

}  // namespace tempera
