// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include <ATen/core/Tensor.h>

namespace tempera {

class AttentionImpl;

/// Of one attention layer, [B, S, width] each.
struct KeysValues {
    at::Tensor keys;
    at::Tensor values;
};

/// The prompts that a UNet looks at: embeddings [B, S, width], and for some of its layers what they make of them, so
/// that many steps compute it once. Any number of threads.
class TextContext {
public:
    /// Every layer makes its keys and values whenever it looks.
    TextContext(at::Tensor embeds_);

    /// `known` belong to the layers as they were: not for use after their adapter has changed.
    TextContext(at::Tensor embeds_, std::map<const AttentionImpl*, KeysValues> known);

    KeysValues of(const AttentionImpl& layer) const;

    at::Tensor embeds;

private:
    std::map<const AttentionImpl*, KeysValues> known_;
};

}  // namespace tempera
