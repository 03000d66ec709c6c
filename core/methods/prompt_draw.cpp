// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/prompt_draw.h"

#include <torch/torch.h>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/runtime/random.h"

namespace tempera {

std::int64_t samples_per_epoch(const Config& config) {
    return config.integer("sample.batch_size") * config.integer("sample.num_batches_per_epoch");
}

PromptDraw draw_prompts(const Config& config, const std::vector<std::string>& prompts, std::int64_t epoch) {
    const auto seed = static_cast<std::uint64_t>(config.integer("seed"));
    const auto round = static_cast<std::uint64_t>(epoch);
    const std::int64_t total = samples_per_epoch(config);
    const auto available = static_cast<std::int64_t>(prompts.size());
    const std::int64_t distinct = config.integer("prompts.per_epoch");
    if (available == 0) {
        throw Error("there is no prompt to train on", "prompts.file", "name a list with at least one prompt");
    }
    if (distinct > available || (distinct > 0 && total % distinct != 0)) {
        throw Error(std::to_string(distinct) + " prompts per epoch do not fit " + std::to_string(available) +
                        " prompts and " + std::to_string(total) + " samples",
                    "prompts.per_epoch",
                    "use at most as many as there are prompts, and a divisor of sample.batch_size x "
                    "sample.num_batches_per_epoch");
    }

    at::Tensor choice;  // [number of choices] int64
    if (distinct == 0) {
        choice = at::randint(available, {total}, make_stream(seed, "prompt", round), at::kLong);
    } else {
        // Whole blocks only, so that the prompts of one epoch are distinct across the end of a cycle.
        const std::int64_t blocks = available / distinct;
        const auto cycle = static_cast<std::uint64_t>(epoch / blocks);
        const at::Tensor order = at::randperm(available, make_stream(seed, "prompt_cycle", cycle), at::kLong);
        choice = order.slice(0, (epoch % blocks) * distinct, (epoch % blocks + 1) * distinct).contiguous();
    }
    const std::int64_t* chosen = choice.data_ptr<std::int64_t>();
    PromptDraw draw;
    for (std::int64_t i = 0; i < total; ++i) {
        const std::int64_t which = chosen[i % choice.size(0)];
        draw.prompts.push_back(prompts[static_cast<std::size_t>(which)]);
        draw.seeds.push_back(stream_seed(seed, "picture", round, static_cast<std::uint64_t>(i)) & 0xffffffffU);
    }
    return draw;
}

}  // namespace tempera
