// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include <utility>

namespace tempera {

namespace {

std::string sentence(const std::string& problem, const std::string& where, const std::string& remedy) {
    std::string text = where.empty() ? problem : where + ": " + problem;
    if (!remedy.empty()) {
        text += "; " + remedy;
    }
    return text + ".";
}

}  // namespace

Error::Error(std::string problem, std::string where, std::string remedy)
    : std::runtime_error(sentence(problem, where, remedy)),
      problem_(std::move(problem)),
      where_(std::move(where)),
      remedy_(std::move(remedy)) {}

}  // namespace tempera
