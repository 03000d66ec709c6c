// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/resize.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/base/error.h"
#include "core/formats/image_codecs.h"

namespace tempera {

namespace {

constexpr int kFractionBits = 22;  // 32 less 8 for the values and 2 for overshoot
constexpr std::int32_t kHalf = 1 << (kFractionBits - 1);

/// The inputs [first, first + weights.size()) that one output is made of.
struct Taps {
    std::size_t first = 0;
    std::vector<std::int32_t> weights;
};

double cubic(double x) {
    constexpr double a = -0.5;
    x = std::abs(x);
    if (x < 1.0) {
        return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
    }
    return x < 2.0 ? (((x - 5) * x + 8) * x - 4) * a : 0.0;
}

/// The order of the operations matters: the last bit of a weight can move a byte.
std::vector<Taps> taps_of(int in, int out) {
    const double scale = static_cast<double>(in) / out;
    const double widening = std::max(scale, 1.0);
    const double support = 2.0 * widening;
    const double narrowing = 1.0 / widening;
    std::vector<Taps> all(static_cast<std::size_t>(out));
    std::vector<double> values;
    for (int i = 0; i < out; ++i) {
        const double center = (i + 0.5) * scale;
        const int first = std::max(0, static_cast<int>(center - support + 0.5));
        const int end = std::min(in, static_cast<int>(center + support + 0.5));
        values.clear();
        double sum = 0;
        for (int x = 0; x < end - first; ++x) {
            values.push_back(cubic((x + first - center + 0.5) * narrowing));
            sum += values.back();
        }
        Taps& taps = all[static_cast<std::size_t>(i)];
        taps.first = static_cast<std::size_t>(first);
        for (const double value : values) {
            const double fixed = value / sum * (1 << kFractionBits);
            taps.weights.push_back(static_cast<std::int32_t>(fixed < 0 ? fixed - 0.5 : fixed + 0.5));
        }
    }
    return all;
}

std::uint8_t to_byte(std::int32_t sum) {
    return static_cast<std::uint8_t>(std::clamp(sum >> kFractionBits, 0, 255));
}

// The inner loops have a fixed length, so that the compiler makes vector instructions of them.

Image resized_rows(const Image& image, int width) {
    const std::vector<Taps> all = taps_of(image.width, width);
    const auto in_width = static_cast<std::size_t>(image.width);
    Image result{width, image.height, {}};
    result.rgb.resize(std::size_t{3} * static_cast<std::size_t>(width) * image.height);
    std::uint8_t* out = result.rgb.data();
    using Pixel = std::array<std::int32_t, 4>;  // the fourth is not used
    std::vector<Pixel> pixels(in_width);
    for (int y = 0; y < image.height; ++y) {
        const std::uint8_t* row = image.rgb.data() + 3 * in_width * static_cast<std::size_t>(y);
        for (std::size_t x = 0; x < in_width; ++x) {
            pixels[x] = {row[3 * x], row[3 * x + 1], row[3 * x + 2], 0};
        }
        for (const Taps& taps : all) {
            const Pixel* pixel = &pixels[taps.first];
            Pixel sums{kHalf, kHalf, kHalf, kHalf};
            for (const std::int32_t weight : taps.weights) {
                for (std::size_t c = 0; c < sums.size(); ++c) {
                    sums[c] += weight * (*pixel)[c];
                }
                ++pixel;
            }
            out = std::transform(sums.begin(), sums.begin() + 3, out, to_byte);
        }
    }
    return result;
}

Image resized_columns(const Image& image, int height) {
    constexpr std::size_t kBlock = 32;
    const std::size_t stride = std::size_t{3} * static_cast<std::size_t>(image.width);
    Image result{image.width, height, {}};
    result.rgb.resize(stride * static_cast<std::size_t>(height));
    std::uint8_t* out = result.rgb.data();
    for (const Taps& taps : taps_of(image.height, height)) {
        const std::uint8_t* row = image.rgb.data() + stride * taps.first;
        for (std::size_t first = 0; first < stride; first += kBlock) {
            std::array<std::int32_t, kBlock> sums;
            sums.fill(kHalf);
            const std::uint8_t* values = row + first;
            const std::size_t count = std::min(kBlock, stride - first);
            for (const std::int32_t weight : taps.weights) {
                if (count == kBlock) {
                    for (std::size_t i = 0; i < kBlock; ++i) {
                        sums[i] += weight * values[i];
                    }
                } else {
                    for (std::size_t i = 0; i < count; ++i) {
                        sums[i] += weight * values[i];
                    }
                }
                values += stride;
            }
            out = std::transform(sums.begin(), sums.begin() + count, out, to_byte);
        }
    }
    return result;
}

}  // namespace

Image resize_bicubic(const Image& image, int width, int height) {
    check_consistent(image);
    check_picture_size(static_cast<std::uint64_t>(std::max(width, 0)), static_cast<std::uint64_t>(std::max(height, 0)),
                       "resized picture");
    Image result = width == image.width ? image : resized_rows(image, width);
    return height == result.height ? result : resized_columns(result, height);
}

Image resize_shortest_edge(const Image& image, int size) {
    check_consistent(image);
    const int shorter = std::min(image.width, image.height);
    const auto side = [&](int length) {
        const std::int64_t scaled = std::int64_t{size} * length / shorter;
        return static_cast<int>(std::min<std::int64_t>(scaled, std::numeric_limits<int>::max()));
    };
    return resize_bicubic(image, side(image.width), side(image.height));
}

Image crop_center(const Image& image, int size, CropRule rule) {
    check_consistent(image);
    if (size < 1 || image.width < size || image.height < size) {
        throw Error("a picture of " + std::to_string(image.width) + " x " + std::to_string(image.height) +
                        " pixels has no middle of " + std::to_string(size) + " x " + std::to_string(size),
                    "picture in memory", "resize the picture first");
    }
    const auto margin = [&](int length) {
        const int half = (length - size) / 2;
        const bool rounds_up = rule == CropRule::torchvision && (length - size) % 4 == 3;
        return static_cast<std::size_t>(rounds_up ? half + 1 : half);
    };
    Image result{size, size, {}};
    result.rgb.reserve(std::size_t{3} * static_cast<std::size_t>(size) * size);
    const std::size_t left = margin(image.width);
    const std::size_t top = margin(image.height);
    for (std::size_t y = top; y < top + static_cast<std::size_t>(size); ++y) {
        const std::uint8_t* first = image.rgb.data() + 3 * (y * static_cast<std::size_t>(image.width) + left);
        result.rgb.insert(result.rgb.end(), first, first + std::size_t{3} * static_cast<std::size_t>(size));
    }
    return result;
}

}  // namespace tempera
