// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/clip_text.h"

#include <utility>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/models/json_fields.h"

namespace tempera {

CLIPTextConfig CLIPTextConfig::from_json(const nlohmann::json& json, const std::string& where) {
    const JsonFields fields(json, where);
    CLIPTextConfig config;
    config.tower = CLIPTowerConfig::from_json(json, where, config.tower);
    config.vocab_size = fields.integer("vocab_size", config.vocab_size);
    config.max_position_embeddings = fields.integer("max_position_embeddings", config.max_position_embeddings);
    config.bos_token_id = fields.integer("bos_token_id", config.bos_token_id);
    config.eos_token_id = fields.integer("eos_token_id", config.eos_token_id);
    config.pad_token_id = fields.integer("pad_token_id", config.pad_token_id);
    if (config.vocab_size == 0 || config.max_position_embeddings == 0) {
        fields.fail("vocab_size", "a text encoder needs tokens and positions",
                    "compare the file with the config.json of a model that works");
    }
    refuse_huge_model(static_cast<double>(config.tower.hidden_size) *
                          static_cast<double>(config.vocab_size + config.max_position_embeddings),
                      where);
    return config;
}

nlohmann::json CLIPTextConfig::to_json() const {
    nlohmann::json json{{"architectures", {"CLIPTextModel"}}, {"model_type", "clip_text_model"},
                        {"vocab_size", vocab_size},           {"max_position_embeddings", max_position_embeddings},
                        {"bos_token_id", bos_token_id},       {"eos_token_id", eos_token_id},
                        {"pad_token_id", pad_token_id},       {"projection_dim", tower.hidden_size}};
    tower.write_to(json);
    return json;
}

CLIPTextTransformerImpl::CLIPTextTransformerImpl(const CLIPTextConfig& config) {
    const auto embeddings = std::make_shared<torch::nn::Module>();
    const std::int64_t width = config.tower.hidden_size;
    token_embedding_ = embeddings->register_module("token_embedding", Embedding(config.vocab_size, width));
    position_embedding_ =
        embeddings->register_module("position_embedding", Embedding(config.max_position_embeddings, width));
    register_module("embeddings", embeddings);
    encoder_ = register_module("encoder", CLIPEncoder(config.tower));
    final_layer_norm_ = register_module("final_layer_norm", LayerNorm(width, config.tower.layer_norm_eps));
}

at::Tensor CLIPTextTransformerImpl::forward(const at::Tensor& ids) {
    const std::int64_t longest = position_embedding_->weight.size(0);
    if (ids.dim() != 2 || ids.size(1) > longest) {
        throw Error("the token ids do not fit the text encoder", "text encoder",
                    "give ids [batch, length] with at most " + std::to_string(longest) + " tokens");
    }
    const at::Tensor positions = position_embedding_->weight.narrow(0, 0, ids.size(1));
    return final_layer_norm_(encoder_(token_embedding_(ids) + positions, true));
}

CLIPTextModelImpl::CLIPTextModelImpl(CLIPTextConfig config_) : config(std::move(config_)) {
    text_model_ = register_module("text_model", CLIPTextTransformer(config));
}

at::Tensor CLIPTextModelImpl::forward(const at::Tensor& ids) {
    return text_model_(ids);
}

}  // namespace tempera
