// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/emoji_font.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <ft2build.h>
#include FT_FREETYPE_H

#include "core/base/error.h"

namespace tempera {

namespace {

constexpr const char* kRemedy = "install the Debian package fonts-noto-color-emoji or set TEMPERA_EMOJI_FONT";

std::string hex_name(char32_t code_point) {
    char text[16];
    std::snprintf(text, sizeof text, "U+%04X", static_cast<unsigned>(code_point));
    return text;
}

}  // namespace

std::filesystem::path find_emoji_font() {
    if (const char* given = std::getenv("TEMPERA_EMOJI_FONT"))
        return given;
    std::vector<std::filesystem::path> folders = {"/usr/share/fonts/truetype/noto", "/usr/share/fonts/noto",
                                                  "/usr/share/fonts/google-noto-emoji", "/usr/local/share/fonts"};
    if (const char* home = std::getenv("HOME")) {
        folders.push_back(std::filesystem::path(home) / ".local/share/fonts");
        folders.push_back(std::filesystem::path(home) / ".fonts");
    }
    for (const auto& folder : folders) {
        const auto file = folder / "NotoColorEmoji.ttf";
        std::error_code ignored;
        if (std::filesystem::exists(file, ignored))
            return file;
    }
    throw Error("the emoji font NotoColorEmoji.ttf is not installed", "/usr/share/fonts", kRemedy);
}

struct EmojiFont::Face {
    FT_Library library = nullptr;
    FT_Face face = nullptr;

    ~Face() {
        if (face)
            FT_Done_Face(face);
        if (library)
            FT_Done_FreeType(library);
    }
};

EmojiFont::EmojiFont(const std::filesystem::path& file) : face_(std::make_unique<Face>()), file_(file) {
    if (FT_Init_FreeType(&face_->library) != 0)
        throw Error("FreeType does not start", file.string(), kRemedy);
    if (FT_New_Face(face_->library, file.c_str(), 0, &face_->face) != 0) {
        throw Error("the emoji font cannot be read", file.string(), kRemedy);
    }
    if (!FT_HAS_COLOR(face_->face) || face_->face->num_fixed_sizes < 1 || FT_Select_Size(face_->face, 0) != 0) {
        throw Error("the font has no colour bitmaps", file.string(), kRemedy);
    }
}

EmojiFont::~EmojiFont() = default;
EmojiFont::EmojiFont(EmojiFont&&) noexcept = default;
EmojiFont& EmojiFont::operator=(EmojiFont&&) noexcept = default;

bool EmojiFont::has(char32_t code_point) const {
    return FT_Get_Char_Index(face_->face, code_point) != 0;
}

RgbaBitmap EmojiFont::render(char32_t code_point) const {
    const FT_UInt glyph = FT_Get_Char_Index(face_->face, code_point);
    if (glyph == 0)
        throw Error("the font has no glyph for " + hex_name(code_point), file_.string(), kRemedy);
    const FT_Error failed = FT_Load_Glyph(face_->face, glyph, FT_LOAD_COLOR | FT_LOAD_NO_HINTING);
    const FT_Bitmap& bitmap = face_->face->glyph->bitmap;
    if (failed != 0 || bitmap.pixel_mode != FT_PIXEL_MODE_BGRA || bitmap.pitch <= 0) {
        throw Error("the glyph of " + hex_name(code_point) + " is no colour bitmap", file_.string(), kRemedy);
    }
    RgbaBitmap out{static_cast<int>(bitmap.width), static_cast<int>(bitmap.rows), {}};
    out.rgba.reserve(std::size_t{4} * bitmap.width * bitmap.rows);
    for (unsigned y = 0; y < bitmap.rows; ++y) {
        const unsigned char* pixel = bitmap.buffer + static_cast<std::ptrdiff_t>(y) * bitmap.pitch;
        for (unsigned x = 0; x < bitmap.width; ++x, pixel += 4) {
            const int alpha = pixel[3];
            // FreeType hands out colours multiplied by alpha, in the order blue, green, red.
            const auto straight = [alpha](int value) {
                return static_cast<std::uint8_t>(alpha == 0 ? 0 : std::min(255, (value * 255 + alpha / 2) / alpha));
            };
            out.rgba.insert(out.rgba.end(), {straight(pixel[2]), straight(pixel[1]), straight(pixel[0]),
                                             static_cast<std::uint8_t>(alpha)});
        }
    }
    return out;
}

}  // namespace tempera
