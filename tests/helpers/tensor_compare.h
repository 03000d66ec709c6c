// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <sstream>
#include <string>

#include <torch/torch.h>

#include <QTest>

namespace tempera {

/// Empty when the tensors have one shape and differ nowhere by more than `tolerance`; else a sentence
/// with the largest difference and where it is. NaN equals NaN only.
inline std::string compare(const at::Tensor& actual, const at::Tensor& expected, double tolerance) {
    std::ostringstream text;
    if (!actual.defined() || !expected.defined()) {
        return "a tensor is undefined";
    }
    if (actual.sizes() != expected.sizes()) {
        text << "shape " << actual.sizes() << " instead of " << expected.sizes();
        return text.str();
    }
    const at::Tensor a = actual.detach().to(at::kCPU, at::kDouble).contiguous().flatten();
    const at::Tensor e = expected.detach().to(at::kCPU, at::kDouble).contiguous().flatten();
    if (a.numel() == 0) {
        return {};
    }
    if (!at::equal(at::isnan(a), at::isnan(e))) {
        return "NaN in different places";
    }
    const at::Tensor error = at::nan_to_num(a - e, 0.0).abs();
    const std::int64_t worst = error.argmax().item<std::int64_t>();
    const double largest = error[worst].item<double>();
    if (largest <= tolerance) {
        return {};
    }
    text << "largest difference " << largest << " (tolerance " << tolerance << ", mean " << error.mean().item<double>()
         << ") at element " << worst << ": " << a[worst].item<double>() << " instead of " << e[worst].item<double>();
    return text.str();
}

}  // namespace tempera

/// QVERIFY that two tensors agree, with the message of compare().
#define COMPARE_TENSORS(actual, expected, tolerance)                                  \
    do {                                                                              \
        const std::string difference = tempera::compare(actual, expected, tolerance); \
        QVERIFY2(difference.empty(), difference.c_str());                             \
    } while (false)
