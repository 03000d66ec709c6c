// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/word_piece.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include "core/base/error.h"
#include "core/base/files.h"

namespace tempera {

namespace {

constexpr std::size_t kLongestWord = 100;
constexpr char32_t kReplacement = 0xFFFD;

std::u32string characters_of(const std::string& text) {
    std::u32string characters;
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(text.data(), i, size, c);
        characters += static_cast<char32_t>(c);
    }
    return characters;
}

std::string utf8_of(std::u32string_view characters) {
    std::string text;
    for (const char32_t c : characters) {
        std::array<char, U8_MAX_LENGTH> bytes{};
        std::int32_t length = 0;
        U8_APPEND_UNSAFE(bytes.data(), length, static_cast<UChar32>(c));
        text.append(bytes.data(), static_cast<std::size_t>(length));
    }
    return text;
}

std::uint32_t category(char32_t c) {
    return U_GET_GC_MASK(static_cast<UChar32>(c));
}

bool is_space(char32_t c) {
    return c == U'\t' || c == U'\n' || c == U'\r' || (category(c) & U_GC_Z_MASK) != 0;
}

bool is_dropped(char32_t c) {
    return c == kReplacement || (category(c) & U_GC_C_MASK) != 0;
}

bool is_ideograph(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
           (c >= 0x2A700 && c <= 0x2B73F) || (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B820 && c <= 0x2CEAF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

bool is_punctuation(char32_t c) {
    // All of ASCII that is neither letter, digit, blank nor control, such as $ and ^, which Unicode calls symbols.
    const bool ascii = (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126);
    return ascii || (category(c) & U_GC_P_MASK) != 0;
}

/// Lower case, canonically decomposed, without non-spacing marks. Character by character, as the
/// tokenizer does it: a sigma at the end of a word is an ordinary one.
std::u32string bare_letters(char32_t c) {
    const auto lower = static_cast<UChar32>(u_tolower(static_cast<UChar32>(c)));
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* canonical = icu::Normalizer2::getNFDInstance(status);
    if (U_FAILURE(status)) {
        throw Error("Unicode data are missing", "ICU", "reinstall libicu");
    }
    icu::UnicodeString parts;
    if (!canonical->getDecomposition(lower, parts)) {
        parts = icu::UnicodeString(lower);
    }
    std::u32string bare;
    for (std::int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
        const auto part = static_cast<char32_t>(parts.char32At(i));
        if (category(part) != U_GC_MN_MASK) {
            bare += part;
        }
    }
    return bare;
}

/// What BERT's BasicTokenizer makes of a text.
std::vector<std::u32string> words_of(std::u32string_view text) {
    std::vector<std::u32string> words;
    std::u32string word;
    const auto end_word = [&] {
        if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    };
    for (const char32_t c : text) {
        if (is_space(c)) {
            end_word();
            continue;
        }
        if (is_dropped(c)) {
            continue;
        }
        const bool alone = is_ideograph(c);
        if (alone) {
            end_word();
        }
        for (const char32_t letter : bare_letters(c)) {
            if (is_punctuation(letter)) {
                end_word();
                words.emplace_back(1, letter);
            } else {
                word += letter;
            }
        }
        if (alone) {
            end_word();
        }
    }
    end_word();
    return words;
}

}  // namespace

const std::vector<std::string>& WordPieceTokenizer::blip_tokens() {
    static const std::vector<std::string> tokens{"[DEC]", "[ENC]"};
    return tokens;
}

WordPieceTokenizer WordPieceTokenizer::from_file(const std::filesystem::path& vocabulary,
                                                 const std::vector<std::string>& added) {
    std::istringstream stream(read_file(vocabulary));
    std::vector<std::string> tokens;
    for (std::string line; std::getline(stream, line);) {
        if (line.ends_with('\r')) {
            line.pop_back();
        }
        tokens.push_back(line);
    }
    return {tokens, added, vocabulary.string()};
}

WordPieceTokenizer::WordPieceTokenizer(const std::vector<std::string>& vocabulary,
                                       const std::vector<std::string>& added, const std::string& where) {
    for (const std::string& token : vocabulary) {
        ids_[token] = size_++;
    }
    for (const std::string& token : added) {
        size_ += ids_.emplace(token, size_).second ? 1 : 0;
    }
    const auto id = [&](const std::string& token) {
        const auto found = ids_.find(token);
        if (found == ids_.end()) {
            throw Error("the token " + token + " is not in the vocabulary", where,
                        "use the vocab.txt of bert-base-uncased");
        }
        return found->second;
    };
    pad_ = id("[PAD]");
    unknown_ = id("[UNK]");
    cls_ = id("[CLS]");
    sep_ = id("[SEP]");
    std::vector<std::string> specials{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
    specials.insert(specials.end(), added.begin(), added.end());
    for (const std::string& token : specials) {
        if (!token.empty() && ids_.contains(token)) {
            specials_.emplace_back(characters_of(token), ids_.at(token));
        }
    }
    // Where two begin at one place the longer one wins.
    std::stable_sort(specials_.begin(), specials_.end(),
                     [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
}

/// Greedy: the longest piece that begins the rest of the word.
void WordPieceTokenizer::append_word(const std::u32string& word, std::vector<std::int64_t>& ids) const {
    std::vector<std::int64_t> pieces;
    for (std::size_t start = 0; start < word.size() && word.size() <= kLongestWord;) {
        std::size_t length = word.size() - start;
        for (; length > 0; --length) {
            const std::string piece =
                (start > 0 ? "##" : "") + utf8_of(std::u32string_view(word).substr(start, length));
            if (const auto found = ids_.find(piece); found != ids_.end()) {
                pieces.push_back(found->second);
                break;
            }
        }
        if (length == 0) {
            pieces.clear();
            break;
        }
        start += length;
    }
    if (pieces.empty()) {
        pieces.push_back(unknown_);
    }
    ids.insert(ids.end(), pieces.begin(), pieces.end());
}

std::vector<std::int64_t> WordPieceTokenizer::tokenize(const std::string& text) const {
    const std::u32string characters = characters_of(text);
    const std::u32string_view view = characters;
    std::vector<std::int64_t> ids;
    const auto append_text = [&](std::size_t first, std::size_t end) {
        for (const std::u32string& word : words_of(view.substr(first, end - first))) {
            append_word(word, ids);
        }
    };
    std::size_t first = 0;
    for (std::size_t i = 0; i < view.size();) {
        const auto special = std::find_if(specials_.begin(), specials_.end(), [&](const auto& candidate) {
            return view.substr(i).starts_with(candidate.first);
        });
        if (special == specials_.end()) {
            ++i;
            continue;
        }
        append_text(first, i);
        ids.push_back(special->second);
        first = i += special->first.size();
    }
    append_text(first, view.size());
    return ids;
}

WordPieceTokenizer::Encoded WordPieceTokenizer::encode(const std::string& text, std::int64_t length) const {
    if (length < 2) {
        throw Error("a length of " + std::to_string(length) + " leaves no room for [CLS] and [SEP]", "WordPiece",
                    "use at least 2 (ImageReward: 35)");
    }
    const auto size = static_cast<std::size_t>(length);
    Encoded encoded{tokenize(text), {}};
    encoded.ids.resize(std::min(encoded.ids.size(), size - 2));
    encoded.ids.insert(encoded.ids.begin(), cls_);
    encoded.ids.push_back(sep_);
    encoded.mask.assign(encoded.ids.size(), 1);
    encoded.ids.resize(size, pad_);
    encoded.mask.resize(size, 0);
    return encoded;
}

}  // namespace tempera
