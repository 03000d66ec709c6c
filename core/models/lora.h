// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include "core/models/unet.h"

namespace tempera {

/// The base weights that an adapter was merged into, as they were before.
class MergedLora {
public:
    /// Puts them back, bit for bit. Merges into one UNet are undone in reverse order.
    void undo() const;

private:
    friend class LoraAdapter;
    struct Change {
        at::Tensor weight;
        at::Tensor original;
    };
    std::vector<Change> changes_;
};

/// Low-rank adapter (Hu et al. 2021) of the q, k, v and out projections of the attention layers of a
/// UNet: y = W x + scale * up(down x). Attached, it computes beside the frozen weights and leaves them
/// alone; several at once add up. Copies share their tensors.
class LoraAdapter {
public:
    /// Fresh fp32 adapter: down ~ N(0, 1/rank) in standard deviation, up = 0 (diffusers
    /// `LoRALinearLayer`), drawn from one CPU generator in official order; on the UNet's device.
    static LoraAdapter create(const UNet2DConditionModel& unet, std::int64_t rank, at::Generator generator);

    /// From tensors named in any way that parse_lora() reads, or a file that read_lora_file() reads; fp32,
    /// on the UNet's device. Projections that the adapter leaves alone get no branch. Throws Error
    /// naming `where` and the key when it does not fit the UNet.
    static LoraAdapter from_state_dict(const UNet2DConditionModel& unet,
                                       const std::map<std::string, at::Tensor>& tensors, const std::string& where);
    static LoraAdapter from_file(const UNet2DConditionModel& unet, const std::filesystem::path& file);

    /// The UNet computes with these tensors from now on; what was attached before is replaced.
    void attach(const UNet2DConditionModel& unet, double scale = 1) const;
    void attach_beside(const UNet2DConditionModel& unet, double scale = 1) const;  ///< ... stays attached
    static void detach(const UNet2DConditionModel& unet);                          ///< all of them

    /// Adds scale * up down to the weights themselves, computed in fp32 and rounded once to their dtype:
    /// costs nothing per step, and what is attached stays. The result undoes it.
    MergedLora merge(const UNet2DConditionModel& unet, double scale = 1) const;

    /// Throws Error naming `where` when attaching would not change what the UNet computes (never
    /// trained, or too small for its dtype) or would give NaN. Runs the UNet twice on a small latent;
    /// what is attached stays.
    void check_effect(const UNet2DConditionModel& unet, const std::string& where) const;

    /// down, up of q, k, v, out of each attention layer: down blocks, up blocks, mid block (the order of
    /// the official optimizer). Leaves that require gradients.
    std::vector<at::Tensor> parameters() const;

    /// `unet.<attention path>.processor.to_q_lora.down.weight` and so on; shares memory, detached.
    std::map<std::string, at::Tensor> state_dict() const;

    /// Copies values into the existing tensors (an optimizer over them stays valid). Named in any way that
    /// parse_lora() reads, the same projections and shapes as here; throws Error otherwise.
    void load_state_dict(const std::map<std::string, at::Tensor>& tensors, const std::string& where);

    std::int64_t rank() const;  ///< the largest of all pairs

private:
    struct AttentionAdapter {
        std::string path;
        std::array<LoraPair, kAttentionProjections.size()> pairs;
    };

    static LoraAdapter from_named(const UNet2DConditionModel& unet, const std::map<std::string, at::Tensor>& tensors,
                                  const std::string& where);
    std::vector<std::pair<std::string, Attention>> fitting_layers(const UNet2DConditionModel& unet) const;

    std::vector<AttentionAdapter> layers_;
};

}  // namespace tempera
