// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/models/layers.h"

namespace tempera {

/// The head of the LAION aesthetic predictor and of ImageReward: width-1024-128-64-16-1, linear layers
/// with nothing but dropout between them, so one affine map when judging
/// (christophschuhmann/improved-aesthetic-predictor simple_inference.py; THUDM/ImageReward
/// ImageReward.py). named_parameters() are their keys, layers.{0,2,4,6,7}.{weight,bias}; the gaps are
/// the dropouts. Values are undefined until load_weights() or init_weights().
class ScoreHeadImpl : public torch::nn::Module {
public:
    explicit ScoreHeadImpl(std::int64_t width);
    /// features [B, width] -> scores [B]. The aesthetic predictor wants features of length 1.
    at::Tensor forward(at::Tensor features);

private:
    std::vector<Linear> layers_;
};
TORCH_MODULE(ScoreHead);

}  // namespace tempera
