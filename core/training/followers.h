// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <ATen/core/Tensor.h>

#include "core/config/config.h"
#include "core/models/lora.h"
#include "core/store/records.h"

namespace tempera {

/// The other ranks of a run (core/runtime/ranks.h), as rank 0 sees them: before each piece of work it tells them
/// to do the same. Does nothing in a process that is alone. Throws Error when one is gone.
class Followers {
public:
    /// Sends the configuration; they begin to load what it names.
    explicit Followers(const Config& config);

    /// Sends them home, but for a rank that is on its way out with an exception: they will notice.
    ~Followers();
    Followers(const Followers&) = delete;
    Followers& operator=(const Followers&) = delete;

    /// Throws Error when a rank has loaded another base model.
    void compare(const std::string& model_hash);
    void load(const std::map<std::string, at::Tensor>& state);
    void evaluate(SampleKind kind);
    void train(std::int64_t epoch);  ///< and what the other judges say

private:
    const int exceptions_;
};

/// The life of every rank but 0: does what rank 0 says until the run has ended. Writes no file.
void follow_run();

/// Of the weights in training: ranks that differ in it have gone apart.
std::string digest_of(const LoraAdapter& lora);

}  // namespace tempera
