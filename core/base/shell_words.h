// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace tempera {

/// One word for a POSIX shell: as it is where that is safe, else in single quotation marks. A word with control
/// characters is written as $'...' with their codes, so that showing it on a terminal does nothing but show it.
std::string shell_quoted(const std::string& word);

/// Program and arguments as one line for a shell; "" for none.
std::string shell_line(const std::vector<std::string>& words);

}  // namespace tempera
