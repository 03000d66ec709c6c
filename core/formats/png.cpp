// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include <png.h>

#include "core/base/error.h"
#include "core/formats/image_codecs.h"

namespace tempera {

namespace {

/// libpng reports errors by longjmp, which must not cross an object with a destructor. Hence this
/// plain struct, and setjmp only in functions whose locals are trivial.
struct PngReader {
    png_structp png = nullptr;
    png_infop info = nullptr;
    const char* next = nullptr;
    std::size_t left = 0;
    char message[128] = "";
};

void keep_message(png_structp png, png_const_charp message) {
    auto* reader = static_cast<PngReader*>(png_get_error_ptr(png));
    std::strncpy(reader->message, message, sizeof reader->message - 1);
    png_longjmp(png, 1);
}

void ignore_warning(png_structp, png_const_charp) {}

void read_bytes(png_structp png, png_bytep target, png_size_t size) {
    auto* reader = static_cast<PngReader*>(png_get_io_ptr(png));
    if (size > reader->left) {
        png_error(png, "it ends early");
    }
    std::memcpy(target, reader->next, size);
    reader->next += size;
    reader->left -= size;
}

bool read_info(PngReader& reader) {
    if (setjmp(png_jmpbuf(reader.png))) {
        return false;
    }
    png_set_read_fn(reader.png, &reader, read_bytes);
    // Texts, profiles and the like are not used, and a thousand of them may unpack to 8 MB each.
    png_set_keep_unknown_chunks(reader.png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_read_info(reader.png, reader.info);
    return true;
}

/// Every kind of PNG becomes 8-bit RGBA.
bool read_pixels(PngReader& reader, png_bytep* rows) {
    if (setjmp(png_jmpbuf(reader.png))) {
        return false;
    }
    png_set_expand(reader.png);
    png_set_scale_16(reader.png);
    png_set_gray_to_rgb(reader.png);
    png_set_add_alpha(reader.png, 0xFF, PNG_FILLER_AFTER);
    png_set_interlace_handling(reader.png);
    png_read_update_info(reader.png, reader.info);
    png_read_image(reader.png, rows);
    png_read_end(reader.png, nullptr);
    return true;
}

struct PngReaderOwner {
    PngReader reader;

    PngReaderOwner() {
        reader.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader, keep_message, ignore_warning);
        reader.info = reader.png ? png_create_info_struct(reader.png) : nullptr;
    }
    ~PngReaderOwner() { png_destroy_read_struct(&reader.png, &reader.info, nullptr); }
    PngReaderOwner(const PngReaderOwner&) = delete;
    PngReaderOwner& operator=(const PngReaderOwner&) = delete;
};

std::uint8_t over_white(unsigned value, unsigned alpha) {
    return static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

}  // namespace

Image decode_png(std::string_view bytes, const std::string& where) {
    PngReaderOwner owner;
    PngReader& reader = owner.reader;
    reader.next = bytes.data();
    reader.left = bytes.size();
    if (!reader.info || !read_info(reader)) {
        refuse_picture("PNG", reader.message, where);
    }
    const std::size_t width = png_get_image_width(reader.png, reader.info);
    const std::size_t height = png_get_image_height(reader.png, reader.info);
    check_picture_size(width, height, where);
    // Deflate packs at most 1032 bytes into one: no memory for a large picture out of a small file.
    if (png_get_rowbytes(reader.png, reader.info) * height / 1032 > bytes.size()) {
        refuse_picture("PNG", "it ends early", where);
    }

    std::vector<std::uint8_t> rgba(4 * width * height);
    std::vector<png_bytep> rows(height);
    for (std::size_t y = 0; y < height; ++y) {
        rows[y] = &rgba[4 * width * y];
    }
    if (!read_pixels(reader, rows.data())) {
        refuse_picture("PNG", reader.message, where);
    }
    Image image{static_cast<int>(width), static_cast<int>(height), std::vector<std::uint8_t>(3 * width * height)};
    for (std::size_t pixel = 0; pixel < width * height; ++pixel) {
        for (std::size_t channel = 0; channel < 3; ++channel) {
            image.rgb[3 * pixel + channel] = over_white(rgba[4 * pixel + channel], rgba[4 * pixel + 3]);
        }
    }
    return image;
}

std::string encode_png(const Image& image) {
    check_consistent(image);
    png_image png{};
    png.version = PNG_IMAGE_VERSION;
    png.width = static_cast<png_uint_32>(image.width);
    png.height = static_cast<png_uint_32>(image.height);
    png.format = PNG_FORMAT_RGB;
    std::string bytes(PNG_IMAGE_PNG_SIZE_MAX(png), '\0');
    png_alloc_size_t size = bytes.size();
    if (!png_image_write_to_memory(&png, bytes.data(), &size, 0, image.rgb.data(), 0, nullptr)) {
        throw Error(std::string("cannot be encoded as PNG: ") + png.message, "picture in memory", "free some memory");
    }
    bytes.resize(size);
    return bytes;
}

}  // namespace tempera
