// SPDX-License-Identifier: GPL-3.0-or-later
// Measures what the window has to keep to (docs/measurements.md) and prints it as one table. Without arguments each
// part runs in a process of its own, so that none has the memory or the caches of another; with names only those parts
// run.
#include <QDate>
#include <QFile>
#include <QProcess>
#include <QScrollBar>
#include <QSysInfo>
#include <QTreeView>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "core/store/run_lock.h"
#include "tests/helpers/process_memory.h"
#include "tests/ui/helpers/block_watch.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/large_log.h"
#include "tests/ui/helpers/live_values.h"
#include "tests/ui/helpers/many_runs.h"
#include "tests/ui/helpers/picture_frames.h"
#include "tests/ui/helpers/plot_frames.h"
#include "tests/ui/helpers/synthetic_curves.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/compare/compare_board.h"
#include "ui/compare/compare_page.h"
#include "ui/compare/compare_pane.h"
#include "ui/compare/picture_view.h"
#include "ui/curves/curve_drawing.h"
#include "ui/curves/curve_panel.h"
#include "ui/curves/curves_page.h"
#include "ui/log/log_page.h"
#include "ui/log/log_view.h"
#include "ui/plot/plot_widget.h"
#include "ui/runs/filter_field.h"
#include "ui/runs/runs_panel.h"
#include "ui/samples/sample_model.h"
#include "ui/samples/samples_page.h"
#include "ui/session/run_digests.h"
#include "ui/window/main_window.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

namespace {

constexpr double longestEvent = 50;  // ms
bool allMet = true;

BlockWatch& watch() {
    return *static_cast<BlockWatch*>(qApp);
}

void print(const QString& what, const QString& measured, const QString& bar, bool met) {
    allMet = allMet && met;
    std::printf("| %s | %s | %s | %s |\n", qPrintable(what), qPrintable(measured), qPrintable(bar),
                bar.isEmpty() ? ""
                : met         ? "met"
                              : "**missed**");
    std::fflush(stdout);
}

void printAtMost(const QString& what, double value, double bar, const char* unit, int digits = 0) {
    print(what, QStringLiteral("%1 %2").arg(value, 0, 'f', digits).arg(QLatin1String(unit)),
          QStringLiteral("at most %1 %2").arg(bar).arg(QLatin1String(unit)), value <= bar);
}

void printFrames(const QString& what, const FrameTimes& times, double perSecond) {
    const QString measured = QStringLiteral("%1 frames/s (%2 by the clock), longest %3 ms")
                                 .arg(times.perSecond(), 0, 'f', 0)
                                 .arg(times.perSecondByClock(), 0, 'f', 0)
                                 .arg(times.longest, 0, 'f', 1);
    print(what, measured, QStringLiteral("at least %1 frames/s").arg(perSecond), times.perSecond() >= perSecond);
}

/// What the thread of the window did at most in one go since the last reset.
void printLongestEvent(const QString& where) {
    const QString what = QStringLiteral("longest event, %1").arg(where);
    if (watch().longestMs() > longestEvent) {
        std::fprintf(stderr, "%s: %s\n", qPrintable(what), qPrintable(watch().what()));
    }
    printAtMost(what, watch().longestMs(), longestEvent, "ms", 1);
}

bool waitFor(const std::function<bool()>& condition) {
    const bool came = QTest::qWaitFor(condition, 120000);
    if (!came) {
        std::fprintf(stderr, "something did not come within two minutes: the figure that follows means nothing\n");
        allMet = false;
    }
    return came;
}

void open(Session& session, const TestPlace& place) {
    session.openWorkspace(place.text());
    waitFor([&] { return !session.busy() && session.workspace() == place.text(); });
}

void runs() {
    constexpr int count = 1000;
    TestPlace place;
    makeManyRuns(place.workspace(), count);
    forgetSummaries(place.workspace());
    for (const char* time : {"first time, nothing cached", "second time"}) {
        Session session;
        MainWindow window(session);
        watch().reset();
        const qint64 ms = openManyRuns(session, window, place.workspace(), count);
        printAtMost(QStringLiteral("1,000 runs open, %1").arg(QLatin1String(time)), static_cast<double>(ms), 1000,
                    "ms");
        waitFor([&] { return !session.busy(); });
        QElapsedTimer timer;
        timer.start();
        waitFor([&] { return !window.runsPanel().digests().busy(); });
        print(QStringLiteral("their sizes and metrics, in the background"),
              QStringLiteral("%1 ms more").arg(timer.elapsed()), {}, true);
        printLongestEvent(QStringLiteral("opening %1").arg(QLatin1String(time)));
    }
    Session session;
    MainWindow window(session);
    openManyRuns(session, window, place.workspace(), count);
    waitFor([&] { return !session.busy() && !window.runsPanel().digests().busy(); });
    QTreeView& tree = *window.runsPanel().tree();
    QScrollBar& bar = *tree.verticalScrollBar();
    QTest::qWait(200);
    watch().reset();
    const int steps = std::min(300, std::max(1, bar.maximum()));
    printFrames(
        QStringLiteral("1,000 runs scroll from end to end in %1 steps").arg(steps),
        frameTimes(*tree.viewport(), steps, [&](int frame) { bar.setValue(bar.maximum() * (frame + 1) / steps); }), 60);
    printLongestEvent(QStringLiteral("scrolling them"));
    watch().reset();
    QTest::keyClicks(window.runsPanel().filterField(), QStringLiteral("method:tdpo learning_rate>0"), {}, 20);
    QTest::qWait(300);
    printLongestEvent(QStringLiteral("typing a filter"));
}

void curves() {
    PlotWidget plot;
    plot.resize(1000, 600);
    plot.setWheelZooms(true);
    CurveDrawing drawing(plot);
    drawing.setCurves(syntheticCurves(50, 100000));
    drawing.restyle(plot.palette());
    plot.show();
    waitFor([&] { return plot.replotCount() > 0 && plot.xRange().second > 90000; });
    QTest::qWait(200);
    watch().reset();
    const PanZoom times = panAndZoom(plot);
    printFrames(QStringLiteral("50 curves of 100,000 points, zoom"), times.zoom, 30);
    printFrames(QStringLiteral("50 curves of 100,000 points, pan"), times.pan, 30);
    printLongestEvent(QStringLiteral("both"));
}

void thumbnails() {
    TestPlace place;
    const int count = makeManyPictures(place.workspace(), 100000);
    Session session;
    SamplesPage page(session);
    page.resize(1280, 800);
    page.show();
    reset_memory_peak();
    open(session, place);
    waitFor([&] { return page.complete(); });
    watch().reset();
    QElapsedTimer timer;
    timer.start();
    page.setAllEpochs(true);
    waitFor([&] { return page.model()->rowCount() == count; });
    print(QStringLiteral("100,000 thumbnails, all prompts and scores read"),
          QStringLiteral("%1 s").arg(static_cast<double>(timer.elapsed()) / 1000, 0, 'f', 1), {}, true);
    printLongestEvent(QStringLiteral("reading them"));
    watch().reset();
    const Scrolling times = scrollPictures(page, 200);
    printFrames(QStringLiteral("100,000 thumbnails, wheel"), times.wheel, 60);
    print(QStringLiteral("pictures that were there a sixtieth of a second later"),
          QStringLiteral("%1 %").arg(100 * times.seen, 0, 'f', 0), {}, true);
    printFrames(QStringLiteral("100,000 thumbnails, end to end by the scroll bar"), times.jumps, 60);
    printLongestEvent(QStringLiteral("both"));
    waitFor([&] { return page.complete(); });
    printAtMost(QStringLiteral("resident memory at most"), static_cast<double>(process_memory("VmHWM")) / 1048576, 512,
                "MiB");
}

void scrub() {
    TestPlace place;
    FakeRunOptions options;
    options.pictures = 64;
    options.trainPictures = 0;
    options.side = 128;
    FakeRun run(place.workspace(), options);
    run.start();
    run.epochs(12);
    run.finish();
    Session session;
    SamplesPage page(session);
    page.resize(1280, 800);
    page.show();
    open(session, place);
    QTest::qWait(200);
    watch().reset();
    const FrameTimes times = scrubPictures(page, session, 12);
    printAtMost(QStringLiteral("scrub step, Samples, 64 pictures of 128 px cached"), times.mean, 33, "ms", 1);
    printAtMost(QStringLiteral("the longest of them"), times.longest, 33, "ms", 1);
    printLongestEvent(QStringLiteral("scrubbing"));
}

void compare() {
    constexpr int side = 1024;
    TestPlace place;
    for (int i = 0; i < 4; ++i) {
        FakeRunOptions options;
        options.name = "pane " + std::to_string(i);
        options.seed = static_cast<std::uint64_t>(i + 1);
        options.side = side;
        options.files = true;
        options.pictures = 1;
        options.trainPictures = 0;
        FakeRun run(place.workspace(), options);
        run.start();
        run.epochs(2);
        run.finish();
    }
    Session session;
    ComparePage page(session);
    page.resize(2200, 2400);  // each picture at one pixel for a pixel
    page.show();
    open(session, place);
    QStringList ids;
    for (const RunData* run : session.runs()) {
        ids << run->id();
    }
    session.setSelected(ids);
    waitFor([&] { return !session.busy() && page.board().panes().size() == 4; });
    QTest::qWait(200);
    const QSize view = page.board().panes().front()->view().size();
    print(QStringLiteral("size of each pane"), QStringLiteral("%1 x %2").arg(view.width()).arg(view.height()), {},
          true);
    watch().reset();
    const Comparing times = compareFrames(page, session, side);
    printFrames(QStringLiteral("four panes of 1024 px, zoom"), times.sideBySide, 60);
    printFrames(QStringLiteral("four panes of 1024 px as differences, zoom"), times.difference, 60);
    printAtMost(QStringLiteral("scrub step, Compare, four pictures of 1024 px cached"), times.scrub.mean, 33, "ms", 1);
    printAtMost(QStringLiteral("the longest of them"), times.scrub.longest, 33, "ms", 1);
    printLongestEvent(QStringLiteral("comparing"));
}

void values() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    run.epochs(5);
    Session session;
    MainWindow window(session);
    window.show();
    open(session, place);
    auto* page = window.findChild<CurvesPage*>();
    window.showPage(page);
    const auto gold = [&]() -> CurvePanel* {
        const auto& panels = page->panels();
        const auto found = std::find_if(panels.begin(), panels.end(), [](const CurvePanel* panel) {
            return panel->spec().key == QLatin1String("eval/gold_mean");
        });
        return found == panels.end() ? nullptr : *found;
    };
    waitFor([&] { return gold() && gold()->plot().pointCount(run.id()) == 6; });
    watch().reset();
    std::vector<double> ms = valueLatencies(run, *gold(), 40);
    std::sort(ms.begin(), ms.end());
    print(QStringLiteral("new value on screen, median of 40"), QStringLiteral("%1 ms").arg(ms[20], 0, 'f', 0), {},
          true);
    printAtMost(QStringLiteral("new value on screen, the last of 40"), ms.back(), 300, "ms");
    printLongestEvent(QStringLiteral("while values come"));
}

void log() {
    TestPlace place;
    FakeRun run(place.workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    writeLargeLog(run.dir() / "log.txt");
    Session session;
    session.setVisible(true);
    LogPage page(session);
    page.resize(800, 600);
    page.show();
    const auto lastLine = [&] {
        const QAbstractItemModel& model = *page.view()->model();
        return model.index(model.rowCount() - 1, 0).data().toString();
    };
    const auto mebibytes = [] { return static_cast<double>(process_memory("VmRSS")) / 1048576; };
    const double before = mebibytes();
    watch().reset();
    QElapsedTimer timer;
    timer.start();
    open(session, place);
    waitFor([&] { return lastLine() == QLatin1String("the last line"); });
    print(QStringLiteral("log of 100 MiB, its end on the screen"), QStringLiteral("%1 ms").arg(timer.elapsed()), {},
          true);
    for (int gulp = 0; gulp < 10; ++gulp) {
        growLog(run.dir() / "log.txt", gulp);
        QTest::qWait(100);
    }
    waitFor([&] { return lastLine().startsWith(QLatin1String("9 102399 ")); });
    print(QStringLiteral("its memory after 60 MiB more"), QStringLiteral("%1 MiB").arg(mebibytes() - before, 0, 'f', 0),
          {}, true);
    printLongestEvent(QStringLiteral("all of it"));
}

const std::vector<std::pair<QString, void (*)()>> parts{
    {QStringLiteral("runs"), runs},   {QStringLiteral("curves"), curves},   {QStringLiteral("thumbnails"), thumbnails},
    {QStringLiteral("scrub"), scrub}, {QStringLiteral("compare"), compare}, {QStringLiteral("values"), values},
    {QStringLiteral("log"), log},
};

QString processorName() {
    QFile file(QStringLiteral("/proc/cpuinfo"));
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray& line : file.readAll().split('\n')) {
            if (line.startsWith("model name")) {
                return QString::fromUtf8(line.mid(line.indexOf(':') + 1).trimmed());
            }
        }
    }
    return QSysInfo::currentCpuArchitecture();
}

void printMachine() {
    double load[1] = {0};
    ::getloadavg(load, 1);
    std::printf("%s, %d of its cores, %s; Qt %s, platform %s; %s; load before: %.1f\n\n", qPrintable(processorName()),
                QThread::idealThreadCount(), qPrintable(QSysInfo::prettyProductName()), qVersion(),
                qPrintable(QGuiApplication::platformName()), qPrintable(QDate::currentDate().toString(Qt::ISODate)),
                load[0]);
    std::printf("| | measured | bar | |\n|---|---|---|---|\n");
    std::fflush(stdout);
}

/// What the platform without a screen says of every window is no news.
void printMessage(QtMsgType, const QMessageLogContext&, const QString& text) {
    if (!text.startsWith(QLatin1String("This plugin does not support"))) {
        std::fprintf(stderr, "%s\n", qPrintable(text));
    }
}

bool runApart(const QString& part) {
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.start(QCoreApplication::applicationFilePath(), {part});
    return process.waitForFinished(-1) && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    qInstallMessageHandler(printMessage);
    BlockWatch app(argc, argv);
    const QStringList asked = QCoreApplication::arguments().mid(1);
    if (asked.isEmpty()) {
        printMachine();
        for (const auto& [name, measure] : parts) {
            allMet = runApart(name) && allMet;
        }
        return allMet ? 0 : 1;
    }
    for (const QString& name : asked) {
        const auto part = std::find_if(parts.begin(), parts.end(), [&](const auto& one) { return one.first == name; });
        if (part == parts.end()) {
            std::fprintf(stderr,
                         "bench_window: there is no part %s: name runs, curves, thumbnails, scrub, compare, "
                         "values or log\n",
                         qPrintable(name));
            return 2;
        }
        part->second();
    }
    return allMet ? 0 : 1;
}
