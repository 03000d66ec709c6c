// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <map>
#include <sstream>

#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/pretraining/bpe_trainer.h"
#include "core/pretraining/captions.h"
#include "core/pretraining/model_folder.h"
#include "core/pretraining/stage.h"
#include "core/rewards/animal_glyphs.h"

namespace tempera {

std::vector<std::string> captions_of(const std::string& name) {
    const bool vowel = std::string("aeiou").find(name[0]) != std::string::npos;
    const std::string article = vowel && name != "unicorn" ? "an " : "a ";
    return {name, article + name, "a picture of " + article + name};
}

bool pretrain_tokenizer(const StageOptions& options) {
    std::map<std::string, std::int64_t> words;
    for (const std::string& name : AnimalGlyphs::load().names()) {
        for (const std::string& caption : captions_of(name)) {
            std::istringstream stream(caption);
            for (std::string word; stream >> word;)
                ++words[word];
        }
    }
    // Enough merges for every word of a caption to become one token.
    const Vocabulary vocabulary = train_bpe(words, 1000);

    const auto folder = options.models / "animals" / "tokenizer";
    std::filesystem::create_directories(folder);
    std::string merges = "#version: 0.2\n";
    for (const auto& [left, right] : vocabulary.merges)
        merges += left + " " + right + "\n";
    write_file_atomically(folder / "merges.txt", merges);
    nlohmann::json ids;
    for (const auto& [symbol, id] : vocabulary.ids)
        ids[symbol] = id;
    write_file_atomically(folder / "vocab.json", ids.dump() + "\n");
    const std::string start = "<|startoftext|>", end = "<|endoftext|>";
    write_json(folder / "special_tokens_map.json",
               {{"bos_token", start}, {"eos_token", end}, {"pad_token", end}, {"unk_token", end}});
    write_json(folder / "tokenizer_config.json", {{"add_prefix_space", false},
                                                  {"bos_token", start},
                                                  {"clean_up_tokenization_spaces", true},
                                                  {"do_lower_case", true},
                                                  {"eos_token", end},
                                                  {"errors", "replace"},
                                                  {"model_max_length", kCaptionLength},
                                                  {"pad_token", end},
                                                  {"tokenizer_class", "CLIPTokenizer"},
                                                  {"unk_token", end}});
    if (options.progress)
        options.progress({"tokenizer", 1, 1, 0, 0});
    return true;
}

}  // namespace tempera
