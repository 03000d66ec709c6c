// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace tempera {

/// A judge that lives outside this process gives no usable scores: it is gone, hangs, or answers nonsense. Nothing
/// is wrong with the pictures, so the same question may be asked again later (see score_all).
class RewardUnavailable : public Error {
public:
    using Error::Error;
};

}  // namespace tempera
