// SPDX-License-Identifier: GPL-3.0-or-later
#include <string>

#include <torch/torch.h>

#include "core/benchmark/cases.h"
#include "core/diffusion/rollout.h"
#include "core/methods/critic_input.h"
#include "core/methods/lora_policy.h"
#include "core/methods/prompt_draw.h"
#include "core/models/lora.h"
#include "core/rewards/scoring.h"
#include "core/runtime/parallel.h"
#include "core/runtime/random.h"

namespace tempera::bench {
namespace {

constexpr std::uint64_t kSeed = 1;

/// Latents of all micro-batches side by side: [parts, micro-batch, C, h, w].
at::Tensor latents_of(const BenchSubject& subject) {
    auto shape = subject.model.latent_shape();
    shape.insert(shape.begin(), {batches_at_once(subject), subject.micro_batch()});
    return stream_noise(shape, kSeed, "latents").to(subject.model.device);
}

std::string pieces(const BenchSubject& subject, const std::string& unit) {
    const std::int64_t parts = batches_at_once(subject);
    return (parts > 1 ? std::to_string(parts) + " x " : "") + std::to_string(subject.micro_batch()) + " " + unit;
}

double latents_in(const BenchSubject& subject) {
    return static_cast<double>(batches_at_once(subject) * subject.micro_batch());
}

/// An adapter beside the UNet for as long as it lives.
class AttachedLora {
public:
    explicit AttachedLora(const BenchSubject& subject)
        : unet_(subject.model.unet),
          lora_(LoraAdapter::create(unet_, subject.config.integer("lora.rank"), make_stream(kSeed, "lora"))) {
        lora_.attach(unet_);
    }
    ~AttachedLora() { LoraAdapter::detach(unet_); }
    AttachedLora(const AttachedLora&) = delete;
    AttachedLora& operator=(const AttachedLora&) = delete;

    std::vector<at::Tensor> parameters() const { return lora_.parameters(); }

private:
    UNet2DConditionModel unet_;
    LoraAdapter lora_;
};

/// What a call of the UNet needs besides latents.
struct Conditions {
    at::Tensor times;
    at::Tensor context;
};

Conditions conditions_of(BenchSubject& subject) {
    const std::int64_t batch = subject.micro_batch();
    const at::Tensor context = subject.model.encode_prompts({subject.prompts.front()});
    return {at::full({batch}, 500, at::TensorOptions().dtype(at::kLong).device(subject.model.device)),
            context.expand({batch, -1, -1}).contiguous()};
}

}  // namespace

std::int64_t batches_at_once(const BenchSubject& subject) {
    return subject.model.device.is_cpu() ? at::get_num_threads() : 1;
}

UNetCall unet_call(const BenchSubject& subject, std::int64_t contexts) {
    const auto shape = subject.model.latent_shape();
    return {.height = shape[1],
            .width = shape[2],
            .tokens = subject.model.text_encoder->config.max_position_embeddings,
            .contexts = contexts,
            .lora_rank = subject.config.integer("lora.rank"),
            .latent_gradient = false};
}

double decode_flop(const BenchSubject& subject) {
    const auto shape = subject.model.latent_shape();
    return 2.0 * vae_decode_multiply_adds(subject.model.vae->config, shape[1], shape[2]).forward;
}

double encode_flop(const BenchSubject& subject) {
    return 2.0 * clip_image_multiply_adds(subject.encoder).forward;
}

BenchWork unet_forward(BenchSubject& subject) {
    UNetCall call = unet_call(subject, 1);
    call.lora_rank = 0;
    BenchWork work;
    work.description = pieces(subject, "latents");
    work.micro_batch = subject.micro_batch();
    work.flop = latents_in(subject) * 2.0 * unet_multiply_adds(subject.model.unet->config, call).forward;
    work.run = [&subject, latents = latents_of(subject), at_call = conditions_of(subject)] {
        const torch::NoGradGuard no_grad;
        for_each_parallel(subject.model.device, latents.size(0), [&](std::int64_t part) {
            subject.model.unet->forward(latents[part], at_call.times, at_call.context);
        });
    };
    return work;
}

BenchWork unet_backward_lora(BenchSubject& subject) {
    const MultiplyAdds count = unet_multiply_adds(subject.model.unet->config, unet_call(subject, 1));
    BenchWork work;
    work.description = pieces(subject, "latents");
    work.micro_batch = subject.micro_batch();
    work.flop = latents_in(subject) * 2.0 * (count.forward + count.backward);
    work.run = [&subject, latents = latents_of(subject), at_call = conditions_of(subject),
                lora = std::make_shared<AttachedLora>(subject)] {
        for_each_parallel(subject.model.device, latents.size(0), [&](std::int64_t part) {
            const at::Tensor out = subject.model.unet->forward(latents[part], at_call.times, at_call.context);
            torch::autograd::grad({out.square().mean()}, lora->parameters());
        });
    };
    return work;
}

BenchWork vae_decode(BenchSubject& subject) {
    BenchWork work;
    work.description = pieces(subject, "pictures");
    work.micro_batch = subject.micro_batch();
    work.flop = latents_in(subject) * decode_flop(subject);
    work.run = [&subject, latents = latents_of(subject).flatten(0, 1)] {
        const torch::NoGradGuard no_grad;
        subject.model.decode(latents, subject.micro_batch());
    };
    return work;
}

BenchWork critic_step(BenchSubject& subject) {
    BenchWork work;
    work.description = pieces(subject, "latents");
    work.micro_batch = subject.micro_batch();
    work.flop = latents_in(subject) * (decode_flop(subject) + encode_flop(subject));
    work.run = [&subject, latents = latents_of(subject), encoder = subject.reward->image_encoder()] {
        decoded_features(subject.model, encoder, latents, subject.micro_batch(), {});
    };
    return work;
}

BenchWork sample(BenchSubject& subject) {
    const SamplerSettings settings = sampler_settings(subject.config, subject.micro_batch());
    const PromptDraw draw = draw_prompts(subject.config, subject.prompts, 0);
    const auto count = static_cast<double>(draw.seeds.size());
    UNetCall call = unet_call(subject, settings.guidance_scale > 1 ? 2 : 1);
    call.lora_rank = 0;
    BenchWork work;
    work.description =
        std::to_string(draw.seeds.size()) + " pictures, " + std::to_string(settings.num_steps) + " steps";
    work.micro_batch = settings.micro_batch;
    work.flop = count * (static_cast<double>(settings.num_steps) * 2.0 *
                             unet_multiply_adds(subject.model.unet->config, call).forward +
                         decode_flop(subject));
    work.run = [&subject, settings, draw] {
        const auto latents = sample_latents(subject.model, settings, draw.prompts, draw.seeds);
        decode_all(subject.model, *latents, settings.micro_batch);
    };
    work.figures = [count](double median) {
        return std::map<std::string, double>{{"pictures_per_second", count / median}};
    };
    return work;
}

BenchWork score(BenchSubject& subject) {
    const std::int64_t count = samples_per_epoch(subject.config);
    std::vector<std::int64_t> shape = subject.model.image_shape();
    shape.insert(shape.begin(), count);
    const at::Tensor pictures = stream_noise(shape, kSeed, "pictures").sigmoid().to(subject.model.device);
    BenchWork work;
    work.description = std::to_string(count) + " pictures by " + subject.reward->name();
    work.micro_batch = subject.micro_batch();
    work.flop = static_cast<double>(count) * encode_flop(subject);
    work.run = [&subject, pictures,
                prompts = std::vector<std::string>(static_cast<std::size_t>(count), subject.prompts.front())] {
        score_pictures(*subject.reward, pictures, prompts, subject.micro_batch());
    };
    work.figures = [count](double median) {
        return std::map<std::string, double>{{"pictures_per_second", static_cast<double>(count) / median}};
    };
    return work;
}

}  // namespace tempera::bench
