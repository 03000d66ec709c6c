// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdint>

#include <QTest>

#include "core/diffusion/rollout.h"
#include "core/formats/safetensors.h"
#include "core/models/lora.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/tensor_compare.h"
#include "tests/helpers/tiny_diffusion.h"

using namespace tempera;

namespace {

using Tensors = std::map<std::string, at::Tensor>;

Tensors read(const char* file) {
    return read_safetensors(std::string(TEMPERA_FIXTURES "/19_tiny_sd/") + file).tensors;
}

const std::vector<std::string> kPrompts{"cat", "dog", "an owl", "cat", "bee"};
const std::vector<std::uint64_t> kSeeds{1, 2, 3, 4, 5};

SamplerSettings few_steps(std::int64_t micro_batch) {
    SamplerSettings settings;
    settings.num_steps = 4;
    settings.micro_batch = micro_batch;
    return settings;
}

}  // namespace

/// The assembled pipeline against diffusers + TDPO (fixture 19) and its invariances.
class TestRollout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Four guided steps with given noise: latents, guided noise, log-probs, picture.
    void reference_run() {
        DiffusionModel model = DiffusionModel::load(TEMPERA_FIXTURES "/19_tiny_sd", at::kCPU);
        const Tensors io = read("io.safetensors");
        LoraAdapter::from_file(model.unet, TEMPERA_FIXTURES "/19_tiny_sd/lora.safetensors").attach(model.unet);
        QCOMPARE(model.hash.size(), std::size_t{64});
        QCOMPARE(model.latent_shape(), (std::vector<std::int64_t>{4, 8, 8}));

        const at::Tensor embeds = model.encode_ids(io.at("prompt_ids"));
        const at::Tensor negative = model.encode_ids(io.at("negative_ids"));
        COMPARE_TENSORS(embeds, io.at("prompt_embeds"), 2e-5);
        const DdimSchedule schedule(model.scheduler, 4, 1.0);
        QVERIFY(at::equal(torch::tensor(schedule.timesteps(), at::kLong), io.at("timesteps")));

        const auto path = sample_path(model, schedule, io.at("latents.0"), embeds, negative, 5.0,
                                      [&](std::int64_t step) { return io.at("noise." + std::to_string(step)); });
        QVERIFY(path.has_value());
        for (int step = 0; step < 4; ++step) {
            const std::string number = std::to_string(step);
            const auto place = static_cast<std::size_t>(step);
            COMPARE_TENSORS(path->noise_predictions[place], io.at("eps_cfg." + number), 5e-5);
            COMPARE_TENSORS(path->log_probs[place], io.at("logp." + number), 1e-4);
            COMPARE_TENSORS(path->latents[place + 1], io.at("latents." + std::to_string(step + 1)), 5e-5);
        }
        COMPARE_TENSORS(model.decode(path->latents.back()), io.at("image_pt"), 5e-5);
    }

    /// One clipped policy-gradient step on the adapter: loss and all gradients.
    void reference_gradient() {
        DiffusionModel model = DiffusionModel::load(TEMPERA_FIXTURES "/19_tiny_sd", at::kCPU);
        const Tensors io = read("io.safetensors");
        const Tensors expected = read("train_step.safetensors");
        const LoraAdapter lora = LoraAdapter::from_file(model.unet, TEMPERA_FIXTURES "/19_tiny_sd/lora.safetensors");
        lora.attach(model.unet);
        const DdimSchedule schedule(model.scheduler, 4, 1.0);
        const at::Tensor times = io.at("timesteps").slice(0, 2, 3).expand({2}).contiguous();
        const at::Tensor eps = model.predict(io.at("latents.2"), times,
                                             model.guidance(io.at("prompt_embeds"), io.at("negative_embeds"), 5.0));
        const at::Tensor mean = ddim_mean(schedule, eps, times, io.at("latents.2"));
        const at::Tensor logp = ddim_log_prob(schedule, mean, times, io.at("latents.3"));
        COMPARE_TENSORS(logp, expected.at("logp"), 1e-4);
        const at::Tensor ratio = (logp - io.at("logp.2")).exp();
        COMPARE_TENSORS(ratio, expected.at("ratio"), 1e-4);
        const at::Tensor advantage = expected.at("adv");
        const at::Tensor loss = at::maximum(-advantage * ratio, -advantage * ratio.clamp(1 - 1e-4, 1 + 1e-4)).mean();
        COMPARE_TENSORS(loss, expected.at("loss"), 1e-4);
        loss.backward();

        const auto names = lora.state_dict();
        const auto parameters = lora.parameters();
        std::size_t compared = 0;
        for (const auto& [name, tensor] : names) {
            const at::Tensor expected_gradient = find_gradient(expected, name);
            QVERIFY2(expected_gradient.defined(), name.c_str());
            const auto same = std::find_if(parameters.begin(), parameters.end(), [&](const at::Tensor& parameter) {
                return parameter.data_ptr() == tensor.data_ptr();
            });
            QVERIFY(same != parameters.end());
            COMPARE_TENSORS(same->grad(), expected_gradient, 5e-6);
            ++compared;
        }
        QCOMPARE(compared, parameters.size());
        LoraAdapter::detach(model.unet);
    }

    /// The picture of (prompt, seed) does not depend on the company it is sampled in.
    void batch_invariance() {
        DiffusionModel model = tiny_diffusion();
        const auto whole = rollout(model, few_steps(5), kPrompts, kSeeds);
        QVERIFY(whole.has_value());
        const auto parts = rollout(model, few_steps(2), kPrompts, kSeeds);
        COMPARE_TENSORS(parts->latents, whole->latents, 1e-4);
        const auto reversed =
            sample_latents(model, few_steps(3), {kPrompts.rbegin(), kPrompts.rend()}, {kSeeds.rbegin(), kSeeds.rend()});
        COMPARE_TENSORS(reversed->flip(0), whole->final_latents(), 1e-4);
        // Same prompt, other seed: another picture.
        QVERIFY(!at::allclose(whole->final_latents()[0], whole->final_latents()[3], 1e-2, 1e-2));
        const auto again = rollout(model, few_steps(5), kPrompts, kSeeds);
        QVERIFY(at::equal(again->latents, whole->latents));
        QVERIFY(at::equal(again->logp_old, whole->logp_old));
    }

    void shapes() {
        DiffusionModel model = tiny_diffusion();
        const auto paths = rollout(model, few_steps(2), kPrompts, kSeeds);
        QCOMPARE(paths->latents.sizes(), at::IntArrayRef({5, 5, 4, 8, 8}));
        QCOMPARE(paths->timesteps.sizes(), at::IntArrayRef({5, 4}));
        QCOMPARE(paths->logp_old.sizes(), at::IntArrayRef({5, 4}));
        QVERIFY(!paths->latents.is_inference());
        const at::Tensor images = model.decode(paths->final_latents(), 2);
        QCOMPARE(images.sizes(), at::IntArrayRef({5, 3, 16, 16}));
        QVERIFY(images.min().item<double>() >= 0 && images.max().item<double>() <= 1);
    }

    void stop_and_progress() {
        DiffusionModel model = tiny_diffusion();
        int polls = 0;
        double last = 0;
        WorkHooks hooks;
        hooks.stop_asked = [&] { return ++polls > 3; };
        hooks.progress = [&](double fraction) {
            QVERIFY(fraction > last);
            last = fraction;
        };
        QVERIFY(!rollout(model, few_steps(2), kPrompts, kSeeds, hooks).has_value());
        QCOMPARE(polls, 4);
        hooks.stop_asked = nullptr;
        last = 0;
        QVERIFY(rollout(model, few_steps(2), kPrompts, kSeeds, hooks).has_value());
        QCOMPARE(last, 1.0);
    }

    void bad_input() {
        DiffusionModel model = tiny_diffusion();
        SamplerSettings deterministic = few_steps(2);
        deterministic.eta = 0;
        QVERIFY(error_text([&] { rollout(model, deterministic, kPrompts, kSeeds); }).contains("sample.eta"));
        QVERIFY(sample_latents(model, deterministic, kPrompts, kSeeds).has_value());
        QVERIFY(error_text([&] { rollout(model, few_steps(2), kPrompts, {1}); }).contains("seed"));
        QVERIFY(error_text([] { DiffusionModel::load("no-such-model", at::kCPU); }).contains("no-such-model"));
        QVERIFY(error_text([] {
                    DiffusionModel::load(TEMPERA_FIXTURES "/19_tiny_sd/io.safetensors", at::kCPU);
                }).contains("folder"));
        QVERIFY(error_text([] {
                    DiffusionModel::load(TEMPERA_FIXTURES "/08_ddim", at::kCPU);
                }).contains("model_index.json"));
        model.tokenizer.reset();
        QVERIFY(error_text([&] { model.encode_prompts({"cat"}); }).contains("tokenizer"));
    }

private:
    static at::Tensor find_gradient(const Tensors& expected, const std::string& name) {
        const std::string bare = name.substr(std::string("unet.").size());
        const auto found = expected.find("grad." + bare);
        return found == expected.end() ? at::Tensor() : found->second;
    }
};

QTEST_APPLESS_MAIN(TestRollout)
#include "tst_rollout.moc"
