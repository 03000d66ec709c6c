// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tempera {

/// WordPiece tokenizer of BERT (uncased) as ImageReward uses it.
/// Source: huggingface/transformers models/bert/tokenization_bert.py and tokenization_utils.py, the
/// tokenizer in Python; THUDM/ImageReward models/BLIP/blip.py for the added tokens. Immutable after
/// construction, so usable from several threads.
///
/// Lower case, accents stripped, split at white space, punctuation and around CJK ideographs; then the
/// longest piece that the vocabulary has, again and again ("##" marks one inside a word). A word of
/// more than 100 characters, or with a rest that no piece fits, is one [UNK]. The special and the added
/// tokens, written out in the text, are one token each.
class WordPieceTokenizer {
public:
    struct Encoded {
        std::vector<std::int64_t> ids;
        std::vector<std::int64_t> mask;  ///< 1 = token, 0 = padding
    };

    /// Tokens that BLIP adds behind the vocabulary, in this order: 30522 and 30523 officially.
    static const std::vector<std::string>& blip_tokens();

    /// A vocab.txt: one token per line, its id is the number of the line from 0; of a token that stands
    /// there twice the last holds. Throws Error naming the file.
    static WordPieceTokenizer from_file(const std::filesystem::path& vocabulary,
                                        const std::vector<std::string>& added = blip_tokens());

    /// `added` tokens that the vocabulary has already keep their ids. Throws Error naming `where` when
    /// [PAD], [UNK], [CLS] or [SEP] is missing.
    WordPieceTokenizer(const std::vector<std::string>& vocabulary, const std::vector<std::string>& added,
                       const std::string& where);

    /// [CLS], ids, [SEP], [PAD]...: always `length` of them, at least 2. What does not fit is cut before
    /// [SEP]. ImageReward uses 35.
    Encoded encode(const std::string& text, std::int64_t length = 35) const;

    /// Ids of the text alone: no [CLS], [SEP], padding or cut. Wrong UTF-8 is dropped.
    std::vector<std::int64_t> tokenize(const std::string& text) const;

    std::int64_t vocab_size() const { return size_; }  ///< with the added tokens

private:
    void append_word(const std::u32string& word, std::vector<std::int64_t>& ids) const;

    std::unordered_map<std::string, std::int64_t> ids_;
    std::vector<std::pair<std::u32string, std::int64_t>> specials_;
    std::int64_t size_ = 0;
    std::int64_t pad_ = 0;
    std::int64_t unknown_ = 0;
    std::int64_t cls_ = 0;
    std::int64_t sep_ = 0;
};

}  // namespace tempera
