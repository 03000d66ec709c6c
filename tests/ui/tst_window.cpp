// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>
#include <QTreeView>
#include <fstream>

#include "core/store/run_lock.h"
#include "tests/ui/helpers/block_watch.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/empty_state.h"
#include "ui/common/message_bar.h"
#include "ui/common/page.h"
#include "ui/launch/launch_dialog.h"
#include "ui/runs/filter_field.h"
#include "ui/runs/recovery_centre.h"
#include "ui/runs/runs_panel.h"
#include "ui/session/worker_launcher.h"
#include "ui/window/actions.h"
#include "ui/window/epoch_bar.h"
#include "ui/window/epoch_slider.h"
#include "ui/window/go_to_dialog.h"
#include "ui/window/grabber.h"
#include "ui/window/main_window.h"
#include "ui/window/run_commands.h"
#include "ui/window/status_line.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void emptyWorkspaceOffersTheDemo();
    void pagesByKeyboard();
    void scrubberDrivesTheEpoch();
    void everyActionIsInAMenuAndShortcutsAreUnique();
    void statusLineTellsPaceAndMemory();
    void interruptedRunOffersResume();
    void aRunPausedForGoodSaysWhyAndResumes();
    void stopsARunFromTheToolBar();
    void trashCanBeUndone();
    void goToFindsRunsAndCommands();
    void remembersItsPlace();
    void badWorkspaceSaysSo();
    void guiThreadIsNeverBlocked();
    void grabsEveryPage();
    void programGrabsAndStartsFast();
    void programDoesNotLinkTorch();
    void onlyOneFileKnowsThePlottingLibrary();

private:
    std::unique_ptr<TestPlace> m_place;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
};

void TestWindow::init() {
    qputenv("TEMPERA_RUN", FAKE_WORKER);
    qunsetenv("FAKE_WORKER");
    m_place = std::make_unique<TestPlace>();
    m_session = std::make_unique<Session>();
    m_window = std::make_unique<MainWindow>(*m_session);
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestWindow::cleanup() {
    m_place->killWorkers();
    m_window.reset();
    m_session.reset();
    m_place.reset();
}

void TestWindow::emptyWorkspaceOffersTheDemo() {
    QVERIFY(openAndWait(*m_session, m_place->text()));
    EmptyState& empty = m_window->emptyState();
    QTRY_COMPARE(empty.accessibleName(), QStringLiteral("No runs yet."));
    QVERIFY(empty.button()->isVisible());
    QSignalSpy started(&m_window->commands().launcher(), &WorkerLauncher::started);
    QTest::mouseClick(empty.button(), Qt::LeftButton);
    QVERIFY(started.wait(8000));
    QTRY_VERIFY(m_session->current());
    QCOMPARE(m_session->current()->name(), QStringLiteral("animals-quick"));
    QVERIFY(!empty.isVisible());
    // Said once: the run goes on without the window.
    QVERIFY(m_window->messages().isVisible());
    QVERIFY(m_window->messages().text().contains(QStringLiteral("goes on")));
    // A second demo is the same run.
    m_window->commands().startDemo(QStringLiteral("animals-quick"));
    QTest::qWait(300);
    QCOMPARE(m_session->runs().size(), 1U);
}

void TestWindow::pagesByKeyboard() {
    FakeRun run(m_place->workspace(), {});
    run.start();
    run.epochs(2);
    run.finish();
    QVERIFY(openAndWait(*m_session, m_place->text()));
    const auto& pages = m_window->pages();
    QCOMPARE(pages.size(), 8U);
    m_window->activateWindow();
    for (std::size_t i = pages.size(); i-- > 0;) {
        QTest::keyClick(m_window.get(), static_cast<Qt::Key>(Qt::Key_1 + static_cast<int>(i)), Qt::ControlModifier);
        QTRY_COMPARE(m_window->currentPage(), pages[i]);
        QVERIFY(pages[i]->isVisible());
    }
    // By mouse too.
    auto* tabs = m_window->findChild<QTabWidget*>();
    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(3).center());
    QCOMPARE(m_window->currentPage()->id(), QStringLiteral("neurons"));
    QTest::keyClick(m_window->currentPage(), Qt::Key_Left);
    QCOMPARE(m_session->epoch(), 1);
    QTest::keyClick(m_window->currentPage(), Qt::Key_Space);
    QCOMPARE(m_session->epoch(), 2);
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QTRY_VERIFY(m_window->focusWidget()->inherits("QLineEdit"));
}

void TestWindow::scrubberDrivesTheEpoch() {
    FakeRun run(m_place->workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    run.epochs(20);
    QVERIFY(openAndWait(*m_session, m_place->text()));
    EpochBar& bar = m_window->epochBar();
    QCOMPARE(bar.slider()->maximum(), 20);
    QCOMPARE(bar.slider()->value(), 20);
    QVERIFY(bar.liveButton()->isChecked());
    QTest::mouseClick(bar.slider(), Qt::LeftButton, {}, QPoint(bar.slider()->width() / 2, bar.slider()->height() / 2));
    QCOMPARE(m_session->epoch(), 10);
    QCOMPARE(bar.box()->value(), 10);
    QVERIFY(!bar.liveButton()->isChecked());
    QVERIFY(bar.liveButton()->text().contains(QStringLiteral("+10")));
    QTest::keyClick(bar.slider(), Qt::Key_Right);
    QCOMPARE(m_session->epoch(), 11);
    bar.box()->selectAll();
    QTest::keyClicks(bar.box(), QStringLiteral("3"));
    QTest::keyClick(bar.box(), Qt::Key_Return);
    QCOMPARE(m_session->epoch(), 3);
    QTest::mouseClick(bar.liveButton(), Qt::LeftButton);
    QCOMPARE(m_session->epoch(), 20);
    run.epoch(20);
    QTRY_COMPARE(bar.slider()->value(), 21);
}

void TestWindow::everyActionIsInAMenuAndShortcutsAreUnique() {
    QSet<QAction*> inMenus;
    const auto menus = m_window->findChildren<QMenu*>();
    for (const QMenu* menu : menus) {
        for (QAction* action : menu->actions()) {
            inMenus.insert(action);
        }
    }
    QSet<QKeySequence> keys;
    for (QAction* action : m_window->actions().all()) {
        QVERIFY2(inMenus.contains(action), qPrintable(action->text()));
        for (const QKeySequence& key : action->shortcuts()) {
            QVERIFY2(!keys.contains(key), qPrintable(key.toString()));
            keys.insert(key);
        }
    }
}

void TestWindow::statusLineTellsPaceAndMemory() {
    FakeRun run(m_place->workspace(), {});
    const RunLock lock(run.dir());
    run.start();
    run.epochs(2);
    QVERIFY(openAndWait(*m_session, m_place->text()));
    const QString text = static_cast<StatusLine*>(m_window->statusBar())->text();
    for (const char* part : {"cpu, 2 threads", "worker 1.2 GiB", "11.8 s/epoch", "ends about", "1 run active"}) {
        QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
    }
}

void TestWindow::interruptedRunOffersResume() {
    {
        FakeRun run(m_place->workspace(), {});
        run.start();
        run.epochs(2);
    }
    QVERIFY(openAndWait(*m_session, m_place->text()));
    QCOMPARE(m_session->current()->head.state, RunState::Interrupted);
    QTRY_VERIFY(m_window->recovery().isVisible());
    QVERIFY(m_window->actions().resume->isEnabled());
    QVERIFY(!m_window->actions().stop->isEnabled());
    QTest::mouseClick(m_window->recovery().resumeButton(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(m_session->current()->head.state, RunState::Running, 8000);
}

/// Its worker found something that is no number, and is gone.
void TestWindow::aRunPausedForGoodSaysWhyAndResumes() {
    const QString cause = QStringLiteral("the gradient is no longer a number");
    FakeRun run(m_place->workspace(), {});
    {
        const RunLock worker(run.dir());
        run.start();
        run.epochs(2);
        QVERIFY(openAndWait(*m_session, m_place->text()));
        QVERIFY(m_session->current()->live());
        run.finish(ReachedState::Paused, cause.toStdString());
    }
    QTRY_VERIFY(!m_session->current()->live());
    QCOMPARE(m_session->current()->head.state, RunState::Paused);
    QTRY_VERIFY(m_window->messages().text().contains(cause));
    QVERIFY(!m_window->actions().stop->isEnabled());
    QVERIFY(!m_window->actions().pause->isEnabled());
    QVERIFY(m_window->actions().resume->isEnabled());
    bool shown = false;
    for (const QLabel* label : m_window->runsPanel().findChildren<QLabel*>()) {
        shown = shown || label->text() == cause;
    }
    QVERIFY(shown);
    QSignalSpy started(&m_window->commands().launcher(), &WorkerLauncher::started);
    QPushButton* button = m_window->messages().actionButton();
    QVERIFY(button->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(started.wait(8000));
    QTRY_COMPARE(m_session->current()->head.state, RunState::Running);
}

void TestWindow::stopsARunFromTheToolBar() {
    QVERIFY(openAndWait(*m_session, m_place->text()));
    m_window->commands().start(QStringLiteral("animals-quick"), QStringLiteral("to-stop"), {});
    QTRY_VERIFY_WITH_TIMEOUT(m_session->current() && m_session->current()->live(), 8000);
    QToolButton* stop = nullptr;
    for (QToolButton* button : m_window->findChildren<QToolButton*>()) {
        stop = button->defaultAction() == m_window->actions().stop ? button : stop;
    }
    QVERIFY(stop);
    QTRY_VERIFY(stop->isEnabled());
    QTest::mouseClick(stop, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(m_session->current()->head.state, RunState::Stopped, 5000);
    QTRY_VERIFY(!stop->isEnabled());
    QVERIFY(m_window->actions().resume->isEnabled());
    m_window->actions().resume->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(m_session->current()->head.state, RunState::Running, 8000);
}

void TestWindow::trashCanBeUndone() {
    FakeRun run(m_place->workspace(), {});
    run.start();
    run.finish();
    QVERIFY(openAndWait(*m_session, m_place->text()));
    m_window->actions().trash->trigger();
    QTRY_VERIFY(m_session->runs().empty());
    QTRY_VERIFY(m_window->emptyState().isVisible());
    QVERIFY(m_window->messages().isVisible());
    QTest::mouseClick(m_window->messages().actionButton(), Qt::LeftButton);
    QTRY_COMPARE(m_session->runs().size(), 1U);
    QTRY_VERIFY(!m_window->emptyState().isVisible());
}

void TestWindow::goToFindsRunsAndCommands() {
    populateWorkspace(m_place->workspace());
    QVERIFY(openAndWait(*m_session, m_place->text()));
    m_window->actions().goTo->trigger();
    auto* dialog = m_window->findChild<GoToDialog*>();
    QVERIFY(dialog);
    QTest::keyClicks(dialog->field(), QStringLiteral("ddpo"));
    QTest::keyClick(dialog->field(), Qt::Key_Return);
    QCOMPARE(m_session->current()->name(), QStringLiteral("animals-ddpo"));
    m_window->actions().goTo->trigger();
    QTRY_VERIFY(m_window->findChildren<GoToDialog*>().size() == 1);
    dialog = m_window->findChild<GoToDialog*>();
    QTest::keyClicks(dialog->field(), QStringLiteral("neurons"));
    QTest::keyClick(dialog->field(), Qt::Key_Return);
    QCOMPARE(m_window->currentPage()->id(), QStringLiteral("neurons"));
}

void TestWindow::remembersItsPlace() {
    FakeRun run(m_place->workspace(), {});
    run.start();
    run.finish();
    QVERIFY(openAndWait(*m_session, m_place->text()));
    m_window->resize(790, 600);  // smaller than the test's screen: Qt 6.8 sees to that
    m_window->showPage(m_window->pages()[4]);
    m_window->close();
    Session session;
    MainWindow again(session);
    QCOMPARE(again.size(), QSize(790, 600));
    QCOMPARE(again.currentPage()->id(), QStringLiteral("generalization"));
}

void TestWindow::badWorkspaceSaysSo() {
    const QString file = m_place->text() + QStringLiteral("/file");
    std::ofstream(file.toStdString()) << "x";
    m_session->openWorkspace(file);
    QTRY_VERIFY(m_window->emptyState().accessibleName().contains(file));
    QVERIFY(m_window->emptyState().button()->isVisible());
}

void TestWindow::guiThreadIsNeverBlocked() {
    // Every page, every epoch, while a run with as many pictures as a real one grows.
    FakeRunOptions options;
    options.pictures = 64;
    options.plannedEpochs = 40;
    FakeRun run(m_place->workspace(), options);
    const RunLock lock(run.dir());
    run.start();
    run.epochs(30);
    QVERIFY(openAndWait(*m_session, m_place->text()));
    QTest::qWait(200);
    auto* watch = static_cast<BlockWatch*>(qApp);
    QStringList report;
    for (Page* page : m_window->pages()) {
        m_window->showPage(page);  // building a page for the first time is its opening, not its use
        QTest::qWait(150);
        watch->reset();
        for (int i = 0; i < 10; ++i) {
            m_session->setEpoch(i * 3);
            QTest::qWait(20);
        }
        m_session->setFollowLive(true);
        run.writer().metric("probe/" + page->id().toStdString(), {30, 0, 0}, 1);
        run.writer().flush();
        QTest::qWait(400);
        report << QStringLiteral("%1 %2 ms (%3)").arg(page->id()).arg(watch->longestMs(), 0, 'f', 1).arg(watch->what());
        QVERIFY2(watch->allShorterThan(50), qPrintable(report.last()));
    }
    qInfo("longest events: %s", qPrintable(report.join(QStringLiteral("; "))));
}

void TestWindow::grabsEveryPage() {
    populateWorkspace(m_place->workspace());
    QVERIFY(openAndWait(*m_session, m_place->text()));
    const QString folder = m_place->text() + QStringLiteral("/pictures");
    const QStringList files = Grabber(*m_session, *m_window).grabAll(folder);
    QCOMPARE(files.size(), static_cast<qsizetype>(m_window->pages().size()) + 3);  // queue, launch, its sweep
    for (const QString& file : files) {
        const QImage image(file);
        QVERIFY(image.width() >= 700);
        // A page that failed to draw is one flat colour.
        QSet<QRgb> colours;
        for (int y = 0; y < image.height(); y += 5) {
            for (int x = 0; x < image.width(); x += 5) {
                colours.insert(image.pixel(x, y));
            }
        }
        QVERIFY2(colours.size() > 20, qPrintable(file));
    }
}

void TestWindow::programGrabsAndStartsFast() {
    populateWorkspace(m_place->workspace());
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    program.setProcessEnvironment(environment);
    const QString folder = m_place->text() + QStringLiteral("/shots");
    program.start(QStringLiteral(WINDOW), {QStringLiteral("--workspace"), m_place->text(), QStringLiteral("--grab"),
                                           folder, QStringLiteral("--size"), QStringLiteral("900x600"),
                                           QStringLiteral("--theme"), QStringLiteral("dark")});
    QVERIFY(program.waitForFinished(60000));
    QVERIFY2(program.exitCode() == 0, program.readAllStandardError().constData());
    QCOMPARE(QImage(folder + QStringLiteral("/curves.png")).size(), QSize(900, 600));
    QVERIFY(QImage(folder + QStringLiteral("/samples.png")).pixelColor(450, 40).lightness() < 90);

    program.start(QStringLiteral(WINDOW),
                  {QStringLiteral("--grab"), folder, QStringLiteral("--size"), QStringLiteral("bad")});
    QVERIFY(program.waitForFinished(20000));
    QCOMPARE(program.exitCode(), 1);
    QVERIFY(program.readAllStandardError().contains("--size"));
}

void TestWindow::programDoesNotLinkTorch() {
    QProcess ldd;
    ldd.start(QStringLiteral("ldd"), {QStringLiteral(WINDOW)});
    QVERIFY(ldd.waitForFinished(20000));
    const QByteArray libraries = ldd.readAllStandardOutput();
    QVERIFY2(libraries.contains("libQt6Widgets"), libraries.constData());
    QVERIFY2(!libraries.contains("torch") && !libraries.contains("libc10"), libraries.constData());
}

void TestWindow::onlyOneFileKnowsThePlottingLibrary() {
    QStringList files;
    QDirIterator it(QStringLiteral(TEMPERA_SOURCE_DIR "/ui"), {QStringLiteral("*.cpp"), QStringLiteral("*.h")},
                    QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        if (text.contains("#include <qcustomplot.h>")) {
            files << it.fileName();
        }
        // The header that wraps the library is for the folder of the plots alone.
        QVERIFY2(!text.contains("ui/plot/qcp.h\"") || it.filePath().contains(QStringLiteral("/ui/plot/")),
                 qPrintable(it.filePath()));
    }
    QCOMPARE(files, QStringList(QStringLiteral("qcp.h")));
}

int main(int argc, char** argv) {
    BlockWatch app(argc, argv);
    TestWindow test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_window.moc"
