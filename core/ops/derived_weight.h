// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <mutex>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>

namespace tempera {

/// What is computed from a frozen weight once and used again and again: made anew when the weight has changed. Any
/// number of threads.
class DerivedWeight {
public:
    /// make(weight), for the weight as it is now. `weight` is no inference tensor.
    template <typename Make>
    at::Tensor of(const at::Tensor& weight, const Make& make) const {
        const std::lock_guard lock(mutex_);
        const std::uint32_t version = weight._version();
        if (!derived_.defined() || source_.data_ptr() != weight.data_ptr() || version_ != version) {
            const at::NoGradGuard no_grad;
            derived_ = make(weight);
            // Held, so that no other weight can come to lie at its address.
            source_ = weight.detach();
            version_ = version;
        }
        return derived_;
    }

private:
    mutable std::mutex mutex_;
    mutable at::Tensor source_;
    mutable std::uint32_t version_ = 0;
    mutable at::Tensor derived_;
};

}  // namespace tempera
