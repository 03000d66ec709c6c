// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <filesystem>

#include "core/text/clip_tokenizer.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/scratch.h"

namespace tempera {
namespace {

/// Cuts the next piece, up to a zero byte, off `rest`.
std::string_view take(std::string_view& rest) {
    const std::size_t end = rest.find('\0');
    const std::string_view piece = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return piece;
}

std::string joined(const std::array<std::string, 5>& pieces) {
    std::string text;
    for (const std::string& piece : pieces) {
        text += piece + '\0';
    }
    text.pop_back();
    return text;
}

}  // namespace

void fuzz_tokenizer(std::string_view input) {
    static const ScratchFolder folder;
    const std::string_view vocabulary = take(input);
    const std::string_view merges = take(input);
    if (merges.empty()) {
        std::filesystem::remove(folder.path() / "vocab.json");
        folder.write("tokenizer.json", vocabulary);
    } else {
        folder.write("vocab.json", vocabulary);
        folder.write("merges.txt", merges);
    }
    for (const char* name : {"special_tokens_map.json", "tokenizer_config.json"}) {
        if (const std::string_view piece = take(input); !piece.empty()) {
            folder.write(name, piece);
        } else {
            std::filesystem::remove(folder.path() / name);
        }
    }
    const ClipTokenizer tokenizer = ClipTokenizer::from_folder(folder.path());
    tokenizer.decode(tokenizer.encode(std::string(input)));
}

std::vector<std::string> tokenizer_seeds() {
    const std::string vocab =
        R"({"a":0,"b":1,"a</w>":2,"b</w>":3,"ab</w>":4,"\u0120":5,"<|startoftext|>":6,"<|endoftext|>":7})";
    const std::string merges = "#version: 0.2\na b</w>\n";
    const std::string map =
        R"({"bos_token":{"content":"<|startoftext|>","lstrip":false},"eos_token":"<|endoftext|>","pad_token":"a"})";
    const std::string config =
        R"({"model_max_length":77,"unk_token":"<|endoftext|>","tokenizer_class":"CLIPTokenizer"})";
    const std::string prompt = "ab a <|endoftext|> b&amp;'s \xc3\xa9 42";
    const std::string one_file = R"({"version":"1.0","model":{"type":"BPE","vocab":)" + vocab;
    std::vector<std::string> seeds{
        joined({vocab, merges, map, config, prompt}),
        joined({vocab, merges, "", "", prompt}),
        joined({one_file + R"(,"merges":["a b</w>"]}})", "", map, config, prompt}),
        joined({one_file + R"(,"merges":[["a","b</w>"]]}})", "", "", R"({"model_max_length":1e30})", prompt}),
    };
    for (const char* broken :
         {R"({"model":5})", R"({"model":"text"})", R"({"model":{"vocab":{"a":1e30}}})", R"({"model":[]})"}) {
        seeds.push_back(joined({broken, "", map, config, prompt}));
    }
    for (const char* length : {"-1e300", "1e999", "-9223372036854775808", "18446744073709551615", "1000000"}) {
        seeds.push_back(joined({vocab, merges, map, R"({"model_max_length":)" + std::string(length) + "}", prompt}));
    }
    return seeds;
}

}  // namespace tempera
