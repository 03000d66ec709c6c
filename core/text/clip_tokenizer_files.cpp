// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdint>
#include <sstream>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/json_text.h"
#include "core/text/clip_tokenizer.h"

namespace tempera {

namespace {

using nlohmann::json;
using Merges = std::vector<std::pair<std::string, std::string>>;

std::map<std::string, std::int64_t> vocabulary_from(const json& entries, const std::string& where) {
    std::map<std::string, std::int64_t> vocabulary;
    if (entries.is_object()) {
        for (const auto& [token, id] : entries.items()) {
            if (!id.is_number_integer()) {
                throw Error("the id of '" + token + "' is not an integer", where, "download the file again");
            }
            vocabulary[token] = id.get<std::int64_t>();
        }
    }
    if (vocabulary.empty()) {
        throw Error("holds no vocabulary", where, "download the file again");
    }
    return vocabulary;
}

std::pair<std::string, std::string> split_merge(const std::string& line, const std::string& where) {
    const std::size_t blank = line.find(' ');
    if (blank == 0 || blank == std::string::npos || blank + 1 == line.size() ||
        line.find(' ', blank + 1) != std::string::npos) {
        throw Error("'" + line + "' is not a pair of symbols", where, "download the file again");
    }
    return {line.substr(0, blank), line.substr(blank + 1)};
}

Merges merges_from_text(const std::filesystem::path& file) {
    std::istringstream stream(read_file(file));
    Merges merges;
    std::size_t number = 0;
    for (std::string line; std::getline(stream, line);) {
        ++number;
        if (line.ends_with('\r')) {
            line.pop_back();
        }
        if (!line.empty() && !(number == 1 && line.starts_with("#version"))) {
            merges.push_back(split_merge(line, file.string() + ": line " + std::to_string(number)));
        }
    }
    return merges;
}

/// tokenizer.json writes a merge as "a b" or as ["a", "b"].
Merges merges_from_json(const json& list, const std::string& where) {
    Merges merges;
    for (const json& merge : list) {
        if (merge.is_string()) {
            merges.push_back(split_merge(merge.get<std::string>(), where));
        } else if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
            merges.emplace_back(merge[0].get<std::string>(), merge[1].get<std::string>());
        } else {
            throw Error("a merge is not a pair of symbols", where, "download the file again");
        }
    }
    return merges;
}

/// A token is written as a text or as an object with `content`; null or absent leaves the default.
void read_token(const json& map, const char* key, std::string& token) {
    const auto found = map.find(key);
    if (found == map.end()) {
        return;
    }
    if (found->is_string()) {
        token = found->get<std::string>();
    } else if (found->is_object() && found->contains("content") && (*found)["content"].is_string()) {
        token = (*found)["content"].get<std::string>();
    }
}

ClipTokenizer::Options read_options(const std::filesystem::path& folder) {
    ClipTokenizer::Options options;
    for (const char* name : {"tokenizer_config.json", "special_tokens_map.json"}) {
        if (!std::filesystem::exists(folder / name)) {
            continue;
        }
        const json map = read_json_object(folder / name);
        read_token(map, "bos_token", options.bos);
        read_token(map, "eos_token", options.eos);
        read_token(map, "pad_token", options.pad);
        read_token(map, "unk_token", options.unknown);
        // transformers writes 1e30 for "no limit"; CLIP's position table has 77 rows.
        const auto length = map.find("model_max_length");
        if (length != map.end() && length->is_number() && length->get<double>() <= 1e6) {
            options.max_length = static_cast<std::int64_t>(std::max(length->get<double>(), -1e6));
        }
    }
    return options;
}

}  // namespace

bool ClipTokenizer::is_in_folder(const std::filesystem::path& folder) {
    return std::filesystem::exists(folder / "vocab.json") || std::filesystem::exists(folder / "tokenizer.json");
}

ClipTokenizer ClipTokenizer::from_folder(const std::filesystem::path& folder, Cleaning cleaning) {
    Options options = read_options(folder);
    options.cleaning = cleaning;
    if (std::filesystem::exists(folder / "vocab.json")) {
        const auto file = folder / "vocab.json";
        return {vocabulary_from(read_json_object(file), file.string()), merges_from_text(folder / "merges.txt"),
                options, file.string()};
    }
    const auto file = folder / "tokenizer.json";
    if (!std::filesystem::exists(file)) {
        throw Error("there is neither vocab.json nor tokenizer.json", folder.string(),
                    "choose the tokenizer folder of a Stable Diffusion model");
    }
    const std::string where = file.string() + ": model";
    const json model = read_json_object(file).value("model", json());
    if (!model.is_object()) {
        throw Error("is not an object", where, "download the file again");
    }
    return {vocabulary_from(model.value("vocab", json()), where),
            merges_from_json(model.value("merges", json::array()), where), options, where};
}

}  // namespace tempera
