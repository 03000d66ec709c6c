// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/settings.h"

using namespace tempera::test;
using namespace tempera::ui;

class TestSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void standardsUntilSomebodyChooses();
    void valuesOutliveTheObject();
    void nonsenseInTheFileIsHarmless();
    void changesAreTold();
    void recentWorkspacesAreFewAndEachOnce();
    void layoutsAreForgottenTogether();
};

void TestSettings::standardsUntilSomebodyChooses() {
    TestPlace place;
    Settings all;
    QCOMPARE(all.value(settings::theme), QString());
    QCOMPARE(all.value(settings::interval), 250);
    QCOMPARE(all.value(settings::notifications), true);
    QVERIFY(all.value(settings::recentWorkspaces).isEmpty());
}

void TestSettings::valuesOutliveTheObject() {
    TestPlace place;
    {
        Settings all;
        all.set(settings::smoothing, 8);
        all.set(settings::inhibitSleep, false);
        all.set(settings::configIgnored, QStringList{QStringLiteral("name")});
    }
    Settings again;
    QCOMPARE(again.value(settings::smoothing), 8);
    QCOMPARE(again.value(settings::inhibitSleep), false);
    QCOMPARE(again.value(settings::configIgnored), QStringList{QStringLiteral("name")});
    again.reset(settings::smoothing);
    QCOMPARE(again.value(settings::smoothing), 1);
}

void TestSettings::nonsenseInTheFileIsHarmless() {
    TestPlace place;
    QSettings raw;
    raw.setValue(QLatin1String(settings::interval.key), 1);
    raw.setValue(QLatin1String(settings::pictureCache.key), QStringLiteral("lots"));
    raw.setValue(QLatin1String(settings::fontSize.key), 4000);
    Settings all;
    QCOMPARE(all.value(settings::interval), settings::interval.lowest);
    QCOMPARE(all.value(settings::fontSize), settings::fontSize.highest);
    QCOMPARE(all.value(settings::pictureCache), settings::pictureCache.standard);
}

void TestSettings::changesAreTold() {
    TestPlace place;
    Settings all;
    QSignalSpy told(&all, &Settings::changed);
    all.set(settings::fontSize, 0);  // as it is already
    QCOMPARE(told.size(), 0);
    all.set(settings::fontSize, 14);
    QCOMPARE(told.size(), 1);
    QVERIFY(isKey(told.front().front().toString(), settings::fontSize));
    QVERIFY(!isKey(told.front().front().toString(), settings::theme));
}

void TestSettings::recentWorkspacesAreFewAndEachOnce() {
    TestPlace place;
    Settings all;
    for (int i = 0; i < Settings::recentCount + 3; ++i) {
        all.rememberWorkspace(QStringLiteral("/runs/%1").arg(i));
    }
    all.rememberWorkspace(QStringLiteral("/runs/9"));
    const QStringList recent = all.value(settings::recentWorkspaces);
    QCOMPARE(recent.size(), Settings::recentCount);
    QCOMPARE(recent.front(), QStringLiteral("/runs/9"));
    QCOMPARE(recent.count(QStringLiteral("/runs/9")), 1);
}

void TestSettings::layoutsAreForgottenTogether() {
    TestPlace place;
    Settings all;
    all.setLayout(QStringLiteral("log/splitter"), "sizes");
    QCOMPARE(all.layout(QStringLiteral("log/splitter")), QByteArray("sizes"));
    all.forgetLayouts();
    QCOMPARE(all.layout(QStringLiteral("log/splitter")), QByteArray());
}

QTEST_MAIN(TestSettings)
#include "tst_settings.moc"
