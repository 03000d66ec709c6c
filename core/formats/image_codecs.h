// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/formats/image.h"

// What png.cpp, jpeg.cpp and image.cpp share; everyone else includes core/formats/image.h.
namespace tempera {

Image decode_png(std::string_view bytes, const std::string& where);
Image decode_jpeg(std::string_view bytes, const std::string& where);

/// The picture may be allocated: 1..16384 pixels a side, at most 64 megapixels. Throws Error naming `where`.
void check_picture_size(std::uint64_t width, std::uint64_t height, const std::string& where);

/// `image` holds as many bytes as its sizes say. Throws Error.
void check_consistent(const Image& image);

[[noreturn]] void refuse_picture(const std::string& format, const char* message, const std::string& where);

}  // namespace tempera
