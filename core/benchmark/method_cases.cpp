// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include "core/benchmark/cases.h"
#include "core/methods/method.h"
#include "core/methods/prompt_draw.h"
#include "core/methods/trajectory_record.h"
#include "core/methods/update_plan.h"

namespace tempera::bench {
namespace {

using Settings = std::map<std::string, std::string>;

/// A method on the subject's model, epoch after epoch.
class MethodRun {
public:
    MethodRun(BenchSubject& subject, const Settings& settings) : config_(subject.config) {
        for (const auto& [key, value] : settings) {
            config_.set_text(key, value, "benchmark");
        }
        method_ = make_method({subject.model, *subject.reward, config_, subject.prompts, {}, {}, {}});
    }

    EpochReport next_epoch() { return method_->run_epoch(epoch_++); }
    const Config& config() const { return config_; }

private:
    Config config_;
    std::unique_ptr<Method> method_;
    std::int64_t epoch_ = 0;
};

std::int64_t contexts(const Config& config) {
    return config.real("sample.guidance_scale") > 1 ? 2 : 1;
}

std::string size_of_epoch(const Config& config) {
    return std::to_string(samples_per_epoch(config)) + " samples, " +
           std::to_string(config.integer("sample.num_steps")) + " steps" + (contexts(config) == 2 ? ", guidance" : "");
}

/// Sampling, what the critic sees, scoring, followed pictures, and forward and backward of the trained steps.
double policy_gradient_flop(const BenchSubject& subject, const Config& config) {
    const UpdateSchedule schedule(config, config.text("method") != "ddpo");
    const auto samples = static_cast<double>(samples_per_epoch(config));
    const auto steps = static_cast<double>(config.integer("sample.num_steps"));
    const MultiplyAdds unet = unet_multiply_adds(subject.model.unet->config, unet_call(subject, contexts(config)));
    double decoded = samples + static_cast<double>(trajectories_of_epoch(config, 0)) * steps;
    double encoded = samples;
    if (advantage_kind(config) == "critic" && config.text("critic.input") != "latent") {
        decoded += samples * static_cast<double>(schedule.first_steps());
        encoded += samples * static_cast<double>(schedule.first_steps());
    }
    const double trained = samples * static_cast<double>(schedule.trained_steps());
    return 2.0 * (samples * steps * unet.forward + trained * (unet.forward + unet.backward)) +
           decoded * decode_flop(subject) + encoded * encode_flop(subject);
}

BenchWork policy_gradient_epoch(BenchSubject& subject, const std::string& method) {
    const auto run = std::make_shared<MethodRun>(subject, Settings{{"method", method}});
    BenchWork work;
    work.description = size_of_epoch(run->config());
    work.micro_batch = UpdateSchedule(run->config(), method != "ddpo").micro_batch();
    work.flop = policy_gradient_flop(subject, run->config());
    const auto phases = std::make_shared<std::map<std::string, double>>();
    work.run = [run, phases] {
        const EpochReport report = run->next_epoch();
        for (const char* phase : {"sampling_s", "scoring_s", "updating_s"}) {
            (*phases)[phase] = report.metrics.at(std::string("time/") + phase);
        }
    };
    work.figures = [phases](double) { return *phases; };
    return work;
}

/// An epoch as small as one call of the model for every thread.
Settings one_update(const BenchSubject& subject) {
    const std::string samples = std::to_string(batches_at_once(subject) * subject.micro_batch());
    return {{"sample.batch_size", samples},
            {"sample.num_batches_per_epoch", "1"},
            {"prompts.per_epoch", "0"},
            {"train.batch_size", samples},
            {"train.gradient_accumulation_steps", "1"}};
}

}  // namespace

BenchWork tdpo_epoch(BenchSubject& subject) {
    return policy_gradient_epoch(subject, "tdpo");
}

BenchWork ddpo_epoch(BenchSubject& subject) {
    return policy_gradient_epoch(subject, "ddpo");
}

BenchWork align_prop_step(BenchSubject& subject) {
    const std::int64_t steps = subject.config.integer("sample.num_steps");
    const std::int64_t first = steps / 2;
    Settings settings = one_update(subject);
    settings["method"] = "align-prop";
    settings["align_prop.truncation"] = "fixed";
    settings["align_prop.first_trained_step"] = std::to_string(first);
    const auto run = std::make_shared<MethodRun>(subject, settings);
    UNetCall call = unet_call(subject, contexts(run->config()));
    const double sampling = unet_multiply_adds(subject.model.unet->config, call).forward;
    call.latent_gradient = true;
    const MultiplyAdds training = unet_multiply_adds(subject.model.unet->config, call);
    const MultiplyAdds decoding = vae_decode_multiply_adds(subject.model.vae->config, call.height, call.width);
    const MultiplyAdds encoding = clip_image_multiply_adds(subject.encoder);
    BenchWork work;
    work.description = size_of_epoch(run->config()) + ", " + std::to_string(steps - first) + " trained";
    work.micro_batch = subject.micro_batch();
    work.flop = 2.0 * static_cast<double>(samples_per_epoch(run->config())) *
                (static_cast<double>(steps) * sampling +
                 static_cast<double>(steps - first) * (training.forward + training.backward) + decoding.forward +
                 decoding.backward + encoding.forward + encoding.backward);
    work.run = [run] { run->next_epoch(); };
    return work;
}

BenchWork ratio_noise(BenchSubject& subject) {
    Settings settings = one_update(subject);
    settings["method"] = "tdpo";
    settings["critic.input"] = "latent";
    BenchWork work;
    work.micro_batch = subject.micro_batch();
    {
        const MethodRun run(subject, settings);
        work.description = size_of_epoch(run.config());
        work.flop = policy_gradient_flop(subject, run.config());
    }
    const auto noise = std::make_shared<double>(0);
    work.run = [&subject, settings, noise] {
        // A new policy every time: before its first update the ratio should be 1.
        MethodRun run(subject, settings);
        *noise = std::max(*noise, run.next_epoch().metrics.at("policy/ratio_noise"));
    };
    work.figures = [noise](double) { return std::map<std::string, double>{{"ratio_noise", *noise}}; };
    return work;
}

}  // namespace tempera::bench
