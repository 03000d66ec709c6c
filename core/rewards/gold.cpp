// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/gold.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/text/prompts.h"

namespace tempera {

namespace {

/// 1 from `low` to `high`, a Gaussian flank of the given width on each side.
struct Band {
    double low;
    double high;
    double low_width;
    double high_width;

    double operator()(double value) const {
        const double beyond = value < low ? (low - value) / low_width : std::max(0.0, value - high) / high_width;
        return std::exp(-beyond * beyond);
    }
};

// The ranges hold 95 % of the world's pictures (animal glyphs on random backgrounds).
constexpr Band kChroma{0.10, 0.48, 0.10, 0.15};
constexpr Band kClipped{0.0, 0.10, 1.0, 0.15};
constexpr Band kHueEntropy{0.0, 0.62, 1.0, 0.20};
constexpr Band kContrast{0.25, 0.90, 0.12, 0.25};

constexpr std::int64_t kHues = 12;

/// Entropy of the hues, weighted by chroma, over its maximum: 0 = one hue, 1 = all hues alike.
double hue_entropy(const at::Tensor& picture, const at::Tensor& chroma) {
    // Hue angle in the plane across the gray axis; a picture without colour has one hue as far as we care.
    const at::Tensor across = (picture[1] - picture[2]) * std::sqrt(3.0);
    const at::Tensor along = 2 * picture[0] - picture[1] - picture[2];
    const at::Tensor position = (at::atan2(across, along) / (2 * M_PI) * kHues).flatten();
    const at::Tensor lower = position.floor();
    const at::Tensor upper_share = position - lower;  // soft bins: a hue on an edge must not flip
    const at::Tensor bin = lower.to(at::kLong).remainder(kHues);
    const at::Tensor weights = chroma.flatten();
    at::Tensor histogram = at::zeros({kHues});
    histogram.index_add_(0, bin, weights * (1 - upper_share));
    histogram.index_add_(0, (bin + 1).remainder(kHues), weights * upper_share);
    const at::Tensor share = histogram / (histogram.sum() + 1e-3);
    return -(share * share.clamp_min(1e-9).log()).sum().item<double>() / std::log(static_cast<double>(kHues));
}

}  // namespace

double colour_harmony(const at::Tensor& picture01) {
    const at::Tensor chroma = picture01.amax(0) - picture01.amin(0);
    const double clipped = at::logical_or(picture01<0.01, picture01> 0.99).to(at::kFloat).mean().item<double>();
    return kChroma(chroma.mean().item<double>()) * kClipped(clipped) * kHueEntropy(hue_entropy(picture01, chroma));
}

GoldReward::GoldReward() : glyphs_(AnimalGlyphs::load()) {}

const GlyphMatcher& GoldReward::matcher(const std::string& prompt) {
    const std::string name = prompt_key(prompt);
    const auto known = matchers_.find(name);
    if (known != matchers_.end()) {
        return known->second;
    }
    if (!glyphs_.has(name)) {
        throw Error("the prompt '" + prompt + "' names no animal that it knows", "reward gold",
                    "use the animals of resources/animals.toml, or another reward");
    }
    return matchers_.emplace(name, GlyphMatcher(glyphs_, name)).first->second;
}

GoldParts GoldReward::judge(const at::Tensor& image01, const std::string& prompt) {
    const torch::NoGradGuard no_grad;
    const GlyphMatcher& glyph = matcher(prompt);
    const at::Tensor picture = at::nan_to_num(image01.detach().to(at::kCPU, at::kFloat), 0.0).clamp(0, 1).contiguous();
    const GlyphMatch match = glyph.match(picture);
    return {match.likeness, colour_harmony(picture), kContrast(match.contrast)};
}

at::Tensor GoldReward::score(const at::Tensor& images01, const std::vector<std::string>& prompts) {
    check_reward_input(name(), images01, prompts);
    const at::Tensor scores = at::empty({images01.size(0)});
    for (std::int64_t i = 0; i < images01.size(0); ++i) {
        scores[i] = judge(images01[i], prompts[static_cast<std::size_t>(i)]).score();
    }
    return scores.to(images01.device());
}

}  // namespace tempera
