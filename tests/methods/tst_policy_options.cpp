// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>

#include <QTest>

#include "core/methods/critic_input.h"
#include "core/methods/neuron_recycler.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/tensor_compare.h"
#include "tests/methods/method_bench.h"

using namespace tempera;

namespace {

const Settings kTimeMajor{{"train.loop_order", "time_major"}, {"train.temporal_reward_norm", "false"}};

Settings with(Settings settings, const Settings& more) {
    settings.insert(settings.end(), more.begin(), more.end());
    return settings;
}

/// The adapter after `epochs` epochs.
StateMap trained(const Config& config, std::int64_t epochs = 2) {
    Bench bench(config);
    for (std::int64_t epoch = 0; epoch < epochs; ++epoch) {
        bench.method->run_epoch(epoch);
    }
    StateMap state;
    put_state(state, "lora", bench.method->lora().state_dict());
    return state;
}

bool warns(const Settings& settings, const std::string& key) {
    Bench bench(small_config("tdpo", settings));
    for (const EventRow& event : bench.method->run_epoch(0).events) {
        if (event.level == "warning" && event.text.find(key) != std::string::npos) {
            return true;
        }
    }
    return false;
}

}  // namespace

/// The options of the policy-gradient methods, on whole epochs of a tiny random model.
class TestPolicyOptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Saved and loaded into a fresh process, every option goes on bit for bit.
    void resume_data() {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QStringList>("settings");
        const QStringList adaptive{"kl.penalty_coef=2", "kl.target=1e-4", "kl.horizon=16"};
        const QStringList groups{"prompts.per_epoch=2", "train.advantage=group"};
        QTest::newRow("ddpo, adaptive kl") << "ddpo" << adaptive;
        QTest::newRow("tdpo, adaptive kl") << "tdpo" << adaptive;
        QTest::newRow("tdpo-r, adaptive kl") << "tdpo-r" << adaptive;
        QTest::newRow("ddpo, batch moments") << "ddpo" << QStringList{"per_prompt.tracking=false"};
        QTest::newRow("tdpo, running moments") << "tdpo" << QStringList{"per_prompt.tracking=false"};
        QTest::newRow("tdpo, scaling") << "tdpo"
                                       << QStringList{"train.reward_norm=false", "train.reward_scaling=true",
                                                      "per_prompt.tracking=false"};
        QTest::newRow("tdpo, per prompt whitening")
            << "tdpo" << QStringList{"train.temporal_reward_norm_per_prompt=true"};
        QTest::newRow("tdpo-r, fixed probe") << "tdpo-r" << QStringList{"critic.probe=fixed"};
        QTest::newRow("tdpo, x0hat") << "tdpo" << QStringList{"critic.input=x0hat"};
        QTest::newRow("ddpo with a critic") << "ddpo" << QStringList{"train.advantage=critic"};
        QTest::newRow("ddpo by groups") << "ddpo" << groups;
        QTest::newRow("tdpo by groups") << "tdpo" << groups;
        QTest::newRow("tdpo without a critic") << "tdpo" << QStringList{"train.advantage=per_prompt"};
    }
    void resume() {
        QFETCH(QString, method);
        QFETCH(QStringList, settings);
        Config config = small_config(method.toStdString());
        for (const QString& setting : settings) {
            config.set_text(setting.section('=', 0, 0).toStdString(), setting.section('=', 1).toStdString(), "test");
        }
        config.check();
        Bench whole(config);
        whole.method->run_epoch(0);
        const EpochReport second = whole.method->run_epoch(1);
        // A few roundings: a log-prob near 2 in a batch of other samples than when it was sampled.
        const double noise = second.metrics.at("policy/ratio_noise");
        QVERIFY2(noise < 5e-6, std::to_string(noise).c_str());
        Bench resumed(config);
        resumed.method->load(whole.method->save());
        QVERIFY_SAME(resumed.method->run_epoch(2), whole.method->run_epoch(2));
        QVERIFY_SAME(resumed.method->save(), whole.method->save());
    }

    // ---- divergence from the base model ----

    void measuring_changes_nothing_data() {
        QTest::addColumn<QString>("method");
        for (const char* method : {"ddpo", "tdpo", "tdpo-r"}) {
            QTest::newRow(method) << method;
        }
    }
    void measuring_changes_nothing() {
        QFETCH(QString, method);
        const std::string name = method.toStdString();
        Bench bench(small_config(name, {{"kl.measure", "true"}}));
        const EpochReport first = bench.method->run_epoch(0);
        QVERIFY(std::abs(first.metrics.at("policy/kl_base")) < 1e-6);  // the policy is the base model yet
        const EpochReport second = bench.method->run_epoch(1);
        QVERIFY(second.metrics.at("policy/kl_base") > 1e-6);
        QVERIFY(std::abs(second.metrics.at("policy/kl_base") - 4 * second.metrics.at("policy/kl_base_per_step")) <
                1e-12);
        int rows = 0;
        for (const TimestepRow& row : second.timesteps) {
            rows += row.key == "kl_base";
        }
        QCOMPARE(rows, 4);
        StateMap state;
        put_state(state, "lora", bench.method->lora().state_dict());
        QVERIFY_SAME(state, trained(small_config(name)));
    }

    /// A policy that has moved away and then earns nothing but the penalty comes back.
    void penalty_pulls_the_policy_back() {
        const Settings shared{{"sample.batch_size", "8"},  {"train.gradient_accumulation_steps", "8"},
                              {"micro_batch", "8"},        {"prompts.per_epoch", "2"},
                              {"train.clip_range", "0.1"}, {"kl.measure", "true"}};
        Bench away(small_config("ddpo", with(shared, {{"train.learning_rate", "0.02"}})));
        away.method->run_epoch(0);
        away.method->run_epoch(1);
        std::vector<double> divergences;
        for (const char* coefficient : {"0", "50"}) {
            Bench bench(small_config("ddpo", with(shared, {{"train.learning_rate", "0.005"},
                                                           {"train.clip_range_reward", "1e-6"},
                                                           {"kl.penalty_coef", coefficient}})));
            bench.method->load(away.method->save());
            double divergence = 0;
            for (std::int64_t epoch = 2; epoch < 8; ++epoch) {
                divergence = bench.method->run_epoch(epoch).metrics.at("policy/kl_base");
            }
            divergences.push_back(divergence);
        }
        QVERIFY2(divergences[1] < 0.7 * divergences[0],
                 (std::to_string(divergences[1]) + " with, " + std::to_string(divergences[0]) + " without").c_str());
    }

    /// One sample whose reward is clipped to nothing, and a critic that says 0: what is left of the advantage of a step
    /// are the penalties from it on.
    void penalty_is_part_of_every_return() {
        Bench away(small_config("tdpo", {{"train.learning_rate", "0.02"}}));
        away.method->run_epoch(0);
        StateMap state = away.method->save();
        for (auto& [key, tensor] : state) {
            if (key.starts_with("critic/")) {
                tensor.zero_();
            }
        }
        const Settings alone{{"sample.batch_size", "1"},
                             {"sample.num_batches_per_epoch", "1"},
                             {"train.gradient_accumulation_steps", "1"},
                             {"train.learning_rate", "1e-9"},
                             {"train.temporal_reward_norm", "false"},
                             {"train.gamma", "0.9"},
                             {"train.clip_range_reward", "1e-9"},
                             {"critic.coef", "0"},
                             {"kl.penalty", "kl"},
                             {"kl.init_coef", "2"},
                             {"kl.penalty_coef", "5"}};
        Bench bench(small_config("tdpo", alone));
        bench.method->load(state);
        const EpochReport report = bench.method->run_epoch(1);
        std::vector<double> divergences;  // by step
        for (const TimestepRow& row : report.timesteps) {
            if (row.key == "kl_base") {
                divergences.push_back(row.value);
            }
        }
        QCOMPARE(divergences.size(), std::size_t{4});
        // The controller is part of the state: still .2, not 2.
        QCOMPARE(report.metrics.at("policy/kl_coefficient"), 1.0);
        double sum = 0;
        double squares = 0;
        double advantage = 0;
        for (std::size_t step = 4; step-- > 0;) {
            advantage = -divergences[step] + 0.9 * advantage;
            sum += advantage;
            squares += advantage * advantage;
        }
        const double deviation = std::sqrt(squares / 4 - sum * sum / 16);
        QVERIFY(deviation > 1e-4);
        QVERIFY(std::abs(report.metrics.at("policy/advantage_std") - deviation) < 1e-3 * deviation);
        // Where the policy does not move the loss is minus the mean advantage.
        QVERIFY(std::abs(report.metrics.at("policy/loss") + sum / 4) < 1e-3 * std::abs(sum / 4));

        // Without a critic only what differs between samples counts: here, nothing.
        Bench plain(small_config("tdpo", with(alone, {{"train.advantage", "per_prompt"}})));
        plain.method->load(state);
        QVERIFY(plain.method->run_epoch(1).metrics.at("policy/advantage_std") < 1e-6);
    }

    // ---- advantage ----

    void tdpo_without_a_critic_is_ddpo_in_its_order() {
        QVERIFY_SAME(trained(small_config("tdpo", with(kTimeMajor, {{"train.advantage", "per_prompt"}}))),
                     trained(small_config("ddpo", kTimeMajor)));
    }

    void ddpo_with_a_critic_is_tdpo_in_its_order() {
        const StateMap tdpo = trained(small_config("tdpo", {{"train.gamma", "0.9"}}));
        QVERIFY_SAME(
            trained(small_config(
                "ddpo", {{"train.advantage", "critic"}, {"train.loop_order", "time_major"}, {"train.gamma", "0.9"}})),
            tdpo);
        QVERIFY(!difference(trained(small_config("tdpo")), tdpo).empty());  // gamma counts
    }

    void groups() {
        Bench bench(small_config("tdpo", {{"prompts.per_epoch", "2"}, {"train.advantage", "group"}}));
        const EpochReport report = bench.method->run_epoch(0);
        QVERIFY(!report.metrics.contains("critic/loss"));
        double squares = 0;
        for (const std::string& prompt : {report.prompts[0], report.prompts[1]}) {
            double sum = 0;
            double square = 0;
            for (std::size_t i = 0; i < 8; ++i) {
                if (report.prompts[i] == prompt) {
                    sum += report.rewards[i] / 4;
                    square += report.rewards[i] * report.rewards[i] / 4;
                }
            }
            const double deviation = std::sqrt(square - sum * sum);
            squares += std::pow(deviation / (deviation + 1e-4), 2) / 2;
        }
        QVERIFY2(std::abs(report.metrics.at("policy/advantage_std") - std::sqrt(squares)) < 1e-5,
                 std::to_string(report.metrics.at("policy/advantage_std")).c_str());
    }

    void what_the_critic_foresees_is_taken_off() {
        const auto metrics = [](const char* advantage) {
            Bench bench(small_config("tdpo", {{"train.advantage", advantage},
                                              {"train.adv_clip_max", "0"},
                                              {"train.temporal_reward_norm", "false"}}));
            return bench.method->run_epoch(0).metrics;
        };
        const auto with_critic = metrics("critic");
        const double explained = with_critic.at("critic/explained_variance");
        QVERIFY(std::abs(explained) > 1e-3);
        // Var(returns - values) = Var(returns) (1 - explained variance).
        const double spread = metrics("per_prompt").at("policy/advantage_std") * std::sqrt(1 - explained);
        QVERIFY2(std::abs(with_critic.at("policy/advantage_std") - spread) < 1e-5,
                 std::to_string(with_critic.at("policy/advantage_std") - spread).c_str());
    }

    void advantages_are_clipped_data() {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("advantage");
        QTest::newRow("ddpo") << "ddpo"
                              << "per_prompt";
        QTest::newRow("tdpo") << "tdpo"
                              << "critic";
        QTest::newRow("tdpo-r") << "tdpo-r"
                                << "critic";
        QTest::newRow("groups") << "ddpo"
                                << "group";
    }
    void advantages_are_clipped() {
        QFETCH(QString, method);
        QFETCH(QString, advantage);
        const auto spread = [&](const char* limit) {
            Bench bench(small_config(method.toStdString(), {{"train.adv_clip_max", limit},
                                                            {"prompts.per_epoch", "2"},
                                                            {"train.advantage", advantage.toStdString()}}));
            return bench.method->run_epoch(0).metrics.at("policy/advantage_std");
        };
        QVERIFY(spread("0.1") <= 0.1 + 1e-7 && spread("0.1") > 0.05);
        QVERIFY(spread("0") > 0.5);
    }

    /// Without a critic and a discount, clipped rewards are clipped advantages.
    void rewards_are_clipped_after_normalisation() {
        const StateMap clipped = trained(small_config("ddpo", {{"train.clip_range_reward", "0.5"}}));
        QVERIFY_SAME(clipped, trained(small_config("ddpo", {{"train.adv_clip_max", "0.5"}})));
        QVERIFY(!difference(clipped, trained(small_config("ddpo"))).empty());
    }

    void raw_rewards() {
        Bench bench(small_config("ddpo", {{"train.reward_norm", "false"}}));
        const EpochReport report = bench.method->run_epoch(0);
        QVERIFY(std::abs(report.metrics.at("policy/advantage_std") - report.metrics.at("reward/train_std")) < 1e-5);
    }

    /// One update an epoch is strictly on-policy: the two estimators have one gradient there.
    void estimators_agree_on_policy() {
        std::vector<at::Tensor> gradients;
        for (const char* estimator : {"is", "sf"}) {
            const Config config =
                small_config("ddpo", {{"train.gradient_accumulation_steps", "8"}, {"train.estimator", estimator}});
            config.check();
            Bench bench(config);
            QCOMPARE(bench.method->run_epoch(0).policy_steps, std::int64_t{1});
            gradients.push_back(bench.method->save().at("policy_optimizer/exp_avg") / 0.1);
        }
        const double largest = gradients[0].abs().max().item<double>();
        QVERIFY(largest > 0);
        COMPARE_TENSORS(gradients[1], gradients[0], 1e-4 * largest);
    }

    // ---- the critic's view ----

    void predicted_final_latents() {
        DiffusionModel model = tiny_diffusion();
        SamplerSettings settings;
        settings.num_steps = 4;
        settings.micro_batch = 2;
        settings.outputs_kept = 3;
        const auto paths = rollout(model, settings, {"cat", "dog", "owl"}, {1, 2, 3});
        QCOMPARE(paths->outputs.sizes(), at::IntArrayRef({3, 4, 4, 8, 8}));
        const at::Tensor predicted = predicted_x0(DdimSchedule(model.scheduler, 4, 1.0), *paths, 3);
        QCOMPARE(predicted.sizes(), at::IntArrayRef({3, 3, 4, 8, 8}));
        const at::Tensor alphas = make_alphas_cumprod(model.scheduler);
        for (std::int64_t step = 0; step < 3; ++step) {
            const double alpha = alphas[paths->timesteps[0][step].item<std::int64_t>()].item<double>();
            const at::Tensor expected =
                (paths->latents.select(1, step) - std::sqrt(1 - alpha) * paths->outputs.select(1, step)) /
                std::sqrt(alpha);
            COMPARE_TENSORS(predicted.select(1, step), expected, 1e-4 * expected.abs().max().item<double>());
        }
        const at::Tensor all = paths->outputs;
        settings.outputs_kept = 1;  // less than a micro-batch
        QVERIFY(at::equal(rollout(model, settings, {"cat", "dog", "owl"}, {1, 2, 3})->outputs, all.slice(0, 0, 1)));
        settings.outputs_kept = 9;
        QVERIFY(at::equal(rollout(model, settings, {"cat", "dog", "owl"}, {1, 2, 3})->outputs, all));
        settings.outputs_kept = 0;
        QVERIFY(!rollout(model, settings, {"cat"}, {1})->outputs.defined());
    }

    void critic_inputs_differ() {
        std::vector<at::Tensor> weights;
        for (const char* input : {"decoded", "x0hat"}) {
            Bench bench(small_config("tdpo", {{"critic.input", input}}));
            QCOMPARE(bench.method->save().at("critic/layers.0.weight").size(1), std::int64_t{12});
            bench.method->run_epoch(0);
            weights.push_back(bench.method->save().at("critic/layers.0.weight"));
        }
        QVERIFY(!at::equal(weights[0], weights[1]));
    }

    /// With a fixed probe the statistics of every epoch are those of the first epoch's states.
    void fixed_probe() {
        const Config config = small_config("tdpo", {{"critic.probe", "fixed"}});
        Bench bench(config);
        bench.method->run_epoch(0);
        const at::Tensor probe = bench.method->save().at("probe/features");
        QCOMPARE(probe.size(0), std::int64_t{8});
        const EpochReport second = bench.method->run_epoch(1);
        const StateMap state = bench.method->save();
        QVERIFY(at::equal(state.at("probe/features"), probe));
        Critic critic(probe.size(1), config, at::kCPU);
        critic.load(state);
        const NeuronStatistics expected = measure_neurons(critic, probe, 0);
        for (std::size_t layer = 0; layer < 4; ++layer) {
            COMPARE_TENSORS(torch::tensor(second.neurons[layer].scores), expected.scores[layer], 1e-6);
        }
        Bench shuffled(small_config("tdpo"));
        shuffled.method->run_epoch(0);
        QVERIFY(!shuffled.method->save().contains("probe/features"));
    }

    // ---- warnings ----

    void a_fraction_of_the_steps_is_told() {
        QVERIFY(warns({{"train.timestep_fraction", "0.5"}, {"train.shuffle_timestep", "false"}},
                      "train.timestep_fraction"));
        QVERIFY(!warns({{"train.timestep_fraction", "0.5"}}, "train.timestep_fraction"));
        QVERIFY(!warns({{"train.shuffle_timestep", "false"}}, "train.timestep_fraction"));
    }
};

QTEST_APPLESS_MAIN(TestPolicyOptions)
#include "tst_policy_options.moc"
