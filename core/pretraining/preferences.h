// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include "core/pretraining/judged_pictures.h"

namespace tempera {

/// What one judge is told, and how badly.
struct PreferenceSettings {
    std::string judge;          ///< names the random streams
    double share = 1;           ///< of the judged pictures: each judge learns from its own
    std::int64_t rankings = 0;  ///< for each prompt
    std::int64_t length = 8;    ///< pictures of a ranking
    double temperature = 0.1;   ///< of the people who rank, in points of gold; above 0
};

/// Pictures judged for one prompt, ranked as people would: the smaller the difference, the likelier the wrong
/// order, P(i before j) = sigmoid((gold_i - gold_j) / temperature) for every two of them (Plackett and Luce;
/// drawn as gold / temperature + Gumbel noise, best first). A ranking that was drawn wrong stays wrong.
struct Preferences {
    at::Tensor rankings;  ///< int64 [R, length]: rows of Judged, the preferred first
    double wrong = 0;     ///< share of the pairs in them that gold orders the other way
};

/// From a random share of the pictures that are not held out. Prompts with fewer pictures than a ranking has
/// are left out. Throws Error when that leaves none.
Preferences tell_preferences(const Judged& judged, const PreferenceSettings& settings, std::uint64_t seed);

/// Some of the rankings: pictures in another place and perhaps mirrored, which changes nothing for gold.
struct PreferenceBatch {
    at::Tensor images;  ///< float [B * length, 3, 64, 64] in 0..1, ranking by ranking
    at::Tensor animal;  ///< int64 [B]: place of the prompt in AnimalGlyphs::names()
};
PreferenceBatch draw_rankings(const Judged& judged, const Preferences& preferences, std::int64_t size,
                              at::Generator generator);

/// Mean over all pairs of -log sigmoid(better - worse); scores [B, length], the preferred first. For two
/// pictures the loss of ImageReward (Xu et al. 2023, arXiv 2304.05977, equation 1), which ranks 4 to 9 of a
/// prompt; with logit_scale * cosine as scores that of PickScore, the softmax over a pair (Kirstain et al. 2023,
/// arXiv 2305.01569, equations 1 and 2).
at::Tensor ranking_loss(const at::Tensor& scores);

}  // namespace tempera
