// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <ATen/core/Tensor.h>

namespace tempera {

using StateMap = std::map<std::string, at::Tensor>;

/// Adds the tensors of `part` to `state` as "<prefix>/<name>", copied to the CPU.
void put_state(StateMap& state, const std::string& prefix, const StateMap& part);

/// The tensors of `state` under "<prefix>/", without the prefix; empty when there are none.
StateMap get_state(const StateMap& state, const std::string& prefix);

/// A counter kept as an int64 scalar. Throws Error naming it when it is missing.
void put_counter(StateMap& state, const std::string& name, std::int64_t value);
std::int64_t get_counter(const StateMap& state, const std::string& name);

/// Copies state[name] into `target`. Throws Error when it is missing or has another shape.
void copy_state(const StateMap& state, const std::string& name, const at::Tensor& target);

}  // namespace tempera
