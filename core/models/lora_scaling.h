// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace tempera {

/// How PEFT scales the pairs of an adapter: lora_alpha / rank, or lora_alpha / sqrt(rank) with use_rslora
/// (Kalajdzievski 2023); alpha_pattern has other alphas for some modules.
class PeftScaling {
public:
    /// From the text of an adapter_config.json, or of the metadata of a diffusers file, where the fields
    /// have the `prefix` "unet.". Throws Error naming `where` and the field.
    PeftScaling(const std::string& json, const std::string& prefix, const std::string& where);

    /// What up * down of a module is multiplied with. `module` is a path like "mid_block...attn1.to_out.0".
    double factor(const std::string& module, std::int64_t rank) const;

private:
    double alpha_of(const std::string& module) const;

    std::string where_;
    double alpha_ = 0;
    bool rank_stabilised_ = false;
    std::map<std::string, double> alpha_pattern_;
};

}  // namespace tempera
