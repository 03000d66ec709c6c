// SPDX-License-Identifier: GPL-3.0-or-later
// Which picture is better, without knowing whose it is.
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>

#include "core/store/ratings.h"
#include "tests/ui/helpers/compare_place.h"
#include "ui/compare/blind_results.h"
#include "ui/compare/blind_test.h"
#include "ui/compare/blind_view.h"
#include "ui/compare/compare_actions.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestBlindTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void blindOrderIsRandomAndComplete();
    void blindTestHidesNamesAndStoresChoices();
};

void TestBlindTest::blindOrderIsRandomAndComplete() {
    std::vector<PictureChoice> pictures;
    for (int i = 0; i < 40; ++i) {
        pictures.push_back({QString::number(i), static_cast<std::uint64_t>(i)});
    }
    const RatedSide a{"a", 1};
    const RatedSide b{"b", 2};
    BlindTest test(a, b, SampleKind::Eval, pictures, 7);
    QCOMPARE(test.total(), 40U);
    QSet<QString> seen;
    int leftIsFirst = 0;
    bool ordered = true;
    for (int i = 0; !test.done(); ++i) {
        ordered = ordered && test.picture().prompt == QString::number(i);
        QVERIFY(test.left() == a ? test.right() == b : test.left() == b && test.right() == a);
        leftIsFirst += test.left() == a ? 1 : 0;
        const Rating rating = test.answer(Choice::Left, 5);
        seen.insert(QString::fromStdString(rating.prompt));
        QCOMPARE(rating.wall, 5.0);
    }
    QCOMPARE(seen.size(), 40);
    QVERIFY(!ordered);
    QVERIFY2(leftIsFirst > 8 && leftIsFirst < 32, qPrintable(QString::number(leftIsFirst)));
    QVERIFY(test.takeBack());
    QCOMPARE(test.answered(), 39U);
    QVERIFY(!BlindTest().takeBack());
}

void TestBlindTest::blindTestHidesNamesAndStoresChoices() {
    FakeRunOptions options;
    options.files = true;
    Place place;
    QVERIFY(place.open({3, 2}, options));
    place.session.rename(place.ids[0], QStringLiteral("Alpha"));
    place.session.rename(place.ids[1], QStringLiteral("Beta"));
    QTest::keyClick(place.page.get(), Qt::Key_B);
    BlindView& blind = place.page->blind();
    blind.setSeed(3);
    QTRY_VERIFY(blind.startButton()->isEnabled());
    QTest::mouseClick(blind.startButton(), Qt::LeftButton);
    QVERIFY(blind.isAsking());
    QCOMPARE(blind.test().total(), 6U);
    const auto widgets = place.page->findChildren<QWidget*>();
    for (const QWidget* widget : widgets) {
        if (!widget->isVisible()) {
            continue;
        }
        const QString said = widget->accessibleName() + widget->toolTip() + widget->property("text").toString();
        QVERIFY2(!said.contains(QStringLiteral("Alpha")) && !said.contains(QStringLiteral("Beta")), qPrintable(said));
    }
    QVERIFY(!blind.left().picture().isNull() && !blind.right().picture().isNull());
    // Four for Alpha, one for Beta, one tie; one choice is taken back and made again.
    const std::string alpha = place.ids[0].toStdString();
    const auto choose = [&](bool first) {
        const bool left = (blind.test().left().run_id == alpha) == first;
        QTest::keyClick(&blind, left ? Qt::Key_1 : Qt::Key_2);
    };
    choose(false);
    QTest::keyClick(&blind, Qt::Key_Backspace);
    QCOMPARE(blind.test().answered(), 0U);
    for (int i = 0; i < 4; ++i) {
        choose(true);
    }
    choose(false);
    QTest::keyClick(&blind, Qt::Key_0);
    QTRY_VERIFY(blind.showsResults());
    const QString sentence = blind.results().sentence();
    // (4 + 1/2) / 6 = 75 %
    QVERIFY2(sentence.contains(QStringLiteral("Alpha (epoch 3) wins 75.0 % against Beta (epoch 2)")),
             qPrintable(sentence));
    QVERIFY2(sentence.contains(QStringLiteral("n = 6: 4 won, 1 lost, 1 neither")), qPrintable(sentence));
    QVERIFY(settled(place.session));
    const auto stored = Ratings(place.files.workspace()).all();
    QCOMPARE(stored.size(), 6U);
    QCOMPARE(std::count_if(stored.begin(), stored.end(), [](const Rating& r) { return r.choice == Choice::Neither; }),
             1);
    QTableWidget* table = blind.results().table();
    QVERIFY(table->rowCount() >= 2);
    QCOMPARE(table->item(0, 3)->text(), table->item(0, 5)->text());
    // What was judged is not asked again.
    QTest::mouseClick(blind.results().backButton(), Qt::LeftButton);
    QTRY_VERIFY(!blind.showsResults());
    QTRY_VERIFY(!blind.startButton()->isEnabled());
}

QTEST_MAIN(TestBlindTest)
#include "tst_blind_test.moc"
