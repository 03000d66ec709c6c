// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdint>
#include <set>
#include <sstream>

#include <spdlog/spdlog.h>
#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/formats/safetensors.h"
#include "core/models/image_reward.h"
#include "core/models/weights.h"
#include "core/pretraining/captioned_pictures.h"
#include "core/pretraining/captions.h"
#include "core/pretraining/judge_trainers.h"
#include "core/pretraining/model_folder.h"
#include "core/pretraining/pictures.h"
#include "core/pretraining/preferences.h"
#include "core/pretraining/train_loop.h"
#include "core/rewards/animal_glyphs.h"
#include "core/runtime/random.h"
#include "core/text/word_piece.h"

namespace tempera {

namespace {

constexpr const char* kName = "animals-image-reward";
constexpr std::int64_t kCandidates = 6;  // names for each drawn picture, and pictures for each name
constexpr std::int64_t kPicturesPerAnimal = 32;
constexpr std::int64_t kFirstPicture = 50000;
constexpr std::int64_t kTokens = 12;  // enough for every caption; padding plays no part

const PreferenceSettings kPreferences{kName, 0.6, 80, 8, 0.02};

/// The special tokens, the letters at the start of a word and inside one, and the words of the captions.
std::vector<std::string> word_pieces() {
    std::vector<std::string> pieces = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
    for (const std::string mark : {"", "##"}) {
        for (char letter = 'a'; letter <= 'z'; ++letter)
            pieces.push_back(mark + letter);
    }
    std::set<std::string> words;
    for (const std::string& name : AnimalGlyphs::load().names()) {
        for (const std::string& caption : captions_of(name)) {
            std::istringstream stream(caption);
            for (std::string word; stream >> word;) {
                if (word.size() > 1)
                    words.insert(word);
            }
        }
    }
    pieces.insert(pieces.end(), words.begin(), words.end());
    return pieces;
}

ImageRewardConfig config_of(const WordPieceTokenizer& tokenizer) {
    ImageRewardConfig config;
    config.vision = {kPictureSize, 8, 64, 256, 3, 4};
    config.text.vocab_size = tokenizer.vocab_size();
    config.text.hidden_size = 64;
    config.text.intermediate_size = 256;
    config.text.num_layers = 2;
    config.text.num_heads = 4;
    config.text.max_positions = 40;
    config.text.encoder_width = config.vision.hidden_size;
    return config;
}

nlohmann::json to_json(const ImageRewardConfig& config) {
    return {{"vision",
             {{"img_size", config.vision.image_size},
              {"patch_size", config.vision.patch_size},
              {"embed_dim", config.vision.hidden_size},
              {"depth", config.vision.num_layers},
              {"num_heads", config.vision.num_heads},
              {"eps", config.vision.layer_norm_eps}}},
            {"med",
             {{"vocab_size", config.text.vocab_size},
              {"hidden_size", config.text.hidden_size},
              {"num_hidden_layers", config.text.num_layers},
              {"num_attention_heads", config.text.num_heads},
              {"intermediate_size", config.text.intermediate_size},
              {"max_position_embeddings", config.text.max_positions},
              {"layer_norm_eps", config.text.layer_norm_eps},
              {"hidden_act", "gelu"},
              {"pad_token_id", 0},
              {"encoder_width", config.text.encoder_width},
              {"add_cross_attention", true}}}};
}

/// Which of kCandidates names belongs to a picture, and which of as many pictures to a name: the pictures of a
/// batch and their captions, turned against each other by 0 to kCandidates - 1 places. What BLIP's matching of
/// pictures and texts is for (Li et al. 2022, arXiv 2201.12086), by the same score.
at::Tensor matching_loss(ImageRewardModel& model, const at::Tensor& states, const at::Tensor& ids) {
    const std::int64_t count = std::min(kCandidates, ids.size(0));
    std::vector<at::Tensor> turned;
    for (std::int64_t k = 0; k < count; ++k)
        turned.push_back(states.roll(k, 0));
    const at::Tensor all_ids = ids.repeat({count, 1});
    const at::Tensor of_name = model->score(at::cat(turned), all_ids, all_ids.ne(0)).view({count, -1});
    std::vector<at::Tensor> of_picture;
    for (std::int64_t k = 0; k < count; ++k)
        of_picture.push_back(of_name[k].roll(-k, 0));
    const at::Tensor own = at::zeros({ids.size(0)}, at::kLong);
    return (at::cross_entropy_loss(of_name.t(), own) + at::cross_entropy_loss(at::stack(of_picture, 1), own)) / 2;
}

/// Shifts and scales the scores of the samples to mean 0 and deviation 1, by the last layer of the head: there is
/// nothing behind it.
void standardise(ImageRewardModel& model, const Judged& judged, const CaptionedPictures& pictures) {
    const torch::NoGradGuard no_grad;
    const at::Tensor rows = judged.rows(JudgedKind::learned);
    const at::Tensor ids = pictures.names(judged.animal.index_select(0, rows));
    const at::Tensor pixels = normalised(judged.images.index_select(0, rows).to(at::kFloat).div(255));
    std::vector<at::Tensor> scores;
    for (std::int64_t first = 0; first < rows.size(0); first += 64) {
        const at::Tensor part = ids.slice(0, first, first + 64);
        scores.push_back(model->forward(pixels.slice(0, first, first + 64), part, part.ne(0)));
    }
    const at::Tensor all = at::cat(scores);
    auto weights = weights_of(*model);
    const at::Tensor deviation = all.std(0).clamp_min(1e-6);
    weights.at("mlp.layers.7.bias").sub_(all.mean()).div_(deviation);
    weights.at("mlp.layers.7.weight").div_(deviation);
}

}  // namespace

bool train_image_reward(const StageOptions& options, const Judged& judged) {
    const std::string name = kName;
    const std::vector<std::string> pieces = word_pieces();
    const WordPieceTokenizer tokenizer(pieces, WordPieceTokenizer::blip_tokens(), name);
    if (options.progress)
        options.progress({name + ": drawing pictures", 0, 1, 0, 0});
    const CaptionedPictures pictures(options, kFirstPicture, kPicturesPerAnimal, [&](const std::string& caption) {
        return tokenizer.encode(caption, kTokens).ids;
    });
    const Preferences preferences = tell_preferences(judged, kPreferences, options.seed);
    spdlog::info("{}: {} rankings, {:.1f} % of their pairs wrong", name, preferences.rankings.size(0),
                 100 * preferences.wrong);

    ImageRewardModel model(config_of(tokenizer));
    init_weights(*model, make_stream(options.seed, name + " start"));
    const LoopSettings settings = judge_loop(options, 3000, kPreferences);
    TrainLoop loop(name, options, settings, {{"model", model.get()}});
    const bool finished = loop.run([&](std::int64_t step) {
        at::Generator draw = make_stream(options.seed, name + " step", 0, static_cast<std::uint64_t>(step));
        const auto drawn = pictures.draw(kDrawnPictures, draw);
        const auto ranked = draw_rankings(judged, preferences, kRankings, draw);
        const std::int64_t length = kPreferences.length;
        const at::Tensor states = model->image_states(normalised(at::cat({drawn.images, ranked.images})));
        const at::Tensor ids = pictures.captions(ranked.animal, draw).repeat_interleave(length, 0);
        const at::Tensor scores = model->score(states.slice(0, drawn.ids.size(0)), ids, ids.ne(0));
        return matching_loss(model, states.slice(0, 0, drawn.ids.size(0)), drawn.ids) +
               kPreferenceWeight * ranking_loss(scores.view({kRankings, length}));
    });
    if (!finished)
        return false;
    load_weights(*model, loop.averaged("model"), "running average");
    set_trainable(*model, false);
    standardise(model, judged, pictures);

    const auto folder = options.models / name;
    std::filesystem::create_directories(folder);
    std::string vocabulary;
    for (const std::string& piece : pieces)
        vocabulary += piece + "\n";
    write_file_atomically(folder / "vocab.txt", vocabulary);
    write_json(folder / "config.json", to_json(model->config));
    write_clip_preprocessor(folder);
    write_safetensors(folder / "model.safetensors", in_halves(weights_of(*model)));
    return true;
}

}  // namespace tempera
