// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/diffusion/ddim.h"
#include "core/diffusion/diffusion_model.h"
#include "core/runtime/work_hooks.h"

namespace tempera {

struct SamplerSettings {
    std::int64_t num_steps = 50;
    double eta = 1.0;
    double guidance_scale = 5.0;
    std::int64_t micro_batch = 16;  ///< pictures per UNet call (doubled by guidance)
    std::int64_t outputs_kept = 0;  ///< a rollout keeps what the model said at every step of so many first pictures
};

/// Starting latent and step noise of the picture (seed), whatever the batch, its order or the device:
/// [C,h,w] fp32 on the CPU, from the streams "latent" and "step".
at::Tensor initial_noise(at::IntArrayRef shape, std::uint64_t seed);
at::Tensor step_noise(at::IntArrayRef shape, std::uint64_t seed, std::int64_t step);

/// The denoising of one batch.
struct Path {
    std::vector<at::Tensor> latents;            ///< T+1 times [B,C,h,w] fp32, the last is the picture
    std::vector<at::Tensor> noise_predictions;  ///< T times [B,C,h,w]
    std::vector<at::Tensor> log_probs;          ///< T times [B]; undefined where a step adds no noise
};

/// Walks from the given starting latents [B,C,h,w]; `noise` gives the step noise [B,C,h,w]. All on the
/// model's device, without gradient. Empty when stopped.
std::optional<Path> sample_path(DiffusionModel& model, const DdimSchedule& schedule, const at::Tensor& initial,
                                const at::Tensor& prompt_embeds, const at::Tensor& negative_embeds,
                                double guidance_scale, const std::function<at::Tensor(std::int64_t step)>& noise,
                                const WorkHooks& hooks = {});

/// The same with the noise of the pictures `seeds`.
std::optional<Path> sample_path(DiffusionModel& model, const DdimSchedule& schedule,
                                const std::vector<std::uint64_t>& seeds, const at::Tensor& prompt_embeds,
                                const at::Tensor& negative_embeds, double guidance_scale, const WorkHooks& hooks = {});

/// N whole denoising paths, on the model's device. logp_old was computed from the latents as stored.
struct Trajectories {
    std::vector<std::string> prompts;
    std::vector<std::uint64_t> seeds;
    at::Tensor prompt_embeds;    ///< [N,L,width]
    at::Tensor negative_embeds;  ///< [1,L,width]
    at::Tensor timesteps;        ///< [N,T] int64, in sampling order
    at::Tensor latents;          ///< [N,T+1,C,h,w] fp32
    at::Tensor logp_old;         ///< [N,T] fp32
    at::Tensor outputs;          ///< [n,T,C,h,w] fp32, guided, of the first n pictures; undefined for n = 0

    std::int64_t size() const { return static_cast<std::int64_t>(prompts.size()); }
    std::int64_t num_steps() const { return timesteps.size(1); }
    at::Tensor final_latents() const;  ///< [N,C,h,w]
};

/// Told of every micro-batch as soon as it is sampled: its first row and its final latents [B,C,h,w]. From any thread,
/// several at once.
using SampledBatch = std::function<void(std::int64_t begin, const at::Tensor& latents)>;

/// Samples a path for every (prompt, seed); each rank walks some of the batches, all get all paths. Empty when a stop
/// was asked for.
/// Throws Error when the setting has a step without density.
std::optional<Trajectories> rollout(DiffusionModel& model, const SamplerSettings& settings,
                                    const std::vector<std::string>& prompts, const std::vector<std::uint64_t>& seeds,
                                    const WorkHooks& hooks = {}, const SampledBatch& sampled = {});

/// The same pictures without the paths: final latents [N,C,h,w]; eta 0 is allowed. Empty when stopped.
std::optional<at::Tensor> sample_latents(DiffusionModel& model, const SamplerSettings& settings,
                                         const std::vector<std::string>& prompts,
                                         const std::vector<std::uint64_t>& seeds, const WorkHooks& hooks = {},
                                         const SampledBatch& sampled = {});

/// Pictures of final latents [N,C,h,w], `batch` at a time, without gradient: [N,3,H,W] in 0..1 on the model's device.
/// `size`: height and width that they are averaged down to. Empty when stopped.
std::optional<at::Tensor> decode_all(DiffusionModel& model, const at::Tensor& latents, std::int64_t batch,
                                     const WorkHooks& hooks = {}, const std::vector<std::int64_t>& size = {});

}  // namespace tempera
