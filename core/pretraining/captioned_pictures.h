// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include "core/pretraining/stage.h"

namespace tempera {

/// Drawn pictures of every animal, and the tokens of their captions: what text and pictures learn to know each
/// other from.
class CaptionedPictures {
public:
    /// `per_animal` pictures of each, from number `first_picture` on, unless options.pictures says how many;
    /// `encode` makes the tokens of a caption, always the same number.
    CaptionedPictures(const StageOptions& options, std::int64_t first_picture, std::int64_t per_animal,
                      const std::function<std::vector<std::int64_t>(const std::string&)>& encode);

    struct Batch {
        at::Tensor images;  ///< float [B, 3, 64, 64] in 0..1, grained a little
        at::Tensor ids;     ///< int64 [B, L]
    };

    /// Every animal at most once: two cats could not be told apart by their names.
    Batch draw(std::int64_t most, at::Generator generator) const;

    /// Tokens [B, L] for animals int64 [B], places in AnimalGlyphs::names(): of a caption in one form or another,
    at::Tensor captions(const at::Tensor& animal, at::Generator generator) const;
    /// and of the bare name.
    at::Tensor names(const at::Tensor& animal) const;

private:
    std::int64_t animals_ = 0;
    std::int64_t per_animal_ = 0;
    std::int64_t forms_ = 0;  // captions of an animal
    at::Tensor pictures_;     // uint8 [animals * per_animal, 3, 64, 64]
    at::Tensor ids_;          // int64 [animals * forms, L]
};

}  // namespace tempera
