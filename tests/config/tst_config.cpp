// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>

#include <QTest>

#include "core/base/digest.h"
#include "core/config/changed_toml.h"
#include "core/config/config.h"
#include "core/config/reward_spec.h"
#include "tests/helpers/error_text.h"

using namespace tempera;

class TestConfig : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void defaultsAreOfficial() {
        const Config config;
        QCOMPARE(config.text("method"), std::string("tdpo"));
        QCOMPARE(config.integer("sample.num_steps"), 50);
        QCOMPARE(config.real("train.clip_range"), 1e-4);
        QCOMPARE(config.flag("train.cfg"), true);
        QCOMPARE(config.list("eval.rewards"), std::vector<std::string>{"gold"});
        QVERIFY(config.problems().empty());
    }

    void readsSectionsAndDottedKeys() {
        const Config config = Config::from_toml(
            "title = 'a'\ndescription = 'b'\nmethod = 'ddpo'\ntrain.learning_rate = 3e-4\n"
            "[sample]\nnum_steps = 20\neta = 1 # a whole number is a number\n[eval]\nrewards = []\n",
            "text");
        QCOMPARE(config.text("method"), std::string("ddpo"));
        QCOMPARE(config.real("train.learning_rate"), 3e-4);
        QCOMPARE(config.integer("sample.num_steps"), 20);
        QCOMPARE(config.real("sample.eta"), 1.0);
        QVERIFY(config.list("eval.rewards").empty());
    }

    void canonicalTextReadsBackEqual() {
        Config config;
        config.set("name", std::string("tab\t, quote \", back\\slash, new\nline, \x7f and \xc3\xa9\xf0\x9f\x90\xa2"));
        config.set("eval.rewards", std::vector<std::string>{"gold", "saturation"});
        config.set("train.learning_rate", 0.1 + 0.2);
        config.set("train.adam_epsilon", 1e-16);
        config.set("train.max_grad_norm", 1e12);
        config.set("sample.guidance_scale", 7.5);
        config.set("seed", std::int64_t{8'999'999'999'999'999'999});
        const Config back = Config::from_toml(config.canonical_toml(), "canonical");
        QVERIFY(back == config);
        QCOMPARE(back.canonical_toml(), config.canonical_toml());
        QCOMPARE(back.hash(), config.hash());
    }

    void canonicalTextIsPlain() {
        const QString text = QString::fromStdString(Config().canonical_toml());
        QVERIFY(text.startsWith("method = \"tdpo\"\nname = \"\"\nseed = 42\n"));
        QVERIFY(text.contains("\n[train]\nbatch_size = 1\n"));
        QVERIFY(text.contains("\nlearning_rate = 0.0001\n"));
        QVERIFY(text.contains("\nadam_epsilon = 1e-8\n"));
        QVERIFY(text.contains("\nmax_grad_norm = 1.0\n"));
        QVERIFY(text.contains("\nrewards = [\"gold\"]\n"));
    }

    void changedTomlSaysOnlyWhatDiffers() {
        QCOMPARE(changed_toml(Config()), std::string());
        Config config;
        config.set_text("seed", "7");
        config.set_text("train.learning_rate", "3e-4");
        const std::string text = changed_toml(config);
        QCOMPARE(text, std::string("seed = 7\n\n[train]\nlearning_rate = 0.0003\n"));
        QCOMPARE(Config::from_toml(text, "changed"), config);
    }

    void hashIgnoresTheNameOnly() {
        Config config;
        const std::string hash = config.hash();
        QCOMPARE(hash.size(), std::size_t{64});
        config.set_text("name", "another");
        QCOMPARE(config.hash(), hash);
        config.set_text("seed", "43");
        QVERIFY(config.hash() != hash);
    }

    void hashLeavesOutLaterKeysAtTheirDefault() {
        // Of runs that were stored before these keys were there: their text had all keys but these.
        Config config;
        std::string text;
        for (const QString& line : QString::fromStdString(config.canonical_toml()).split('\n')) {
            const QString key = line.section(" = ", 0, 0);
            if (!QStringList{"folder", "encoder", "unseen_prompts", "unseen_samples", "trajectories"}.contains(key)) {
                text += line.toStdString() + "\n";
            }
        }
        text.pop_back();
        QCOMPARE(config.hash(), sha256_hex(text));
        const std::string before = config.hash();
        config.set_text("eval.unseen_prompts", "unseen_animals");
        QVERIFY(config.hash() != before);
    }

    void commandLineForms() {
        Config config;
        config.set_text("train.learning_rate", "3e-4");
        QCOMPARE(config.real("train.learning_rate"), 3e-4);
        config.set_text("train.learning_rate", "+.5");
        QCOMPARE(config.real("train.learning_rate"), 0.5);
        config.set_text("sample.num_steps", "20");
        QCOMPARE(config.integer("sample.num_steps"), 20);
        config.set_text("train.cfg", "false");
        QCOMPARE(config.flag("train.cfg"), false);
        config.set_text("name", "a cat");
        QCOMPARE(config.text("name"), std::string("a cat"));
        const std::vector<std::string> both{"gold", "saturation"};
        for (const char* form :
             {"gold,saturation", "[gold, saturation]", "[\"gold\", 'saturation']", "gold, saturation,"}) {
            config.set_text("eval.rewards", form);
            QCOMPARE(config.list("eval.rewards"), both);
        }
        QCOMPARE(to_text(config.value("eval.rewards")), std::string("gold, saturation"));
        config.set_text("eval.rewards", "[]");
        QVERIFY(config.list("eval.rewards").empty());
    }

    void differencesAreListedInSchemaOrder() {
        Config left;
        Config right;
        right.set_text("sample.eta", "0.5");
        right.set_text("seed", "7");
        const auto differences = diff(left, right);
        QCOMPARE(differences.size(), std::size_t{2});
        QCOMPARE(differences[0].key, std::string("seed"));
        QCOMPARE(differences[1].left, std::string("1"));
        QCOMPARE(differences[1].right, std::string("0.5"));
    }

    void badFileIsAnsweredInOneSentence_data() {
        QTest::addColumn<QString>("toml");
        QTest::addColumn<QString>("answer");
        const auto joined = [](const auto& entries, const auto& name_of) {
            QStringList names;
            for (const auto& entry : entries) {
                names << QString::fromStdString(name_of(entry));
            }
            return names.join(", ");
        };
        const QString offered =
            joined(find_field("eval.rewards")->choices, [](const std::string& name) { return name; });
        const QString judges = joined(known_rewards(), [](const KnownReward& reward) { return reward.name; });
        QTest::newRow("unknown key") << "\nsample.nun_steps = 3"
                                     << "my.toml:2: unknown key 'sample.nun_steps'; use 'sample.num_steps'.";
        QTest::newRow("below the range")
            << "sample.num_steps = 0"
            << "my.toml:1: sample.num_steps = 0 is out of range; use a whole number from 1 to 1000 (steps).";
        QTest::newRow("above the range") << "[sample]\neta = 1.5"
                                         << "my.toml:2: sample.eta = 1.5 is out of range; use a number from 0 to 1.";
        QTest::newRow("text for a number")
            << "seed = 'x'"
            << "my.toml:1: seed = \"x\" is not a whole number; use a whole number from 0 to 9e18.";
        QTest::newRow("fraction for a whole number")
            << "seed = 1.5"
            << "my.toml:1: seed = 1.5 is not a whole number; use a whole number from 0 to 9e18.";
        QTest::newRow("number for a switch") << "train.cfg = 1"
                                             << "my.toml:1: train.cfg = 1 is not true or false; use true or false.";
        QTest::newRow("not a number") << "sample.eta = nan"
                                      << "my.toml:1: sample.eta = nan is not a number; use a number from 0 to 1.";
        QTest::newRow("date") << "seed = 2024-01-01"
                              << "my.toml:1: seed is not a whole number; use a whole number from 0 to 9e18.";
        QTest::newRow("list of numbers") << "eval.rewards = [1]"
                                         << "my.toml:1: eval.rewards is not a list of judges; use a list of judges: " +
                                                offered + ", NAME=PATH, NAME=http://..., or a weighted sum.";
        QTest::newRow("unknown choice")
            << "method = 'ppo'"
            << "my.toml:1: 'ppo' is not a choice of method; use one of: ddpo, tdpo, tdpo-r, align-prop, seppo.";
        QTest::newRow("unknown list entry") << "eval.rewards = ['gold', 'fool']"
                                            << "my.toml:1: eval.rewards: there is no judge 'fool'; use " + judges +
                                                   "; or your own as NAME=PATH or NAME=http://ADDRESS.";
        QTest::newRow("section below a key") << "[seed]\nx = 3"
                                             << "my.toml:2: unknown key 'seed.x'; use 'seed'.";
        QTest::newRow("title") << "title = 3"
                               << "my.toml:1: title is not text; put it in quotation marks.";
    }
    void badFileIsAnsweredInOneSentence() {
        QFETCH(QString, toml);
        QTEST(error_text([&] { Config::from_toml(toml.toStdString(), "my.toml"); }), "answer");
    }

    void syntaxErrorsNameTheLine_data() {
        QTest::addColumn<QByteArray>("toml");
        QTest::newRow("open string") << QByteArray("seed = 1\nname = \"abc\n");
        QTest::newRow("no value") << QByteArray("seed = 1\nname =\n");
        QTest::newRow("twice the same key") << QByteArray("seed = 1\nseed = 2\n");
        QTest::newRow("broken UTF-8") << QByteArray("seed = 1\nname = \"\xff\"\n");
    }
    void syntaxErrorsNameTheLine() {
        QFETCH(QByteArray, toml);
        const QString text = error_text([&] { Config::from_toml(toml.toStdString(), "my.toml"); });
        QVERIFY2(text.startsWith("my.toml:2: not valid TOML (") && text.endsWith("correct this line."),
                 qPrintable(text));
    }

    void badCommandLineIsAnsweredInOneSentence() {
        Config config;
        const auto answer = [&](const char* key, const char* value) {
            return error_text([&] { config.set_text(key, value); });
        };
        QCOMPARE(answer("sed", "1"), "command line: unknown key 'sed'; use 'seed'.");
        QCOMPARE(answer("seed", "1e3"),
                 "command line: seed = '1e3' is not a whole number; use a whole number from 0 to 9e18.");
        QCOMPARE(answer("seed", ""),
                 "command line: seed = '' is not a whole number; use a whole number from 0 to 9e18.");
        QCOMPARE(answer("sample.eta", "inf"),
                 "command line: sample.eta = inf is not a number; use a number from 0 to 1.");
        QCOMPARE(answer("train.cfg", "yes"),
                 "command line: train.cfg = 'yes' is not true or false; use true or false.");
        for (const char* broken : {"\xff", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe0\x80\x80", "a\x80"}) {
            QCOMPARE(answer("name", broken), "command line: name is not valid UTF-8; use another text.");
        }
        QVERIFY(config == Config());
    }

    void wrongKeyInCodeIsNamed() {
        QCOMPARE(error_text([] { Config().real("sample.etta"); }),
                 "configuration: unknown key 'sample.etta'; use 'sample.eta'.");
    }
};

QTEST_APPLESS_MAIN(TestConfig)
#include "tst_config.moc"
