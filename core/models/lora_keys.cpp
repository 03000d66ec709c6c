// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/lora_keys.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/models/transformer.h"

namespace tempera {
namespace {

constexpr const char* kProcessor = ".processor";

/// The first that fits is meant: the one without prefix stands last.
constexpr std::array<LoraSpelling, 6> kSpellings{{
    {LoraNaming::Kohya, "D", "kohya's", "lora_unet_", ".lora_down.weight", ".lora_up.weight", ".alpha"},
    {LoraNaming::Peft, "E", "PEFT's", "base_model.model.", ".lora_A.weight", ".lora_B.weight", ""},
    {LoraNaming::DiffusersPeft, "C", "diffusers' with PEFT", "unet.", ".lora_A.weight", ".lora_B.weight", ""},
    {LoraNaming::DiffusersLayers, "C'", "diffusers 0.22's", "unet.", ".lora.down.weight", ".lora.up.weight", ""},
    {LoraNaming::Diffusers, "B", "diffusers'", "unet.", "_lora.down.weight", "_lora.up.weight", ""},
    {LoraNaming::DiffusersBare, "A", "diffusers' without 'unet.'", "", "_lora.down.weight", "_lora.up.weight", ""},
}};

/// The modules behind kAttentionProjections: the last stands in a list with its dropout.
constexpr std::array<std::string_view, 4> kModules{"to_q", "to_k", "to_v", "to_out.0"};

constexpr std::array<std::string_view, 5> kTextPrefixes{"text_encoder.", "text_encoder_2.", "lora_te_", "lora_te1_",
                                                        "lora_te2_"};

std::optional<ParsedLoraKey> parse_ending(const LoraSpelling& spelling, const std::string& rest) {
    for (const auto& [ending, part] : {std::pair(spelling.down, LoraPart::Down), std::pair(spelling.up, LoraPart::Up),
                                       std::pair(spelling.alpha, LoraPart::Alpha)}) {
        if (!ending.empty() && rest.ends_with(ending)) {
            return ParsedLoraKey{&spelling, rest.substr(0, rest.size() - ending.size()), part};
        }
    }
    return std::nullopt;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

/// kohya writes "_" for "." as well: only the words of a UNet tell which was which.
std::string with_dots(std::string module) {
    replace_all(module, "_", ".");
    for (const std::string word :
         {"down_blocks", "up_blocks", "mid_block", "transformer_blocks", "to_q", "to_k", "to_v", "to_out"}) {
        std::string dotted = word;
        replace_all(dotted, "_", ".");
        replace_all(module, dotted, word);
    }
    return module;
}

bool names_processors(LoraNaming naming) {
    return naming == LoraNaming::Diffusers || naming == LoraNaming::DiffusersBare;
}

}  // namespace

const LoraSpelling& lora_spelling(LoraNaming naming) {
    return *std::find_if(kSpellings.begin(), kSpellings.end(),
                         [&](const LoraSpelling& candidate) { return candidate.naming == naming; });
}

std::optional<ParsedLoraKey> parse_lora_key(const std::string& key) {
    for (const LoraSpelling& spelling : kSpellings) {
        if (!key.starts_with(spelling.prefix)) {
            continue;
        }
        if (auto parsed = parse_ending(spelling, key.substr(spelling.prefix.size()))) {
            return parsed;
        }
    }
    return std::nullopt;
}

bool is_text_lora_key(const std::string& key) {
    return std::any_of(kTextPrefixes.begin(), kTextPrefixes.end(),
                       [&key](std::string_view prefix) { return key.starts_with(prefix); });
}

std::optional<ParsedLoraKey> parse_text_lora_key(const std::string& key) {
    if (!is_text_lora_key(key)) {
        return std::nullopt;
    }
    for (const LoraSpelling& spelling : kSpellings) {
        if ((spelling.naming == LoraNaming::Kohya) != key.starts_with("lora_te")) {
            continue;
        }
        if (auto parsed = parse_ending(spelling, key)) {
            return parsed;
        }
    }
    return std::nullopt;
}

std::optional<LoraProjection> lora_projection(LoraNaming naming, const std::string& module) {
    const std::string name = naming == LoraNaming::Kohya ? with_dots(module) : module;
    for (std::size_t i = 0; i < kModules.size(); ++i) {
        std::string ending(".");
        ending += names_processors(naming) ? kAttentionProjections[i] : kModules[i];
        if (names_processors(naming)) {
            ending.insert(0, kProcessor);
        }
        if (name.ends_with(ending)) {
            return LoraProjection{name.substr(0, name.size() - ending.size()), i};
        }
    }
    return std::nullopt;
}

std::string lora_module(const LoraProjection& projection) {
    return projection.attention + "." + std::string(kModules[projection.index]);
}

std::string lora_name(const LoraSpelling& spelling, const LoraProjection& projection) {
    std::string module = lora_module(projection);
    if (names_processors(spelling.naming)) {
        module = projection.attention + kProcessor + "." + std::string(kAttentionProjections[projection.index]);
    } else if (spelling.naming == LoraNaming::Kohya) {
        replace_all(module, ".", "_");
    }
    return std::string(spelling.prefix) + module;
}

std::string lora_key(const std::string& attention_path, std::size_t projection, const char* part) {
    return "unet." + attention_path + kProcessor + "." + std::string(kAttentionProjections.at(projection)) + "_lora." +
           part + ".weight";
}

}  // namespace tempera
