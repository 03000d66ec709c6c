// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/sampled_pictures.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>

#include <torch/torch.h>

#include "core/runtime/ranks.h"

namespace tempera {

SampledPictures::SampledPictures(DiffusionModel& model, const std::vector<Reward*>& judges,
                                 const std::vector<std::string>& prompts, std::int64_t micro_batch)
    : model_(model), prompts_(prompts), micro_batch_(micro_batch) {
    std::copy_if(judges.begin(), judges.end(), std::back_inserter(early_),
                 [](const Reward* judge) { return judge->elsewhere(); });
    if (!early_.empty()) {
        for (Reward* judge : early_) {
            judge->set_stop_asked([this] { return give_up_.load(); });
        }
        thread_ = std::thread([this] { ask_early(); });
    }
}

SampledPictures::~SampledPictures() {
    give_up_ = true;
    finish_asking({});
}

SampledBatch SampledPictures::sampled() {
    if (early_.empty()) {
        return {};
    }
    return [this](std::int64_t begin, const at::Tensor& latents) { take(begin, latents); };
}

void SampledPictures::take(std::int64_t begin, const at::Tensor& latents) {
    const torch::NoGradGuard no_grad;
    const at::Tensor pictures = model_.decode(latents, micro_batch_);
    {
        const std::lock_guard lock(mutex_);
        pictures_[begin] = pictures;
        waiting_.push_back(begin);
    }
    changed_.notify_all();
}

/// The thread of the early judges. One that fails is asked no more: score() does it again, and knows whom to tell.
void SampledPictures::ask_early() {
    const torch::NoGradGuard no_grad;
    std::set<Reward*> failed;
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return !waiting_.empty() || complete_; });
        if (waiting_.empty() || give_up_) {
            break;
        }
        const std::int64_t begin = waiting_.front();
        waiting_.pop_front();
        const at::Tensor pictures = pictures_.at(begin);
        const std::vector<std::string> prompts(prompts_.begin() + begin, prompts_.begin() + begin + pictures.size(0));
        for (Reward* judge : early_) {
            if (failed.contains(judge)) {
                continue;
            }
            lock.unlock();
            std::optional<at::Tensor> scores;
            try {
                scores = judge->score(pictures, prompts);
            } catch (const std::exception&) {
                failed.insert(judge);
            }
            lock.lock();
            if (scores) {
                known_[judge][begin] = *scores;
            }
        }
        if (failed.size() == early_.size()) {
            break;
        }
    }
    ended_ = true;
    lock.unlock();
    changed_.notify_all();
}

/// Waits for the thread, which a stop makes short.
void SampledPictures::finish_asking(const WorkHooks& hooks) {
    if (!thread_.joinable()) {
        return;
    }
    std::unique_lock lock(mutex_);
    complete_ = true;
    changed_.notify_all();
    while (!changed_.wait_for(lock, std::chrono::milliseconds(50), [this] { return ended_; })) {
        if (hooks.stop_asked && hooks.stop_asked()) {
            give_up_ = true;
        }
    }
    lock.unlock();
    thread_.join();
    for (Reward* judge : early_) {
        judge->set_stop_asked({});
    }
}

std::optional<at::Tensor> SampledPictures::decode(const at::Tensor& latents, const WorkHooks& hooks) {
    if (early_.empty()) {
        return decode_all(model_, latents, micro_batch_, hooks);
    }
    std::vector<std::int64_t> shape = model_.image_shape();
    shape.insert(shape.begin(), latents.size(0));
    at::Tensor images = at::zeros(shape, latents.options());
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [begin, pictures] : pictures_) {
            images.slice(0, begin, begin + pictures.size(0)).copy_(pictures);
        }
    }
    sum_over_ranks(images);
    return images;
}

std::optional<std::vector<double>> SampledPictures::score(Reward& judge, const at::Tensor& images01,
                                                          const WorkHooks& hooks) {
    finish_asking(hooks);
    return score_all(judge, images01, prompts_, micro_batch_, hooks, known_[&judge]);
}

}  // namespace tempera
