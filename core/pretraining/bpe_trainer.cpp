// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pretraining/bpe_trainer.h"

#include <array>

#include "core/text/clip_tokenizer.h"

namespace tempera {

namespace {

using Pair = std::pair<std::string, std::string>;

struct Word {
    std::vector<std::string> symbols;
    std::int64_t count;
};

Word split_to_bytes(const std::string& text, std::int64_t count, const std::array<std::string, 256>& symbols) {
    Word word{{}, count};
    for (const char byte : text)
        word.symbols.push_back(symbols[static_cast<unsigned char>(byte)]);
    word.symbols.back() += "</w>";
    return word;
}

void merge(Word& word, const Pair& pair) {
    std::vector<std::string> merged;
    for (std::size_t i = 0; i < word.symbols.size(); ++i) {
        const bool here =
            i + 1 < word.symbols.size() && word.symbols[i] == pair.first && word.symbols[i + 1] == pair.second;
        merged.push_back(here ? pair.first + pair.second : word.symbols[i]);
        if (here)
            ++i;
    }
    word.symbols = std::move(merged);
}

}  // namespace

Vocabulary train_bpe(const std::map<std::string, std::int64_t>& words, std::int64_t max_merges) {
    Vocabulary out;
    std::array<std::string, 256> symbols;
    const auto add = [&out](const std::string& symbol) {
        out.ids.emplace(symbol, static_cast<std::int64_t>(out.ids.size()));
    };
    for (const auto& [byte, symbol] : clip_byte_symbols()) {
        symbols[byte] = symbol;
        add(symbol);
    }
    for (const auto& entry : clip_byte_symbols())
        add(entry.second + "</w>");

    std::vector<Word> corpus;
    for (const auto& [text, count] : words) {
        if (!text.empty())
            corpus.push_back(split_to_bytes(text, count, symbols));
    }
    while (static_cast<std::int64_t>(out.merges.size()) < max_merges) {
        std::map<Pair, std::int64_t> counts;
        for (const Word& word : corpus) {
            for (std::size_t i = 0; i + 1 < word.symbols.size(); ++i) {
                counts[{word.symbols[i], word.symbols[i + 1]}] += word.count;
            }
        }
        if (counts.empty())
            break;
        auto best = counts.begin();
        for (auto pair = counts.begin(); pair != counts.end(); ++pair) {
            if (pair->second > best->second)
                best = pair;
        }
        const Pair pair = best->first;
        for (Word& word : corpus)
            merge(word, pair);
        add(pair.first + pair.second);
        out.merges.push_back(pair);
    }
    add("<|startoftext|>");
    add("<|endoftext|>");
    return out;
}

}  // namespace tempera
