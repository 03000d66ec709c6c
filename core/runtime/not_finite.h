// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace tempera {

/// A loss, gradient, weight or score that training cannot go on from is NaN or infinite. The weights before it are
/// sound: the run is paused there.
class NotFinite : public Error {
public:
    using Error::Error;
};

}  // namespace tempera
