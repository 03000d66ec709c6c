// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include <QTest>

#include "tests/helpers/error_text.h"
#include "tests/methods/method_bench.h"

using namespace tempera;

namespace {

void methods_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"ddpo", "tdpo", "tdpo-r", "align-prop", "seppo"}) {
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
        const std::int64_t updates = method.starts_with("tdpo") ? 8 : 2;
        QCOMPARE(report.policy_steps, updates);
        std::vector<std::string> expected{"reward/train_mean", "reward/train_std", "policy/loss",    "policy/grad_norm",
                                          "time/sampling_s",   "time/scoring_s",   "time/updating_s"};
        if (method == "seppo") {
            expected.insert(expected.end(), {"seppo/aaf_rate", "seppo/winner_gain", "seppo/reference_step"});
        } else if (method != "align-prop") {
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

    /// What every denoising step is told of: means over the trained ones are the epoch's own.
    void timestep_means_are_those_of_the_epoch() {
        for (const char* method : {"ddpo", "tdpo"}) {
            Bench bench(small_config(method, {{"train.first_steps", "3"}}));
            const EpochReport report = bench.method->run_epoch(0);
            std::map<std::string, std::vector<double>> columns;
            for (const TimestepRow& row : report.timesteps) {
                columns[row.key].push_back(row.value);
            }
            for (const char* key :
                 {"ratio_deviation", "clip_fraction", "temporal_reward_mean", "temporal_reward_std"}) {
                QCOMPARE(columns[key].size(), std::size_t{3});
            }
            QCOMPARE(columns.contains("value_mean"), std::string(method) == "tdpo");
            const auto mean_of = [&](const char* key) {
                const std::vector<double>& column = columns.at(key);
                return std::accumulate(column.begin(), column.end(), 0.0) / static_cast<double>(column.size());
            };
            const auto close = [](double one, double two) {
                return std::abs(one - two) <= 1e-9 + 1e-6 * std::abs(two);
            };
            // Every step has as many transitions as any other.
            QVERIFY(close(mean_of("clip_fraction"), report.metrics.at("policy/clip_fraction")));
            QVERIFY(close(mean_of("approx_kl"), report.metrics.at("policy/approx_kl")));
            double square = 0;
            for (std::size_t step = 0; step < 3; ++step) {
                const double mean = columns["temporal_reward_mean"][step];
                const double deviation = columns["temporal_reward_std"][step];
                square += (mean * mean + deviation * deviation) / 3;
                // r - 1 - ln r = (r - 1)^2 / 2 near 1.
                const double half = columns["ratio_deviation"][step] * columns["ratio_deviation"][step] / 2;
                QVERIFY(std::abs(half / columns["approx_kl"][step] - 1) < 0.2);
            }
            const double mean = mean_of("temporal_reward_mean");
            QVERIFY(std::abs(std::sqrt(square - mean * mean) - report.metrics.at("policy/advantage_std")) < 1e-5);
        }
    }

    // ---- trajectories ----

    void following_pictures_changes_nothing_data() {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("input");
        QTest::newRow("ddpo") << "ddpo"
                              << "decoded";
        for (const char* input : {"decoded", "x0hat", "latent"}) {
            QTest::addRow("tdpo-r %s", input) << "tdpo-r" << input;
        }
    }
    void following_pictures_changes_nothing() {
        QFETCH(QString, method);
        QFETCH(QString, input);
        const Settings shared{{"critic.input", input.toStdString()}, {"kl.measure", "true"}};
        Settings without = shared;
        without.push_back({"images.trajectories", "0"});
        Bench followed(small_config(method.toStdString(), shared));
        Bench plain(small_config(method.toStdString(), without));
        for (int epoch = 0; epoch < 2; ++epoch) {
            const EpochReport one = followed.method->run_epoch(epoch);
            const EpochReport two = plain.method->run_epoch(epoch);
            QCOMPARE(one.trajectories.size(), std::size_t{2});
            QVERIFY(two.trajectories.empty());
            QVERIFY_SAME(one, two);
            QCOMPARE(one.timesteps.size(), two.timesteps.size());
            for (std::size_t i = 0; i < one.timesteps.size(); ++i) {
                QCOMPARE(one.timesteps[i].value, two.timesteps[i].value);
            }
        }
        QVERIFY_SAME(followed.method->save(), plain.method->save());
    }

    void followed_pictures() {
        Bench bench(small_config("tdpo", {{"train.first_steps", "3"},
                                          {"images.trajectories", "3"},
                                          {"images.train_every", "2"},
                                          {"train.temporal_reward_norm", "false"},
                                          {"micro_batch", "2"}}));
        const EpochReport report = bench.method->run_epoch(0);
        QCOMPARE(report.trajectories.size(), std::size_t{3});
        for (std::size_t i = 0; i < 3; ++i) {
            const Trajectory& one = report.trajectories[i];
            QCOMPARE(one.row.epoch, std::int64_t{0});
            QCOMPARE(one.row.index, static_cast<std::int64_t>(i));
            QCOMPARE(one.row.prompt, report.prompts[i]);
            QCOMPARE(one.row.seed, report.seeds[i]);
            QCOMPARE(one.row.reward, report.rewards[i]);
            QCOMPARE(one.row.steps.size(), std::size_t{4});
            QCOMPARE(one.predictions.sizes(), at::IntArrayRef({4, 3, 16, 16}));
            QVERIFY(one.predictions.min().item<double>() >= 0 && one.predictions.max().item<double>() <= 1);
            // With gamma 1 and no whitening the value and what is credited beyond it are the same return everywhere.
            const double whole = one.row.steps[0].value + one.row.steps[0].temporal_reward;
            for (std::size_t step = 0; step < 4; ++step) {
                const TrajectoryStepRow& row = one.row.steps[step];
                QCOMPARE(row.step, static_cast<int>(step));
                QVERIFY(step == 0 || row.timestep < one.row.steps[step - 1].timestep);
                QCOMPARE(std::isnan(row.value), step == 3);
                QCOMPARE(std::isnan(row.temporal_reward), step == 3);
                QVERIFY(step == 3 || std::abs(row.value + row.temporal_reward - whole) < 1e-5);
            }
            // The last prediction is the picture but for the noise of the last step.
            const at::Tensor last = one.predictions[3];
            const double own = (last - report.images[static_cast<std::int64_t>(i)]).abs().mean().item<double>();
            const double first =
                (one.predictions[0] - report.images[static_cast<std::int64_t>(i)]).abs().mean().item<double>();
            QVERIFY2(own < first, qPrintable(QString("%1 %2").arg(own).arg(first)));
        }
        QVERIFY(bench.method->run_epoch(1).trajectories.empty());
        QCOMPARE(bench.method->run_epoch(2).trajectories.size(), std::size_t{3});
        Bench ddpo(small_config("ddpo", {{"images.trajectories", "99"}}));
        const EpochReport all = ddpo.method->run_epoch(0);
        QCOMPARE(all.trajectories.size(), std::size_t{8});
        QVERIFY(std::isnan(all.trajectories[0].row.steps[0].value));
        QVERIFY(std::isfinite(all.trajectories[0].row.steps[3].temporal_reward));
    }

    /// Methods draw from streams of their own only.
    void global_random_state_is_untouched_data() { methods_data(); }
    void global_random_state_is_untouched() {
        QFETCH(QString, name);
        Bench bench(small_config(name.toStdString()));
        torch::manual_seed(11);
        const at::Tensor expected = at::rand({4});
        torch::manual_seed(11);
        bench.method->run_epoch(0);
        QVERIFY(at::equal(at::rand({4}), expected));
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
