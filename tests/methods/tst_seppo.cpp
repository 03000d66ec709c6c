// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <cstdint>

#include <QTemporaryDir>
#include <QTest>

#include "tests/helpers/error_text.h"
#include "tests/methods/method_bench.h"

using namespace tempera;

class TestSeppo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The first policy is its own reference: z = 0, nothing is flipped, and the winner's error alone counts.
    void begins_with_winners_alone() {
        Bench bench(small_config("seppo", {{"train.gradient_accumulation_steps", "8"}}));
        const EpochReport report = bench.method->run_epoch(0);
        QVERIFY(std::abs(report.metrics.at("policy/loss") - std::log(2.0)) < 1e-6);
        QCOMPARE(report.metrics.at("seppo/aaf_rate"), 0.0);
        QCOMPARE(report.metrics.at("seppo/winner_gain"), 0.0);
        QCOMPARE(report.metrics.at("seppo/reference_step"), 0.0);
        // The second update measures against the first policy, which it has left.
        const EpochReport second = bench.method->run_epoch(1);
        QVERIFY(second.metrics.at("policy/loss") != report.metrics.at("policy/loss"));
        QVERIFY(second.metrics.at("seppo/winner_gain") != 0.0);
    }

    /// Against the first policy the winners become likelier, with every flipper and reference.
    void learns_the_winners_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::newRow("sign") << "seppo.flipper"
                              << "sign";
        QTest::newRow("indicator") << "seppo.flipper"
                                   << "indicator";
        QTest::newRow("none") << "seppo.flipper"
                              << "none";
        QTest::newRow("image space") << "seppo.ref_space"
                                     << "image";
        QTest::newRow("draws") << "seppo.aaf_draws"
                               << "3";
    }
    void learns_the_winners() {
        QFETCH(QString, key);
        QFETCH(QString, value);
        Bench bench(small_config("seppo", {{"seppo.reference", "initial"},
                                           {"seppo.warmup_fraction", "0"},
                                           {"train.num_inner_epochs", "4"},
                                           {key.toStdString(), value.toStdString()}}));
        double gain = 0;
        for (int epoch = 0; epoch < 4; ++epoch) {
            const EpochReport report = bench.method->run_epoch(epoch);
            gain = report.metrics.at("seppo/winner_gain");
            QCOMPARE(report.metrics.at("seppo/reference_step"), 0.0);
            QCOMPARE(report.policy_steps, std::int64_t{8 * (epoch + 1)});
        }
        QVERIFY2(gain > 0.0005, std::to_string(gain).c_str());
    }

    void keeps_its_pool_in_the_checkpoint() {
        Bench bench(small_config("seppo", {{"seppo.reference", "latest"}}));
        QVERIFY(bench.method->save().contains("pool/0/step"));
        for (int epoch = 0; epoch < 3; ++epoch) {
            bench.method->run_epoch(epoch);
        }
        const StateMap state = bench.method->save();  // after 6 updates: 0, 3, 6
        QCOMPARE(state.at("pool/size").item<std::int64_t>(), std::int64_t{3});
        QCOMPARE(state.at("pool/1/step").item<std::int64_t>(), std::int64_t{3});
        for (const auto& [name, tensor] : bench.method->lora().state_dict()) {
            QVERIFY(at::equal(state.at("pool/2/lora/" + name), tensor));
            QVERIFY(state.contains("pool/0/lora/" + name));
        }
    }

    void resumes_in_the_middle_of_an_iteration_data() {
        QTest::addColumn<QString>("reference");
        QTest::newRow("latest") << "latest";
        QTest::newRow("random") << "random";
    }
    void resumes_in_the_middle_of_an_iteration() {
        QFETCH(QString, reference);
        const Config config = small_config("seppo", {{"seppo.reference", reference.toStdString()},
                                                     {"seppo.reference_draw", "update"},
                                                     {"seppo.aaf_draws", "2"},
                                                     {"train.num_inner_epochs", "2"}});
        Bench whole(config);
        whole.method->run_epoch(0);
        whole.method->run_epoch(1);  // 8 updates: the pool has 0, 3, 6
        Bench resumed(config);
        resumed.method->load(whole.method->save());
        QVERIFY_SAME(resumed.method->run_epoch(2), whole.method->run_epoch(2));
        QVERIFY_SAME(resumed.method->save(), whole.method->save());
    }

    /// The built-in winners are made in the first round, once for all runs; stopped, the work goes on.
    void makes_the_built_in_winners() {
        const QTemporaryDir data;
        qputenv("XDG_DATA_HOME", data.path().toUtf8());
        const Config config = small_config("seppo", {{"seppo.winners", "animals-best-of-n"}});
        Bench bench(config);
        const StateMap start = bench.method->save();
        bench.polls_left = 30;
        QVERIFY(bench.method->run_epoch(0).stopped);
        bench.method->load(start);
        const EpochReport report = bench.method->run_epoch(0);
        QVERIFY(bench.progress.contains("making winners, 100 %"));
        QCOMPARE(report.events.size(), std::size_t{1});
        QVERIFY2(report.events[0].text.starts_with("Made 12 winners"), report.events[0].text.c_str());
        Bench other(config);
        const EpochReport same = other.method->run_epoch(0);
        QVERIFY(same.events.empty());
        QVERIFY_SAME(same, report);
        QVERIFY_SAME(other.method->save(), bench.method->save());
    }

    void warms_up() {
        // 1 of 8 updates at an eighth of the rate moves the adapter an eighth as far (Adam's first step).
        const auto first_step = [](const char* fraction) {
            Bench bench(small_config("seppo", {{"num_epochs", "8"},
                                               {"train.gradient_accumulation_steps", "8"},
                                               {"train.adam_weight_decay", "0"},
                                               {"seppo.warmup_fraction", fraction}}));
            bench.method->run_epoch(0);
            double largest = 0;
            for (const auto& [name, tensor] : bench.method->lora().state_dict()) {
                if (name.ends_with("up.weight")) {
                    largest = std::max(largest, tensor.abs().max().item<double>());
                }
            }
            return largest;
        };
        const double ratio = first_step("0") / first_step("1");
        QVERIFY2(std::abs(ratio - 8) < 0.01, std::to_string(ratio).c_str());
    }

    void refuses_other_winners_after_a_resume() {
        const Config config = small_config("seppo");
        Bench bench(config);
        bench.method->run_epoch(0);
        const StateMap state = bench.method->save();
        const QTemporaryDir dir;
        write_winner_folder(dir.path().toStdString(), {"cat", "owl"});
        Bench other(small_config("seppo", {{"seppo.winners", dir.path().toStdString()}}));
        QVERIFY(error_text([&] { other.method->load(state); }).contains("winners are not those"));
        QVERIFY(error_text([] {
                    Bench none(small_config("seppo", {{"seppo.winners", "/nowhere"}}));
                }).contains("seppo.winners"));
    }
};

QTEST_APPLESS_MAIN(TestSeppo)
#include "tst_seppo.moc"
