// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/reference_pool.h"

#include <string>
#include <utility>

#include <torch/torch.h>

#include "core/runtime/random.h"

namespace tempera {

ReferencePool::ReferencePool(const Config& config)
    : seed_(static_cast<std::uint64_t>(config.integer("seed"))),
      strategy_(config.text("seppo.reference") == "initial"  ? Strategy::Initial
                : config.text("seppo.reference") == "latest" ? Strategy::Latest
                                                             : Strategy::Random),
      each_update_(config.text("seppo.reference_draw") == "update"),
      every_(config.integer("seppo.pool_every")),
      limit_(static_cast<std::size_t>(config.integer("seppo.pool_size"))) {}

void ReferencePool::offer(std::int64_t step, const StateMap& lora) {
    if (step % every_ != 0) {
        return;
    }
    if (entries_.size() == limit_) {
        entries_.erase(entries_.begin() + 1);
    }
    Entry entry{step, {}};
    for (const auto& [name, tensor] : lora) {
        entry.lora[name] = tensor.detach().to(at::kCPU, tensor.scalar_type(), false, true);
    }
    entries_.push_back(std::move(entry));
}

const ReferencePool::Entry& ReferencePool::choose(std::int64_t step) const {
    if (strategy_ != Strategy::Random) {
        return strategy_ == Strategy::Initial ? entries_.front() : entries_.back();
    }
    const std::int64_t draw = each_update_ ? step : step / every_;
    at::Generator generator = make_stream(seed_, "reference", 0, static_cast<std::uint64_t>(draw));
    const at::Tensor number = at::randint(static_cast<std::int64_t>(entries_.size()), {1}, generator, at::kLong);
    return entries_[static_cast<std::size_t>(number.item<std::int64_t>())];
}

void ReferencePool::save(StateMap& state) const {
    put_counter(state, "pool/size", static_cast<std::int64_t>(entries_.size()));
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const std::string name = "pool/" + std::to_string(i);
        put_counter(state, name + "/step", entries_[i].step);
        put_state(state, name + "/lora", entries_[i].lora);
    }
}

void ReferencePool::load(const StateMap& state) {
    entries_.clear();
    const std::int64_t size = get_counter(state, "pool/size");
    for (std::int64_t i = 0; i < size; ++i) {
        const std::string name = "pool/" + std::to_string(i);
        entries_.push_back({get_counter(state, name + "/step"), get_state(state, name + "/lora")});
    }
}

}  // namespace tempera
