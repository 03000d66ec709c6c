// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace tempera {

/// Damages inputs as transmission, carelessness and malice do. Equal seeds give equal inputs.
class Mutator {
public:
    Mutator(std::vector<std::string> corpus, std::uint64_t seed) : corpus_(std::move(corpus)), random_(seed) {}

    /// One input of the corpus after one to four changes.
    std::string next();

private:
    std::size_t below(std::size_t count);  ///< 0 when count is 0
    void change(std::string& input);

    std::vector<std::string> corpus_;
    std::mt19937_64 random_;
};

}  // namespace tempera
