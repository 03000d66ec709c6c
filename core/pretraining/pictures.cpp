// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pretraining/pictures.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <torch/torch.h>

#include "core/runtime/random.h"

namespace tempera {

namespace {

// Glyphs are turned and scaled at twice the final size and averaged down, so that edges stay smooth.
constexpr std::int64_t kDrawnSize = 2 * kPictureSize;

/// Uniform numbers of one picture, drawn in one go and handed out in a fixed order.
class Draws {
public:
    Draws(std::uint64_t seed, const std::string& name, std::int64_t index)
        : values_(at::rand({24}, make_stream(seed, "picture of " + name, 0, static_cast<std::uint64_t>(index)))) {}

    double between(double low, double high) {
        return low + (high - low) * static_cast<double>(values_.data_ptr<float>()[next_++]);
    }

private:
    at::Tensor values_;
    std::int64_t next_ = 0;
};

at::Tensor hsv_colour(double hue, double saturation, double value) {
    const auto channel = [&](double n) {
        const double k = std::fmod(n + hue * 6, 6.0);
        return static_cast<float>(value - value * saturation * std::clamp(std::min(k, 4 - k), 0.0, 1.0));
    };
    return at::tensor({channel(5), channel(3), channel(1)}).view({3, 1, 1});
}

at::Tensor background(Draws& draw) {
    const double hue = draw.between(0, 1);
    const at::Tensor first = hsv_colour(hue, draw.between(0.1, 0.65), draw.between(0.55, 1));
    const at::Tensor second =
        hsv_colour(std::fmod(hue + draw.between(0.9, 1.1), 1.0), draw.between(0.1, 0.65), draw.between(0.55, 1));
    const double angle = draw.between(0, 2 * std::numbers::pi);
    if (draw.between(0, 1) < 0.5)
        return first.expand({3, kPictureSize, kPictureSize});
    const at::Tensor line = at::linspace(-0.5, 0.5, kPictureSize);
    const at::Tensor share =
        (line.view({1, -1}) * std::cos(angle) + line.view({-1, 1}) * std::sin(angle) + 0.5).clamp(0, 1);
    return first + (second - first) * share;
}

/// Hue turned, saturation and contrast scaled, in the YIQ colour space (luma weights of BT.601).
at::Tensor tinted(const at::Tensor& rgb, double turn, double saturation, double contrast) {
    const at::Tensor luma = (rgb[0] * 0.299 + rgb[1] * 0.587 + rgb[2] * 0.114);
    const at::Tensor i = rgb[0] * 0.596 - rgb[1] * 0.274 - rgb[2] * 0.322;
    const at::Tensor q = rgb[0] * 0.211 - rgb[1] * 0.523 + rgb[2] * 0.312;
    const double c = std::cos(turn) * saturation, s = std::sin(turn) * saturation;
    const at::Tensor y = (luma - 0.5) * contrast + 0.5, i2 = i * c - q * s, q2 = i * s + q * c;
    return at::stack({y + i2 * 0.956 + q2 * 0.621, y - i2 * 0.272 - q2 * 0.647, y - i2 * 1.106 + q2 * 1.703})
        .clamp(0, 1);
}

}  // namespace

at::Tensor normalised(const at::Tensor& images01) {
    return (images01 - kPixelMean) / kPixelDeviation;
}

at::Tensor animal_picture(const AnimalGlyphs& glyphs, const std::string& name, std::int64_t index, std::uint64_t seed) {
    namespace F = torch::nn::functional;
    const torch::NoGradGuard no_grad;
    Draws draw(seed, name, index);
    const at::Tensor ground = background(draw);
    const double scale = draw.between(0.75, 1.0);
    const double turn = draw.between(-10, 10) * std::numbers::pi / 180;
    const double mirror = draw.between(0, 1) < 0.5 ? -1 : 1;
    const double room = (1 - scale) / 2 + 0.03;  // near the middle, inside the frame but for a hair
    const double x = draw.between(-room, room), y = draw.between(-room, room);
    const double hue = draw.between(-0.15, 0.15);
    const double saturation = draw.between(0.75, 1.2), contrast = draw.between(0.8, 1.15);

    at::Tensor glyph = glyphs.render(name, index % glyphs.variants(name), kDrawnSize);
    const at::Tensor alpha = glyph.slice(0, 3, 4);
    glyph = at::cat({tinted(glyph.slice(0, 0, 3), hue, saturation, contrast) * alpha, alpha});
    // Output coordinates -> glyph coordinates, both -1..1.
    const double c = std::cos(turn) / scale, s = std::sin(turn) / scale;
    const at::Tensor theta = at::tensor({mirror * c, mirror * s, -mirror * (c * x + s * y), -s, c, s * x - c * y})
                                 .to(at::kFloat)
                                 .view({1, 2, 3});
    const at::Tensor grid = F::affine_grid(theta, {1, 4, kDrawnSize, kDrawnSize}, false);
    at::Tensor placed = F::grid_sample(
        glyph.unsqueeze(0), grid,
        F::GridSampleFuncOptions().mode(torch::kBilinear).padding_mode(torch::kZeros).align_corners(false));
    placed = at::avg_pool2d(placed, {2, 2}).squeeze(0);
    return placed.slice(0, 0, 3) + ground * (1 - placed.slice(0, 3, 4));
}

at::Tensor picture_pool(const AnimalGlyphs& glyphs, const std::vector<std::string>& names, std::int64_t per_name,
                        std::int64_t first, std::uint64_t seed) {
    const auto count = static_cast<std::int64_t>(names.size()) * per_name;
    at::Tensor pool = at::empty({count, 3, kPictureSize, kPictureSize}, at::kByte);
    for (std::int64_t row = 0; row < count; ++row) {
        const std::string& name = names[static_cast<std::size_t>(row / per_name)];
        pool[row].copy_(animal_picture(glyphs, name, first + row % per_name, seed).mul(255).round());
    }
    return pool;
}

}  // namespace tempera
