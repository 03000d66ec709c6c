// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/benchmark/benchmark.h"
#include "core/models/multiply_adds.h"

// How each measurement is prepared; the list is in cases.cpp.
namespace tempera::bench {

// model_cases.cpp
BenchWork unet_forward(BenchSubject& subject);
BenchWork unet_backward_lora(BenchSubject& subject);
BenchWork vae_decode(BenchSubject& subject);
BenchWork critic_step(BenchSubject& subject);
BenchWork sample(BenchSubject& subject);
BenchWork score(BenchSubject& subject);

// method_cases.cpp
BenchWork tdpo_epoch(BenchSubject& subject);
BenchWork ddpo_epoch(BenchSubject& subject);
BenchWork align_prop_step(BenchSubject& subject);
BenchWork ratio_noise(BenchSubject& subject);

// system_cases.cpp
BenchWork load(BenchSubject& subject);
BenchWork log_overhead(BenchSubject& subject);

/// Micro-batches that this device works on side by side.
std::int64_t batches_at_once(const BenchSubject& subject);

/// One call of the UNet of `subject` with `contexts` prompts for each latent and an adapter of the configured rank.
UNetCall unet_call(const BenchSubject& subject, std::int64_t contexts);

/// FLOP of one picture's decoding, and of one picture's features.
double decode_flop(const BenchSubject& subject);
double encode_flop(const BenchSubject& subject);

}  // namespace tempera::bench
