// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures without their page: which are shown, in which order, and how.
#include <QAbstractItemModelTester>
#include <QPainter>

#include "tests/ui/helpers/ui_test.h"
#include "ui/common/text_format.h"
#include "ui/samples/picture_paint.h"
#include "ui/samples/sample_model.h"
#include "ui/samples/score_list.h"
#include "ui/session/thumbnail_cache.h"

using namespace tempera;
using namespace tempera::ui;

namespace {

SampleSetPtr someSet(std::int64_t epoch = 0) {
    auto set = std::make_shared<SampleSet>();
    set->key.epoch = epoch;
    const double scores[] = {0.3, 0.9, 0.6};
    const char* prompts[] = {"dog", "cat", "red cat"};
    for (int i = 0; i < 3; ++i) {
        SampleItem item;
        item.row.id = epoch * 10 + i;
        item.row.epoch = epoch;
        item.row.index = i;
        item.row.prompt = prompts[i];
        item.scores[QStringLiteral("gold")] = scores[i];
        set->items.push_back(item);
    }
    SampleItem unscored;
    unscored.row.id = epoch * 10 + 3;
    unscored.row.epoch = epoch;
    unscored.row.index = 3;
    unscored.row.prompt = "bird";
    set->items.push_back(unscored);
    return set;
}

QString names(const SampleArrangement& shown) {
    QStringList all;
    for (const SampleItem* item : shown.items) {
        all << fromStd(item->row.prompt);
    }
    return all.join(QLatin1Char(','));
}

}  // namespace

class TestSampleOrder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void arranges();
    void modelKeepsTheChoice();
    void ranksAmongThePicturesOfTheEpoch();
    void enlargesWithNearestNeighbour();
};

void TestSampleOrder::arranges() {
    SampleQuery query;
    query.reward = QStringLiteral("gold");
    const auto order = [&](SampleOrder wanted) {
        query.order = wanted;
        return names(arrange({someSet()}, query));
    };
    QCOMPARE(order(SampleOrder::Grid), QStringLiteral("dog,cat,red cat,bird"));
    QCOMPARE(order(SampleOrder::GridReversed), QStringLiteral("bird,red cat,cat,dog"));
    QCOMPARE(order(SampleOrder::BestFirst), QStringLiteral("cat,red cat,dog,bird"));
    QCOMPARE(order(SampleOrder::WorstFirst), QStringLiteral("dog,red cat,cat,bird"));
    QCOMPARE(order(SampleOrder::PromptUp), QStringLiteral("bird,cat,dog,red cat"));
    QCOMPARE(order(SampleOrder::PromptDown), QStringLiteral("red cat,dog,cat,bird"));
    query.prompt = QStringLiteral(" CAT");
    QCOMPARE(order(SampleOrder::PromptUp), QStringLiteral("cat,red cat"));
    query.prompt = QStringLiteral("\"cat\"");
    QCOMPARE(order(SampleOrder::PromptUp), QStringLiteral("cat"));
    query.prompt.clear();
    query.from = 0.6;
    QCOMPARE(order(SampleOrder::Grid), QStringLiteral("cat,red cat"));
    query.to = 0.7;
    QCOMPARE(order(SampleOrder::Grid), QStringLiteral("red cat"));
    const SampleArrangement all = arrange({someSet(0), someSet(7)}, {SampleOrder::BestFirst, {}, query.reward, {}, {}});
    QCOMPARE(all.items.size(), 8U);
    QCOMPARE(all.items[0]->row.epoch, 0);
    QCOMPARE(all.items[1]->row.epoch, 7);
    QCOMPARE(all.scored, 6);
    QCOMPARE(*all.lowest, 0.3);
    QCOMPARE(*all.highest, 0.9);
}

void TestSampleOrder::modelKeepsTheChoice() {
    Session session;
    ThumbnailCache cache(session);
    SampleModel model(cache);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    SampleQuery query;
    query.reward = QStringLiteral("gold");
    model.show({someSet(0)}, query, false);
    const QPersistentModelIndex cat(model.index(1));
    QCOMPARE(cat.data().toString(), QStringLiteral("cat"));
    query.order = SampleOrder::WorstFirst;
    model.show({someSet(1)}, query, false);
    QCOMPARE(cat.row(), 2);
    QCOMPARE(cat.data().toString(), QStringLiteral("cat"));
    QCOMPARE(cat.data(SampleModel::EpochRole).toInt(), 1);
    // Epochs that are read later come behind; nothing is lost.
    query.order = SampleOrder::Grid;
    model.show({someSet(0)}, query, true);
    const QPersistentModelIndex dog(model.index(0));
    model.show({someSet(0), someSet(1)}, query, true);
    QCOMPARE(model.rowCount(), 8);
    QVERIFY(dog.isValid());
    QCOMPARE(model.rowOf(model.identity(5)), 5);
    QCOMPARE(model.index(5).data(SampleModel::CaptionRole).toString(), QStringLiteral("1 · cat"));
    model.clear();
    QCOMPARE(model.rowCount(), 0);
}

void TestSampleOrder::ranksAmongThePicturesOfTheEpoch() {
    const SampleSetPtr set = someSet();
    const auto places = scorePlaces(set->items[2], &set->items[0], set.get());
    QCOMPARE(places.size(), 1U);
    QCOMPARE(places[0].rank(), 2);
    QCOMPARE(places[0].others.size(), 3U);
    QCOMPARE(*places[0].before, 0.3);
    ScoreList list;
    list.setPlaces(places);
    QCOMPARE(list.text(), QStringLiteral("gold 0.6, before 0.3, 2 of 3"));
}

void TestSampleOrder::enlargesWithNearestNeighbour() {
    QImage picture(2, 2, QImage::Format_RGB32);
    picture.setPixelColor(0, 0, Qt::red);
    picture.setPixelColor(1, 0, Qt::green);
    picture.setPixelColor(0, 1, Qt::blue);
    picture.setPixelColor(1, 1, Qt::white);
    QImage canvas(8, 8, QImage::Format_RGB32);
    QPainter painter(&canvas);
    paintPicture(painter, QRectF(0, 0, 8, 8), picture);
    painter.end();
    for (int y = 0; y < 8; ++y) {
        for (int x = 0; x < 8; ++x) {
            QCOMPARE(canvas.pixelColor(x, y), picture.pixelColor(x / 4, y / 4));
        }
    }
}

QTEST_MAIN(TestSampleOrder)
#include "tst_sample_order.moc"
