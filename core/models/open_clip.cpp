// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/open_clip.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/models/json_fields.h"

namespace tempera {
namespace {

using Tensors = std::map<std::string, at::Tensor>;
using Rename = std::pair<std::string_view, std::string_view>;

constexpr std::string_view kVisionBlocks = "visual.transformer.resblocks.";
constexpr std::string_view kTextBlocks = "transformer.resblocks.";
constexpr std::string_view kVisionLayers = "vision_model.encoder.layers.";
constexpr std::string_view kTextLayers = "text_model.encoder.layers.";

constexpr std::array<Rename, 14> kOutside{
    {{"logit_scale", "logit_scale"},
     {"token_embedding.weight", "text_model.embeddings.token_embedding.weight"},
     {"positional_embedding", "text_model.embeddings.position_embedding.weight"},
     {"ln_final.weight", "text_model.final_layer_norm.weight"},
     {"ln_final.bias", "text_model.final_layer_norm.bias"},
     {"text_projection", "text_projection.weight"},
     {"visual.class_embedding", "vision_model.embeddings.class_embedding"},
     {"visual.conv1.weight", "vision_model.embeddings.patch_embedding.weight"},
     {"visual.positional_embedding", "vision_model.embeddings.position_embedding.weight"},
     {"visual.ln_pre.weight", "vision_model.pre_layrnorm.weight"},
     {"visual.ln_pre.bias", "vision_model.pre_layrnorm.bias"},
     {"visual.ln_post.weight", "vision_model.post_layernorm.weight"},
     {"visual.ln_post.bias", "vision_model.post_layernorm.bias"},
     {"visual.proj", "visual_projection.weight"}}};

constexpr std::array<Rename, 10> kInBlock{{{"ln_1.weight", "layer_norm1.weight"},
                                           {"ln_1.bias", "layer_norm1.bias"},
                                           {"ln_2.weight", "layer_norm2.weight"},
                                           {"ln_2.bias", "layer_norm2.bias"},
                                           {"attn.out_proj.weight", "self_attn.out_proj.weight"},
                                           {"attn.out_proj.bias", "self_attn.out_proj.bias"},
                                           {"mlp.c_fc.weight", "mlp.fc1.weight"},
                                           {"mlp.c_fc.bias", "mlp.fc1.bias"},
                                           {"mlp.c_proj.weight", "mlp.fc2.weight"},
                                           {"mlp.c_proj.bias", "mlp.fc2.bias"}}};

template <std::size_t N>
std::string_view renamed(const std::array<Rename, N>& table, std::string_view name) {
    for (const auto& [old_name, new_name] : table) {
        if (old_name == name) {
            return new_name;
        }
    }
    return {};
}

template <std::size_t N>
std::string_view original(const std::array<Rename, N>& table, std::string_view name) {
    for (const auto& [old_name, new_name] : table) {
        if (new_name == name) {
            return old_name;
        }
    }
    return {};
}

bool is_transposed(std::string_view open_clip_name) {
    return open_clip_name == "text_projection" || open_clip_name == "visual.proj";
}

/// The state dict, with errors that name its file and tensor.
class OpenClipFile {
public:
    OpenClipFile(const Tensors& tensors, const std::string& where) : tensors_(tensors), where_(where) {}

    [[noreturn]] void fail(const std::string& name, const std::string& problem) const {
        throw Error("'" + name + "' " + problem, where_, "use a CLIP of open_clip's ViT family, such as HPSv2");
    }

    const at::Tensor& at(const std::string& name, std::int64_t dimensions) const {
        const auto found = tensors_.find(name);
        if (found == tensors_.end()) {
            fail(name, "is missing");
        }
        if (found->second.dim() != dimensions || found->second.numel() == 0) {
            fail(name, "has the shape " + nlohmann::json(found->second.sizes().vec()).dump());
        }
        return found->second;
    }

    /// Blocks are numbered from 0 without a gap, so the first absent number is their count.
    std::int64_t count_blocks(std::string_view blocks) const {
        std::int64_t count = 0;
        while (tensors_.contains(std::string(blocks) + std::to_string(count) + ".ln_1.weight")) {
            ++count;
        }
        return count;
    }

    CLIPTowerConfig tower(std::string_view blocks) const {
        CLIPTowerConfig config;
        const std::string first = std::string(blocks) + "0.";
        config.num_hidden_layers = count_blocks(blocks);
        config.hidden_size = at(first + "attn.in_proj_weight", 2).size(1);
        config.intermediate_size = at(first + "mlp.c_fc.weight", 2).size(0);
        config.hidden_act = "gelu";
        return config;
    }

private:
    const Tensors& tensors_;
    const std::string& where_;
};

std::int64_t published_head_width(std::int64_t vision_width) {
    constexpr std::array<std::pair<std::int64_t, std::int64_t>, 3> kUnusual{{{1280, 80}, {1408, 88}, {1664, 104}}};
    for (const auto& [width, head_width] : kUnusual) {
        if (width == vision_width) {
            return head_width;
        }
    }
    return 64;
}

/// What the shapes do not tell.
struct Untold {
    std::int64_t vision_head_width = 0;
    std::int64_t text_heads = 0;
    std::int64_t image_size = 0;
    bool quick_gelu = false;
};

Untold untold(const nlohmann::json& model_config, const std::string& where, Untold defaults) {
    if (model_config.is_null()) {
        return defaults;
    }
    const std::string place = where + ": model configuration";
    const JsonFields whole(model_config, place);
    const JsonFields fields(whole.raw("model_cfg").is_null() ? model_config : whole.raw("model_cfg"), place);
    const nlohmann::json empty = nlohmann::json::object();
    const auto part = [&](const char* key) -> const nlohmann::json& {
        return fields.raw(key).is_null() ? empty : fields.raw(key);
    };
    const JsonFields vision(part("vision_cfg"), place);
    const JsonFields text(part("text_cfg"), place);
    // 64 and 8 are the defaults of open_clip's CLIPVisionCfg and CLIPTextCfg.
    return {vision.integer("head_width", 64), text.integer("heads", 8),
            vision.integer("image_size", defaults.image_size), fields.flag("quick_gelu", false)};
}

void set_heads(CLIPTowerConfig& tower, std::int64_t heads, const char* name, const std::string& where) {
    if (heads <= 0 || tower.hidden_size % heads != 0) {
        throw Error("the attention heads of the " + std::string(name) + " tower, " + std::to_string(tower.hidden_size) +
                        " wide, are not known",
                    where, "give its open_clip_config.json");
    }
    tower.num_attention_heads = heads;
}

CLIPConfig config_of(const OpenClipFile& file, const std::string& where, const nlohmann::json& model_config) {
    CLIPConfig config;
    config.vision.tower = file.tower(kVisionBlocks);
    config.text.tower = file.tower(kTextBlocks);
    const at::Tensor& patches = file.at("visual.conv1.weight", 4);
    config.vision.num_channels = patches.size(1);
    config.vision.patch_size = patches.size(2);
    const std::int64_t places = file.at("visual.positional_embedding", 2).size(0) - 1;
    const auto grid = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(places))));
    if (grid < 1 || grid * grid != places) {
        file.fail("visual.positional_embedding", "is not a square grid of patches and a class token");
    }
    config.text.vocab_size = file.at("token_embedding.weight", 2).size(0);
    config.text.max_position_embeddings = file.at("positional_embedding", 2).size(0);
    config.projection_dim = file.at("visual.proj", 2).size(1);
    file.at("text_projection", 2);

    const std::int64_t vision_width = config.vision.tower.hidden_size;
    const std::int64_t text_width = config.text.tower.hidden_size;
    // Without a configuration a width that 64 does not divide has no known heads.
    const Untold rest = untold(model_config, where,
                               {published_head_width(vision_width), text_width % 64 == 0 ? text_width / 64 : 0,
                                grid * config.vision.patch_size, false});
    const bool divides = rest.vision_head_width > 0 && vision_width % rest.vision_head_width == 0;
    set_heads(config.vision.tower, divides ? vision_width / rest.vision_head_width : 0, "vision", where);
    set_heads(config.text.tower, rest.text_heads, "text", where);
    config.vision.image_size = rest.image_size;
    if (rest.image_size / config.vision.patch_size != grid) {
        file.fail("visual.positional_embedding",
                  "does not belong to pictures of " + std::to_string(rest.image_size) + " pixels");
    }
    config.vision.tower.hidden_act = config.text.tower.hidden_act = rest.quick_gelu ? "quick_gelu" : "gelu";
    return config;
}

/// Adds the tensor called `name` = blocks + N + "." + leaf under its new names; false for an unknown leaf.
bool add_block_tensor(const OpenClipFile& file, const std::string& name, const at::Tensor& tensor,
                      std::string_view blocks, std::string_view layers, Tensors& result) {
    const std::size_t dot = name.find('.', blocks.size());
    if (dot == std::string::npos) {
        return false;
    }
    const std::string layer = std::string(layers) + name.substr(blocks.size(), dot + 1 - blocks.size());
    const std::string leaf = name.substr(dot + 1);
    if (leaf == "attn.in_proj_weight" || leaf == "attn.in_proj_bias") {
        if (tensor.dim() == 0 || tensor.size(0) == 0 || tensor.size(0) % 3 != 0) {
            file.fail(name, "cannot be split into q, k and v");
        }
        const std::vector<at::Tensor> parts = tensor.chunk(3, 0);
        const std::string kind = leaf.ends_with("weight") ? ".weight" : ".bias";
        result[layer + "self_attn.q_proj" + kind] = parts[0];
        result[layer + "self_attn.k_proj" + kind] = parts[1];
        result[layer + "self_attn.v_proj" + kind] = parts[2];
        return true;
    }
    const std::string_view new_leaf = renamed(kInBlock, leaf);
    if (!new_leaf.empty()) {
        result[layer + std::string(new_leaf)] = tensor;
    }
    return !new_leaf.empty();
}

/// The same the other way; `tensors` has all of them, for q, k and v go together.
bool add_layer_tensor(const Tensors& tensors, const std::string& name, std::string_view layers, std::string_view blocks,
                      Tensors& result) {
    const std::size_t dot = name.find('.', layers.size());
    if (dot == std::string::npos) {
        return false;
    }
    const std::string layer = name.substr(0, dot + 1);
    const std::string block = std::string(blocks) + layer.substr(layers.size());
    const std::string leaf = name.substr(dot + 1);
    for (const std::string kind : {"weight", "bias"}) {
        if (leaf == "self_attn.k_proj." + kind || leaf == "self_attn.v_proj." + kind) {
            return tensors.contains(layer + "self_attn.q_proj." + kind);
        }
        if (leaf == "self_attn.q_proj." + kind) {
            const auto key = tensors.find(layer + "self_attn.k_proj." + kind);
            const auto value = tensors.find(layer + "self_attn.v_proj." + kind);
            if (key == tensors.end() || value == tensors.end()) {
                return false;
            }
            result[block + "attn.in_proj_" + kind] = at::cat({tensors.at(name), key->second, value->second});
            return true;
        }
    }
    const std::string_view old_leaf = original(kInBlock, leaf);
    if (!old_leaf.empty()) {
        result[block + std::string(old_leaf)] = tensors.at(name);
    }
    return !old_leaf.empty();
}

}  // namespace

bool is_open_clip(const std::map<std::string, at::Tensor>& tensors) {
    return tensors.contains("visual.conv1.weight") && tensors.contains("visual.proj") &&
           tensors.contains("token_embedding.weight");
}

ClipWeights from_open_clip(const std::map<std::string, at::Tensor>& tensors, const std::string& where,
                           const nlohmann::json& model_config) {
    const OpenClipFile file(tensors, where);
    ClipWeights result{config_of(file, where, model_config), {}};
    for (const auto& [name, tensor] : tensors) {
        bool known = name == "attn_mask";  // the causal mask, which some old files hold
        if (name.starts_with(kVisionBlocks)) {
            known = add_block_tensor(file, name, tensor, kVisionBlocks, kVisionLayers, result.tensors);
        } else if (name.starts_with(kTextBlocks)) {
            known = add_block_tensor(file, name, tensor, kTextBlocks, kTextLayers, result.tensors);
        } else if (const std::string_view new_name = renamed(kOutside, name); !new_name.empty()) {
            known = true;
            result.tensors[std::string(new_name)] = is_transposed(name) ? tensor.t() : tensor;
        }
        if (!known) {
            file.fail(name, "is not part of the architecture that is supported");
        }
    }
    return result;
}

std::map<std::string, at::Tensor> to_open_clip(const std::map<std::string, at::Tensor>& tensors,
                                               const std::string& where) {
    Tensors result;
    for (const auto& [name, tensor] : tensors) {
        bool known = false;
        if (name.starts_with(kVisionLayers)) {
            known = add_layer_tensor(tensors, name, kVisionLayers, kVisionBlocks, result);
        } else if (name.starts_with(kTextLayers)) {
            known = add_layer_tensor(tensors, name, kTextLayers, kTextBlocks, result);
        } else if (const std::string_view old_name = original(kOutside, name); !old_name.empty()) {
            known = true;
            result[std::string(old_name)] = is_transposed(old_name) ? tensor.t() : tensor;
        }
        if (!known) {
            throw Error("'" + name + "' has no place in the layout of open_clip", where,
                        "give the weights of a CLIPModel");
        }
    }
    return result;
}

nlohmann::json open_clip_config(const CLIPConfig& config) {
    const CLIPTowerConfig& vision = config.vision.tower;
    const CLIPTowerConfig& text = config.text.tower;
    return {{"embed_dim", config.projection_dim},
            {"quick_gelu", vision.hidden_act == "quick_gelu"},
            {"vision_cfg",
             {{"image_size", config.vision.image_size},
              {"layers", vision.num_hidden_layers},
              {"width", vision.hidden_size},
              {"head_width", vision.hidden_size / vision.num_attention_heads},
              {"mlp_ratio", static_cast<double>(vision.intermediate_size) / static_cast<double>(vision.hidden_size)},
              {"patch_size", config.vision.patch_size}}},
            {"text_cfg",
             {{"context_length", config.text.max_position_embeddings},
              {"vocab_size", config.text.vocab_size},
              {"width", text.hidden_size},
              {"heads", text.num_attention_heads},
              {"layers", text.num_hidden_layers}}}};
}

}  // namespace tempera
