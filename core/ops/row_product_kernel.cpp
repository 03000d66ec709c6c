// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/row_product_kernel.h"

#include "core/ops/matrix_multiply.h"

namespace tempera {

bool product_kernels_pay() {
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
    return __builtin_cpu_supports("avx512f") != 0;
#else
    return false;
#endif
}

TEMPERA_KERNEL
void row_product(const float* a, const float* b, const float* bias, const float* addend, float* c, std::int64_t rows,
                 std::int64_t in, std::int64_t out) {
    if (bias != nullptr && addend != nullptr) {
        multiply(a, b, ProductAddends<true, true>{bias, addend}, c, rows, in, out);
    } else if (bias != nullptr) {
        multiply(a, b, ProductAddends<true, false>{bias, nullptr}, c, rows, in, out);
    } else if (addend != nullptr) {
        multiply(a, b, ProductAddends<false, true>{nullptr, addend}, c, rows, in, out);
    } else {
        multiply(a, b, ProductAddends<false, false>(), c, rows, in, out);
    }
}

}  // namespace tempera
