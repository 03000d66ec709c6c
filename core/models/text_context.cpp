// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/text_context.h"

#include <utility>

#include "core/models/transformer.h"

namespace tempera {

TextContext::TextContext(at::Tensor embeds_) : embeds(std::move(embeds_)) {}

TextContext::TextContext(at::Tensor embeds_, std::map<const AttentionImpl*, KeysValues> known)
    : embeds(std::move(embeds_)), known_(std::move(known)) {}

KeysValues TextContext::of(const AttentionImpl& layer) const {
    const auto found = known_.find(&layer);
    return found == known_.end() ? layer.keys_values(embeds) : found->second;
}

}  // namespace tempera
