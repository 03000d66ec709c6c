// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/clip_tokenizer.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "core/base/error.h"
#include "core/text/fix_text.h"
#include "core/text/prompts.h"

namespace tempera {

namespace {

constexpr std::string_view kWordEnd = "</w>";

std::string utf8_of(UChar32 code_point) {
    std::array<char, U8_MAX_LENGTH> bytes{};
    std::int32_t length = 0;
    U8_APPEND_UNSAFE(bytes.data(), length, code_point);
    return {bytes.data(), static_cast<std::size_t>(length)};
}

/// Kinds of characters in CLIP's word pattern: \p{L}, \p{N}, the blank, everything else.
enum class Kind { letter, number, space, other };

Kind kind_of(UChar32 c) {
    const auto mask = U_GET_GC_MASK(c);
    if (mask & U_GC_L_MASK) {
        return Kind::letter;
    }
    return mask & U_GC_N_MASK ? Kind::number : u_isUWhiteSpace(c) ? Kind::space : Kind::other;
}

/// End of the run of `kind` characters that begins at `start`; a number is a run of one.
std::size_t run_end(const std::string& text, std::size_t start, Kind kind) {
    auto end = static_cast<std::int32_t>(start);
    const auto size = static_cast<std::int32_t>(text.size());
    while (end < size) {
        const std::int32_t before = end;
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(text.data(), end, size, c);
        if (before == static_cast<std::int32_t>(start)) {
            if (kind == Kind::number) {
                break;
            }
        } else if (kind_of(c) != kind) {
            return static_cast<std::size_t>(before);
        }
    }
    return static_cast<std::size_t>(end);
}

/// CLIP's pattern on lower-case text: the special tokens, 's 't 're 've 'm 'll 'd, a run of letters,
/// one number character, a run of anything else but white space; in that order of preference.
std::vector<std::string> words_of(const std::string& text, const std::vector<std::string>& specials) {
    std::vector<std::string> preferred = specials;
    preferred.insert(preferred.end(), {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"});
    std::vector<std::string> words;
    for (std::size_t i = 0; i < text.size();) {
        const std::string_view rest = std::string_view(text).substr(i);
        const auto fixed = std::find_if(preferred.begin(), preferred.end(),
                                        [&](const std::string& word) { return rest.starts_with(word); });
        if (fixed != preferred.end()) {
            words.push_back(*fixed);
            i += fixed->size();
            continue;
        }
        UChar32 c = 0;
        auto next = static_cast<std::int32_t>(i);
        U8_NEXT_OR_FFFD(text.data(), next, static_cast<std::int32_t>(text.size()), c);
        const Kind kind = kind_of(c);
        const std::size_t end = run_end(text, i, kind);
        if (kind != Kind::space) {
            words.push_back(text.substr(i, end - i));
        }
        i = end;
    }
    return words;
}

}  // namespace

std::vector<std::pair<std::uint8_t, std::string>> clip_byte_symbols() {
    std::vector<std::pair<std::uint8_t, std::string>> symbols;
    std::vector<std::uint8_t> hidden;
    for (int byte = 0; byte < 256; ++byte) {
        const bool printable = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
        if (printable) {
            symbols.emplace_back(byte, utf8_of(byte));
        } else {
            hidden.push_back(static_cast<std::uint8_t>(byte));
        }
    }
    for (std::size_t i = 0; i < hidden.size(); ++i) {
        symbols.emplace_back(hidden[i], utf8_of(static_cast<UChar32>(0x100 + i)));
    }
    return symbols;
}

ClipTokenizer::ClipTokenizer(std::map<std::string, std::int64_t> vocabulary,
                             const std::vector<std::pair<std::string, std::string>>& merges, Options options,
                             const std::string& where)
    : options_(std::move(options)), vocabulary_(std::move(vocabulary)), tokens_(vocabulary_.size()) {
    for (const auto& [token, id] : vocabulary_) {
        if (id < 0 || id >= vocab_size() || !tokens_[static_cast<std::size_t>(id)].empty() || token.empty()) {
            throw Error("the id " + std::to_string(id) + " of '" + token + "' is out of range or given twice", where,
                        "the ids must be 0 to " + std::to_string(vocab_size() - 1) + ", each once");
        }
        tokens_[static_cast<std::size_t>(id)] = token;
    }
    for (std::size_t rank = 0; rank < merges.size(); ++rank) {
        ranks_.emplace(merges[rank].first + ' ' + merges[rank].second, rank);
    }
    if (options_.max_length < 2) {
        throw Error("model_max_length " + std::to_string(options_.max_length) + " leaves no room for BOS and EOS",
                    where, "use at least 2 (Stable Diffusion: 77)");
    }
    bos_ = special_id(options_.bos, where);
    eos_ = special_id(options_.eos, where);
    pad_ = special_id(options_.pad, where);
    unknown_ = special_id(options_.unknown, where);
    for (const auto& [byte, symbol] : clip_byte_symbols()) {
        symbols_[byte] = symbol;
        bytes_.emplace(symbol, byte);
    }
}

std::int64_t ClipTokenizer::special_id(const std::string& token, const std::string& where) const {
    const auto found = vocabulary_.find(token);
    if (found == vocabulary_.end()) {
        throw Error("the special token '" + token + "' is not in the vocabulary", where,
                    "add it, or name another one in special_tokens_map.json");
    }
    return found->second;
}

ClipTokenizer ClipTokenizer::as_open_clip() const {
    ClipTokenizer result = *this;
    const auto rename = [&](std::string& token, std::int64_t id, const char* name) {
        result.vocabulary_.erase(token);
        if (!result.vocabulary_.emplace(name, id).second) {
            throw Error("the token '" + std::string(name) + "' is in the vocabulary already", "open_clip tokenizer",
                        "use the vocabulary of CLIP");
        }
        token = name;
        result.tokens_[static_cast<std::size_t>(id)] = name;
    };
    rename(result.options_.bos, bos_, "<start_of_text>");
    rename(result.options_.eos, eos_, "<end_of_text>");
    result.options_.unescape_html = true;
    result.pad_ = 0;
    return result;
}

std::string ClipTokenizer::cleaned(const std::string& text) const {
    std::string result = options_.cleaning == Cleaning::ftfy ? fix_text(text) : compose(text);
    if (options_.unescape_html) {
        result = unescape_html(unescape_html(result));
    }
    return prompt_key(result);
}

/// Byte-pair encoding of one word: the pair that was learnt first is joined first, everywhere at once.
void ClipTokenizer::append_word(const std::string& word, std::vector<std::int64_t>& ids) const {
    if (word == options_.bos || word == options_.eos) {
        ids.push_back(word == options_.bos ? bos_ : eos_);
        return;
    }
    std::vector<std::string> parts;
    for (const char byte : word) {
        parts.push_back(symbols_[static_cast<unsigned char>(byte)]);
    }
    parts.back() += kWordEnd;
    while (parts.size() > 1) {
        std::size_t best = std::numeric_limits<std::size_t>::max();
        std::pair<std::string, std::string> pair;
        for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
            const auto found = ranks_.find(parts[i] + ' ' + parts[i + 1]);
            if (found != ranks_.end() && found->second < best) {
                best = found->second;
                pair = {parts[i], parts[i + 1]};
            }
        }
        if (best == std::numeric_limits<std::size_t>::max()) {
            break;
        }
        std::vector<std::string> merged;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const bool joins = i + 1 < parts.size() && parts[i] == pair.first && parts[i + 1] == pair.second;
            merged.push_back(joins ? parts[i] + parts[i + 1] : parts[i]);
            i += joins ? 1 : 0;
        }
        parts = std::move(merged);
    }
    for (const std::string& part : parts) {
        const auto found = vocabulary_.find(part);
        ids.push_back(found == vocabulary_.end() ? unknown_ : found->second);
    }
}

std::vector<std::int64_t> ClipTokenizer::tokenize(const std::string& text) const {
    const std::vector<std::string> specials = {options_.bos, options_.eos};
    std::vector<std::int64_t> ids;
    // Special tokens written out in the prompt are found before the text is cleaned, as transformers does.
    for (std::size_t start = 0; start <= text.size();) {
        std::size_t end = text.size();
        std::string special;
        for (const std::string& candidate : specials) {
            const std::size_t found = text.find(candidate, start);
            if (found < end) {
                end = found;
                special = candidate;
            }
        }
        for (const std::string& word : words_of(cleaned(text.substr(start, end - start)), specials)) {
            append_word(word, ids);
        }
        if (special.empty()) {
            break;
        }
        append_word(special, ids);
        start = end + special.size();
    }
    return ids;
}

std::vector<std::int64_t> ClipTokenizer::encode(const std::string& prompt) const {
    std::vector<std::int64_t> ids = tokenize(prompt);
    const auto length = static_cast<std::size_t>(options_.max_length);
    ids.resize(std::min(ids.size(), length - 2));
    ids.insert(ids.begin(), bos_);
    ids.push_back(eos_);
    ids.resize(length, pad_);
    return ids;
}

std::string ClipTokenizer::decode(const std::vector<std::int64_t>& ids) const {
    std::string text;
    for (const std::int64_t id : ids) {
        if (id < 0 || id >= vocab_size()) {
            throw Error("token id " + std::to_string(id) + " is outside the vocabulary", "CLIP tokenizer",
                        "use ids below " + std::to_string(vocab_size()));
        }
        if (id == bos_ || id == eos_ || id == pad_) {
            continue;
        }
        std::string_view token = tokens_[static_cast<std::size_t>(id)];
        const bool ends_word = token.ends_with(kWordEnd);
        token.remove_suffix(ends_word ? kWordEnd.size() : 0);
        while (!token.empty()) {
            std::int32_t length = 0;
            U8_FWD_1(token.data(), length, static_cast<std::int32_t>(token.size()));
            const auto found = bytes_.find(std::string(token.substr(0, static_cast<std::size_t>(length))));
            if (found != bytes_.end()) {
                text += static_cast<char>(found->second);
            }
            token.remove_prefix(static_cast<std::size_t>(length));
        }
        text += ends_word ? " " : "";
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

}  // namespace tempera
