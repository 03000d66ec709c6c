// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QComboBox>
#include <QSignalSpy>
#include <QSpinBox>
#include <cmath>

#include "core/store/run_lock.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/curves/curve_panel.h"
#include "ui/curves/curves_page.h"
#include "ui/plot/line_legend.h"
#include "ui/plot/plot_widget.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

/// What the page makes of several runs: means over seeds, other axes, smoothing, the cursor, points that are clicked.
class TestCurveGroups : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void meanOverSeedsHasItsBandAndCount();
    void singleRunsAreFaintBehindTheirMean();
    void epochsThatLackARunAreDashed();
    void deselectingAMemberChangesTheCount();
    void shortCurvesAreNotSmoothed();
    void smoothingKeepsTheRawValuesBehind();
    void anyMetricIsAnAxis();
    void timeCountsFromTheStart();
    void aPointLeadsToItsRunAndEpoch();
    void aPointOfAMeanLeadsToTheNearestRun();
    void theKeyboardMovesTheCursor();
    void endedRunsHaveNoValueLater();
    void resumesAreMarked();
    void choicesAreRememberedByWorkspace();
    void liveCurvesAreDrawnTenTimesASecondAtMost();

private:
    CurvePanel* panel(const char* id) const;
    const Curve* mean(const char* panelId) const;
    template <typename Widget>
    Widget* control(const char* name) const {
        return m_page->findChild<Widget*>(QLatin1String(name));
    }
    const MetricSeries& series(const QString& runId, const char* key) const {
        return *m_session->run(runId)->series(QLatin1String(key));
    }

    std::unique_ptr<TestPlace> m_place;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<CurvesPage> m_page;
    QStringList m_ids;  ///< three seeds of 20, 20 and 15 epochs, and another method
};

void TestCurveGroups::init() {
    m_place = std::make_unique<TestPlace>();
    m_ids.clear();
    const auto write = [&](const char* name, const char* method, std::uint64_t seed, int epochs) {
        FakeRunOptions options;
        options.name = name;
        options.method = method;
        options.seed = seed;
        options.pictures = 1;
        options.trainPictures = 1;
        FakeRun run(m_place->workspace(), options);
        run.start();
        run.epochs(epochs);
        run.finish();
        m_ids << run.id();
    };
    write("animals-tdpo-s1", "tdpo", 1, 20);
    write("animals-tdpo-s2", "tdpo", 2, 20);
    write("animals-tdpo-s3", "tdpo", 3, 15);
    write("animals-ddpo-s1", "ddpo", 1, 20);
    m_session = std::make_unique<Session>();
    m_page = std::make_unique<CurvesPage>(*m_session);
    m_page->resize(1020, 640);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    QVERIFY(openAndWait(*m_session, m_place->text()));
    m_session->setCurrent(m_ids[0]);
    m_session->setSelected(m_ids);
    QVERIFY(settled(*m_session));
    QTRY_COMPARE(panel("reward")->curves().size(), std::size_t(8));
}

void TestCurveGroups::cleanup() {
    m_page.reset();
    m_session.reset();
    m_place.reset();
}

CurvePanel* TestCurveGroups::panel(const char* id) const {
    for (CurvePanel* one : m_page->panels()) {
        if (one->spec().id == QLatin1String(id)) {
            return one;
        }
    }
    return nullptr;
}

const Curve* TestCurveGroups::mean(const char* panelId) const {
    for (const Curve& curve : panel(panelId)->curves()) {
        if (curve.mean && !curve.second && curve.members.contains(m_ids[0])) {
            return &curve;
        }
    }
    return nullptr;
}

void TestCurveGroups::meanOverSeedsHasItsBandAndCount() {
    auto* grouped = control<QCheckBox>("grouped");
    QTest::mouseClick(grouped, Qt::LeftButton, {}, QPoint(8, grouped->height() / 2));
    QVERIFY(m_page->view().grouped);
    const Curve* curve = mean("gold");
    QVERIFY(curve);
    QCOMPARE(curve->label, QStringLiteral("animals-tdpo"));
    QCOMPARE(curve->members, m_ids.mid(0, 3));
    std::vector<double> values;
    double sum = 0;
    for (int run = 0; run < 3; ++run) {
        values.push_back(series(m_ids[run], "eval/gold_mean")[7].value);
        sum += values.back();
    }
    double squares = 0;
    for (const double value : values) {
        squares += (value - sum / 3) * (value - sum / 3);
    }
    const double deviation = std::sqrt(squares / 2);
    QVERIFY(std::abs(curve->values[7] - sum / 3) < 1e-12);
    QVERIFY(std::abs(curve->high[7] - (sum / 3 + deviation)) < 1e-12);
    auto* band = control<QComboBox>("band");
    QVERIFY(band->isVisible());
    QTest::keyClick(band, Qt::Key_Down);  // standard error
    QCOMPARE(m_page->view().band, Band::StandardError);
    QVERIFY(std::abs(mean("gold")->low[7] - (sum / 3 - deviation / std::sqrt(3.0))) < 1e-12);
    QVERIFY(m_page->findChild<LineLegend*>()->text().contains(QStringLiteral("animals-tdpo n = 3")));
    QVERIFY(m_page->findChild<LineLegend*>()->text().contains(QStringLiteral("animals-ddpo-s1 n = 1")));
    // The other method has a curve of its own, and no band.
    for (const Curve& other : panel("gold")->curves()) {
        QCOMPARE(other.low.isEmpty(), !other.members.contains(m_ids[0]));
    }
}

void TestCurveGroups::singleRunsAreFaintBehindTheirMean() {
    CurveView view;
    view.grouped = true;
    view.band = Band::None;
    m_page->setView(view);
    const Curve* curve = mean("gold");
    QCOMPARE(curve->strands.size(), std::size_t(3));
    QVERIFY(curve->low.isEmpty());
    const PlotWidget& plot = panel("gold")->plot();
    QVERIFY(plot.lineColour(curve->id + QStringLiteral("|run0")).alphaF() < 0.4F);
    QCOMPARE(plot.lineColour(curve->id).alpha(), 255);
}

void TestCurveGroups::epochsThatLackARunAreDashed() {
    CurveView view;
    view.grouped = true;
    m_page->setView(view);
    const Curve* curve = mean("gold");
    const PlotWidget& plot = panel("gold")->plot();
    const QString partial = curve->id + QStringLiteral("|partial");
    QCOMPARE(curve->counts[15], 3);
    QCOMPARE(curve->counts[16], 2);
    QVERIFY(plot.lines().contains(partial));
    QVERIFY(std::isnan(*plot.valueAt(partial, 10)));
    QVERIFY(std::isfinite(*plot.valueAt(partial, 18)));
    QVERIFY(std::isnan(*plot.valueAt(curve->id, 18)));
    QVERIFY(std::isfinite(*plot.valueAt(partial, 15)));  // the dashes begin where the solid line ends
}

void TestCurveGroups::deselectingAMemberChangesTheCount() {
    CurveView view;
    view.grouped = true;
    m_page->setView(view);
    m_session->setSelected({m_ids[0], m_ids[1]});
    QVERIFY(settled(*m_session));
    const Curve* curve = mean("gold");
    QCOMPARE(curve->members.size(), 2);
    QVERIFY(m_page->findChild<LineLegend*>()->text().contains(QStringLiteral("n = 2")));
    const double expected =
        (series(m_ids[0], "eval/gold_mean")[7].value + series(m_ids[1], "eval/gold_mean")[7].value) / 2;
    QVERIFY(std::abs(curve->values[7] - expected) < 1e-12);
}

void TestCurveGroups::shortCurvesAreNotSmoothed() {
    FakeRunOptions options;
    options.name = "short";
    options.pictures = options.trainPictures = 1;
    FakeRun run(m_place->workspace(), options);
    run.start();
    run.epochs(8);
    run.finish();
    m_session->rescan();
    QVERIFY(settled(*m_session));
    QTRY_VERIFY(m_session->run(run.id()));
    m_session->setSelected({run.id()});
    QVERIFY(settled(*m_session));
    CurveView view;
    view.smoothing = 5;
    m_page->setView(view);
    QTRY_COMPARE(panel("gold")->curves().size(), std::size_t(2));
    QCOMPARE(panel("gold")->curves().front().size(), 9);
    QVERIFY(panel("gold")->curves().front().raw.isEmpty());
}

void TestCurveGroups::smoothingKeepsTheRawValuesBehind() {
    auto* window = control<QSpinBox>("smoothing");
    QCOMPARE(window->text(), QStringLiteral("Off"));
    QTest::keyClick(window, Qt::Key_Up);
    QTest::keyClick(window, Qt::Key_Up);
    QCOMPARE(m_page->view().smoothing, 3);
    const Curve& curve = panel("gold")->curves().front();
    const MetricSeries& stored = series(curve.id, "eval/gold_mean");
    QCOMPARE(curve.raw[2], stored[2].value);
    // Window 3: weights 1, 1/2, 1/4.
    const double expected = (stored[2].value + stored[1].value / 2 + stored[0].value / 4) / 1.75;
    QVERIFY(std::abs(curve.values[2] - expected) < 1e-12);
    QVERIFY(panel("gold")->plot().lineColour(curve.id + QStringLiteral("|raw")).alphaF() < 0.4F);
}

void TestCurveGroups::anyMetricIsAnAxis() {
    auto* axis = control<QComboBox>("axis");
    QTest::keyClick(axis, Qt::Key_End);
    QCOMPARE(m_page->view().axis, XAxis::Metric);
    auto* metric = control<QComboBox>("xMetric");
    QVERIFY(metric->isVisible());
    metric->setCurrentIndex(metric->findText(QStringLiteral("policy/approx_kl")));
    QCOMPARE(m_page->view().xMetric, QStringLiteral("policy/approx_kl"));
    const Curve& curve = panel("gold")->curves().front();
    const MetricSeries& kl = series(curve.id, "policy/approx_kl");
    // Epochs 0..19 have both; the evaluation after the last has no update.
    QCOMPARE(curve.size(), static_cast<qsizetype>(kl.size()));
    QCOMPARE(curve.x[5], kl[5].value);
    QCOMPARE(curve.values[5], series(curve.id, "eval/gold_mean")[5].value);
    QVERIFY(!curve.ascending);
    QVERIFY(panel("gold")->plot().pointCount(curve.id) == static_cast<int>(kl.size()));
}

void TestCurveGroups::timeCountsFromTheStart() {
    CurveView view;
    view.axis = XAxis::Minutes;
    m_page->setView(view);
    const Curve& curve = panel("gold")->curves().front();
    const RunData* run = m_session->run(curve.id);
    const double expected = (series(curve.id, "eval/gold_mean")[3].wall - run->head.summary.info.created) / 60;
    QCOMPARE(curve.x[3], expected);
    QVERIFY(curve.x[3] >= 0 && curve.x[3] < 5);
}

void TestCurveGroups::aPointLeadsToItsRunAndEpoch() {
    QSignalSpy asked(m_page.get(), &CurvesPage::picturesAsked);
    CurvePanel* gain = panel("gain");
    QTRY_VERIFY(gain->plot().replotCount() > 0);
    QTest::qWait(30);
    // A place where the curve of the fourth run is alone.
    const Curve* curve = nullptr;
    for (const Curve& one : gain->curves()) {
        curve = one.id == m_ids[3] ? &one : curve;
    }
    QVERIFY(curve);
    const QPoint place = gain->plot().pixelOf({18, curve->values[18]}).toPoint();
    const QString hit = gain->plot().lineAt(place);
    QVERIFY(!hit.isEmpty());
    QTest::mouseClick(gain->plot().findChild<QWidget*>(), Qt::LeftButton, {}, place);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].toString(), hit);
    QCOMPARE(asked[0][1].toLongLong(), 18);
    QCOMPARE(m_session->currentId(), hit);
    QCOMPARE(m_session->epoch(), 18);
    // Beside the curves a click only moves the scrubber.
    QTest::mouseClick(gain->plot().findChild<QWidget*>(), Qt::LeftButton, {},
                      gain->plot().pixelOf({2, gain->plot().yRange().second * 0.9}).toPoint());
    QCOMPARE(asked.size(), 1);
    QCOMPARE(m_session->epoch(), 2);
}

void TestCurveGroups::aPointOfAMeanLeadsToTheNearestRun() {
    CurveView view;
    view.grouped = true;
    m_page->setView(view);
    m_session->setSelected({m_ids[0], m_ids[1], m_ids[2]});
    QVERIFY(settled(*m_session));
    CurvePanel* gain = panel("gain");
    QTest::qWait(30);
    QSignalSpy asked(m_page.get(), &CurvesPage::picturesAsked);
    const Curve* curve = mean("gain");
    QTest::mouseClick(gain->plot().findChild<QWidget*>(), Qt::LeftButton, {},
                      gain->plot().pixelOf({10, curve->values[10]}).toPoint());
    QCOMPARE(asked.size(), 1);
    QString nearest;
    double smallest = 1e9;
    for (int run = 0; run < 3; ++run) {
        const double distance =
            std::abs(series(m_ids[run], "eval/animals-aesthetic_gain_se")[10].value - curve->values[10]);
        if (distance < smallest) {
            smallest = distance;
            nearest = m_ids[run];
        }
    }
    QCOMPARE(asked[0][0].toString(), nearest);
}

void TestCurveGroups::theKeyboardMovesTheCursor() {
    CurvePanel* gold = panel("gold");
    m_session->setEpoch(5);
    gold->plot().setFocus();
    QCOMPARE(m_page->currentPanel(), gold);
    QTest::keyClick(&gold->plot(), Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(gold->readoutText().contains(QStringLiteral("animals-tdpo-s1")));
    QVERIFY(gold->plot().accessibleDescription().contains(QStringLiteral("animals-ddpo-s1")));
    QVERIFY(!panel("gain")->readoutText().isEmpty());  // the others follow
    QTest::keyClick(&gold->plot(), Qt::Key_Right, Qt::ShiftModifier);
    const double at7 = series(m_ids[0], "eval/gold_mean")[7].value;
    QVERIFY(std::abs(gold->valueText().toDouble() - at7) < 5e-4);
    QCOMPARE(m_session->epoch(), 5);  // the scrubber stays
    QTest::keyClick(&gold->plot(), Qt::Key_Escape);
    QVERIFY(gold->readoutText().isEmpty());
}

void TestCurveGroups::endedRunsHaveNoValueLater() {
    CurvePanel* gold = panel("gold");
    const auto named = [&](int epoch, const char* name) {
        gold->setCursor(epoch);
        return gold->readoutText().contains(QLatin1String(name));
    };
    QVERIFY(named(15, "animals-tdpo-s3"));
    QVERIFY(!named(18, "animals-tdpo-s3"));
    QVERIFY(named(18, "animals-tdpo-s2"));
}

void TestCurveGroups::resumesAreMarked() {
    QVERIFY(resumeEpochs(*m_session->run(m_ids[2])).empty());
    FakeRunOptions options;
    options.method = "tdpo";
    options.pictures = options.trainPictures = 1;
    FakeRun again(m_session->run(m_ids[2])->head.dir, options, 15);
    again.epoch(15);
    again.finish();
    m_session->openWorkspace(m_place->text());
    QVERIFY(settled(*m_session));
    QCOMPARE(resumeEpochs(*m_session->run(m_ids[2])), (std::vector<double>{15}));
}

void TestCurveGroups::choicesAreRememberedByWorkspace() {
    CurveView view;
    view.axis = XAxis::Queries;
    view.smoothing = 7;
    view.grouped = true;
    view.band = Band::MinMax;
    view.ignoreOutliers = true;
    m_page->setView(view);
    m_page->removePanel(*panel("gold"));
    m_page->movePanel(*panel("gain"), -1);
    m_page->toggleLogY(*panel("kl"));
    CurvesPage other(*m_session);
    other.resize(1020, 640);
    other.show();
    QVERIFY(openAndWait(*m_session, m_place->text()));
    m_session->setSelected(m_ids);
    QVERIFY(settled(*m_session));
    QCOMPARE(other.view(), view);
    QTRY_VERIFY(!other.panels().empty());
    QCOMPARE(other.panels().front()->spec().id, QStringLiteral("gain"));
    for (const CurvePanel* one : other.panels()) {
        QVERIFY(one->spec().id != QLatin1String("gold"));
        QCOMPARE(one->spec().logY, one->spec().id == QLatin1String("kl"));
    }
    QCOMPARE(PanelLayout::stored(QStringLiteral("/another/place")).view, CurveView());
}

void TestCurveGroups::liveCurvesAreDrawnTenTimesASecondAtMost() {
    FakeRunOptions options;
    options.name = "live";
    options.pictures = options.trainPictures = 0;
    FakeRun run(m_place->workspace(), options);
    const RunLock lock(run.dir());
    run.start();
    run.epochs(3);
    m_session->rescan();
    QTRY_VERIFY(m_session->run(run.id()));
    m_session->setSelected({run.id()});
    QVERIFY(settled(*m_session));
    QTRY_VERIFY(panel("gold") && !panel("gold")->curves().empty());
    QTest::qWait(50);
    PlotWidget& plot = panel("gold")->plot();
    const int before = plot.replotCount();
    QElapsedTimer timer;
    timer.start();
    int number = 3;
    while (timer.elapsed() < 500) {
        Q_EMIT m_session->valuesGrown(run.id());  // as fast as the loop turns
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
        ++number;
    }
    const int drawn = plot.replotCount() - before;
    const auto most = timer.elapsed() / CurvesPage::redrawInterval + 2;
    QVERIFY2(number > 20 && drawn >= 2 && drawn <= most, qPrintable(QString::number(drawn)));
}

QTEST_MAIN(TestCurveGroups)
#include "tst_curve_groups.moc"
