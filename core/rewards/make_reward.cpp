// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/make_reward.h"

#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/rewards/aesthetic.h"
#include "core/rewards/clip_preference.h"
#include "core/rewards/combined_reward.h"
#include "core/rewards/gold.h"
#include "core/rewards/image_reward_judge.h"
#include "core/rewards/jpeg_size.h"
#include "core/rewards/reward_files.h"
#include "core/rewards/reward_server.h"
#include "core/rewards/saturation.h"
#include "core/rewards/torchscript_reward.h"

namespace tempera {

namespace {

namespace fs = std::filesystem;

constexpr const char* kClipFolder = "clip-vit-large-patch14";
constexpr const char* kClipPublished = "openai/clip-vit-large-patch14";
constexpr const char* kHead = "sac+logos+ava1-l14-linearMSE.pth";

/// Where the files of one judge are looked for.
class Places {
public:
    Places(const RewardTerm& term, const fs::path& folder)
        : name_(term.name),
          named_(!term.source.empty()),
          folder_(folder),
          file_(fs::is_regular_file(term.source) ? fs::path(term.source) : fs::path()),
          own_(term.source.empty() ? folder
               : file_.empty()     ? fs::path(term.source)
                                   : file_.parent_path()) {}

    /// The weights: the file that the user names, else the first of `names` in the judge's folder.
    fs::path weights(const std::vector<const char*>& names, const std::string& published) const {
        return file_.empty() ? find({own_}, names, published) : file_;
    }

    /// Something beside the weights, or in the folder of all judges.
    fs::path beside(const std::vector<const char*>& names, const std::string& published) const {
        return find({own_, folder_}, names, published);
    }

    /// A model folder: the one that the user names when it is one itself, else the one of that name in it.
    fs::path model(const char* name, const std::string& published) const {
        const bool itself =
            named_ && file_.empty() && (fs::exists(own_ / "config.json") || fs::exists(own_ / "open_clip_config.json"));
        return itself ? own_ : weights({name}, published);
    }

private:
    fs::path find(const std::vector<fs::path>& folders, const std::vector<const char*>& names,
                  const std::string& published) const {
        std::vector<fs::path> places;
        for (const fs::path& folder : folders) {
            for (const char* name : names) {
                places.push_back(folder / name);
            }
        }
        return find_reward_file(name_, places, published);
    }

    const std::string& name_;
    bool named_;
    const fs::path& folder_;
    fs::path file_;
    fs::path own_;
};

std::shared_ptr<ClipEncoder> with_tokenizer(std::shared_ptr<ClipEncoder> clip, const Places& places) {
    if (!clip->has_tokenizer()) {
        clip->read_tokenizer(places.beside({kClipFolder}, kClipPublished));
    }
    return clip;
}

std::unique_ptr<Reward> make_aesthetic(const RewardTerm& term, const Places& places, PixelFit fit,
                                       RewardModels& models) {
    const fs::path head = places.weights({kHead, "head.safetensors"},
                                         std::string(kHead) + " of christophschuhmann/improved-aesthetic-predictor");
    // A folder that is a CLIP model has its head in it.
    const fs::path clip = fs::exists(head.parent_path() / "config.json") ? head.parent_path()
                                                                         : places.beside({kClipFolder}, kClipPublished);
    return std::make_unique<AestheticReward>(term.name, models.clip(clip), head, fit, models.device());
}

std::unique_ptr<Reward> make_image_reward(const RewardTerm& term, const Places& places, bool official,
                                          RewardModels& models) {
    const ImageRewardJudge::Files files{
        places.weights({"ImageReward.pt", "model.safetensors"}, "ImageReward.pt of THUDM/ImageReward"),
        places.beside({"vocab.txt", "bert-base-uncased/vocab.txt"}, "vocab.txt of bert-base-uncased")};
    return std::make_unique<ImageRewardJudge>(term.name, files, official, models.device());
}

/// Judges with weights, the embedded ones like the public ones; null for any other name.
std::unique_ptr<Reward> make_neural(const RewardTerm& asked, RewardModels& models) {
    RewardTerm term = asked;
    if (term.name.starts_with("animals-") && term.source.empty()) {
        const fs::path folder = resource_dir() / "models" / term.name;
        if (!fs::exists(folder)) {
            throw Error(term.name + " has not been made yet", folder.string(),
                        "run `tempera-run pretrain preferences`, or use animals-aesthetic");
        }
        term.source = folder.string();
    }
    const Places places(term, models.folder());
    const bool official = term.name.ends_with("-official");
    const std::string family = official ? term.name.substr(0, term.name.rfind("-official")) : term.name;
    if (family == "aesthetic" || family == "animals-aesthetic") {
        return make_aesthetic(term, places, official ? PixelFit::torchvision : PixelFit::transformers, models);
    }
    if (family == "pickscore" || family == "animals-pick") {
        auto clip = models.clip(places.model("PickScore_v1", "yuvalkirstain/PickScore_v1"));
        return std::make_unique<ClipPreferenceReward>(term.name, with_tokenizer(std::move(clip), places),
                                                      PixelFit::transformers, official);
    }
    if (family.starts_with("hpsv2") || family == "animals-hps") {
        const char* file = family == "hpsv2.1" ? "HPS_v2.1_compressed.pt" : "HPS_v2_compressed.pt";
        auto clip = models.clip(places.model(file, std::string(file) + " of xswu/HPSv2"));
        return std::make_unique<ClipPreferenceReward>(term.name, with_tokenizer(std::move(clip), places),
                                                      official ? PixelFit::padded : PixelFit::transformers, false);
    }
    if (family == "image-reward" || family == "animals-image-reward") {
        return make_image_reward(term, places, official, models);
    }
    return nullptr;
}

std::unique_ptr<Reward> make_one(const RewardTerm& term, RewardModels& models) {
    if (term.name == "gold") {
        return std::make_unique<GoldReward>();
    }
    if (term.name == "saturation") {
        return std::make_unique<SaturationReward>();
    }
    if (term.name == "jpeg-compressibility") {
        return std::make_unique<JpegSizeReward>(JpegSizeReward::Wish::small);
    }
    if (term.name == "jpeg-incompressibility") {
        return std::make_unique<JpegSizeReward>(JpegSizeReward::Wish::large);
    }
    if (find_known_reward(term.name) != nullptr) {
        return make_neural(term, models);
    }
    if (term.is_server()) {
        return std::make_unique<RewardServer>(term.name, term.source);
    }
    return std::make_unique<TorchScriptReward>(term.name, term.source, models.device());
}

}  // namespace

ImageEncoder default_image_encoder(RewardModels& models, bool embedded_world) {
    if (embedded_world) {
        return make_one({1, "animals-aesthetic", ""}, models)->image_encoder();
    }
    const fs::path folder = find_reward_file("the critic's encoder", {models.folder() / kClipFolder}, kClipPublished);
    return {models.clip(folder)->width(),
            [clip = models.clip(folder)](const at::Tensor& images01) { return clip->image_features(images01); }};
}

std::unique_ptr<Reward> make_reward(const RewardSpec& spec, RewardModels& models) {
    if (!spec.is_sum()) {
        return make_one(spec.terms.front(), models);
    }
    std::vector<std::pair<double, std::unique_ptr<Reward>>> terms;
    for (const RewardTerm& term : spec.terms) {
        terms.emplace_back(term.weight, make_one(term, models));
    }
    return std::make_unique<CombinedReward>(spec.name(), std::move(terms));
}

}  // namespace tempera
