// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/image.h"

#include <zlib.h>

#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/scratch.h"

namespace tempera {
namespace {

/// The chunks of a PNG with the checksums that they should have: else nearly every change of a byte
/// ends at the same check.
std::string with_checksums(std::string png) {
    constexpr std::size_t kSignature = 8;
    constexpr std::size_t kFrame = 12;  // length, name, checksum
    for (std::size_t at = kSignature; at + kFrame <= png.size();) {
        std::size_t length = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            length = length << 8 | static_cast<unsigned char>(png[at + i]);
        }
        if (length > png.size() - at - kFrame) {
            break;
        }
        const uLong sum = crc32(0, reinterpret_cast<const Bytef*>(&png[at + 4]), static_cast<uInt>(length + 4));
        for (std::size_t i = 0; i < 4; ++i) {
            png[at + 8 + length + i] = static_cast<char>(sum >> (24 - 8 * i));
        }
        at += kFrame + length;
    }
    return png;
}

}  // namespace

void fuzz_image(std::string_view input) {
    const bool is_png = input.starts_with("\x89PNG");
    decode_image(is_png ? with_checksums(std::string(input)) : input, "picture");
}

std::vector<std::string> image_seeds() {
    std::vector<std::string> seeds = fixtures_below("15_preprocess", ".jpg");
    Image picture{5, 3, std::vector<std::uint8_t>(45)};
    for (std::size_t i = 0; i < picture.rgb.size(); ++i) {
        picture.rgb[i] = static_cast<std::uint8_t>(37 * i);
    }
    seeds.push_back(encode_png(picture));
    seeds.push_back(encode_jpeg(picture, 90));
    return seeds;
}

}  // namespace tempera
