// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "core/store/database.h"

namespace tempera {

/// The steps that lead to the present format of catalog.db, which the window alone writes. Never change one that was
/// released: add another.
std::span<const Migration> catalog_migrations();

}  // namespace tempera
