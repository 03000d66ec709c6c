// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

namespace tempera {

/// Which part an animal plays in the embedded world.
enum class AnimalSplit {
    paper,   ///< one of the 45 "simple animals" that reward tuning uses as prompts
    unseen,  ///< kept out of reward tuning, for the generalization test; the base model knows it
    other,   ///< more beings for the base model, so that a caption means something
};

/// The true picture of every animal of the embedded world: glyphs of the installed emoji font, chosen
/// in resources/animals.toml. Immutable after load, so it can be shared between threads.
class AnimalGlyphs {
public:
    /// Reads the table and the font. Throws Error (file, key, remedy) when either is missing or wrong.
    static AnimalGlyphs load();

    bool has(const std::string& name) const;
    std::vector<std::string> names() const;                   ///< all, in the order of the table
    std::vector<std::string> names(AnimalSplit split) const;  ///< in the order of the table
    AnimalSplit split(const std::string& name) const;         ///< throws Error for an unknown name
    std::int64_t variants(const std::string& name) const;     ///< number of glyphs of this animal, >= 1

    /// float [4, size, size], red, green, blue, alpha in 0..1, straight alpha; the glyph's box fills
    /// the square, centred. Area filter, on colours weighted by alpha.
    at::Tensor render(const std::string& name, std::int64_t variant, std::int64_t size) const;

private:
    struct Animal {
        AnimalSplit split;
        std::vector<at::Tensor> glyphs;  // uint8 [4, 128, 128] each
    };
    const Animal& find(const std::string& name) const;

    std::vector<std::string> order_;
    std::map<std::string, Animal> animals_;
};

}  // namespace tempera
