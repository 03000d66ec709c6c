// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tempera {

/// 8-bit RGB picture, rows from top to bottom, three bytes per pixel.
struct Image {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb;

    friend bool operator==(const Image&, const Image&) = default;
};

/// Reads a PNG or a JPEG, told apart by content. See decode_image.
Image read_image(const std::filesystem::path& file);

/// Any PNG (gray, palette, 16-bit, interlaced; transparency is laid over white) and any gray or
/// colour JPEG. Colour profiles, gamma and orientation tags are ignored, as Pillow does by default.
/// Throws Error naming `where` when the bytes are neither, are damaged or cut short, are CMYK, or
/// the picture is wider or higher than 16384 pixels or larger than 64 megapixels.
Image decode_image(std::string_view bytes, const std::string& where);

/// Deterministic; throws Error when the sizes of `image` do not agree.
std::string encode_png(const Image& image);

/// Baseline JPEG with the defaults of libjpeg-turbo (4:2:0, accurate integer DCT, standard Huffman
/// tables, JFIF header) at `quality` 1..100: the bytes that Pillow's save(quality=...) writes.
std::string encode_jpeg(const Image& image, int quality);

/// Nearest neighbour (pixel centres); for showing small pictures large.
Image scaled(const Image& image, int width, int height);

}  // namespace tempera
