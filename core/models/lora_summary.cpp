// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/lora_summary.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/models/lora_keys.h"
#include "core/models/transformer.h"

namespace tempera {
namespace {

/// The naming without a prefix would take gradients and optimizer states for adapters.
std::optional<ParsedLoraKey> parse(const std::string& key) {
    if (is_text_lora_key(key)) {
        return parse_text_lora_key(key);
    }
    auto parsed = parse_lora_key(key);
    const bool bare = parsed && parsed->spelling->naming == LoraNaming::DiffusersBare;
    if (bare && !key.starts_with("down_blocks.") && !key.starts_with("up_blocks.") && !key.starts_with("mid_block.")) {
        return std::nullopt;
    }
    return parsed;
}

struct Pair {
    const TensorInfo* down = nullptr;
    const TensorInfo* up = nullptr;
};

/// Everything that is counted while the keys are read.
struct Content {
    std::set<const LoraSpelling*> namings;
    std::map<std::string, Pair> pairs;  ///< by module
    std::set<std::string> text_modules;
    std::set<std::string> other_modules;
    std::set<std::string> projections;
    std::set<double> alphas;
    std::int64_t context_width = 0;
    std::vector<std::string> odd_keys;
};

void count(Content& content, const ParsedLoraKey& key, const TensorInfo& info, bool text) {
    content.namings.insert(key.spelling);
    if (key.part == LoraPart::Alpha) {
        content.alphas.insert(info.value.value_or(0));
        return;
    }
    Pair& pair = content.pairs[key.module];
    (key.part == LoraPart::Down ? pair.down : pair.up) = &info;
    if (text) {
        content.text_modules.insert(key.module);
    } else if (const auto projection = lora_projection(key.spelling->naming, key.module)) {
        content.projections.emplace(kAttentionProjections[projection->index]);
        const bool reads_text = projection->index == 1 && projection->attention.ends_with("attn2");
        if (reads_text && key.part == LoraPart::Down && info.shape.size() > 1) {
            content.context_width = info.shape[1];
        }
    } else {
        content.other_modules.insert(key.module);
    }
}

Content read_content(const TensorTable& tensors) {
    Content content;
    for (const auto& [key, info] : tensors) {
        if (const auto parsed = parse(key)) {
            count(content, *parsed, info, is_text_lora_key(key));
        } else {
            content.odd_keys.push_back(key);
        }
    }
    return content;
}

std::string base_of(std::int64_t context_width) {
    switch (context_width) {
        case 768:
            return "Stable Diffusion 1.x";
        case 1024:
            return "Stable Diffusion 2.x";
        case 2048:
            return "SDXL";
        default:
            return "a UNet with texts of width " + std::to_string(context_width);
    }
}

/// Ranks of the pairs; those that are no pair become problems.
std::set<std::int64_t> check_pairs(const Content& content, std::vector<std::string>& problems) {
    std::set<std::int64_t> ranks;
    std::vector<std::string> halves;
    std::vector<std::string> misfits;
    for (const auto& [module, pair] : content.pairs) {
        if (!pair.down || !pair.up) {
            halves.push_back(module);
        } else if (pair.down->shape.size() < 2 || pair.up->shape.size() < 2 ||
                   pair.down->shape[0] != pair.up->shape[1] || pair.down->shape[0] == 0) {
            misfits.push_back(module + " " + shape_text(pair.down->shape) + " and " + shape_text(pair.up->shape));
        } else {
            ranks.insert(pair.down->shape[0]);
        }
    }
    if (!halves.empty()) {
        problems.push_back(std::to_string(halves.size()) + " pairs are not whole: " + listed(halves));
    }
    if (!misfits.empty()) {
        problems.push_back(std::to_string(misfits.size()) +
                           " pairs are not two matrices of one rank: " + listed(misfits));
    }
    return ranks;
}

void describe_parts(CheckpointKind& kind, const Content& content) {
    const std::size_t text = content.text_modules.size();
    const std::size_t other = content.other_modules.size();
    if (!content.alphas.empty()) {
        kind.facts["alpha"] = content.alphas.size() == 1 ? nlohmann::ordered_json(*content.alphas.begin())
                                                         : nlohmann::ordered_json(content.alphas);
    }
    kind.facts["pairs"] = content.pairs.size();
    kind.facts["projections"] = content.projections;
    kind.facts["attention_pairs"] = content.pairs.size() - text - other;
    kind.facts["text_encoder_pairs"] = text;
    kind.facts["other_pairs"] = other;
    if (content.context_width > 0) {
        kind.facts["made_for"] = base_of(content.context_width);
    }
    if (text > 0) {
        kind.notes.emplace_back("the part for the text encoder is left out when it is loaded");
    }
    if (other > 0) {
        kind.notes.push_back(std::to_string(other) + " layers that are no attention are left out when it is loaded");
    }
    if (content.projections.empty()) {
        kind.notes.emplace_back("there is nothing for the attention layers of a UNet, so it cannot be loaded");
    }
}

}  // namespace

bool is_lora(const TensorTable& tensors) {
    std::size_t fitting = 0;
    for (const auto& [key, info] : tensors) {
        fitting += parse(key) ? 1 : 0;
    }
    return 2 * fitting > tensors.size();
}

CheckpointKind lora_kind(const TensorTable& tensors) {
    const Content content = read_content(tensors);
    CheckpointKind kind;
    const std::set<std::int64_t> ranks = check_pairs(content, kind.problems);
    std::string letters;
    std::string titles;
    for (const LoraSpelling* spelling : content.namings) {
        letters += (letters.empty() ? "" : " and ") + std::string(spelling->letter);
        titles += (titles.empty() ? "" : " and ") + std::string(spelling->title);
    }
    const std::int64_t rank = ranks.empty() ? 0 : *ranks.rbegin();
    kind.title = "LoRA adapter of format " + letters + " (" + titles + "), rank " + std::to_string(rank);
    kind.facts["format"] = letters;
    kind.facts["rank"] = rank;
    if (ranks.size() > 1) {
        kind.facts["ranks"] = ranks;
    }
    // The text part's spelling does not tell diffusers' two forms apart, nor does it matter there.
    if (content.namings.size() > 1 && content.text_modules.empty()) {
        kind.problems.emplace_back("the keys are mixed: " + titles);
    }
    if (!content.odd_keys.empty()) {
        kind.problems.push_back(std::to_string(content.odd_keys.size()) +
                                " keys are none of an adapter: " + listed(content.odd_keys));
    }
    describe_parts(kind, content);
    return kind;
}

bool is_other_adapter(const TensorTable& tensors) {
    return std::any_of(tensors.begin(), tensors.end(), [](const auto& item) {
        const std::string& key = item.first;
        return key.find(".hada_w1_") != std::string::npos || key.find(".lokr_w") != std::string::npos ||
               key.find(".oft_") != std::string::npos;
    });
}

CheckpointKind other_adapter_kind(const TensorTable&) {
    CheckpointKind kind;
    kind.title = "LoHa, LoKr or OFT adapter";
    kind.notes.emplace_back("Tempera reads LoRA adapters only");
    return kind;
}

}  // namespace tempera
