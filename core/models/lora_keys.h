// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tempera {

/// The ways in which files name the matrices of a LoRA adapter; <a> is the path of an attention layer,
/// for example "down_blocks.0.attentions.0.transformer_blocks.0.attn1". Where there is no alpha the
/// factor of a pair is 1, else alpha / rank.
enum class LoraNaming {
    Diffusers,        ///< unet.<a>.processor.to_q_lora.down.weight; diffusers 0.17 `save_lora_weights`
    DiffusersBare,    ///< the same without "unet."; diffusers 0.17 `save_attn_procs`
    DiffusersLayers,  ///< unet.<a>.to_q.lora.down.weight; diffusers 0.22 to 0.26
    DiffusersPeft,    ///< unet.<a>.to_q.lora_A.weight; diffusers since 0.22, alpha in the newest's metadata
    Kohya,            ///< lora_unet_<a and to_q, "_" for every ".">.lora_down.weight, and .alpha
    Peft,             ///< base_model.model.<a>.to_q.lora_A.weight; alpha in adapter_config.json beside it
};

/// A key of a naming is prefix, module and one of the endings.
struct LoraSpelling {
    LoraNaming naming;
    const char* letter;  ///< of docs/formats.md
    const char* title;
    std::string_view prefix;
    std::string_view down;
    std::string_view up;
    std::string_view alpha;  ///< "": the naming has none
};

const LoraSpelling& lora_spelling(LoraNaming naming);

enum class LoraPart { Down, Up, Alpha };

struct ParsedLoraKey {
    const LoraSpelling* spelling;
    std::string module;
    LoraPart part;
};

/// Nothing for a key that is none of an adapter of a UNet.
std::optional<ParsedLoraKey> parse_lora_key(const std::string& key);

/// The same for a key that belongs to a text encoder, in any naming but PEFT's: `module` keeps its prefix
/// ("text_encoder.", "lora_te_", ...). Nothing for any other.
std::optional<ParsedLoraKey> parse_text_lora_key(const std::string& key);

/// Begins as the keys for text encoders do.
bool is_text_lora_key(const std::string& key);

/// Where a pair belongs.
struct LoraProjection {
    std::string attention;
    std::size_t index;  ///< into kAttentionProjections
    auto operator<=>(const LoraProjection&) const = default;
};

/// Nothing for a module that is no projection of an attention layer.
std::optional<LoraProjection> lora_projection(LoraNaming naming, const std::string& module);

/// "<a>.to_out.0": the path of the module that a pair stands beside.
std::string lora_module(const LoraProjection& projection);

/// A key in a naming without its ending.
std::string lora_name(const LoraSpelling& spelling, const LoraProjection& projection);

/// "unet.<a>.processor.to_q_lora.down.weight": the name of a matrix (`part` "down" or "up") inside
/// Tempera. `projection` is an index into kAttentionProjections.
std::string lora_key(const std::string& attention_path, std::size_t projection, const char* part);

}  // namespace tempera
