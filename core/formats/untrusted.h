// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace tempera {

/// A name out of a file from strangers as it may stand in a message: one line of at most 80
/// characters, everything but printable ASCII replaced by question marks.
std::string printable(std::string_view text);

/// Throws Error when `start`, the first bytes of a weights file, shows that something else was saved
/// in its place: a Git LFS pointer or a web page. The remedy says how to get the weights themselves.
void refuse_stand_in(std::string_view start, const std::string& where);

}  // namespace tempera
