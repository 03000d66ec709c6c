// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/config/schema.h"

namespace tempera {

/// The value as the field stores it (a whole number given for a Real becomes one). Throws Error
/// naming `where`, the key, and what is allowed, when type, range or choice do not fit.
Value checked_value(const Field& field, Value value, const std::string& where);

/// Reads the form typed on a command line: 3e-4, true, cat, [a, b] or a,b. Checked as above.
Value parse_value(const Field& field, const std::string& text, const std::string& where);

/// What the field accepts, as words for errors and the reference: "a whole number from 1 to 1000 (steps)".
std::string allowed_values(const Field& field);

/// Literal in a TOML file. The same value gives the same bytes everywhere: the hash depends on it.
std::string toml_literal(const Value& value);

/// `found`: the value as text; "" when it is nothing that a field could hold.
[[noreturn]] void throw_wrong_type(const Field& field, const std::string& found, const std::string& where);

}  // namespace tempera
