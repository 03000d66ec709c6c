// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <torch/nn/modules/container/modulelist.h>

namespace tempera {

/// Registers `items` as `name`.0, `name`.1, ...: the numbered part of diffusers and transformers keys.
template <typename Holder>
void register_list(torch::nn::Module& parent, const std::string& name, const std::vector<Holder>& items) {
    torch::nn::ModuleList list;
    for (const Holder& item : items) {
        list->push_back(item.ptr());
    }
    parent.register_module(name, list);
}

}  // namespace tempera
