// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/epoch_tools.h"

#include <cmath>
#include <cstdint>

#include <torch/torch.h>

#include "core/base/clock.h"
#include "core/runtime/not_finite.h"

namespace tempera {

WorkHooks phase_hooks(const MethodContext& context, const std::string& phase, double from, double to) {
    WorkHooks hooks;
    hooks.stop_asked = context.stop_asked;
    hooks.wait_for_help = context.wait_for_help;
    if (context.progress) {
        hooks.progress = [tell = context.progress, phase, from, to](double fraction) {
            tell(phase, from + (to - from) * fraction);
        };
    }
    return hooks;
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
        throw NotFinite("the " + what + " is no longer a number: training has diverged", "train.learning_rate",
                        "start again with a lower one");
    }
}

}  // namespace tempera
