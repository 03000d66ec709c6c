// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace tempera {

/// Prompts of a list: `name_or_file` is a name in resources/prompts (without .txt) or a path to a
/// UTF-8 text file, one prompt per line; surrounding blanks are cut, blank lines and lines that begin
/// with '#' are skipped. Throws Error when there is no such list, it has no prompt or is not UTF-8.
std::vector<std::string> read_prompts(const std::string& name_or_file);

/// The form under which prompts are compared and counted: lower case, every run of white space one
/// blank, none at the ends.
std::string prompt_key(const std::string& prompt);

}  // namespace tempera
