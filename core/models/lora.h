// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include "core/models/unet.h"

namespace tempera {

/// Low-rank adapter (Hu et al. 2021) of the q, k, v and out projections of every attention layer of a
/// UNet: y = W x + scale * up(down x). It computes beside the frozen weights and never changes them.
/// Copies share their tensors.
class LoraAdapter {
public:
    /// Fresh fp32 adapter: down ~ N(0, 1/rank) in standard deviation, up = 0 (diffusers
    /// `LoRALinearLayer`), drawn from one CPU generator in official order; on the UNet's device.
    static LoraAdapter create(const UNet2DConditionModel& unet, std::int64_t rank, at::Generator generator);

    /// From the tensors of a diffusers file, with or without the "unet." prefix:
    /// `[unet.]<attention path>.processor.to_{q,k,v,out}_lora.{down,up}.weight`. Throws Error naming
    /// `where` and the key when it does not fit the UNet.
    static LoraAdapter from_state_dict(const UNet2DConditionModel& unet,
                                       const std::map<std::string, at::Tensor>& tensors, const std::string& where);
    static LoraAdapter from_file(const UNet2DConditionModel& unet, const std::filesystem::path& file);

    /// The UNet computes with these tensors from now on; what was attached before is replaced.
    void attach(const UNet2DConditionModel& unet, double scale = 1) const;
    static void detach(const UNet2DConditionModel& unet);

    /// down, up of q, k, v, out of each attention layer: down blocks, up blocks, mid block (the order of
    /// the official optimizer). Leaves that require gradients.
    std::vector<at::Tensor> parameters() const;

    /// `unet.<attention path>.processor.to_q_lora.down.weight` and so on; shares memory, detached.
    std::map<std::string, at::Tensor> state_dict() const;

    /// Copies values into the existing tensors (an optimizer over them stays valid). Same keys and
    /// shapes as state_dict(), prefix optional; throws Error otherwise.
    void load_state_dict(const std::map<std::string, at::Tensor>& tensors, const std::string& where);

    std::int64_t rank() const;  ///< the largest of all pairs

private:
    struct AttentionAdapter {
        std::string path;
        std::array<LoraPair, 4> pairs;
    };
    std::vector<AttentionAdapter> layers_;
};

}  // namespace tempera
