// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "core/store/database.h"
#include "core/store/records.h"

namespace tempera {

/// The steps that lead to the present format of run.db. Never change one that was released: add another.
std::span<const Migration> run_migrations();

/// Names in control.command.
const char* to_string(Command command);
Command command_named(const std::string& name);

}  // namespace tempera
