// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/epoch_tools.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <torch/torch.h>

#include "core/base/clock.h"
#include "core/base/error.h"

namespace tempera {

WorkHooks phase_hooks(const MethodContext& context, const std::string& phase, double from, double to) {
    WorkHooks hooks;
    hooks.stop_asked = context.stop_asked;
    if (context.progress) {
        hooks.progress = [tell = context.progress, phase, from, to](double fraction) {
            tell(phase, from + (to - from) * fraction);
        };
    }
    return hooks;
}

std::optional<at::Tensor> decode_all(DiffusionModel& model, const at::Tensor& latents, std::int64_t batch,
                                     const WorkHooks& hooks) {
    torch::NoGradGuard no_grad;
    std::vector<at::Tensor> images;
    for (const at::Tensor& part : latents.split(batch)) {
        if (hooks.stop_asked && hooks.stop_asked()) {
            return std::nullopt;
        }
        images.push_back(model.decode(part, batch));
    }
    return at::cat(images);
}

std::optional<std::vector<double>> score_all(Reward& reward, const at::Tensor& images,
                                             const std::vector<std::string>& prompts, std::int64_t batch,
                                             const WorkHooks& hooks) {
    torch::NoGradGuard no_grad;
    std::vector<double> scores;
    const std::int64_t total = images.size(0);
    for (std::int64_t begin = 0; begin < total; begin += batch) {
        if (hooks.stop_asked && hooks.stop_asked()) {
            return std::nullopt;
        }
        const std::int64_t end = std::min(begin + batch, total);
        const at::Tensor part =
            reward.score(images.slice(0, begin, end), {prompts.begin() + begin, prompts.begin() + end})
                .to(at::kCPU, at::kDouble)
                .contiguous();
        for (std::int64_t i = 0; i < part.numel(); ++i) {
            scores.push_back(part.data_ptr<double>()[i]);
            if (!std::isfinite(scores.back())) {
                throw Error(
                    "the score of a picture of '" + prompts[static_cast<std::size_t>(begin + i)] + "' is not a number",
                    "reward.name: " + reward.name(), "check the reward with `tempera-run score`");
            }
        }
        if (hooks.progress) {
            hooks.progress(static_cast<double>(end) / static_cast<double>(total));
        }
    }
    return scores;
}

void report_samples(EpochReport& report, const at::Tensor& images, const PromptDraw& draw,
                    const std::vector<double>& rewards) {
    report.images = images.detach().to(at::kCPU, at::kFloat).contiguous();
    report.prompts = draw.prompts;
    report.seeds = draw.seeds;
    report.rewards = rewards;
    const at::Tensor values = torch::tensor(rewards, at::kDouble);
    report.metrics["reward/train_mean"] = values.mean().item<double>();
    report.metrics["reward/train_std"] = values.std(false).item<double>();
}

void add_timestep(EpochReport& report, std::int64_t epoch, std::int64_t time, const std::string& key, double value) {
    if (!std::isfinite(value)) {
        return;
    }
    TimestepRow row;
    row.epoch = epoch;
    row.timestep = static_cast<int>(time);
    row.key = key;
    row.value = value;
    report.timesteps.push_back(row);
}

void add_event(EpochReport& report, const std::string& level, const std::string& text) {
    EventRow row;
    row.wall = unix_seconds();
    row.level = level;
    row.text = text;
    report.events.push_back(row);
}

void require_finite(double value, const std::string& what) {
    if (!std::isfinite(value)) {
        throw Error("the " + what + " is no longer a number: training has diverged", "train.learning_rate",
                    "resume from an earlier checkpoint with a smaller train.learning_rate");
    }
}

}  // namespace tempera
