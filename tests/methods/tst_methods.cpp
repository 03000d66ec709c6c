// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <cstdint>

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
