// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tempera {

/// Whether a sanitizer watches: times and memory are then its own, and it must be the first library of a process.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

}  // namespace tempera
