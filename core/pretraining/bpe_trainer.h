// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tempera {

struct Vocabulary {
    std::map<std::string, std::int64_t> ids;                  ///< symbol -> id, 0 .. n-1
    std::vector<std::pair<std::string, std::string>> merges;  ///< in order of rank
};

/// Byte-level BPE in CLIP's layout (Sennrich et al. 2016): 256 byte symbols, the same with "</w>", one
/// symbol per merge, then the two specials. Merges the most frequent pair (ties: the smaller pair of
/// strings) until `max_merges` or until every word is one symbol. `words` = word -> frequency.
Vocabulary train_bpe(const std::map<std::string, std::int64_t>& words, std::int64_t max_merges);

}  // namespace tempera
