// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/config/reward_spec.h"
#include "tests/helpers/error_text.h"

using namespace tempera;

class TestRewardSpec : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneJudge() {
        const RewardSpec spec = RewardSpec::parse(" gold ", "test");
        QCOMPARE(spec.terms.size(), 1u);
        QCOMPARE(spec.name(), std::string("gold"));
        QVERIFY(!spec.is_sum());
        QVERIFY(!spec.differentiable());
    }

    void sources() {
        const RewardTerm file = RewardSpec::parse("mine=/a b/c-d+e/x.pt", "test").terms.front();
        QCOMPARE(file.source, std::string("/a b/c-d+e/x.pt"));
        const RewardTerm server = RewardSpec::parse("vlm=http://127.0.0.1:80/score?a=b*c", "test").terms.front();
        QCOMPARE(server.source, std::string("http://127.0.0.1:80/score?a=b*c"));
        QVERIFY(server.is_server());
        QCOMPARE(server.weight, 1.0);
    }

    void sums() {
        const RewardSpec spec = RewardSpec::parse("-0.7*aesthetic=/a-b/c + pickscore  -  1e-1 * saturation", "test");
        QCOMPARE(spec.terms.size(), 3u);
        QCOMPARE(spec.terms[0].weight, -0.7);
        QCOMPARE(spec.terms[0].source, std::string("/a-b/c"));
        QCOMPARE(spec.terms[1].weight, 1.0);
        QCOMPARE(spec.terms[2].weight, -0.1);
        QCOMPARE(spec.name(), std::string("-0.7*aesthetic + pickscore - 0.1*saturation"));
        QCOMPARE(RewardSpec::parse(spec.name(), "test").name(), spec.name());
        QVERIFY(spec.is_sum());
        QVERIFY(RewardSpec::parse("2*gold", "test").is_sum());
    }

    void aSumHasAGradientWhenAllTermsHave() {
        QVERIFY(RewardSpec::parse("aesthetic + mine=/x.pt", "test").differentiable());
        QVERIFY(!RewardSpec::parse("aesthetic + gold", "test").differentiable());
        QVERIFY(!RewardSpec::parse("aesthetic + vlm=http://localhost/", "test").differentiable());
    }

    void mistakesAreNamed_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("words");
        QTest::newRow("nothing") << ""
                                 << "'' is no name of a judge";
        QTest::newRow("unknown") << "beauty"
                                 << "there is no judge 'beauty'; use gold, ";
        QTest::newRow("no weight") << "x*gold"
                                   << "'x' is no weight";
        QTest::newRow("weight 0") << "0*gold"
                                  << "'0' is no weight";
        QTest::newRow("endless weight") << "inf*gold"
                                        << "'inf' is no weight";
        QTest::newRow("no source") << "mine="
                                   << "'mine=' names no file";
        QTest::newRow("open end") << "gold + "
                                  << "is no name of a judge";
        QTest::newRow("twice") << "gold + + gold"
                               << "is no name of a judge";
        QTest::newRow("name") << "a/b=/x.pt"
                              << "'a/b' is no name of a judge";
        QTest::newRow("no files") << "gold=/x"
                                  << "gold reads no files";
        QTest::newRow("no server") << "pickscore=http://localhost/"
                                   << "that is no server";
    }
    void mistakesAreNamed() {
        QFETCH(QString, text);
        QFETCH(QString, words);
        const QString message = error_text([&] { RewardSpec::parse(text.toStdString(), "run.toml:3"); });
        QVERIFY2(message.contains(words), qPrintable(message));
        QVERIFY2(message.startsWith("run.toml:3"), qPrintable(message));
    }
};

QTEST_APPLESS_MAIN(TestRewardSpec)
#include "tst_reward_spec.moc"
