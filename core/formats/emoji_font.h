// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace tempera {

/// A small picture with transparency: 4 bytes a pixel (red, green, blue, alpha), rows top to bottom.
/// Straight alpha: the colour of a half transparent pixel is not darkened.
struct RgbaBitmap {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgba;
};

/// Where Debian and its relatives install NotoColorEmoji.ttf (package fonts-noto-color-emoji);
/// TEMPERA_EMOJI_FONT overrides. Throws Error naming the package when it is nowhere.
std::filesystem::path find_emoji_font();

/// Colour glyphs of a bitmap emoji font (CBDT table, read by FreeType). One code point is one
/// picture; sequences that need shaping (polar bear, black cat) are out of scope.
/// Not thread-safe: one object per thread.
class EmojiFont {
public:
    /// Throws Error when the file is missing, is no font, or holds no colour bitmaps.
    explicit EmojiFont(const std::filesystem::path& file = find_emoji_font());
    ~EmojiFont();
    EmojiFont(EmojiFont&&) noexcept;
    EmojiFont& operator=(EmojiFont&&) noexcept;

    bool has(char32_t code_point) const;

    /// The bitmap as stored (136 x 128 pixels in Noto Color Emoji 2.x). Throws Error for a code point without one.
    RgbaBitmap render(char32_t code_point) const;

private:
    struct Face;
    std::unique_ptr<Face> face_;
    std::filesystem::path file_;
};

}  // namespace tempera
