// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>

#include <torch/torch.h>
#include <QDirIterator>
#include <QTest>

#include "core/methods/policy_gradient.h"
#include "core/rewards/saturation.h"
#include "core/training/selfcheck.h"
#include "tests/app/tiny_world.h"
#include "tests/helpers/error_text.h"

using namespace tempera;

namespace {

constexpr double mib = 1024.0 * 1024.0;

/// A healthy TDPO run on latents of the official size.
SelfcheckMeasurement healthy() {
    SelfcheckMeasurement m;
    m.program = "tempera";
    m.device = "cpu, 2 threads";
    m.dtype = "fp32";
    m.threads = 2;
    m.latent_size = 16384;
    m.samples = 16;
    m.eval_samples = 8;
    m.epoch_updates = 100;
    m.update_size = 128;
    m.rewards = {1, 2, 3, 4};
    m.worse_rewards = {0, 1};
    m.worse_pictures = "noise";
    m.ratio_noise = 1e-7;
    m.explained_variance = 0.02;
    m.untrained_variance = -0.1;
    m.critic_grad_norm = 0.5;
    m.policy_grad_norm = 0.4;
    m.policy_steps = 4;
    m.policy_parts = {{"down blocks", 0.1}, {"up blocks", 0.2}};
    m.critic_parts = {{"layer 1", 0.3}, {"layer 2", 0.4}};
    m.down = m.up = {128, 128};
    m.steps = {{1, 1.1}, {2, 0.9}};
    m.num_steps = 50;
    m.sampling = 4;
    m.scoring = 1;
    m.updating = 6;
    m.other_judges = 0.5;
    m.rest = 0.25;
    m.evaluating = 2;
    m.peak_mib = 1000;
    m.room_mib = 8000;
    m.sample_bytes = 2 * mib;
    m.checkpoint_bytes = 10 * mib;
    m.picture_bytes = mib;
    m.epoch_rows_bytes = 0.5 * mib;
    m.free_bytes = 1e12;
    return m;
}

/// 64 pictures, 10 epochs, all that costs time and space spelled out.
Config costly() {
    Config config;
    for (const auto& [key, value] : {std::pair("method", "tdpo"),
                                     {"reward.name", "animals-aesthetic"},
                                     {"sample.batch_size", "16"},
                                     {"sample.num_batches_per_epoch", "4"},
                                     {"train.num_inner_epochs", "2"},
                                     {"num_epochs", "10"},
                                     {"eval.every", "3"},
                                     {"eval.samples", "32"},
                                     {"checkpoint.every", "2"},
                                     {"checkpoint.keep", "3"},
                                     {"images.train_every", "4"},
                                     {"images.train_count", "100"}}) {
        config.set_text(key, value, "test");
    }
    return config;
}

SelfcheckLine line_of(const std::vector<SelfcheckLine>& lines, const std::string& name) {
    for (const SelfcheckLine& line : lines) {
        if (line.name == name) {
            return line;
        }
    }
    return {"no line", "", {}, Verdict::Bad, "there is no line '" + name + "'"};
}

using Change = std::function<void(SelfcheckMeasurement&, Config&)>;

/// Everything below a folder with its time of change.
QStringList contents(const std::filesystem::path& folder) {
    QStringList entries;
    QDirIterator walk(QString::fromStdString(folder.string()), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                      QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        const QString path = walk.next();
        entries << path + ' ' + walk.fileInfo().lastModified().toString(Qt::ISODateWithMs);
    }
    entries.sort();
    return entries;
}

}  // namespace

Q_DECLARE_METATYPE(Change)

class TestSelfcheck : public QObject {
    Q_OBJECT

private:
    Config tinyConfig(const std::vector<std::pair<std::string, std::string>>& more = {}) const {
        Config config = Config::from_file(m_world.config().toStdString());
        for (const auto& [key, value] : more) {
            config.set_text(key, value, "test");
        }
        return config;
    }

    std::vector<SelfcheckLine> check(const Config& config) const {
        return selfcheck(config, m_world.workspace(), {}).value();
    }

    TinyWorld m_world;

private Q_SLOTS:
    void healthyIsOk() {
        for (const SelfcheckLine& line : judge_selfcheck(costly(), healthy())) {
            QVERIFY2(line.verdict == Verdict::Ok, line.name.c_str());
            QVERIFY2(line.sentence.ends_with("."), line.name.c_str());
            QVERIFY2(!line.value.empty(), line.name.c_str());
        }
    }

    void verdicts_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("verdict");
        QTest::addColumn<QString>("remedy");
        const auto row = [](const char* title, const char* name, const char* verdict, const char* remedy,
                            Change change) {
            QTest::newRow(title) << change << QString(name) << QString(verdict) << QString(remedy);
        };
        using M = SelfcheckMeasurement;
        const double nan = std::numeric_limits<double>::quiet_NaN();
        row("ratio outside the clip range", "ratio noise", "bad", "train.clip_range",
            [](M& m, Config&) { m.ratio_noise = 1.1e-4; });
        row("ratio near it", "ratio noise", "look", "train.clip_range", [](M& m, Config&) { m.ratio_noise = 1.1e-5; });
        row("ratio is no number", "ratio noise", "bad", "train.clip_range",
            [nan](M& m, Config&) { m.ratio_noise = nan; });
        row("guided sampling alone", "ratio noise", "bad", "train.cfg", [](M& m, Config& config) {
            m.ratio_noise = 1;
            config.set("train.cfg", false);
        });
        row("reward is no number", "reward", "bad", "tempera-run score", [nan](M& m, Config&) { m.rewards[1] = nan; });
        row("constant reward", "reward spread", "bad", "reward.name", [](M& m, Config&) { m.rewards = {2, 2, 2}; });
        row("nearly constant reward", "reward spread", "look", "tempera-run score", [](M& m, Config&) {
            m.rewards = {1, 1.000001};
        });
        row("learned judge likes noise", "reward sign", "look", "judge", [](M& m, Config&) { m.worse_rewards = {9}; });
        row("analytic judge likes noise", "reward sign", "bad", "sign", [](M& m, Config& config) {
            m.worse_rewards = {9};
            config.set_text("reward.name", "jpeg-compressibility", "test");
        });
        row("no gradient", "policy gradient", "bad", "reward", [](M& m, Config&) { m.policy_grad_norm = 0; });
        row("steep gradient", "policy gradient", "look", "train.max_grad_norm",
            [](M& m, Config&) { m.policy_grad_norm = 11; });
        row("up without gradient", "adapter", "bad", "no gradient", [](M& m, Config&) { m.up.reached = 127; });
        row("down without gradient", "adapter", "bad", "no gradient", [](M& m, Config&) { m.down.reached = 0; });
        row("down after one update", "adapter", "ok", "up begins at 0", [](M& m, Config&) {
            m.down.reached = 0;
            m.policy_steps = 1;
        });
        row("critic without gradient", "critic gradient", "bad", "critic.coef",
            [](M& m, Config&) { m.critic_grad_norm = 0; });
        row("critic on its saddle", "critic parts", "look", "fan_in",
            [](M& m, Config&) { m.critic_parts[0].norm = 1e-6; });
        row("critic foresees nothing yet", "explained variance", "ok", "watch",
            [](M& m, Config&) { m.explained_variance = -0.1; });
        row("critic harms", "explained variance", "look", "critic.learning_rate",
            [](M& m, Config&) { m.explained_variance = -0.6; });
        row("sensitive steps", "sensitivity", "look", "train.first_steps to 47 or less", [](M& m, Config&) {
            m.steps = {{47, 1.9}, {48, 2.1}, {49, 1.0}, {50, 3.25}};
        });
        row("narrow clip range", "clip range", "look", "throttles", [](M& m, Config&) { m.latent_size = 1024; });
        row("wide clip range", "clip range", "look", "hardly limits",
            [](M&, Config& config) { config.set("train.clip_range", 1e-3); });
        row("clip range near enough", "clip range", "ok", "", [](M& m, Config& config) {
            m.latent_size = 1024;
            config.set("train.clip_range", 1.3e-3);
        });
        row("too little memory", "memory", "bad", "micro_batch", [](M& m, Config&) { m.room_mib = 1000; });
        row("little memory", "memory", "look", "micro_batch", [](M& m, Config&) { m.room_mib = 1300; });
        row("unknown memory", "memory", "ok", "", [](M& m, Config&) { m.room_mib = 0; });
        row("too little disk", "disk", "bad", "--workspace", [](M& m, Config&) { m.free_bytes = 100 * mib; });
        row("little disk", "disk", "look", "room", [](M& m, Config&) { m.free_bytes = 450 * mib; });
        row("unknown disk", "disk", "ok", "", [](M& m, Config&) { m.free_bytes.reset(); });
    }

    void verdicts() {
        QFETCH(Change, change);
        QFETCH(QString, name);
        QFETCH(QString, verdict);
        QFETCH(QString, remedy);
        SelfcheckMeasurement measurement = healthy();
        Config config = costly();
        change(measurement, config);
        const SelfcheckLine line = line_of(judge_selfcheck(config, measurement), name.toStdString());
        QCOMPARE(QString(to_string(line.verdict)), verdict);
        QVERIFY2(QString::fromStdString(line.sentence).contains(remedy), line.sentence.c_str());
    }

    void costsAreExtrapolated() {
        const SelfcheckEstimate cost = estimate_run(costly(), healthy());
        // 64 pictures for 16 measured; two passes of updates; evaluations before epochs 0, 3, 6, 9 and at the end.
        const double round = 4 * (4 + 1 + 0.5 + 0.25) + 4 * 2 * 6;
        QCOMPARE(cost.sampling, 16.0);
        QCOMPARE(cost.scoring, 6.0);
        QCOMPARE(cost.updating, 48.0);
        QCOMPARE(cost.run_seconds, 10 * round + 5 * 4 * 2);
        QCOMPARE(cost.epoch_seconds, cost.run_seconds / 10);
        // Checkpoints of epochs 2, 4, 6, 8, 10, never more than 3 + 1 at a time; 5 x 32 pictures of evaluations and
        // 64 of each of the epochs 0, 4, 8.
        const double disk = 4 * 10 + (5 * 32 + 3 * 64) * 1 + 10 * 0.5;
        QVERIFY(std::abs(cost.disk_bytes / mib - disk) < 1);
        QCOMPARE(cost.memory_mib, 1000.0 + (64 - 16) * 2);

        Config rare = costly();
        rare.set_text("eval.every", "0", "test");
        rare.set_text("images.train_every", "0", "test");
        rare.set_text("checkpoint.keep", "0", "test");
        QCOMPARE(estimate_run(rare, healthy()).run_seconds, 10 * round);
        QVERIFY(std::abs(estimate_run(rare, healthy()).disk_bytes / mib - (5 * 10 + 10 * 0.5)) < 1);
    }

    /// Few pictures, whole micro-batches, whole updates.
    void probeIsSmallAndFits() {
        const auto probe = [](const char* batch, const char* accumulate, const char* samples, const char* micro,
                              const char* prompts, std::int64_t threads) {
            Config config;
            for (const auto& [key, value] : {std::pair("train.batch_size", batch),
                                             {"train.gradient_accumulation_steps", accumulate},
                                             {"sample.batch_size", samples},
                                             {"sample.num_batches_per_epoch", "1"},
                                             {"train.num_inner_epochs", "3"},
                                             {"micro_batch", micro},
                                             {"prompts.per_epoch", prompts}}) {
                config.set_text(key, value, "test");
            }
            config.check();
            const Config small = probe_config(config, threads);
            small.check();
            return std::vector<std::int64_t>{small.integer("sample.batch_size"), small.integer("train.batch_size"),
                                             small.integer("micro_batch"), small.integer("prompts.per_epoch"),
                                             small.integer("train.num_inner_epochs")};
        };
        using Sizes = std::vector<std::int64_t>;
        QCOMPARE(probe("32", "4", "256", "4", "0", 1), (Sizes{8, 8, 4, 0, 1}));       // two micro-batches
        QCOMPARE(probe("32", "4", "256", "4", "0", 16), (Sizes{64, 64, 4, 0, 1}));    // one for each thread
        QCOMPARE(probe("32", "4", "256", "4", "0", 99), (Sizes{256, 128, 4, 0, 1}));  // never more than the epoch
        QCOMPARE(probe("16", "4", "64", "16", "8", 2), (Sizes{32, 32, 16, 8, 1}));    // animals-tdpo
        QCOMPARE(probe("1", "6", "48", "4", "16", 2), (Sizes{12, 6, 3, 6, 1}));       // several updates
        QCOMPARE(probe("1", "1", "1", "1", "1", 4), (Sizes{1, 1, 1, 1, 1}));
    }

    void everyMethodPasses_data() {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("reward");
        QTest::newRow("ddpo") << "ddpo"
                              << "jpeg-compressibility";
        QTest::newRow("tdpo") << "tdpo"
                              << "jpeg-incompressibility";
        QTest::newRow("tdpo-r") << "tdpo-r"
                                << "saturation";
        QTest::newRow("align-prop") << "align-prop"
                                    << "saturation";
    }

    void everyMethodPasses() {
        QFETCH(QString, method);
        QFETCH(QString, reward);
        const QStringList before = contents(m_world.folder());
        const auto lines = check(tinyConfig({{"method", method.toStdString()}, {"reward.name", reward.toStdString()}}));
        QCOMPARE(contents(m_world.folder()), before);

        for (const char* name :
             {"reward", "reward spread", "reward sign", "policy gradient", "policy parts", "adapter"}) {
            const SelfcheckLine line = line_of(lines, name);
            QVERIFY2(line.verdict == Verdict::Ok, (line.name + ": " + line.value + " " + line.sentence).c_str());
        }
        QCOMPARE(line_of(lines, "dtype").value, std::string("fp32"));
        QCOMPARE(line_of(lines, "threads").number.value(), 1.0);
        // 4 transformer blocks with 2 attention layers of 4 projections each.
        QCOMPARE(line_of(lines, "adapter").value, std::string("up 32 of 32, down 32 of 32"));
        QVERIFY(line_of(lines, "time of the run").number.value() > 0);
        QVERIFY(line_of(lines, "memory").number.value() > 50 * mib);

        const bool policy_gradient = method != "align-prop";
        QCOMPARE(line_of(lines, "ratio noise").name != "no line", policy_gradient);
        QCOMPARE(line_of(lines, "sensitivity").name != "no line", policy_gradient);
        QCOMPARE(line_of(lines, "explained variance").name != "no line", method.startsWith("tdpo"));
        if (policy_gradient) {
            QVERIFY2(line_of(lines, "ratio noise").number.value() < 1e-5, line_of(lines, "ratio noise").value.c_str());
            QCOMPARE(line_of(lines, "ratio noise").verdict, Verdict::Ok);
            // Of the configuration, not of the few pictures: 8 samples, 4 steps, effective batch 4.
            QCOMPARE(line_of(lines, "updates").number.value(), method == "ddpo" ? 2.0 : 8.0);
            QCOMPARE(line_of(lines, "updates").value,
                     std::string(method == "ddpo" ? "2 an epoch, of 16 transitions" : "8 an epoch, of 4 transitions"));
            // The step that lands on time 1 is nearly deterministic.
            QCOMPARE(line_of(lines, "sensitivity").verdict, Verdict::Look);
            QVERIFY(line_of(lines, "sensitivity").value.ends_with("at step 3 of 4"));
            QCOMPARE(line_of(lines, "clip range").verdict, Verdict::Look);
        }
    }

    /// Together the parts have the length of the gradients that the method itself reports.
    void partsMakeUpTheGradient() {
        const Config config = tinyConfig({{"method", "tdpo"},
                                          {"train.max_grad_norm", "1e9"},
                                          {"train.first_steps", "1"},
                                          {"train.gradient_accumulation_steps", "2"}});
        const SelfcheckMeasurement m = measure_selfcheck(config, m_world.workspace(), {}).value();
        QCOMPARE(m.policy_steps, 2);  // one of each round
        QCOMPARE(m.policy_parts.size(), std::size_t{3});
        QCOMPARE(m.critic_parts.size(), std::size_t{5});
        QCOMPARE(m.up.reached, 32);
        QCOMPARE(m.down.reached, 32);  // by the second update

        // The same two rounds by hand.
        const Config probe = probe_config(config, 1);
        DiffusionModel model = DiffusionModel::load(config.text("model.path"), at::kCPU);
        SaturationReward reward;
        PolicyGradient method(PolicyGradient::Kind::Tdpo,
                              {model, reward, probe, {"cat", "dog", "hen", "owl"}, {}, {}, {}});
        const EpochReport first = method.run_epoch(0);
        const EpochReport second = method.run_epoch(1);
        QCOMPARE(m.policy_grad_norm.value(), first.metrics.at("policy/grad_norm"));
        QCOMPARE(m.explained_variance.value(), second.metrics.at("critic/explained_variance"));
        QCOMPARE(m.untrained_variance.value(), first.metrics.at("critic/explained_variance"));
        QCOMPARE(m.rewards, first.rewards);
        const auto verify = [&](const auto& parts, const char* key) {
            // AdamW weighs an older square by beta2 = .999.
            const double expected =
                (0.999 * std::pow(first.metrics.at(key), 2) + std::pow(second.metrics.at(key), 2)) / (1 + 0.999);
            double sum = 0;
            for (const auto& part : parts) {
                QVERIFY2(part.norm > 0, part.name.c_str());
                sum += part.norm * part.norm;
            }
            QVERIFY2(std::abs(sum / expected - 1) < 1e-5, std::to_string(sum / expected).c_str());
        };
        verify(m.policy_parts, "policy/grad_norm");
        verify(m.critic_parts, "critic/grad_norm");
    }

    void unguidedTrainingIsFound() {
        const auto lines = check(tinyConfig({{"train.cfg", "false"}, {"sample.guidance_scale", "5"}}));
        QCOMPARE(line_of(lines, "ratio noise").verdict, Verdict::Bad);
    }

    void stopIsObeyed() {
        int polls = 0;
        SelfcheckHooks hooks;
        hooks.stop_asked = [&] { return ++polls > 3; };
        QVERIFY(!selfcheck(tinyConfig(), m_world.workspace(), hooks).has_value());
        QVERIFY(polls < 20);
    }

    void impossibleConfigurationsAreRefused() {
        const QString text = error_text([&] { check(tinyConfig({{"train.batch_size", "3"}})); });
        QVERIFY2(text.contains("train.gradient_accumulation_steps"), qPrintable(text));
    }
};

QTEST_GUILESS_MAIN(TestSelfcheck)
#include "tst_selfcheck.moc"
