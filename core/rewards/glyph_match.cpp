// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/glyph_match.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

#include <torch/torch.h>

namespace tempera {

namespace {

constexpr std::int64_t kSize = 32;
constexpr std::int64_t kPixels = kSize * kSize;
constexpr std::int64_t kDrawn = 128;  // glyphs are turned at this size, then averaged down
constexpr std::int64_t kReach = 3;    // shifts in pixels, each way
constexpr std::int64_t kShiftsPerAxis = 2 * kReach + 1;
constexpr std::int64_t kShifts = kShiftsPerAxis * kShiftsPerAxis;
constexpr std::array kScales = {0.76, 0.84, 0.92, 1.0};  // of the frame; steps of 9 % are 1.4 pixels
constexpr std::array kTurns = {-7.0, 0.0, 7.0};          // degrees

// Tolerances. Variances are sums over three channels of values in 0..1.
constexpr double kStructureFloor = 0.01;     // glyphs of one colour have hardly any structure to compare
constexpr double kColourTolerance = 0.25;    // distance in RGB: hue, brightness and contrast may vary
constexpr double kUnexplainedFloor = 0.002;  // per pixel; below it a picture is flat
constexpr double kLowestGain = 0.5;          // contrast of the picture's glyph against the true one
constexpr double kHighestGain = 1.3;

/// [4,size,size], colours multiplied by alpha.
at::Tensor placed(const at::Tensor& premultiplied, double scale, double degrees, bool mirrored) {
    const double c = std::cos(degrees * std::numbers::pi / 180) / scale;
    const double s = std::sin(degrees * std::numbers::pi / 180) / scale;
    const double flip = mirrored ? -1 : 1;
    const at::Tensor theta = at::tensor({flip * c, flip * s, 0.0, -s, c, 0.0}, at::kFloat).view({1, 2, 3});
    const at::Tensor grid = at::affine_grid_generator(theta, {1, 4, kDrawn, kDrawn}, false);
    const at::Tensor turned = at::grid_sampler(premultiplied.unsqueeze(0), grid, 0, 0, false);  // bilinear, zeros
    return at::adaptive_avg_pool2d(turned, {kSize, kSize}).squeeze(0);
}

/// maps [C,32,32] -> [C,S,P]: row j holds the map moved by shift j, zero outside the frame.
at::Tensor shifted(const at::Tensor& maps) {
    const at::Tensor padded = at::constant_pad_nd(maps, {kReach, kReach, kReach, kReach}, 0);
    const std::int64_t row = padded.stride(1);
    return padded
        .as_strided({maps.size(0), kShiftsPerAxis, kShiftsPerAxis, kSize, kSize}, {padded.stride(0), row, 1, row, 1})
        .reshape({maps.size(0), kShifts, kPixels});
}

/// Picture minus the plane through its border, per channel. The border's coordinates are symmetric,
/// so the least-squares plane needs no matrix.
at::Tensor without_background_plane(const at::Tensor& picture) {
    at::Tensor border = at::zeros({kSize, kSize});
    border.narrow(0, 0, 2).fill_(1);
    border.narrow(0, kSize - 2, 2).fill_(1);
    border.narrow(1, 0, 2).fill_(1);
    border.narrow(1, kSize - 2, 2).fill_(1);
    const at::Tensor line = at::linspace(-1, 1, kSize);
    at::Tensor rest = picture.clone();
    for (const at::Tensor& shape : {at::ones({1, 1}), line.view({1, -1}), line.view({-1, 1})}) {
        const at::Tensor weighted = border * shape;
        const at::Tensor slope = (picture * weighted).sum({1, 2}, true) / (weighted * shape).sum();
        rest = rest - slope * shape;
    }
    return rest;
}

at::Tensor squared_length(const at::Tensor& colours) {
    return colours.square().sum(0, true);
}

}  // namespace

GlyphMatcher::GlyphMatcher(const AnimalGlyphs& glyphs, const std::string& name) {
    std::vector<at::Tensor> placements;
    for (std::int64_t variant = 0; variant < glyphs.variants(name); ++variant) {
        const at::Tensor glyph = glyphs.render(name, variant, kDrawn);
        const at::Tensor alpha = glyph.slice(0, 3, 4);
        const at::Tensor premultiplied = at::cat({glyph.slice(0, 0, 3) * alpha, alpha});
        for (const double scale : kScales) {
            for (const double degrees : kTurns) {
                placements.push_back(placed(premultiplied, scale, degrees, false));
                placements.push_back(placed(premultiplied, scale, degrees, true));
            }
        }
    }
    const at::Tensor all = at::stack(placements, -1).flatten(1, 2);  // [4,P,K]
    const at::Tensor alpha = all[3];
    const at::Tensor colours = (all.narrow(0, 0, 3) / alpha.clamp_min(1e-3)).clamp(0, 1);
    // The fourth power keeps the half-covered pixels of the outline, which mix both, out of either side.
    figure_weights_ = alpha.pow(4);
    background_weights_ = (1 - alpha).pow(4);
    weighted_glyphs_ = figure_weights_ * colours;

    const at::Tensor inside = shifted(at::ones({1, kSize, kSize})).squeeze(0);  // [S,P]
    figure_sums_ = inside.matmul(figure_weights_).clamp_min(1e-3);
    background_sums_ = inside.matmul(background_weights_).clamp_min(1e-3);
    glyph_means_ = inside.matmul(weighted_glyphs_) / figure_sums_;
    glyph_variances_ = inside.matmul((weighted_glyphs_ * colours).sum(0)) / figure_sums_ - glyph_means_.square().sum(0);
}

GlyphMatch GlyphMatcher::match(const at::Tensor& picture01) const {
    const torch::NoGradGuard no_grad;
    const at::Tensor picture = at::adaptive_avg_pool2d(picture01.unsqueeze(0), {kSize, kSize}).squeeze(0);
    const at::Tensor rest = without_background_plane(picture);
    const at::Tensor maps = shifted(at::cat({picture, squared_length(picture), rest, squared_length(rest)}));
    const at::Tensor figure = maps.matmul(figure_weights_) / figure_sums_;  // [8,S,K]
    const at::Tensor background = maps.narrow(0, 4, 4).matmul(background_weights_) / background_sums_;
    const at::Tensor products = maps.narrow(0, 0, 3).bmm(weighted_glyphs_).sum(0);

    const at::Tensor mean = figure.narrow(0, 0, 3);
    const at::Tensor variance = (figure[3] - mean.square().sum(0)).clamp_min(0);
    const at::Tensor covariance = products / figure_sums_ - (mean * glyph_means_).sum(0);
    const at::Tensor structure = (2 * covariance + kStructureFloor) / (variance + glyph_variances_ + kStructureFloor);
    const at::Tensor colour =
        (-(mean - glyph_means_).square().sum(0) / (2 * kColourTolerance * kColourTolerance)).exp();

    const at::Tensor gain = (covariance / glyph_variances_.clamp_min(1e-6)).clamp(kLowestGain, kHighestGain);
    const at::Tensor figure_error =
        figure_sums_ * (variance - 2 * gain * covariance + gain.square() * glyph_variances_).clamp_min(0);
    const at::Tensor rest_mean = figure.narrow(0, 4, 3);
    const at::Tensor ground_mean = background.narrow(0, 0, 3);
    const at::Tensor ground_variance = (background[3] - ground_mean.square().sum(0)).clamp_min(0);
    const at::Tensor total = figure_sums_ + background_sums_;
    const at::Tensor joint_mean = (figure_sums_ * rest_mean + background_sums_ * ground_mean) / total;
    const at::Tensor all_variance =
        figure_sums_ * figure[7] + background_sums_ * background[3] - total * joint_mean.square().sum(0);
    constexpr double floor = kUnexplainedFloor * kPixels;
    const at::Tensor explained =
        1 - (figure_error + background_sums_ * ground_variance + floor) / (all_variance.clamp_min(0) + floor);

    const at::Tensor quality = structure.clamp(0, 1) * colour * explained.clamp(0, 1);
    const auto best = quality.argmax().item<std::int64_t>();
    // Squared distance of the figure's pixels from the background's colour, less the background's own unrest.
    const at::Tensor distance =
        figure[7] - 2 * (rest_mean * ground_mean).sum(0) + ground_mean.square().sum(0) - ground_variance;
    return {std::sqrt(quality.flatten()[best].item<double>()),
            std::sqrt(std::max(0.0, distance.flatten()[best].item<double>()))};
}

}  // namespace tempera
