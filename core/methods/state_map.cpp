// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/state_map.h"

#include <torch/torch.h>

#include "core/base/error.h"

namespace tempera {
namespace {

const at::Tensor& require(const StateMap& state, const std::string& name) {
    const auto found = state.find(name);
    if (found == state.end()) {
        throw Error("'" + name + "' is missing", "checkpoint",
                    "resume from another epoch, or with the configuration that wrote it");
    }
    return found->second;
}

}  // namespace

void put_state(StateMap& state, const std::string& prefix, const StateMap& part) {
    for (const auto& [name, tensor] : part) {
        state[prefix + "/" + name] = tensor.detach().to(at::kCPU, tensor.scalar_type(), false, true).contiguous();
    }
}

StateMap get_state(const StateMap& state, const std::string& prefix) {
    StateMap part;
    const std::string start = prefix + "/";
    for (auto at = state.lower_bound(start); at != state.end() && at->first.starts_with(start); ++at) {
        part[at->first.substr(start.size())] = at->second;
    }
    return part;
}

void put_counter(StateMap& state, const std::string& name, std::int64_t value) {
    state[name] = torch::tensor(value, at::kLong);
}

std::int64_t get_counter(const StateMap& state, const std::string& name) {
    return require(state, name).item<std::int64_t>();
}

void copy_state(const StateMap& state, const std::string& name, const at::Tensor& target) {
    const at::Tensor& source = require(state, name);
    if (source.sizes() != target.sizes()) {
        throw Error("'" + name + "' has another shape than this configuration needs", "checkpoint",
                    "resume with the configuration that wrote it");
    }
    torch::NoGradGuard no_grad;
    target.copy_(source);
}

}  // namespace tempera
