// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/checkpoint_kind.h"

#include <algorithm>
#include <array>
#include <functional>
#include <initializer_list>
#include <set>

#include "core/base/error.h"
#include "core/models/lora_summary.h"

namespace tempera {
namespace {

using Tensors = TensorTable;
using Sizes = std::vector<std::int64_t>;

bool any_key(const Tensors& tensors, const std::function<bool(const std::string&)>& fits) {
    return std::any_of(tensors.begin(), tensors.end(), [&](const auto& item) { return fits(item.first); });
}

bool has_all(const Tensors& tensors, const std::array<std::string_view, 2>& prefixes) {
    return std::all_of(prefixes.begin(), prefixes.end(),
                       [&](std::string_view prefix) { return has_prefix(tensors, prefix); });
}

void require_keys(CheckpointKind& kind, const Tensors& tensors, std::initializer_list<const char*> keys) {
    LayoutDifference difference;
    for (const char* key : keys) {
        if (!tensors.contains(key)) {
            difference.missing.emplace_back(key);
        }
    }
    for (const std::string& problem : difference.problems()) {
        kind.problems.push_back(problem);
    }
}

void require_blocks(CheckpointKind& kind, const Tensors& tensors, std::string_view prefix) {
    for (const std::string& problem : compare_blocks(tensors, prefix).problems()) {
        kind.problems.push_back(problem);
    }
}

/// Width of the texts that the first cross-attention layer reads.
std::int64_t context_width(const Tensors& tensors) {
    for (const auto& [key, info] : tensors) {
        if (key.ends_with(".attn2.to_k.weight") && info.shape.size() == 2) {
            return info.shape[1];
        }
    }
    return 0;
}

CheckpointKind single_file(const Tensors& tensors) {
    const std::int64_t width = context_width(tensors);
    const std::int64_t inputs = dimension(tensors, "model.diffusion_model.input_blocks.0.0.weight", 1, 4);
    const bool xl = has_prefix(tensors, "conditioner.embedders.");
    const bool second = has_prefix(tensors, "cond_stage_model.model.");
    const std::string family = xl || width == 2048       ? "SDXL"
                               : second || width == 1024 ? "Stable Diffusion 2.x"
                                                         : "Stable Diffusion 1.x";
    CheckpointKind kind;
    kind.title = "single-file checkpoint of " + family + " (CompVis layout)";
    kind.facts = {
        {"family", family},
        {"text_width", width},
        {"unet_tensors", count_prefix(tensors, "model.diffusion_model.")},
        {"vae_tensors", count_prefix(tensors, "first_stage_model.")},
        {"text_encoder_tensors", count_prefix(tensors, "cond_stage_model.") + count_prefix(tensors, "conditioner.")},
        {"ema_tensors", count_prefix(tensors, "model_ema.")}};
    bool whole = true;
    for (const char* part : {"vae_tensors", "text_encoder_tensors"}) {
        if (kind.facts[part] == 0) {
            whole = false;
            kind.notes.push_back("it has no " +
                                 std::string(part == std::string("vae_tensors") ? "VAE" : "text encoder"));
        }
    }
    if (inputs != 4) {
        kind.notes.push_back("it paints over or edits pictures: its UNet takes " + std::to_string(inputs) +
                             " channels");
    }
    if (family != "Stable Diffusion 1.x") {
        kind.notes.emplace_back("Tempera reads single files of Stable Diffusion 1.x only");
    } else if (whole && inputs == 4) {
        kind.problems = single_file_problems(tensors);
    }
    return kind;
}

CheckpointKind unet(const Tensors& tensors) {
    const std::int64_t width = context_width(tensors);
    const std::int64_t inputs = dimension(tensors, "conv_in.weight", 1, 4);
    Sizes channels;
    for (std::int64_t i = 0; i < series_length(tensors, "down_blocks."); ++i) {
        channels.push_back(dimension(tensors, "down_blocks." + std::to_string(i) + ".resnets.0.conv1.weight", 0, 0));
    }
    const bool full = channels == Sizes{320, 640, 1280, 1280};
    CheckpointKind kind;
    kind.title = full && width == 768    ? "UNet of Stable Diffusion 1.x (SD 1.5)"
                 : full && width == 1024 ? "UNet of Stable Diffusion 2.x"
                 : width == 2048         ? "UNet of SDXL"
                                         : "UNet in the layout of Stable Diffusion (SD 1.5), other sizes";
    kind.facts = {{"channels", channels}, {"text_width", width}, {"latent_channels", inputs}};
    if (has_prefix(tensors, "controlnet_cond_embedding.")) {
        kind.title = "ControlNet";
        kind.notes.emplace_back("Tempera does not use ControlNets");
    } else if (has_prefix(tensors, "add_embedding.") || has_prefix(tensors, "class_embedding.") ||
               has_prefix(tensors, "encoder_hid_proj.")) {
        kind.notes.emplace_back("Tempera reads UNets in the layout of Stable Diffusion 1.x and 2.x only");
    } else {
        kind.layout = ModelLayout::UNet;
    }
    if (inputs != 4) {
        kind.notes.push_back("its " + std::to_string(inputs) + " input channels are not the 4 of a latent");
    }
    return kind;
}

CheckpointKind vae(const Tensors& tensors) {
    CheckpointKind kind;
    Sizes channels;
    for (std::int64_t i = 0; i < series_length(tensors, "encoder.down_blocks."); ++i) {
        channels.push_back(
            dimension(tensors, "encoder.down_blocks." + std::to_string(i) + ".resnets.0.conv1.weight", 0, 0));
    }
    const bool full = channels == Sizes{128, 256, 512, 512};
    kind.title = full ? "VAE of Stable Diffusion (SD 1.5)" : "VAE in the layout of Stable Diffusion, other sizes";
    kind.facts = {{"channels", channels},
                  {"latent_channels", dimension(tensors, "decoder.conv_in.weight", 1, 0)},
                  {"old_attention_names",
                   any_key(tensors, [](const std::string& key) { return key.ends_with(".proj_attn.weight"); })}};
    kind.layout = ModelLayout::Vae;
    return kind;
}

CheckpointKind compvis_vae(const Tensors&) {
    return {.id = "",
            .title = "VAE in CompVis layout",
            .facts = {},
            .problems = {},
            .notes = {"Tempera reads it inside a single-file checkpoint, or in diffusers layout"},
            .layout = {}};
}

/// The name of an architecture by the width of its vision tower and its patches.
std::string vit_name(std::int64_t width, std::int64_t patch) {
    const char* size = width == 768 ? "B" : width == 1024 ? "L" : width == 1280 ? "H" : width == 1664 ? "bigG" : "";
    return *size ? "ViT-" + std::string(size) + "/" + std::to_string(patch)
                 : "other sizes, width " + std::to_string(width) + ", patches of " + std::to_string(patch);
}

CheckpointKind clip(const Tensors& tensors) {
    const std::int64_t width = dimension(tensors, "vision_model.embeddings.class_embedding", 0, 0);
    const std::int64_t patch = dimension(tensors, "vision_model.embeddings.patch_embedding.weight", 2, 0);
    CheckpointKind kind;
    kind.title = "CLIP dual encoder (" + vit_name(width, patch) + ")";
    kind.facts = {{"vision_width", width},
                  {"vision_layers", series_length(tensors, "vision_model.encoder.layers.")},
                  {"text_width", dimension(tensors, "text_model.embeddings.token_embedding.weight", 1, 0)},
                  {"text_layers", series_length(tensors, "text_model.encoder.layers.")},
                  {"projection", dimension(tensors, "visual_projection.weight", 0, 0)}};
    kind.layout = ModelLayout::Clip;
    return kind;
}

CheckpointKind clip_text(const Tensors& tensors) {
    const std::int64_t width = dimension(tensors, "text_model.embeddings.token_embedding.weight", 1, 0);
    CheckpointKind kind;
    const std::string size = width == 768    ? "ViT-L/14, of Stable Diffusion 1.x (SD 1.5)"
                             : width == 1024 ? "ViT-H/14, of Stable Diffusion 2.x"
                             : width == 1280 ? "ViT-bigG/14, of SDXL"
                                             : "other sizes";
    kind.title = "CLIP text encoder (" + size + ")";
    kind.facts = {{"width", width},
                  {"layers", series_length(tensors, "text_model.encoder.layers.")},
                  {"vocabulary", dimension(tensors, "text_model.embeddings.token_embedding.weight", 0, 0)}};
    kind.layout = ModelLayout::ClipText;
    return kind;
}

CheckpointKind clip_vision(const Tensors& tensors) {
    CheckpointKind kind;
    kind.title = "CLIP image encoder (" +
                 vit_name(dimension(tensors, "vision_model.embeddings.class_embedding", 0, 0),
                          dimension(tensors, "vision_model.embeddings.patch_embedding.weight", 2, 0)) +
                 ")";
    require_blocks(kind, tensors, "vision_model.encoder.layers.");
    return kind;
}

CheckpointKind image_reward(const Tensors& tensors) {
    CheckpointKind kind;
    kind.title = "ImageReward (BLIP image and text encoder with a reward head)";
    kind.facts = {{"vision_layers", series_length(tensors, "blip.visual_encoder.blocks.")},
                  {"text_layers", series_length(tensors, "blip.text_encoder.encoder.layer.")}};
    require_keys(
        kind, tensors,
        {"blip.visual_encoder.cls_token", "blip.visual_encoder.pos_embed",
         "blip.visual_encoder.patch_embed.proj.weight", "blip.visual_encoder.patch_embed.proj.bias",
         "blip.visual_encoder.norm.weight", "blip.visual_encoder.norm.bias",
         "blip.text_encoder.embeddings.word_embeddings.weight",
         "blip.text_encoder.embeddings.position_embeddings.weight", "blip.text_encoder.embeddings.LayerNorm.weight",
         "blip.text_encoder.embeddings.LayerNorm.bias", "mlp.layers.0.weight", "mlp.layers.2.weight",
         "mlp.layers.4.weight", "mlp.layers.6.weight", "mlp.layers.7.weight"});
    require_blocks(kind, tensors, "blip.visual_encoder.blocks.");
    require_blocks(kind, tensors, "blip.text_encoder.encoder.layer.");
    return kind;
}

CheckpointKind open_clip(const Tensors& tensors) {
    const std::int64_t width = dimension(tensors, "visual.conv1.weight", 0, 0);
    CheckpointKind kind;
    kind.title = "open_clip dual encoder, the layout of HPSv2 (" +
                 vit_name(width, dimension(tensors, "visual.conv1.weight", 2, 0)) + ")";
    kind.facts = {{"vision_width", width},
                  {"vision_layers", series_length(tensors, "visual.transformer.resblocks.")},
                  {"text_width", dimension(tensors, "token_embedding.weight", 1, 0)},
                  {"text_layers", series_length(tensors, "transformer.resblocks.")}};
    require_keys(kind, tensors,
                 {"visual.class_embedding", "visual.positional_embedding", "visual.proj", "visual.conv1.weight",
                  "visual.ln_pre.weight", "visual.ln_pre.bias", "visual.ln_post.weight", "visual.ln_post.bias",
                  "token_embedding.weight", "positional_embedding", "ln_final.weight", "ln_final.bias",
                  "text_projection", "logit_scale"});
    require_blocks(kind, tensors, "visual.transformer.resblocks.");
    require_blocks(kind, tensors, "transformer.resblocks.");
    return kind;
}

bool is_aesthetic(const Tensors& tensors) {
    return tensors.contains("layers.0.weight") &&
           !any_key(tensors, [](const std::string& key) { return !key.starts_with("layers."); });
}

/// 768 (CLIP ViT-L/14) - 1024 - 128 - 64 - 16 - 1.
CheckpointKind aesthetic(const Tensors& tensors) {
    CheckpointKind kind;
    const std::int64_t inputs = dimension(tensors, "layers.0.weight", 1, 0);
    kind.title = "LAION aesthetic predictor (a perceptron over CLIP features)";
    kind.facts = {{"inputs", inputs}};
    TensorShapes expected;
    std::int64_t from = inputs;
    for (const auto& [layer, to] :
         {std::pair(0, 1024), std::pair(2, 128), std::pair(4, 64), std::pair(6, 16), std::pair(7, 1)}) {
        const std::string name = "layers." + std::to_string(layer);
        expected[name + ".weight"] = {to, from};
        expected[name + ".bias"] = {to};
        from = to;
    }
    kind.problems = compare_layout(expected, tensors).problems();
    return kind;
}

bool is_textual_inversion(const Tensors& tensors) {
    return tensors.size() <= 4 && any_key(tensors, [](const std::string& key) {
               return key == "emb_params" || key == "clip_l" || key == "clip_g" ||
                      key.starts_with("string_to_param.") || (key.starts_with("<") && key.ends_with(">"));
           });
}

CheckpointKind textual_inversion(const Tensors& tensors) {
    CheckpointKind kind;
    kind.title = "textual inversion (embeddings of new words)";
    const auto& [key, info] = *tensors.begin();
    kind.facts = {{"name", key}, {"shape", info.shape}};
    kind.notes.emplace_back("Tempera does not read textual inversions");
    return kind;
}

/// The first rule that fits names the tensors. To teach Tempera a new kind, write a function that describes
/// it, and a line here above the more general ones. A rule looks at few keys, so that a damaged file is
/// still known for what it was.
struct Rule {
    const char* id;
    std::array<std::string_view, 2> prefixes;  ///< each begins a key
    bool (*fits)(const Tensors&);              ///< what else must hold; null: nothing
    CheckpointKind (*describe)(const Tensors&);
};

constexpr std::array<Rule, 13> kRules{{
    {"lora", {}, is_lora, lora_kind},
    {"adapter", {}, is_other_adapter, other_adapter_kind},
    {"single-file", {"model.diffusion_model."}, nullptr, single_file},
    {"image-reward", {"blip.visual_encoder."}, nullptr, image_reward},
    {"open-clip", {"visual.transformer.", "transformer."}, nullptr, open_clip},
    {"clip", {"text_model.", "vision_model."}, nullptr, clip},
    {"clip-text", {"text_model."}, nullptr, clip_text},
    {"clip-vision", {"vision_model."}, nullptr, clip_vision},
    {"unet", {"down_blocks.", "mid_block."}, nullptr, unet},
    {"vae", {"encoder.down_blocks.", "decoder.up_blocks."}, nullptr, vae},
    {"vae-compvis", {"encoder.down.", "decoder.up."}, nullptr, compvis_vae},
    {"aesthetic", {}, is_aesthetic, aesthetic},
    {"textual-inversion", {}, is_textual_inversion, textual_inversion},
}};

CheckpointKind named(const Tensors& tensors) {
    for (const Rule& rule : kRules) {
        if (has_all(tensors, rule.prefixes) && (!rule.fits || rule.fits(tensors))) {
            CheckpointKind kind = rule.describe(tensors);
            kind.id = rule.id;
            return kind;
        }
    }
    CheckpointKind unknown;
    unknown.id = "unknown";
    unknown.title = "state dict of an unknown kind";
    return unknown;
}

void check_layout(CheckpointKind& kind, const Tensors& tensors, const nlohmann::json* config,
                  const std::string& where) {
    try {
        const TensorShapes expected =
            config ? expected_shapes(*kind.layout, *config, where) : expected_shapes(*kind.layout, tensors, kind.title);
        const LayoutDifference difference = compare_layout(expected, tensors);
        for (const std::string& problem : difference.problems()) {
            kind.problems.push_back(problem);
        }
        if (!difference.unexpected.empty()) {
            kind.notes.push_back(std::to_string(difference.unexpected.size()) +
                                 " weights are not used: " + listed(difference.unexpected));
        }
    } catch (const Error& error) {
        kind.problems.push_back(error.where() + ": " + error.problem());
    }
}

void check_values(CheckpointKind& kind, const Tensors& tensors) {
    std::vector<std::string> odd;
    std::set<std::string> dtypes;
    for (const auto& [key, info] : tensors) {
        // Causal masks are meant to hold minus infinity.
        if (info.nan_count > 0 || (info.infinite_count > 0 && !key.ends_with("attn_mask"))) {
            odd.push_back(key + " (" + std::to_string(info.nan_count) + " NaN, " + std::to_string(info.infinite_count) +
                          " infinite)");
        }
        if (info.floating() && !key.ends_with(".position_ids")) {
            dtypes.insert(dtype_name(info.dtype));
        }
    }
    if (!odd.empty()) {
        kind.problems.push_back(std::to_string(odd.size()) +
                                " tensors hold values that are no numbers: " + listed(odd));
    }
    if (dtypes.size() > 1) {
        kind.notes.push_back("the weights have mixed dtypes: " + listed({dtypes.begin(), dtypes.end()}));
    }
}

}  // namespace

CheckpointKind checkpoint_kind(const TensorTable& tensors, const nlohmann::json* config, const std::string& where) {
    CheckpointKind kind = named(tensors);
    if (kind.facts.is_null()) {
        kind.facts = nlohmann::ordered_json::object();
    }
    if (kind.layout) {
        check_layout(kind, tensors, config, where);
    }
    check_values(kind, tensors);
    return kind;
}

}  // namespace tempera
