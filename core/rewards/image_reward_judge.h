// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/models/clip_pixels.h"
#include "core/models/image_reward.h"
#include "core/rewards/reward.h"
#include "core/text/word_piece.h"

namespace tempera {

/// ImageReward (arXiv 2304.05977): BLIP looks at picture and prompt together, a head gives the score.
class ImageRewardJudge : public Reward {
public:
    struct Files {
        std::filesystem::path weights;  ///< names as in ImageReward.pt; config.json or med_config.json may lie beside
        std::filesystem::path vocabulary;  ///< vocab.txt of bert-base-uncased
    };

    /// `official`: the published score, (raw - mean) / deviation, with the published preparation of pictures; else
    /// what ZiyiZhang27/tdpo ImageReward_scorer.py does, which is the raw one.
    /// Throws Error naming the file and key at fault.
    ImageRewardJudge(std::string name, const Files& files, bool official, const c10::Device& device);

    std::string name() const override { return name_; }
    bool differentiable() const override { return true; }
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& prompts) override;

private:
    std::string name_;
    bool official_;
    ImageRewardModel model_{nullptr};
    WordPieceTokenizer tokenizer_;
    ClipPixelOptions pixels_;
    std::int64_t length_;  // of a prompt in tokens
};

}  // namespace tempera
