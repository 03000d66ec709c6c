// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/diffusion/rollout.h"

#include <algorithm>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/runtime/random.h"
#include "core/runtime/ranks.h"

namespace tempera {
namespace {

/// Draws of every seed, one batch on the model's device.
template <typename Draw>
at::Tensor batch_of(const std::vector<std::uint64_t>& seeds, at::Device device, Draw&& draw) {
    std::vector<at::Tensor> rows;
    rows.reserve(seeds.size());
    for (const std::uint64_t seed : seeds) {
        rows.push_back(draw(seed));
    }
    return at::stack(rows).to(device);
}

/// All micro-batches, several at once; `take` gets the first row and the path of each, from any thread.
/// False when stopped.
bool for_each_path(DiffusionModel& model, const DdimSchedule& schedule, const SamplerSettings& settings,
                   const at::Tensor& prompt_embeds, const at::Tensor& negative_embeds,
                   const std::vector<std::uint64_t>& seeds, const WorkHooks& hooks,
                   const std::function<void(std::int64_t begin, const Path& path)>& take) {
    const auto total = static_cast<std::int64_t>(seeds.size());
    const std::int64_t batches = (total + settings.micro_batch - 1) / settings.micro_batch;
    SharedHooks shared(hooks, batches * schedule.num_steps());
    const WorkHooks each_step{[&] { return shared.stop_asked(); }, [&](double) { shared.done(1); }};
    for_each_own_part(model.device, batches, [&](std::int64_t batch) {
        const std::int64_t begin = batch * settings.micro_batch;
        const std::int64_t end = std::min(begin + settings.micro_batch, total);
        const auto path =
            sample_path(model, schedule, {seeds.begin() + begin, seeds.begin() + end},
                        prompt_embeds.slice(0, begin, end), negative_embeds, settings.guidance_scale, each_step);
        if (path) {
            take(begin, *path);
        }
    });
    return !shared.stopped();
}

void check(const SamplerSettings& settings, const std::vector<std::string>& prompts,
           const std::vector<std::uint64_t>& seeds) {
    if (prompts.size() != seeds.size() || prompts.empty()) {
        throw Error("sampling needs as many seeds as prompts, got " + std::to_string(seeds.size()) + " and " +
                        std::to_string(prompts.size()),
                    "sampling", "give one seed per prompt");
    }
    if (settings.micro_batch < 1) {
        throw Error("a micro-batch holds at least one picture", "micro_batch", "use 1 or more");
    }
}

}  // namespace

at::Tensor initial_noise(at::IntArrayRef shape, std::uint64_t seed) {
    return stream_noise(shape, seed, "latent");
}

at::Tensor step_noise(at::IntArrayRef shape, std::uint64_t seed, std::int64_t step) {
    return stream_noise(shape, seed, "step", 0, static_cast<std::uint64_t>(step));
}

std::optional<Path> sample_path(DiffusionModel& model, const DdimSchedule& schedule, const at::Tensor& initial,
                                const at::Tensor& prompt_embeds, const at::Tensor& negative_embeds,
                                double guidance_scale, const std::function<at::Tensor(std::int64_t step)>& noise,
                                const WorkHooks& hooks) {
    // Not inference mode: these tensors go through autograd again when the policy is updated.
    torch::NoGradGuard no_grad;
    const Guidance guidance = model.guidance(prompt_embeds, negative_embeds, guidance_scale);
    Path path;
    path.latents.push_back(initial);
    for (std::int64_t step = 0; step < schedule.num_steps(); ++step) {
        if (hooks.stop_asked && hooks.stop_asked()) {
            return std::nullopt;
        }
        const at::Tensor& latents = path.latents.back();
        const at::Tensor times = at::full({initial.size(0)}, schedule.timesteps()[static_cast<std::size_t>(step)],
                                          at::TensorOptions().dtype(at::kLong).device(model.device));
        const at::Tensor output = model.predict(latents, times, guidance);
        const DdimStep result = ddim_step(schedule, output, times, latents, noise(step));
        path.noise_predictions.push_back(output);
        path.log_probs.push_back(result.log_prob);
        path.latents.push_back(result.next);
        if (hooks.progress) {
            hooks.progress(static_cast<double>(step + 1) / static_cast<double>(schedule.num_steps()));
        }
    }
    return path;
}

std::optional<Path> sample_path(DiffusionModel& model, const DdimSchedule& schedule,
                                const std::vector<std::uint64_t>& seeds, const at::Tensor& prompt_embeds,
                                const at::Tensor& negative_embeds, double guidance_scale, const WorkHooks& hooks) {
    const auto shape = model.latent_shape();
    const at::Tensor initial =
        batch_of(seeds, model.device, [&](std::uint64_t seed) { return initial_noise(shape, seed); });
    const auto noise = [&](std::int64_t step) {
        return batch_of(seeds, model.device, [&](std::uint64_t seed) { return step_noise(shape, seed, step); });
    };
    return sample_path(model, schedule, initial, prompt_embeds, negative_embeds, guidance_scale, noise, hooks);
}

at::Tensor Trajectories::final_latents() const {
    return latents.select(1, latents.size(1) - 1);
}

std::optional<Trajectories> rollout(DiffusionModel& model, const SamplerSettings& settings,
                                    const std::vector<std::string>& prompts, const std::vector<std::uint64_t>& seeds,
                                    const WorkHooks& hooks, const SampledBatch& sampled) {
    check(settings, prompts, seeds);
    torch::NoGradGuard no_grad;
    const DdimSchedule schedule(model.scheduler, settings.num_steps, settings.eta, model.device);
    schedule.require_density();

    Trajectories out;
    out.prompts = prompts;
    out.seeds = seeds;
    out.prompt_embeds = model.encode_prompts(prompts);
    out.negative_embeds = model.encode_prompts({""});
    const std::int64_t total = out.size();
    const std::int64_t steps = schedule.num_steps();
    out.timesteps = torch::tensor(schedule.timesteps(), at::kLong).to(model.device).expand({total, steps}).contiguous();
    auto shape = model.latent_shape();
    shape.insert(shape.begin(), {total, steps + 1});
    out.latents = at::zeros(shape, at::TensorOptions().dtype(at::kFloat).device(model.device));
    out.logp_old = at::zeros({total, steps}, at::TensorOptions().dtype(at::kFloat).device(model.device));
    const std::int64_t kept = std::min(settings.outputs_kept, total);
    if (kept > 0) {
        shape[0] = kept;
        shape[1] = steps;
        out.outputs = at::zeros(shape, out.latents.options());
    }

    const auto take = [&](std::int64_t begin, const Path& path) {
        const std::int64_t end = begin + path.latents.front().size(0);
        out.latents.slice(0, begin, end).copy_(at::stack(path.latents, 1));
        out.logp_old.slice(0, begin, end).copy_(at::stack(path.log_probs, 1));
        const std::int64_t kept_end = std::min(end, kept);
        if (begin < kept_end) {
            out.outputs.slice(0, begin, kept_end)
                .copy_(at::stack(path.noise_predictions, 1).slice(0, 0, kept_end - begin));
        }
        if (sampled) {
            sampled(begin, path.latents.back());
        }
    };
    const bool complete =
        for_each_path(model, schedule, settings, out.prompt_embeds, out.negative_embeds, seeds, hooks, take);
    if (!complete) {
        return std::nullopt;
    }
    sum_over_ranks(out.latents);
    sum_over_ranks(out.logp_old);
    if (kept > 0) {
        sum_over_ranks(out.outputs);
    }
    return out;
}

std::optional<at::Tensor> sample_latents(DiffusionModel& model, const SamplerSettings& settings,
                                         const std::vector<std::string>& prompts,
                                         const std::vector<std::uint64_t>& seeds, const WorkHooks& hooks,
                                         const SampledBatch& sampled) {
    check(settings, prompts, seeds);
    torch::NoGradGuard no_grad;
    const DdimSchedule schedule(model.scheduler, settings.num_steps, settings.eta, model.device);
    auto shape = model.latent_shape();
    shape.insert(shape.begin(), static_cast<std::int64_t>(seeds.size()));
    at::Tensor finals = at::zeros(shape, at::TensorOptions().dtype(at::kFloat).device(model.device));
    const bool complete =
        for_each_path(model, schedule, settings, model.encode_prompts(prompts), model.encode_prompts({""}), seeds,
                      hooks, [&](std::int64_t begin, const Path& path) {
                          const at::Tensor& last = path.latents.back();
                          finals.slice(0, begin, begin + last.size(0)).copy_(last);
                          if (sampled) {
                              sampled(begin, last);
                          }
                      });
    if (!complete) {
        return std::nullopt;
    }
    sum_over_ranks(finals);
    return finals;
}

std::optional<at::Tensor> decode_all(DiffusionModel& model, const at::Tensor& latents, std::int64_t batch,
                                     const WorkHooks& hooks, const std::vector<std::int64_t>& size) {
    torch::NoGradGuard no_grad;
    std::vector<std::int64_t> shape = model.image_shape();
    if (!size.empty()) {
        std::copy(size.begin(), size.end(), shape.begin() + 1);
    }
    shape.insert(shape.begin(), latents.size(0));
    at::Tensor images = at::zeros(shape, latents.options());
    const std::int64_t parts = (latents.size(0) + batch - 1) / batch;
    SharedHooks shared(hooks, parts);
    for_each_own_part(model.device, parts, [&](std::int64_t part) {
        if (shared.stop_asked()) {
            return;
        }
        const std::int64_t begin = part * batch;
        const std::int64_t end = std::min(begin + batch, latents.size(0));
        const at::Tensor part_images = model.decode(latents.slice(0, begin, end), batch);
        images.slice(0, begin, end).copy_(size.empty() ? part_images : at::adaptive_avg_pool2d(part_images, size));
        shared.done(1);
    });
    if (shared.stopped()) {
        return std::nullopt;
    }
    sum_over_ranks(images);
    return images;
}

}  // namespace tempera
