// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/image.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/formats/image_codecs.h"

namespace tempera {

namespace {

constexpr std::uint64_t kMaxSide = 16384;
constexpr std::uint64_t kMaxPixels = 64'000'000;

}  // namespace

void check_picture_size(std::uint64_t width, std::uint64_t height, const std::string& where) {
    if (width == 0 || height == 0 || width > kMaxSide || height > kMaxSide || width * height > kMaxPixels) {
        throw Error("a picture of " + std::to_string(width) + " x " + std::to_string(height) + " pixels", where,
                    "use at most 16384 pixels a side and 64 megapixels");
    }
}

void check_consistent(const Image& image) {
    check_picture_size(static_cast<std::uint64_t>(std::max(image.width, 0)),
                       static_cast<std::uint64_t>(std::max(image.height, 0)), "picture in memory");
    if (image.rgb.size() != std::size_t{3} * static_cast<std::size_t>(image.width) * image.height) {
        throw Error("the picture's bytes do not fit its width and height", "picture in memory",
                    "give three bytes for each pixel");
    }
}

void refuse_picture(const std::string& format, const char* message, const std::string& where) {
    throw Error("not a whole " + format + " picture (" + message + ")", where,
                "the file is damaged: make or fetch it again");
}

Image decode_image(std::string_view bytes, const std::string& where) {
    if (bytes.starts_with("\x89PNG\r\n\x1a\n")) {
        return decode_png(bytes, where);
    }
    if (bytes.starts_with("\xff\xd8\xff")) {
        return decode_jpeg(bytes, where);
    }
    throw Error("is neither a PNG nor a JPEG picture", where, "convert it to PNG");
}

Image read_image(const std::filesystem::path& file) {
    return decode_image(read_file(file), file.string());
}

Image scaled(const Image& image, int width, int height) {
    check_consistent(image);
    Image result{width, height, {}};
    check_picture_size(static_cast<std::uint64_t>(std::max(width, 0)), static_cast<std::uint64_t>(std::max(height, 0)),
                       "scaled picture");
    result.rgb.reserve(std::size_t{3} * static_cast<std::size_t>(width) * height);
    for (int y = 0; y < height; ++y) {
        const std::int64_t from_y = (2 * std::int64_t{y} + 1) * image.height / (2 * std::int64_t{height});
        for (int x = 0; x < width; ++x) {
            const std::int64_t from_x = (2 * std::int64_t{x} + 1) * image.width / (2 * std::int64_t{width});
            const std::uint8_t* pixel = &image.rgb[static_cast<std::size_t>(3 * (from_y * image.width + from_x))];
            result.rgb.insert(result.rgb.end(), pixel, pixel + 3);
        }
    }
    return result;
}

}  // namespace tempera
