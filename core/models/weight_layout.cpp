// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/weight_layout.h"

#include <array>
#include <utility>

namespace tempera {
namespace {

std::vector<std::int64_t> essential(std::vector<std::int64_t> shape) {
    while (shape.size() > 1 && shape.back() == 1) {
        shape.pop_back();
    }
    return shape;
}

}  // namespace

TensorShapes shapes_of(const torch::nn::Module& model) {
    TensorShapes shapes;
    for (const auto& item : model.named_parameters()) {
        shapes.emplace(item.key(), item.value().sizes().vec());
    }
    return shapes;
}

std::string parameter_name(const std::string& key, const TensorShapes& expected) {
    if (expected.contains(key)) {
        return key;
    }
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kNames{
        {{".query.", ".to_q."}, {".key.", ".to_k."}, {".value.", ".to_v."}, {".proj_attn.", ".to_out.0."}}};
    for (const auto& [old, current] : kNames) {
        const auto at = key.find(old);
        if (at != std::string::npos && key.find("mid_block.attentions.") != std::string::npos) {
            return std::string(key).replace(at, old.size(), current);
        }
    }
    return key;
}

std::vector<std::string> LayoutDifference::problems() const {
    std::vector<std::string> sentences;
    if (!missing.empty()) {
        sentences.push_back(std::to_string(missing.size()) + " weights are missing: " + listed(missing));
    }
    if (!misshapen.empty()) {
        sentences.push_back(std::to_string(misshapen.size()) + " weights have another shape: " + listed(misshapen));
    }
    return sentences;
}

LayoutDifference compare_layout(const TensorShapes& expected, const TensorTable& tensors) {
    LayoutDifference difference;
    TensorShapes found;
    for (const auto& [key, info] : tensors) {
        const std::string name = parameter_name(key, expected);
        const auto wanted = expected.find(name);
        if (wanted == expected.end()) {
            if (!key.ends_with(".position_ids")) {
                difference.unexpected.push_back(key);
            }
            continue;
        }
        found.emplace(name, info.shape);
        if (essential(wanted->second) != essential(info.shape)) {
            difference.misshapen.push_back(key + " is " + shape_text(info.shape) + " instead of " +
                                           shape_text(wanted->second));
        }
    }
    for (const auto& [name, shape] : expected) {
        if (!found.contains(name)) {
            difference.missing.push_back(name);
        }
    }
    return difference;
}

LayoutDifference compare_blocks(const TensorTable& tensors, std::string_view prefix) {
    const std::string start(prefix);
    const std::int64_t blocks = series_length(tensors, prefix);
    TensorShapes of_a_block;
    for (auto item = tensors.lower_bound(start); item != tensors.end() && item->first.starts_with(prefix); ++item) {
        const auto dot = item->first.find('.', prefix.size());
        if (dot != std::string::npos) {
            of_a_block.emplace(item->first.substr(dot), item->second.shape);
        }
    }
    TensorShapes expected;
    for (std::int64_t i = 0; i < blocks; ++i) {
        for (const auto& [leaf, shape] : of_a_block) {
            expected.emplace(start + std::to_string(i) + leaf, shape);
        }
    }
    TensorTable block_tensors;
    for (auto item = tensors.lower_bound(start); item != tensors.end() && item->first.starts_with(prefix); ++item) {
        block_tensors.insert(*item);
    }
    return compare_layout(expected, block_tensors);
}

}  // namespace tempera
