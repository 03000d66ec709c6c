// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include "core/rewards/animal_glyphs.h"
#include "core/rewards/glyph_match.h"
#include "core/rewards/reward.h"

namespace tempera {

/// The three things that the gold judge weighs, each 0..1.
struct GoldParts {
    double likeness = 0;  ///< to the true glyph of the prompt, see GlyphMatcher
    double harmony = 0;   ///< colours as in nature: neither gray nor garish, few hues, little clipping
    double contrast = 0;  ///< the figure stands out from its background, but does not glare

    double score() const { return 0.7 * likeness + 0.15 * harmony + 0.15 * contrast; }
};

/// Share of a good colour composition in picture01 [3,H,W] fp32 on the CPU: the product of three bands
/// (mean of max - min channel, share of clipped channel values, entropy over twelve hues). Each is 1
/// within the range that the world's pictures have and falls off as a Gaussian outside.
double colour_harmony(const at::Tensor& picture01);

/// The analytic judge of the embedded world: what is true there. Bounded (0..1), deterministic, and
/// learnt from nothing, so it cannot be over-optimised by learning its weaknesses. Prompts are the
/// names of animals (case and spacing do not matter); another prompt is an Error naming it.
class GoldReward : public Reward {
public:
    /// Throws Error when the emoji font is missing.
    GoldReward();

    std::string name() const override { return "gold"; }
    bool differentiable() const override { return false; }
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& prompts) override;

    /// The parts of one score; image01 [3,H,W] on any device, other values than 0..1 are clamped.
    GoldParts judge(const at::Tensor& image01, const std::string& prompt);

private:
    const GlyphMatcher& matcher(const std::string& prompt);

    AnimalGlyphs glyphs_;
    std::map<std::string, GlyphMatcher> matchers_;  // made when first needed
};

}  // namespace tempera
