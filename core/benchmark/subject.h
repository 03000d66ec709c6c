// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/diffusion/diffusion_model.h"
#include "core/models/clip.h"
#include "core/rewards/reward.h"

namespace tempera {

/// What is measured: a model with a judge that looks through CLIP, and the sizes of the pieces of work. Owns all.
struct BenchSubject {
    std::string name;
    DiffusionModel model;
    std::unique_ptr<Reward> reward;    ///< differentiable, with an image encoder
    CLIPConfig encoder;                ///< of that encoder
    Config config;                     ///< of the epochs: samples, steps, guidance, micro-batch, rank, critic
    std::vector<std::string> prompts;  ///< of the epochs

    /// Where to load the model from; empty: the measurement writes it to a temporary folder first.
    std::filesystem::path folder;

    std::int64_t micro_batch() const { return config.integer("micro_batch"); }
};

/// The embedded model and its aesthetic judge: 64 samples, 20 steps, guidance, all steps trained.
BenchSubject animals_subject(at::Device device);

/// Stable Diffusion 1.x with CLIP ViT-L/14, of full size with random weights (5.4 GB in memory): few samples and
/// steps, for a forward pass takes seconds on a CPU.
BenchSubject sd1_subject(at::Device device);

/// The same of any size: random weights that keep activations near 1, a judge that is a random line in the features.
BenchSubject random_subject(const std::string& name, const UNetConfig& unet, const AutoencoderKLConfig& vae,
                            const CLIPTextConfig& text, const CLIPConfig& encoder, const Config& config,
                            at::Device device);

/// Names for bench_subject(): "animals", "sd1".
std::vector<std::string> bench_subject_names();

/// Throws Error naming the known ones.
BenchSubject bench_subject(const std::string& name, at::Device device);

}  // namespace tempera
