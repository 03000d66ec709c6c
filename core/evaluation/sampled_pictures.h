// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/diffusion/rollout.h"
#include "core/rewards/scoring.h"

namespace tempera {

/// From latents to pictures and their scores. Judges that are elsewhere (Reward::elsewhere) get each micro-batch as
/// soon as it is sampled and answer while the next one is; the others would only take the sampler's processor, and
/// are asked in the end. What comes out is the same either way.
///
/// One for each sampling; model, judges and prompts outlive it.
class SampledPictures {
public:
    SampledPictures(DiffusionModel& model, const std::vector<Reward*>& judges, const std::vector<std::string>& prompts,
                    std::int64_t micro_batch);
    /// Gives up what is still being asked.
    ~SampledPictures();
    SampledPictures(const SampledPictures&) = delete;
    SampledPictures& operator=(const SampledPictures&) = delete;

    /// For rollout() and sample_latents(); empty when all judges are here.
    SampledBatch sampled();

    /// The pictures of the final latents [N,C,h,w], as decode_all() gives them.
    std::optional<at::Tensor> decode(const at::Tensor& latents, const WorkHooks& hooks);

    /// As score_all() gives them; decode() comes first. `judge` is one of the constructor's.
    std::optional<std::vector<double>> score(Reward& judge, const at::Tensor& images01, const WorkHooks& hooks);

private:
    void take(std::int64_t begin, const at::Tensor& latents);
    void ask_early();
    void finish_asking(const WorkHooks& hooks);

    DiffusionModel& model_;
    const std::vector<std::string>& prompts_;
    std::int64_t micro_batch_;
    std::vector<Reward*> early_;  ///< those elsewhere

    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::int64_t, at::Tensor> pictures_;  ///< first row -> [B,3,H,W], of this rank
    std::deque<std::int64_t> waiting_;             ///< rows of pictures_ that the thread has not asked about
    bool complete_ = false;                        ///< nothing more will wait
    bool ended_ = false;                           ///< the thread has come to its end
    std::map<Reward*, KnownScores> known_;
    std::atomic<bool> give_up_ = false;
    std::thread thread_;
};

}  // namespace tempera
