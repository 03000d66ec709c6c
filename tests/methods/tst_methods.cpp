// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <cstdint>

#include <QTest>

#include "core/methods/align_prop.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/tensor_compare.h"
#include "tests/methods/method_bench.h"

using namespace tempera;

namespace {

void methods_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"ddpo", "tdpo", "tdpo-r", "align-prop"}) {
        QTest::newRow(name) << name;
    }
}

}  // namespace

/// Whole methods on a tiny random model.
class TestMethods : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void epoch_data() { methods_data(); }
    void epoch() {
        QFETCH(QString, name);
        const std::string method = name.toStdString();
        Bench bench(small_config(method));
        const StateMap start = bench.method->save();
        const EpochReport report = bench.method->run_epoch(0);
        QVERIFY(!report.stopped);
        QCOMPARE(report.images.sizes(), at::IntArrayRef({8, 3, 16, 16}));
        QCOMPARE(report.rewards.size(), std::size_t{8});
        QCOMPARE(report.reward_queries, std::int64_t{8});
        const std::int64_t updates = method == "ddpo" || method == "align-prop" ? 2 : 8;
        QCOMPARE(report.policy_steps, updates);
        std::vector<std::string> expected{"reward/train_mean", "reward/train_std", "policy/loss",    "policy/grad_norm",
                                          "time/sampling_s",   "time/scoring_s",   "time/updating_s"};
        if (method != "align-prop") {
            expected.insert(expected.end(),
                            {"policy/approx_kl", "policy/clip_fraction", "policy/ratio_noise", "policy/advantage_std"});
            QVERIFY2(report.metrics.at("policy/ratio_noise") < 1e-6,
                     std::to_string(report.metrics.at("policy/ratio_noise")).c_str());
            QVERIFY(report.metrics.at("policy/approx_kl") > 0);
        }
        if (method.starts_with("tdpo")) {
            expected.insert(expected.end(),
                            {"critic/loss", "critic/clip_fraction", "critic/explained_variance", "critic/grad_norm",
                             "neurons/dormant_share", "neurons/dormant_share_layer0", "neurons/dormant_share_layer3"});
            QCOMPARE(report.neurons.size(), std::size_t{4});
            QCOMPARE(report.neurons[0].scores.size(), std::size_t{1024});
        }
        for (const std::string& key : expected) {
            QVERIFY2(report.metrics.contains(key), key.c_str());
            QVERIFY2(std::isfinite(report.metrics.at(key)), key.c_str());
        }
        QVERIFY(!difference(start, bench.method->save()).empty());
        QCOMPARE(bench.progress.at("updating"), 1.0);

        const EpochReport second = bench.method->run_epoch(1);
        QCOMPARE(second.reward_queries, std::int64_t{16});
        QCOMPARE(second.resets.size(), std::size_t{method == "tdpo-r" ? 4U : 0U});
        QCOMPARE(second.metrics.contains("neurons/reset_count"), method == "tdpo-r");
        if (method.starts_with("tdpo")) {
            QVERIFY(second.metrics.contains("neurons/overlap"));
        }
    }

    /// A run that was saved and loaded into a fresh process goes on bit for bit.
    void resume_data() { methods_data(); }
    void resume() {
        QFETCH(QString, name);
        const Config config = small_config(name.toStdString());
        Bench whole(config);
        whole.method->run_epoch(0);
        Bench resumed(config);
        resumed.method->load(whole.method->save());
        for (int epoch = 1; epoch < 3; ++epoch) {
            QVERIFY_SAME(resumed.method->run_epoch(epoch), whole.method->run_epoch(epoch));
        }
        QVERIFY_SAME(resumed.method->save(), whole.method->save());
    }

    /// Stopped anywhere, a method reports nothing but that; loading its last state undoes the rest.
    void stop_data() { methods_data(); }
    void stop() {
        QFETCH(QString, name);
        Bench bench(small_config(name.toStdString()));
        bench.method->run_epoch(0);
        const StateMap state = bench.method->save();
        const EpochReport expected = bench.method->run_epoch(1);
        std::vector<int> moments{0, 3, 7};
        if (name != "align-prop") {
            moments.insert(moments.end(), {10, 15});  // scoring and updating
        }
        for (const int polls : moments) {
            bench.method->load(state);
            bench.polls_left = polls;
            const EpochReport report = bench.method->run_epoch(1);
            QVERIFY2(report.stopped, std::to_string(polls).c_str());
            QVERIFY(report.metrics.empty());
        }
        bench.polls_left = -1;
        bench.method->load(state);
        QVERIFY_SAME(bench.method->run_epoch(1), expected);
    }

    /// With a critic that says 0, and no whitening, TDPO is DDPO in time_major order.
    void tdpo_without_critic_is_ddpo() {
        const Settings shared{{"train.adv_clip_max", "5"},
                              {"train.loop_order", "time_major"},
                              {"train.temporal_reward_norm", "false"},
                              {"critic.coef", "0"}};
        Bench ddpo(small_config("ddpo", shared));
        Bench tdpo(small_config("tdpo", shared));
        StateMap state = tdpo.method->save();
        for (auto& [key, tensor] : state) {
            if (key.starts_with("critic/")) {
                tensor.zero_();
            }
        }
        tdpo.method->load(state);
        for (int epoch = 0; epoch < 2; ++epoch) {
            const EpochReport one = ddpo.method->run_epoch(epoch);
            const EpochReport two = tdpo.method->run_epoch(epoch);
            QVERIFY_SAME(one, two);
        }
        QVERIFY_SAME(ddpo.method->lora().state_dict(), tdpo.method->lora().state_dict());
    }

    void micro_batch_is_an_implementation_detail() {
        Bench one(small_config("tdpo", {{"micro_batch", "1"}}));
        Bench four(small_config("tdpo", {{"micro_batch", "4"}}));
        COMPARE_TENSORS(one.method->run_epoch(0).images, four.method->run_epoch(0).images, 1e-4);
        const auto a = one.method->lora().state_dict();
        for (const auto& [name, tensor] : four.method->lora().state_dict()) {
            COMPARE_TENSORS(a.at(name), tensor, 2e-3);
        }
    }

    void decoded_critic_input() {
        Bench bench(small_config("tdpo", {{"critic.input", "decoded"}}));
        QCOMPARE(bench.method->save().at("critic/layers.0.weight").size(1), std::int64_t{12});
        QVERIFY(!bench.method->run_epoch(0).stopped);
    }

    void per_timestep_statistics() {
        Bench bench(small_config("tdpo", {{"sample.num_steps", "8"},
                                          {"train.first_steps", "3"},
                                          {"train.shuffle_timestep", "false"},
                                          {"micro_batch", "2"}}));
        std::map<std::string, int> rows;
        const EpochReport report = bench.method->run_epoch(0);
        for (const TimestepRow& row : report.timesteps) {
            ++rows[row.key];
        }
        QCOMPARE(rows.at("sensitivity"), 8);
        QCOMPARE(rows.at("approx_kl"), 3);
        QCOMPARE(rows.at("grad_snr"), 3);
        QCOMPARE(rows.at("critic_ev"), 3);
        QVERIFY2(report.events.empty(), report.events.empty() ? "" : report.events[0].text.c_str());

        Bench all(small_config("tdpo"));
        const auto events = all.method->run_epoch(0).events;
        QCOMPARE(events.size(), std::size_t{1});
        QVERIFY(events[0].text.find("train.first_steps") != std::string::npos);
        QVERIFY(all.method->run_epoch(1).events.empty());
    }

    // ---- AlignProp ----

    /// The step-by-step backward pass is the gradient of the unrolled graph.
    void align_prop_gradient_data() {
        QTest::addColumn<int>("first");
        QTest::newRow("K=1") << 3;
        QTest::newRow("K=2") << 2;
        QTest::newRow("K=T") << 0;
    }
    void align_prop_gradient() {
        QFETCH(int, first);
        DiffusionModel model = tiny_diffusion();
        Redness reward;
        const LoraAdapter lora = LoraAdapter::create(model.unet, 2, make_stream(3, "lora"));
        for (std::size_t i = 0; i < lora.parameters().size(); ++i) {
            lora.parameters()[i].detach().copy_(0.3 * stream_noise(lora.parameters()[i].sizes(), 3, "values", 0, i));
        }
        lora.attach(model.unet);
        const DdimSchedule ddim(model.scheduler, 4, 1.0);
        const std::vector<std::uint64_t> seeds{1, 2};
        const at::Tensor embeds = model.encode_prompts({"cat", "owl"});
        const at::Tensor negative = model.encode_prompts({""});
        const auto path = sample_path(model, ddim, seeds, embeds, negative, 3.0);
        const at::Tensor last = path->latents.back().detach().requires_grad_(true);
        reward.score(model.decode(last), {}).sum().backward();
        const std::vector<at::Tensor> parameters = lora.parameters();
        const at::Tensor gradient =
            path_gradient(model, ddim, *path, embeds, negative, 3.0, first, last.grad(), parameters);

        // The score as a function of the adapter, from the first trained state on, with the same noise.
        const auto score = [&]() {
            at::Tensor state = path->latents[static_cast<std::size_t>(first)];
            for (std::int64_t step = first; step < 4; ++step) {
                const auto place = static_cast<std::size_t>(step);
                const at::Tensor times = at::full({2}, ddim.timesteps()[place], at::kLong);
                const at::Tensor noise =
                    at::stack({step_noise(model.latent_shape(), 1, step), step_noise(model.latent_shape(), 2, step)});
                const at::Tensor output = model.predict(state, times, embeds, negative, 3.0);
                state = ddim_mean(ddim, output, times, state) + ddim.coefficients(times).sigma * noise;
            }
            return reward.score(model.decode(state), {}).sum();
        };
        const at::Tensor unrolled =
            torch::nn::utils::parameters_to_vector(torch::autograd::grad({score()}, parameters));
        COMPARE_TENSORS(gradient, unrolled, 1e-4 * std::max(1.0, unrolled.abs().max().item<double>()));
        std::vector<at::Tensor> direction;  // a random one
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            direction.push_back(stream_noise(parameters[i].sizes(), 4, "direction", 0, i));
        }
        const double slope = (gradient * torch::nn::utils::parameters_to_vector(direction)).sum().item<double>();
        // Finite differences along it.
        torch::NoGradGuard no_grad;
        const double h = 1e-3;
        const auto shifted = [&](double by) {
            for (std::size_t i = 0; i < parameters.size(); ++i) {
                parameters[i].add_(direction[i], by);
            }
            return score().item<double>();
        };
        const double up = shifted(h);
        const double down = shifted(-2 * h);
        const double numeric = (up - down) / (2 * h);
        QVERIFY2(std::abs(numeric - slope) < 0.02 * std::abs(slope) + 1e-3,
                 (std::to_string(numeric) + " against " + std::to_string(slope)).c_str());
        LoraAdapter::detach(model.unet);
    }

    /// No graph of earlier steps is alive when the reward is asked, however many steps there are.
    void align_prop_memory() {
        std::vector<double> used;
        for (const char* steps : {"4", "40"}) {
            Bench bench(small_config(
                "align-prop", {{"sample.num_steps", steps}, {"align_prop.truncation", "fixed"}, {"micro_batch", "4"}}));
            bench.method->run_epoch(0);
            used.push_back(bench.reward.bytes_in_use);
        }
        // 36 more steps keep latents, noise and log-probs (9 kB a step), not activations (1 MB a step).
        QVERIFY2(used[1] - used[0] < 3e6, std::to_string(used[1] - used[0]).c_str());
    }

    void align_prop_raises_the_reward() {
        Bench bench(small_config("align-prop", {{"align_prop.target", "100"}, {"lora.rank", "4"}}));
        const double before = bench.method->run_epoch(0).metrics.at("reward/train_mean");
        double after = 0;
        for (int epoch = 1; epoch < 12; ++epoch) {
            after = bench.method->run_epoch(epoch).metrics.at("reward/train_mean");
        }
        QVERIFY2(after > before + 1, (std::to_string(before) + " -> " + std::to_string(after)).c_str());
    }

    // ---- refusals ----

    void bad_configurations() {
        QVERIFY(error_text([] {
                    Bench bench(small_config("tdpo", {{"train.gradient_accumulation_steps", "3"}}));
                }).contains("train.gradient_accumulation_steps"));
        QVERIFY(error_text([] { Bench bench(small_config("ddpo", {{"sample.eta", "0"}})); }).contains("sample.eta"));
        Bench bench(small_config("ddpo"));
        StateMap state = bench.method->save();
        state.erase("counter/reward_queries");
        QVERIFY(error_text([&] { bench.method->load(state); }).contains("reward_queries"));
        bench.reward.smooth = false;
        const Config config = small_config("align-prop");
        QVERIFY(error_text([&] {
                    make_method({bench.model, bench.reward, config, {"cat"}, {}, {}, {}});
                }).contains("reward.name"));
    }
};

QTEST_APPLESS_MAIN(TestMethods)
#include "tst_methods.moc"
