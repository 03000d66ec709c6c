// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace tempera {

/// The captions that a picture of `name` has in training; the bare name, which is by far the most
/// frequent, comes first.
std::vector<std::string> captions_of(const std::string& name);

/// Tokens of the longest caption that the text encoders of the embedded world take, start and end
/// included. Short, because attention over unused positions costs as much as over used ones.
constexpr int kCaptionLength = 16;

}  // namespace tempera
