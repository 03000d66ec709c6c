// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/config/config.h"
#include "tests/helpers/error_text.h"

using namespace tempera;

class TestConfigRules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void joinedKeys_data() {
        QTest::addColumn<QStringList>("settings");
        QTest::addColumn<QString>("key");  // of the one problem; "" = none
        QTest::newRow("whole batches") << QStringList{"sample.batch_size=12"} << "";
        QTest::newRow("part of a batch") << QStringList{"sample.batch_size=6"} << "train.gradient_accumulation_steps";
        QTest::newRow("batch above the epoch")
            << QStringList{"train.batch_size=4"} << "train.gradient_accumulation_steps";
        QTest::newRow("equal prompts") << QStringList{"prompts.per_epoch=8"} << "";
        QTest::newRow("unequal prompts") << QStringList{"prompts.per_epoch=7"} << "prompts.per_epoch";
        QTest::newRow("no noise") << QStringList{"sample.eta=0"} << "sample.eta";
        QTest::newRow("no noise, ddpo") << QStringList{"sample.eta=0", "method=ddpo"} << "sample.eta";
        QTest::newRow("no noise, align-prop") << QStringList{"sample.eta=0", "method=align-prop"} << "";
        QTest::newRow("all first steps") << QStringList{"train.first_steps=50"} << "";
        QTest::newRow("too many first steps") << QStringList{"train.first_steps=51"} << "train.first_steps";
        QTest::newRow("no step left") << QStringList{"train.timestep_fraction=0.01"} << "train.timestep_fraction";
        QTest::newRow("sf, tdpo") << QStringList{"train.estimator=sf"} << "train.estimator";
        QTest::newRow("sf, two updates") << QStringList{"train.estimator=sf", "method=ddpo"} << "train.estimator";
        QTest::newRow("sf, one update") << QStringList{"train.estimator=sf", "method=ddpo",
                                                       "train.gradient_accumulation_steps=32"}
                                        << "";
        QTest::newRow("sf, one update per step")
            << QStringList{"train.estimator=sf", "method=ddpo", "train.gradient_accumulation_steps=32",
                           "train.loop_order=time_major"}
            << "train.estimator";
        QTest::newRow("sf, two passes") << QStringList{"train.estimator=sf", "method=ddpo",
                                                       "train.gradient_accumulation_steps=32",
                                                       "train.num_inner_epochs=2"}
                                        << "train.estimator";
        QTest::newRow("unreachable count") << QStringList{"per_prompt.buffer_size=15"} << "per_prompt.min_count";
        QTest::newRow("scaling and norm") << QStringList{"train.reward_scaling=true"} << "train.reward_scaling";
        QTest::newRow("scaling") << QStringList{"train.reward_scaling=true", "train.reward_norm=false"} << "";
        QTest::newRow("groups") << QStringList{"train.advantage=group", "prompts.per_epoch=8"} << "";
        QTest::newRow("groups at random") << QStringList{"train.advantage=group"} << "train.advantage";
        QTest::newRow("groups of one") << QStringList{"train.advantage=group", "prompts.per_epoch=32"}
                                       << "train.advantage";
        QTest::newRow("groups of raw rewards")
            << QStringList{"train.advantage=group", "prompts.per_epoch=8", "train.reward_norm=false"}
            << "train.reward_norm";
        QTest::newRow("ddpo with a critic") << QStringList{"method=ddpo", "train.advantage=critic"} << "";
        QTest::newRow("tdpo without a critic") << QStringList{"train.advantage=per_prompt"} << "";
        QTest::newRow("tdpo-r without a critic")
            << QStringList{"method=tdpo-r", "train.advantage=per_prompt"} << "train.advantage";
        QTest::newRow("whitening per prompt") << QStringList{"train.temporal_reward_norm_per_prompt=true"} << "";
        QTest::newRow("whitening per prompt, untracked")
            << QStringList{"train.temporal_reward_norm_per_prompt=true", "per_prompt.tracking=false"}
            << "train.temporal_reward_norm_per_prompt";
        QTest::newRow("whitening per prompt, no critic")
            << QStringList{"train.temporal_reward_norm_per_prompt=true", "method=ddpo"}
            << "train.temporal_reward_norm_per_prompt";
        QTest::newRow("target without penalty") << QStringList{"kl.target=0.1"} << "kl.target";
        QTest::newRow("target") << QStringList{"kl.target=0.1", "kl.penalty_coef=1"} << "";
        QTest::newRow("last step") << QStringList{"method=align-prop", "align_prop.truncation=fixed",
                                                  "align_prop.first_trained_step=49"}
                                   << "";
        QTest::newRow("beyond the last step")
            << QStringList{"method=align-prop", "align_prop.truncation=fixed", "align_prop.first_trained_step=50"}
            << "align_prop.first_trained_step";
        QTest::newRow("no gradient, gold") << QStringList{"method=align-prop", "reward.name=gold"} << "reward.name";
        QTest::newRow("no gradient") << QStringList{"method=align-prop", "reward.name=jpeg-compressibility"}
                                     << "reward.name";
        QTest::newRow("no noise, seppo") << QStringList{"sample.eta=0", "method=seppo", "reward.name=gold"} << "";
        QTest::newRow("no winners") << QStringList{"method=seppo", "seppo.winners="} << "seppo.winners";
        QTest::newRow("average of nothing")
            << QStringList{"method=seppo", "seppo.flipper=none", "seppo.aaf_draws=2"} << "seppo.aaf_draws";
    }
    void joinedKeys() {
        QFETCH(QStringList, settings);
        QFETCH(QString, key);
        Config config;
        for (const QString& setting : settings) {
            config.set_text(setting.section('=', 0, 0).toStdString(), setting.section('=', 1).toStdString());
        }
        const auto problems = config.problems();
        const QString text = error_text([&] { config.check(); });
        if (key.isEmpty()) {
            QVERIFY2(problems.empty() && text.isEmpty(), qPrintable(text));
            return;
        }
        QCOMPARE(problems.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(problems[0].first), key);
        QCOMPARE(text, key + ": " + QString::fromStdString(problems[0].second) + ".");
    }

    void allProblemsAreListed() {
        Config config;
        config.set_text("sample.eta", "0");
        config.set_text("prompts.per_epoch", "5");
        QCOMPARE(config.problems().size(), std::size_t{2});
    }

    void sentenceNamesTheNumbers() {
        Config config;
        config.set_text("sample.batch_size", "6");
        QCOMPARE(error_text([&] { config.check(); }),
                 "train.gradient_accumulation_steps: the 24 samples of an epoch (sample.batch_size x "
                 "sample.num_batches_per_epoch) are not a multiple of the effective batch of 16 (train.batch_size x "
                 "train.gradient_accumulation_steps).");
    }
};

QTEST_APPLESS_MAIN(TestConfigRules)
#include "tst_config_rules.moc"
