// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <torch/torch.h>

#include "tests/methods/method_bench.h"

using namespace tempera;

/// The number of pictures that go through the UNet together is a matter of memory and speed alone.
class TestMicroBatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void resultDoesNotDependOnIt_data() {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("more");
        QTest::newRow("ddpo") << "ddpo"
                              << "";
        QTest::newRow("ddpo-100") << "ddpo"
                                  << "ddpo.accum_over_timesteps=false";
        QTest::newRow("ddpo with guidance in training") << "ddpo"
                                                        << "train.cfg=true";
        QTest::newRow("tdpo") << "tdpo"
                              << "";
        QTest::newRow("tdpo, decoded") << "tdpo"
                                       << "critic.input=decoded";
        QTest::newRow("tdpo-r") << "tdpo-r"
                                << "kl.measure=true";
        QTest::newRow("align-prop") << "align-prop"
                                    << "";
        QTest::newRow("seppo") << "seppo"
                               << "train.learning_rate=0.001";
    }

    void resultDoesNotDependOnIt() {
        QFETCH(QString, method);
        QFETCH(QString, more);
        std::vector<StateMap> states;
        std::vector<std::map<std::string, double>> metrics;
        for (const char* micro_batch : {"1", "4", "16"}) {
            Settings settings{{"sample.num_batches_per_epoch", "8"},
                              {"train.gradient_accumulation_steps", "16"},
                              // Small rates: AdamW divides by the gradient's size, which makes a step of rounding
                              // errors where there is no gradient. SePPO needs more of one, or the sign that flips a
                              // pair would be rounding, too.
                              {"train.learning_rate", "0.0001"},
                              {"critic.learning_rate", "0.00002"},
                              // The loss multiplies the rounding of the errors by beta / 2.
                              {"seppo.beta", "100"},
                              {"micro_batch", micro_batch}};
            if (!more.isEmpty()) {
                settings.emplace_back(more.section('=', 0, 0).toStdString(), more.section('=', 1).toStdString());
            }
            Bench bench(small_config(method.toStdString(), settings));
            metrics.push_back(bench.method->run_epoch(0).metrics);
            states.push_back(bench.method->save());
        }
        for (std::size_t other = 1; other < states.size(); ++other) {
            QCOMPARE(states[other].size(), states[0].size());
            for (const auto& [name, tensor] : states[0]) {
                const at::Tensor expected = tensor.to(at::kDouble);
                const double error = (states[other].at(name).to(at::kDouble) - expected).abs().max().item<double>();
                const double scale = std::max(1.0, expected.abs().max().item<double>());
                QVERIFY2(error <= 1e-5 * scale,
                         qPrintable(QString("%1: %2").arg(QString::fromStdString(name)).arg(error)));
            }
            QCOMPARE(metrics[other].size(), metrics[0].size());
            for (const auto& [key, value] : metrics[0]) {
                if (key.starts_with("time/") || key == "policy/ratio_noise") {
                    continue;
                }
                QVERIFY2(std::abs(metrics[other].at(key) - value) <= 1e-5 * std::max(1.0, std::abs(value)),
                         qPrintable(QString("%1: %2 and %3")
                                        .arg(QString::fromStdString(key))
                                        .arg(metrics[other].at(key), 0, 'g', 9)
                                        .arg(value, 0, 'g', 9)));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestMicroBatch)
#include "tst_micro_batch.moc"
