// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/base/error.h"

/// The sentence of the tempera::Error that `work` throws; "" when it throws none.
template <class Work>
QString error_text(Work&& work) {
    try {
        work();
    } catch (const tempera::Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}
