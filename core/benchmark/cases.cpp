// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/benchmark/cases.h"

namespace tempera {

const std::vector<BenchCase>& bench_cases() {
    static const std::vector<BenchCase> cases{
        {"unet-forward", "one pass of the UNet without guidance", bench::unet_forward},
        {"unet-backward-lora", "forward and backward of the UNet for an adapter", bench::unet_backward_lora},
        {"vae-decode", "latents to pictures", bench::vae_decode},
        {"critic-step", "what a critic sees of noisy latents: decode, resize, encode", bench::critic_step},
        {"sample", "pictures from noise, with guidance", bench::sample},
        {"tdpo-epoch", "an epoch of TDPO whose critic sees decoded latents", bench::tdpo_epoch},
        {"ddpo-epoch", "the same epoch of DDPO", bench::ddpo_epoch},
        {"alignprop-step", "an update of AlignProp through the second half of the steps", bench::align_prop_step},
        {"score", "the judge's opinion of pictures", bench::score},
        {"load", "the model from its folder into fp32", bench::load},
        {"log-overhead", "twenty metrics of a step to the run's store", bench::log_overhead},
        {"ratio-noise", "the largest |ratio - 1| before the first update", bench::ratio_noise},
    };
    return cases;
}

}  // namespace tempera
