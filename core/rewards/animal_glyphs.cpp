// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/animal_glyphs.h"

#include <algorithm>

#include <ATen/ATen.h>
#include <toml++/toml.h>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/formats/emoji_font.h"

namespace tempera {

namespace {

constexpr std::int64_t kStoredSize = 128;

AnimalSplit split_named(const std::string& text, const std::string& where) {
    if (text == "paper")
        return AnimalSplit::paper;
    if (text == "unseen")
        return AnimalSplit::unseen;
    if (text == "other")
        return AnimalSplit::other;
    throw Error("unknown split '" + text + "'", where, "use paper, unseen or other");
}

/// [4, h, w] with straight alpha -> the same with colours multiplied by alpha.
at::Tensor premultiplied(const at::Tensor& rgba) {
    return at::cat({rgba.slice(0, 0, 3) * rgba.slice(0, 3, 4), rgba.slice(0, 3, 4)});
}

at::Tensor straight(const at::Tensor& rgba) {
    const at::Tensor alpha = rgba.slice(0, 3, 4);
    return at::cat({(rgba.slice(0, 0, 3) / alpha.clamp_min(1e-6)).clamp(0, 1), alpha});
}

/// Centres the bitmap in a square as wide as its longer side, then scales that to kStoredSize.
at::Tensor square_glyph(const RgbaBitmap& bitmap) {
    const at::Tensor pixels =
        at::from_blob(const_cast<std::uint8_t*>(bitmap.rgba.data()), {bitmap.height, bitmap.width, 4}, at::kByte)
            .permute({2, 0, 1})
            .to(at::kFloat)
            .div(255);
    const std::int64_t side = std::max(bitmap.width, bitmap.height);
    at::Tensor square = at::zeros({4, side, side});
    square.narrow(1, (side - bitmap.height) / 2, bitmap.height)
        .narrow(2, (side - bitmap.width) / 2, bitmap.width)
        .copy_(premultiplied(pixels));
    square = at::adaptive_avg_pool2d(square.unsqueeze(0), {kStoredSize, kStoredSize}).squeeze(0);
    return straight(square).mul(255).round().to(at::kByte);
}

}  // namespace

AnimalGlyphs AnimalGlyphs::load() {
    const auto file = resource_dir() / "animals.toml";
    toml::table table;
    try {
        table = toml::parse(read_file(file), file.string());
    } catch (const toml::parse_error& problem) {
        throw Error(std::string(problem.description()), file.string(), "restore the file from the distribution");
    }
    const EmojiFont font;
    AnimalGlyphs out;
    const toml::array* animals = table["animal"].as_array();
    if (!animals)
        throw Error("no [[animal]] tables", file.string(), "restore the file from the distribution");
    for (const auto& node : *animals) {
        const toml::table* entry = node.as_table();
        const auto name = entry ? (*entry)["name"].value<std::string>() : std::nullopt;
        const auto split = entry ? (*entry)["split"].value<std::string>() : std::nullopt;
        const toml::array* glyphs = entry ? (*entry)["glyphs"].as_array() : nullptr;
        if (!name || !split || !glyphs || glyphs->empty()) {
            throw Error("an [[animal]] lacks name, split or glyphs", file.string(), "give all three");
        }
        const std::string where = file.string() + ": " + *name;
        Animal animal{split_named(*split, where), {}};
        for (const auto& glyph : *glyphs) {
            const auto code_point = glyph.value<std::int64_t>();
            if (!code_point)
                throw Error("a glyph is no code point", where, "write it as 0x1F408");
            animal.glyphs.push_back(square_glyph(font.render(static_cast<char32_t>(*code_point))));
        }
        if (!out.animals_.emplace(*name, std::move(animal)).second) {
            throw Error("the animal is listed twice", where, "remove one");
        }
        out.order_.push_back(*name);
    }
    return out;
}

const AnimalGlyphs::Animal& AnimalGlyphs::find(const std::string& name) const {
    const auto found = animals_.find(name);
    if (found == animals_.end()) {
        throw Error("no animal is called '" + name + "'", "resources/animals.toml", "use a name of that table");
    }
    return found->second;
}

bool AnimalGlyphs::has(const std::string& name) const {
    return animals_.count(name) != 0;
}

std::vector<std::string> AnimalGlyphs::names() const {
    return order_;
}

std::vector<std::string> AnimalGlyphs::names(AnimalSplit split) const {
    std::vector<std::string> out;
    for (const auto& name : order_) {
        if (find(name).split == split)
            out.push_back(name);
    }
    return out;
}

AnimalSplit AnimalGlyphs::split(const std::string& name) const {
    return find(name).split;
}

std::int64_t AnimalGlyphs::variants(const std::string& name) const {
    return static_cast<std::int64_t>(find(name).glyphs.size());
}

at::Tensor AnimalGlyphs::render(const std::string& name, std::int64_t variant, std::int64_t size) const {
    const Animal& animal = find(name);
    if (variant < 0 || variant >= static_cast<std::int64_t>(animal.glyphs.size())) {
        throw Error("glyph variant " + std::to_string(variant) + " of '" + name + "' does not exist",
                    "resources/animals.toml", "use 0 to " + std::to_string(animal.glyphs.size() - 1));
    }
    const at::Tensor rgba = animal.glyphs[static_cast<std::size_t>(variant)].to(at::kFloat).div(255);
    if (size == kStoredSize)
        return rgba;
    return straight(at::adaptive_avg_pool2d(premultiplied(rgba).unsqueeze(0), {size, size}).squeeze(0));
}

}  // namespace tempera
