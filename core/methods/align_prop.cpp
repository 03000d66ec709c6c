// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/align_prop.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <torch/torch.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/methods/update_plan.h"
#include "core/runtime/random.h"
#include "core/runtime/ranks.h"

namespace tempera {
namespace {

/// l(R): |R - target|, or 1 - R when the target is 0.
at::Tensor loss_of(const at::Tensor& scores, double target) {
    return target == 0.0 ? 1.0 - scores : (scores - target).abs();
}

/// The first trained step; T when none is.
std::int64_t first_of(const std::vector<bool>& trained) {
    return std::find(trained.begin(), trained.end(), true) - trained.begin();
}

/// Frees what path_gradient() does not read, before the graph of the decoder takes its memory.
void forget_before(Path& path, std::int64_t first) {
    std::fill(path.latents.begin(), path.latents.begin() + first, at::Tensor());
    std::fill(path.noise_predictions.begin(), path.noise_predictions.begin() + first, at::Tensor());
}

}  // namespace

std::int64_t draw_truncation(const Config& config, std::int64_t num_steps, std::int64_t epoch, std::int64_t update) {
    const std::string& kind = config.text("align_prop.truncation");
    if (kind == "fixed" || num_steps == 1) {
        const std::int64_t first = kind == "fixed" ? config.integer("align_prop.first_trained_step") : -1;
        if (first >= num_steps) {
            throw Error("step " + std::to_string(first) + " is not one of the " + std::to_string(num_steps) + " steps",
                        "align_prop.first_trained_step", "use -1 for the last step, or 0 to sample.num_steps - 1");
        }
        return first < 0 ? num_steps - 1 : first;
    }
    const auto seed = static_cast<std::uint64_t>(config.integer("seed"));
    at::Generator generator =
        make_stream(seed, "truncation", static_cast<std::uint64_t>(epoch), static_cast<std::uint64_t>(update));
    const auto steps = static_cast<double>(num_steps);
    for (;;) {
        const at::Tensor draw = at::empty({1}, at::kDouble);
        if (kind == "gaussian_once") {
            draw.normal_(0.84 * steps, 0.1 * steps, generator);
        } else {
            draw.uniform_(0.0, steps, generator);
        }
        const auto first = static_cast<std::int64_t>(draw.item<double>());
        if (first >= 1 && first < num_steps) {
            return first;
        }
    }
}

std::vector<bool> draw_trained_steps(const Config& config, std::int64_t num_steps, std::int64_t epoch,
                                     std::int64_t update) {
    std::vector<bool> trained(static_cast<std::size_t>(num_steps));
    if (config.text("align_prop.truncation") != "per_step") {
        std::fill(trained.begin() + draw_truncation(config, num_steps, epoch, update), trained.end(), true);
        return trained;
    }
    const at::Tensor draws =
        at::randint(num_steps + 1, {num_steps},
                    make_stream(static_cast<std::uint64_t>(config.integer("seed")), "truncation",
                                static_cast<std::uint64_t>(epoch), static_cast<std::uint64_t>(update)),
                    at::kLong);
    for (std::int64_t step = 0; step < num_steps; ++step) {
        trained[static_cast<std::size_t>(step)] = draws.data_ptr<std::int64_t>()[step] <= step;
    }
    return trained;
}

at::Tensor path_gradient(DiffusionModel& model, const DdimSchedule& ddim, const Path& path,
                         const at::Tensor& prompt_embeds, const at::Tensor& negative_embeds, double guidance_scale,
                         const std::vector<bool>& trained, const at::Tensor& last_gradient,
                         const std::vector<at::Tensor>& parameters) {
    at::Tensor state_gradient = last_gradient;
    at::Tensor sum;
    const std::int64_t first = first_of(trained);
    for (std::int64_t step = ddim.num_steps() - 1; step >= first; --step) {
        const auto place = static_cast<std::size_t>(step);
        // x' = mean(x, eps(x)) + sigma z with z fixed, so dx' = dmean. Nobody asks for the gradient of the
        // state that the first trained step starts from.
        const at::Tensor state = path.latents[place].detach().requires_grad_(step > first);
        const at::Tensor times = at::full({state.size(0)}, ddim.timesteps()[place],
                                          at::TensorOptions().dtype(at::kLong).device(model.device));
        if (!trained[place]) {
            const at::Tensor mean = ddim_mean(ddim, path.noise_predictions[place], times, state);
            state_gradient = torch::autograd::grad({mean}, {state}, {state_gradient}).front();
            continue;
        }
        const at::Tensor output =
            model.predict(state, times, model.guidance(prompt_embeds, negative_embeds, guidance_scale));
        std::vector<at::Tensor> inputs = parameters;
        if (step > first) {
            inputs.push_back(state);
        }
        std::vector<at::Tensor> gradients =
            torch::autograd::grad({ddim_mean(ddim, output, times, state)}, inputs, {state_gradient});
        if (step > first) {
            state_gradient = gradients.back();
            gradients.pop_back();
        }
        const at::Tensor flat = torch::nn::utils::parameters_to_vector(gradients);
        sum = sum.defined() ? sum + flat : flat;
    }
    return sum.defined() ? sum : at::zeros_like(torch::nn::utils::parameters_to_vector(parameters).detach());
}

/// What one micro-batch gave.
struct AlignProp::Lesson {
    at::Tensor images;    // on the CPU
    at::Tensor rewards;   // [B] fp64 on the CPU
    at::Tensor gradient;  // flat, of its share of the update's mean loss
    double loss_sum = 0;
    double sampling_seconds = 0;
    double scoring_seconds = 0;
    double updating_seconds = 0;
};

AlignProp::AlignProp(MethodContext context)
    : context_(std::move(context)),
      samples_(samples_per_epoch(context_.config)),
      update_batch_(update_batch_size(context_.config)),
      micro_batch_(fitting_micro_batch(update_batch_, context_.config.integer("micro_batch"))),
      ddim_(context_.model.scheduler, context_.config.integer("sample.num_steps"), context_.config.real("sample.eta"),
            context_.model.device),
      policy_(context_.model, context_.config) {
    if (!context_.reward.differentiable()) {
        throw Error("AlignProp needs the gradient of the reward, and '" + context_.reward.name() + "' has none",
                    "reward.name", "use a differentiable reward (animals-aesthetic, saturation), or method = ddpo");
    }
}

/// Samples one micro-batch and takes its gradient. Any thread. Empty when stopped.
std::optional<AlignProp::Lesson> AlignProp::learn(const PromptDraw& draw, const at::Tensor& embeds,
                                                  const at::Tensor& negative, std::int64_t begin,
                                                  const std::vector<bool>& trained, SharedHooks& hooks) {
    const Config& config = context_.config;
    DiffusionModel& model = context_.model;
    const double guidance = config.real("sample.guidance_scale");
    const std::int64_t end = begin + micro_batch_;
    const at::Tensor own_embeds = embeds.slice(0, begin, end);
    const WorkHooks each_step{[&] { return hooks.stop_asked(); }, [&](double) { hooks.done(1); }};
    const double start = steady_seconds();
    auto path = sample_path(model, ddim_, {draw.seeds.begin() + begin, draw.seeds.begin() + end}, own_embeds, negative,
                            guidance, each_step);
    if (!path) {
        return std::nullopt;
    }
    const double sampled = steady_seconds();
    forget_before(*path, first_of(trained));
    const at::Tensor last = path->latents.back().detach().requires_grad_(true);
    const at::Tensor images = model.decode(last, micro_batch_);
    const at::Tensor scores = context_.reward.score(images, {draw.prompts.begin() + begin, draw.prompts.begin() + end});
    const at::Tensor loss = loss_of(scores, config.real("align_prop.target")).sum();
    const double share = config.real("align_prop.loss_coeff") / static_cast<double>(update_batch_);
    const at::Tensor last_gradient = torch::autograd::grad({share * loss}, {last}).front();
    const double scored = steady_seconds();

    Lesson lesson;
    lesson.gradient = path_gradient(model, ddim_, *path, own_embeds, negative, guidance, trained, last_gradient,
                                    policy_.parameters());
    lesson.images = images.detach().to(at::kCPU);
    lesson.rewards = scores.detach().to(at::kCPU, at::kDouble).contiguous();
    lesson.loss_sum = loss.item<double>();
    lesson.sampling_seconds = sampled - start;
    lesson.scoring_seconds = scored - sampled;
    lesson.updating_seconds = steady_seconds() - scored;
    return lesson;
}

EpochReport AlignProp::run_epoch(std::int64_t epoch) {
    const PromptDraw draw = draw_prompts(context_.config, context_.prompts, epoch);
    const at::Tensor embeds = context_.model.encode_prompts(draw.prompts);
    const at::Tensor negative = context_.model.encode_prompts({""});
    const std::int64_t updates = samples_ / update_batch_;
    const std::int64_t parts = update_batch_ / micro_batch_;
    const WorkHooks hooks = phase_hooks(context_, "updating");
    SharedHooks shared(hooks, updates * parts * ddim_.num_steps());
    std::vector<std::int64_t> shape = context_.model.image_shape();
    shape.insert(shape.begin(), samples_);
    at::Tensor images = at::zeros(shape);
    at::Tensor rewards = at::zeros({samples_}, at::kDouble);
    double loss_sum = 0;
    double norm_sum = 0;
    double sampling = 0;
    double scoring = 0;
    double updating = 0;
    const double start = steady_seconds();
    for (std::int64_t update = 0; update < updates; ++update) {
        const std::vector<bool> trained = draw_trained_steps(context_.config, ddim_.num_steps(), epoch, update);
        std::vector<std::optional<Lesson>> lessons(static_cast<std::size_t>(parts));
        for_each_own_part(context_.model.device, parts, [&](std::int64_t part) {
            const std::int64_t begin = update * update_batch_ + part * micro_batch_;
            lessons[static_cast<std::size_t>(part)] = learn(draw, embeds, negative, begin, trained, shared);
        });
        if (shared.stopped()) {
            EpochReport nothing;
            nothing.stopped = true;
            return nothing;
        }
        for (std::int64_t part = 0; part < parts; ++part) {
            const std::optional<Lesson>& lesson = lessons[static_cast<std::size_t>(part)];
            if (!lesson) {
                continue;  // another rank's
            }
            const std::int64_t begin = update * update_batch_ + part * micro_batch_;
            policy_.add_gradient(lesson->gradient);
            images.slice(0, begin, begin + micro_batch_).copy_(lesson->images);
            rewards.slice(0, begin, begin + micro_batch_).copy_(lesson->rewards);
            loss_sum += lesson->loss_sum;
            sampling += lesson->sampling_seconds;
            scoring += lesson->scoring_seconds;
            updating += lesson->updating_seconds;
        }
        const double norm = policy_.update();
        require_finite(norm, "gradient");
        norm_sum += norm;
    }
    reward_queries_ += samples_;
    sum_over_ranks(images);
    sum_over_ranks(rewards);
    EpochReport report;
    report_samples(report, images, draw, {rewards.data_ptr<double>(), rewards.data_ptr<double>() + samples_});
    report.metrics["policy/loss"] = sum_over_ranks(loss_sum) / static_cast<double>(samples_);
    report.metrics["policy/grad_norm"] = norm_sum / static_cast<double>(updates);
    // Several threads worked at once: their seconds are shares of the time that has passed.
    const double scale = (steady_seconds() - start) / (sampling + scoring + updating);
    report.metrics["time/sampling_s"] = sampling * scale;
    report.metrics["time/scoring_s"] = scoring * scale;
    report.metrics["time/updating_s"] = updating * scale;
    report.policy_steps = policy_.steps();
    report.reward_queries = reward_queries_;
    return report;
}

std::map<std::string, at::Tensor> AlignProp::save() const {
    StateMap state;
    policy_.save(state);
    put_counter(state, "counter/reward_queries", reward_queries_);
    return state;
}

void AlignProp::load(const std::map<std::string, at::Tensor>& state) {
    policy_.load(state);
    reward_queries_ = get_counter(state, "counter/reward_queries");
}

}  // namespace tempera
