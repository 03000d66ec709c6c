// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "core/base/clock.h"
#include "ui/runs/run_query.h"

using namespace tempera;
using namespace tempera::ui;

class TestRunQuery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void matches_data();
    void matches();
    void readsMomentsAndAges();
    void withoutConfigOrMetricsNothingIsClaimed();
    void saysWhatItCannotRead_data();
    void saysWhatItCannotRead();
    void offersEveryKeyOfTheConfiguration();

private:
    Config m_config;
    std::vector<MetricStats> m_metrics;
    RunFacts m_facts;
};

void TestRunQuery::initTestCase() {
    m_config.set("method", std::string("tdpo-r"));
    m_config.set("train.learning_rate", 3e-4);
    m_config.set("num_epochs", std::int64_t{40});
    m_config.set("sample.neuron_reset_freq", std::int64_t{12});
    m_metrics = {{"eval/gold_mean", 0.4, 0.1, 0.7}};
    m_facts.name = QStringLiteral("Second cats");
    m_facts.id = QStringLiteral("second-cats-00ff00");
    m_facts.group = QStringLiteral("paper");
    m_facts.method = QStringLiteral("tdpo-r");
    m_facts.reward = QStringLiteral("animals-aesthetic");
    m_facts.model = QStringLiteral("animals");
    m_facts.tags = QStringList{QStringLiteral("night shift"), QStringLiteral("keep")};
    m_facts.state = RunState::Stopped;
    m_facts.favourite = true;
    m_facts.seed = 7;
    m_facts.epoch = 12;
    m_facts.epochs = 40;
    m_facts.duration = 1200;
    m_facts.disk = 3.0 * 1024 * 1024;
    m_facts.created = unix_seconds() - 3 * 86400;
    m_facts.config = &m_config;
    m_facts.metrics = &m_metrics;
}

void TestRunQuery::matches_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char* text, bool expected) {
        QTest::newRow(text) << QString::fromUtf8(text) << expected;
    };
    row("", true);
    row("   ", true);
    row("cats", true);
    row("CATS second", true);
    row("cats dogs", false);
    row("\"second cats\"", true);
    row("\"cats second\"", false);
    row("-cats", false);
    row("-dogs", true);
    row("-\"second cats\"", false);
    row("paper", true);
    row("night", true);
    row("stopped", true);
    row("aesthetic", true);
    row("-", true);  // a word: it is in the id
    row("second-cats", true);
    row("10:30", false);
    row("state:stopped", true);
    row("state:stop", true);
    row("state:running", false);
    row("state:running,stopped", true);
    row("state:stopped,", true);
    row("state=stop", false);
    row("state!=running", true);
    row("-state:running", true);
    row("method:tdpo", true);
    row("method=tdpo", false);
    row("method=tdpo-r", true);
    row("method=tdpo,tdpo-r", true);
    row("method!=tdpo,tdpo-r", false);
    row("reward:aesthetic", true);
    row("group:paper", true);
    row("name:cats", true);
    row("model:sd", false);
    row("tag:", true);
    row("-tag:", false);
    row("note:", false);
    row("tag:night", true);
    row("tag=night", false);
    row("tag=\"night shift\"", true);
    row("tag!=keep", false);
    row("fav", true);
    row("-fav", false);
    row("\"fav\"", false);
    row("seed=7", true);
    row("seed=1,7", true);
    row("seed:7", true);
    row("seed!=7", false);
    row("seed>6", true);
    row("seed>7", false);
    row("seed>=7", true);
    row("epoch<12", false);
    row("epoch<=12", true);
    row("epochs=40", true);
    row("duration>=20m", true);
    row("duration>20min", false);
    row("duration<1h", true);
    row("duration>1199", true);
    row("disk>2M", true);
    row("disk=3MiB", true);
    row("disk<1G", true);
    row("train.learning_rate>1e-4", true);
    row("train.learning_rate=0.0003", true);
    row("train.learning_rate<1e-4", false);
    row("TRAIN.learning_rate>1", false);
    row("neuron_reset_freq=12", true);
    row("-neuron_reset_freq=12", false);
    row("num_epochs=40", true);
    row("eval/gold_mean>0.3", true);
    row("eval/gold_mean>0.5", false);
    row("max(eval/gold_mean)>0.6", true);
    row("min(eval/gold_mean)<0.2", true);
    row("eval/nothing>0", false);
    row("state:stopped method:tdpo seed>5 -fav", false);
    row("state:stopped method:tdpo seed>5 fav cats", true);
}

void TestRunQuery::matches() {
    QFETCH(QString, text);
    QFETCH(bool, expected);
    RunQuery::Problem problem;
    const auto query = RunQuery::parse(text, &problem);
    if (text == QLatin1String("TRAIN.learning_rate>1")) {
        QVERIFY2(!query, "keys of the configuration are written as they are");
        return;
    }
    QVERIFY2(query, qPrintable(problem.sentence));
    QCOMPARE(query->matches(m_facts), expected);
}

void TestRunQuery::readsMomentsAndAges() {
    RunQuery::Problem problem;
    const auto found = [&](const QString& text) {
        const auto query = RunQuery::parse(text, &problem);
        return query && query->matches(m_facts);
    };
    QVERIFY(found(QStringLiteral("created>7d")));
    QVERIFY(!found(QStringLiteral("created>1d")));
    QVERIFY(found(QStringLiteral("created<2h")));
    QVERIFY(found(QStringLiteral("created>=2020-01-31")));
    QVERIFY(!found(QStringLiteral("created<2020-01-31")));
}

void TestRunQuery::withoutConfigOrMetricsNothingIsClaimed() {
    RunFacts facts = m_facts;
    facts.config = nullptr;
    facts.metrics = nullptr;
    facts.disk = -1;
    RunQuery::Problem problem;
    for (const char* text : {"train.learning_rate>1e-9", "eval/gold_mean>-9", "disk<1T", "disk>0"}) {
        QVERIFY2(!RunQuery::parse(QLatin1String(text), &problem)->matches(facts), text);
    }
}

void TestRunQuery::saysWhatItCannotRead_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("position");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* text, int position, const char* part) {
        QTest::newRow(text) << QString::fromUtf8(text) << position << QString::fromUtf8(part);
    };
    row("cats trian.learning_rate>1", 5, "nearest is train.learning_rate");
    row("freq=1", 0, "There is no key");
    row("learning_rate>1", 0, "several keys: train.learning_rate");
    row("seed=", 0, "After “seed=” comes a number");
    row("a seed>x", 2, "“x” is none");
    row("train.learning_rate>fast", 0, "“fast” is none");
    row("duration>2x", 0, "such as 90s");
    row("disk>much", 0, "500M");
    row("created>soon", 0, "2026-01-31");
    row("seed>1,2", 0, "Only one number");
    row("state>1", 0, "is a word");
    row("state=", 0, "Nothing comes after");
    row("eval/gold_mean>", 0, "After “eval/gold_mean>” comes");
}

void TestRunQuery::saysWhatItCannotRead() {
    QFETCH(QString, text);
    QFETCH(int, position);
    QFETCH(QString, part);
    RunQuery::Problem problem;
    QVERIFY(!RunQuery::parse(text, &problem));
    QCOMPARE(problem.position, position);
    QVERIFY2(problem.sentence.contains(part), qPrintable(problem.sentence));
}

void TestRunQuery::offersEveryKeyOfTheConfiguration() {
    const QStringList keys = RunQuery::keys();
    for (const Field& field : schema()) {
        const QString key = QString::fromStdString(field.key);
        QVERIFY2(keys.contains(key) || keys.contains(key + QLatin1Char(':')), qPrintable(key));
    }
    // Whatever is offered can be read once it is complete.
    for (const QString& key : keys) {
        RunQuery::Problem problem;
        const bool number = !key.endsWith(QLatin1Char(':')) && key != QLatin1String("fav");
        const auto query = RunQuery::parse(number ? key + QStringLiteral("=1") : key, &problem);
        QVERIFY2(query || problem.sentence.contains(QStringLiteral("true or false")) ||
                     problem.sentence.contains(QStringLiteral("such as")),
                 qPrintable(key + QStringLiteral(": ") + problem.sentence));
    }
}

QTEST_MAIN(TestRunQuery)
#include "tst_run_query.moc"
