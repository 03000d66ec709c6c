// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include <ATen/core/Tensor.h>

#include "core/diffusion/rollout.h"
#include "core/pretraining/stage.h"

namespace tempera {

enum class JudgedKind : std::int64_t {
    drawn = 0,       ///< a drawn picture, spoilt more or less
    learned = 1,     ///< a sample of the base model to learn from
    held_out = 2,    ///< a sample that no judge learns from
    mismatched = 3,  ///< a sample to learn from, judged for another prompt than its own
};

/// Which pictures gold is asked about. Numbers are for each of the 45 prompts of tuning.
struct JudgedPlan {
    std::string name;    ///< of the file in the work folder that keeps the answers
    std::string stream;  ///< of the seeds of the samples
    SamplerSettings sampler;
    std::int64_t learned = 0;
    std::int64_t held_out = 0;
    std::int64_t mismatched = 0;  ///< the first of `learned`, once more
    std::int64_t drawn = 0;
    std::int64_t first_picture = 0;  ///< number of the first drawn picture
};

// The plans of the embedded judges. Their samples come from streams of their own, so none is in two of them.
const JudgedPlan& aesthetic_plan();
const JudgedPlan& preference_plan();  ///< what pick, hps and image-reward each learn a share of
const JudgedPlan& held_out_plan();    ///< what none has learnt from, for the report

/// Pictures and what gold says of them.
struct Judged {
    at::Tensor images;  ///< uint8 [N, 3, 64, 64]
    at::Tensor scores;  ///< float [N], 0..1
    at::Tensor animal;  ///< int64 [N]: place of the prompt in AnimalGlyphs::names()
    at::Tensor kind;    ///< int64 [N]: JudgedKind

    at::Tensor rows(JudgedKind of) const;  ///< int64, ascending
};

/// What a file of answers says about where they come from: another plan, seed or base model is another file.
std::map<std::string, std::string> judged_origin(const JudgedPlan& plan, std::uint64_t seed,
                                                 const std::string& model_hash);

/// Samples of the base model in <models>/animals and spoilt pictures, made and judged once and then kept in
/// the work folder. Empty when stopped.
std::optional<Judged> judged_pictures(const StageOptions& options, const JudgedPlan& plan);

}  // namespace tempera
