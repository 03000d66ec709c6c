// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace tempera {

struct StageProgress {
    std::string stage;  ///< "vae", or what it prepares: "vae: drawing pictures"
    std::int64_t step = 0;
    std::int64_t steps = 0;
    double loss = 0;                ///< average since the last report; 0 while preparing
    double samples_per_second = 0;  ///< since the last report
};

/// What every stage of pretraining is told. A stage returns true when it has finished and written its
/// files, false when it was stopped; called again with the same options it goes on where it was, and
/// ends with the same bits as if it had never been stopped.
struct StageOptions {
    std::uint64_t seed = 1;
    std::filesystem::path models;  ///< where the finished files go (holds animals/, animals-aesthetic/)
    std::filesystem::path work;    ///< where unfinished state is kept between calls
    std::int64_t steps = 0;        ///< 0 = the stage's own number. Learning rates fall to zero at the last step
    std::int64_t pictures = 0;     ///< drawn for each animal; 0 = the stage's own number
    bool bf16 = false;             ///< forward and backward passes in bfloat16, master weights in fp32
    double save_every = 180;       ///< seconds between saves of the unfinished state
    std::function<void(const StageProgress&)> progress;  ///< called about once a second; may be empty
    std::function<bool()> stop_asked;                    ///< checked between steps; may be empty
    std::filesystem::path winners;  ///< where pretrain_winners() writes; empty = among the user's data
};

/// Tokenizer of the captions: animals/tokenizer/.
bool pretrain_tokenizer(const StageOptions& options);

/// Autoencoder of the pictures: animals/vae/.
bool pretrain_vae(const StageOptions& options);

/// UNet and text encoder, jointly: animals/{unet,text_encoder,scheduler}/ and model_index.json. Needs the
/// tokenizer and the VAE.
bool pretrain_diffusion(const StageOptions& options);

/// Small CLIP and aesthetic head, learnt from a limited, noisy sample of the gold judge's scores on
/// pictures of the base model: animals-aesthetic/. Needs everything above.
bool pretrain_rewards(const StageOptions& options);

/// Two CLIP preference models and a BLIP-style image reward, each learnt from its own limited, noisy sample of
/// the gold judge's preferences: animals-{pick,hps,image-reward}/. Needs the base model.
bool pretrain_preferences(const StageOptions& options);

/// Winning pictures for SePPO: best of n under gold, `pictures` winners of each prompt of tuning. Needs the
/// base model.
bool pretrain_winners(const StageOptions& options);

}  // namespace tempera
