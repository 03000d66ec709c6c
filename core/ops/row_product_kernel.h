// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace tempera {

/// Whether this processor has the registers that the products of matrices here are made for.
bool product_kernels_pay();

/// c [rows, out] = a [rows, in] b [in, out] + bias [out] + addend [rows, out], the last two or null; `out` is a
/// multiple of kLanes, and `b` fits the second-level cache. A row of the result does not depend on the others.
void row_product(const float* a, const float* b, const float* bias, const float* addend, float* c, std::int64_t rows,
                 std::int64_t in, std::int64_t out);

}  // namespace tempera
