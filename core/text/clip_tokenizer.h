// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tempera {

/// Byte-level BPE tokenizer of CLIP and Stable Diffusion 1.x, for any vocabulary.
/// Source: huggingface/transformers models/clip/tokenization_clip.py (the branch with ftfy) and
/// openai/CLIP simple_tokenizer.py. Immutable after construction, so usable from several threads.
///
/// Text is cleaned as ftfy does in the cases that prompts meet: HTML entities (the common ones, and
/// only in text without '<'), terminal escapes, Latin ligatures, full- and half-width forms, curly
/// quotes, line breaks, control characters, NFC. Mojibake is not repaired.
class ClipTokenizer {
public:
    /// ftfy: the tokenizers in Python, with which Stable Diffusion was trained. nfc: the fast tokenizers
    /// of transformers, which CLIPProcessor uses.
    enum class Cleaning { ftfy, nfc };

    struct Options {
        std::string bos = "<|startoftext|>";
        std::string eos = "<|endoftext|>";
        std::string pad = "<|endoftext|>";
        std::string unknown = "<|endoftext|>";
        std::int64_t max_length = 77;
        Cleaning cleaning = Cleaning::ftfy;
        bool unescape_html = false;  ///< HTML entities twice, whatever else the text holds
    };

    /// Reads vocab.json + merges.txt, or else tokenizer.json; and, where they exist,
    /// special_tokens_map.json and tokenizer_config.json. Throws Error naming file and key.
    static ClipTokenizer from_folder(const std::filesystem::path& folder, Cleaning cleaning = Cleaning::ftfy);

    /// Whether the folder has the files that from_folder() begins with.
    static bool is_in_folder(const std::filesystem::path& folder);

    /// `merges` in order of rank. Throws Error (naming `where`) when a special token has no id, ids are
    /// not exactly 0..n-1, or max_length is below 2.
    ClipTokenizer(std::map<std::string, std::int64_t> vocabulary,
                  const std::vector<std::pair<std::string, std::string>>& merges, Options options,
                  const std::string& where);

    /// The tokenizer of open_clip and HPSv2 with the same vocabulary (mlfoundations/open_clip
    /// tokenizer.py): HTML entities are replaced twice, the special tokens are written
    /// <start_of_text> and <end_of_text>, and the padding is id 0. Throws Error when the vocabulary
    /// has tokens of these names already.
    ClipTokenizer as_open_clip() const;

    /// BOS, ids, EOS, padding: always max_length() ids. What does not fit is cut before EOS.
    std::vector<std::int64_t> encode(const std::string& prompt) const;

    /// Ids of the text alone: no BOS, EOS, padding or cut.
    std::vector<std::int64_t> tokenize(const std::string& text) const;

    /// Readable text of ids, without BOS, EOS and padding. Throws Error on an id outside the vocabulary.
    std::string decode(const std::vector<std::int64_t>& ids) const;

    std::int64_t max_length() const { return options_.max_length; }
    std::int64_t vocab_size() const { return static_cast<std::int64_t>(tokens_.size()); }
    std::int64_t bos_id() const { return bos_; }
    std::int64_t eos_id() const { return eos_; }
    std::int64_t pad_id() const { return pad_; }

private:
    std::string cleaned(const std::string& text) const;
    void append_word(const std::string& word, std::vector<std::int64_t>& ids) const;
    std::int64_t special_id(const std::string& token, const std::string& where) const;

    Options options_;
    std::map<std::string, std::int64_t> vocabulary_;
    std::vector<std::string> tokens_;                     // by id
    std::unordered_map<std::string, std::size_t> ranks_;  // "left right" -> order of merging
    std::array<std::string, 256> symbols_;                // symbol of a byte
    std::unordered_map<std::string, std::uint8_t> bytes_;
    std::int64_t bos_ = 0;
    std::int64_t eos_ = 0;
    std::int64_t pad_ = 0;
    std::int64_t unknown_ = 0;
};

/// The 256 symbols that stand for bytes in CLIP vocabularies, in vocabulary order (ids 0..255 of the
/// official one, followed by the same with "</w>"): printable bytes as themselves, first; the 68
/// others as U+0100 and up. first = byte, second = symbol (UTF-8).
std::vector<std::pair<std::uint8_t, std::string>> clip_byte_symbols();

}  // namespace tempera
