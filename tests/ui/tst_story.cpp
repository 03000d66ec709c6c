// SPDX-License-Identifier: GPL-3.0-or-later
// The whole story with the real worker, on a model of a few thousand random weights: launch from the window, watch,
// stop, resume, start another like it, compare, take away. Each chapter goes on from the one before.
#include <signal.h>

#include <QComboBox>
#include <QFileDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>
#include <QtEndian>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>

#include "core/config/config.h"
#include "core/store/checkpoint_folders.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "tests/app/tiny_world.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/message_bar.h"
#include "ui/common/text_format.h"
#include "ui/compare/compare_board.h"
#include "ui/compare/compare_page.h"
#include "ui/compare/compare_pane.h"
#include "ui/compare/comparison.h"
#include "ui/compare/picture_view.h"
#include "ui/curves/curve_panel.h"
#include "ui/curves/curves_page.h"
#include "ui/curves/export_dialog.h"
#include "ui/generalization/export_lora_dialog.h"
#include "ui/launch/config_form.h"
#include "ui/launch/launch_dialog.h"
#include "ui/plot/plot_widget.h"
#include "ui/report/report_dialog.h"
#include "ui/runs/runs_panel.h"
#include "ui/samples/sample_model.h"
#include "ui/samples/samples_page.h"
#include "ui/window/actions.h"
#include "ui/window/main_window.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

namespace {

constexpr int epochs = 40;
constexpr int patience = 60000;  // ms, for what the worker does

/// Whether the database of a run can be written now: its worker is not in the middle of a transaction.
bool isQuiet(const std::filesystem::path& dir) {
    try {
        SQLite::Database database((dir / "run.db").string(), SQLite::OPEN_READWRITE);
        database.exec("BEGIN IMMEDIATE");
        database.exec("ROLLBACK");
        return true;
    } catch (const SQLite::Exception&) {
        return false;
    }
}

RunSummary summaryOf(const std::filesystem::path& dir) {
    return RunReader(dir).summary();
}

/// Epoch of the last evaluation that is stored; -1 = none.
std::int64_t evaluated(const std::filesystem::path& dir) {
    const auto values = RunReader(dir).metric("eval/saturation_mean");
    return values.empty() ? -1 : values.back().at.epoch;
}

/// Holds the worker of a run when `epoch` or a later one is evaluated: what is shown of a running run can be looked at
/// on the fastest machine. The window works meanwhile.
bool holdAfter(const std::filesystem::path& dir, std::int64_t epoch) {
    return QTest::qWaitFor(
        [&] {
            const auto worker = lock_holder(dir);
            if (!worker || evaluated(dir) < epoch) {
                return false;
            }
            ::kill(*worker, SIGSTOP);
            if (!isQuiet(dir)) {
                ::kill(*worker, SIGCONT);
                return false;
            }
            return true;
        },
        patience);
}

bool letGo(const std::filesystem::path& dir) {
    const auto worker = lock_holder(dir);
    return worker && ::kill(*worker, SIGCONT) == 0;
}

/// Whether the window gets the keyboard now. QTest::qWaitForWindowActive() is content with that of its parent.
bool active(QWidget* window) {
    window->activateWindow();
    return QTest::qWaitFor([window] { return QApplication::activeWindow() == window; });
}

/// Types into a field as a hand does, over what is there.
void type(QWidget* field, const QString& text) {
    field->setFocus();
    QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(field, text);
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class TestStory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void launches();
    void watches();
    void stops();
    void resumes();
    void startsAnotherLikeIt();
    void compares();
    void exportsCurves();
    void exportsTheLora();
    void writesAReport();

private:
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers);
    template <class Dialog>
    Dialog* dialogAfter(Qt::Key key, Qt::KeyboardModifiers modifiers);
    template <class PageType>
    PageType* pageAfter(Qt::Key digit);
    std::filesystem::path dirOf(const QString& name) const;
    CurvePanel* rewardPanel() const;
    QToolButton* button(const QAction* action) const;
    QString file(const QString& name) const { return m_exports.filePath(name); }
    QString currentState() const;

    TinyWorld m_world;
    TestPlace m_place;
    QTemporaryDir m_exports;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
    std::filesystem::path m_first;
    std::filesystem::path m_second;
};

/// A shortcut needs an active window, and when a dialog has closed there is none for a moment.
void TestStory::press(Qt::Key key, Qt::KeyboardModifiers modifiers) {
    if (!active(m_window.get())) {
        qWarning("The window does not become active: what follows has no keyboard.");
    }
    QTest::keyClick(m_window.get(), key, modifiers);
}

/// What opens with a shortcut.
template <class Dialog>
Dialog* TestStory::dialogAfter(Qt::Key key, Qt::KeyboardModifiers modifiers) {
    press(key, modifiers);
    Dialog* dialog = nullptr;
    const auto shown = [&] { return (dialog = m_window->findChild<Dialog*>()) && dialog->isVisible(); };
    return QTest::qWaitFor(shown, 10000) && active(dialog) ? dialog : nullptr;
}

template <class PageType>
PageType* TestStory::pageAfter(Qt::Key digit) {
    press(digit, Qt::ControlModifier);
    auto* page = m_window->findChild<PageType*>();
    return QTest::qWaitFor([&] { return page->isVisible(); }) ? page : nullptr;
}

std::filesystem::path TestStory::dirOf(const QString& name) const {
    for (const RunData* run : m_session->runs()) {
        if (run->name() == name) {
            return run->head.dir;
        }
    }
    return {};
}

CurvePanel* TestStory::rewardPanel() const {
    for (CurvePanel* panel : m_window->findChild<CurvesPage*>()->panels()) {
        if (panel->spec().id == QLatin1String("reward")) {
            return panel;
        }
    }
    return nullptr;
}

QToolButton* TestStory::button(const QAction* action) const {
    for (QToolButton* one : m_window->findChildren<QToolButton*>()) {
        if (one->defaultAction() == action && one->isVisible()) {
            return one;
        }
    }
    return nullptr;
}

QString TestStory::currentState() const {
    const RunData* run = m_session->current();
    return run ? QString::fromLatin1(to_string(run->head.state)) : QString();
}

void TestStory::initTestCase() {
    qputenv("TEMPERA_RUN", TEMPERA_RUN);
    QLocale::setDefault(QLocale::c());
    m_session = std::make_unique<Session>();
    m_window = std::make_unique<MainWindow>(*m_session);
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(active(m_window.get()));
    QVERIFY(openAndWait(*m_session, fromPath(m_world.workspace())));
}

void TestStory::cleanupTestCase() {
    for (const std::filesystem::path& dir : {m_first, m_second}) {
        if (const auto worker = dir.empty() ? std::nullopt : lock_holder(dir)) {
            ::kill(*worker, SIGKILL);
        }
    }
    m_window.reset();
    m_session.reset();
}

void TestStory::launches() {
    auto* dialog = dialogAfter<LaunchDialog>(Qt::Key_N, Qt::ControlModifier);
    QVERIFY(dialog);
    // A configuration of one's own, through the file dialog.
    QTimer::singleShot(0, this, [this] {
        QPointer<QFileDialog> files;
        QTRY_VERIFY((files = qobject_cast<QFileDialog*>(QApplication::activeModalWidget())));
        auto* field = files->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        QVERIFY(active(files));  // else what is typed is a choice beside another
        type(field, m_world.config());
        QTest::keyClick(field, Qt::Key_Return);
        if (!QTest::qWaitFor([&] { return !files || !files->isVisible(); })) {
            files->reject();
        }
    });
    for (QPushButton* one : dialog->findChildren<QPushButton*>()) {
        if (one->text().startsWith(QLatin1String("Open configuration"))) {
            QTest::mouseClick(one, Qt::LeftButton);
        }
    }
    ConfigForm* form = dialog->form();
    QTRY_COMPARE(form->value(QStringLiteral("name")), QStringLiteral("tiny"));
    QCOMPARE(form->value(QStringLiteral("num_epochs")), QStringLiteral("6"));
    auto* planned = form->findChild<QWidget*>(QStringLiteral("num_epochs"));
    QVERIFY(planned->isVisible());
    type(planned, QString::number(epochs));
    QCOMPARE(form->typedSettings(), QStringList(QStringLiteral("num_epochs=%1").arg(epochs)));
    QCOMPARE(form->problemCount(), 0);
    QTest::mouseClick(dialog->startButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!(m_first = dirOf(QStringLiteral("tiny"))).empty(), patience);
    QVERIFY(holdAfter(m_first, 2));
    // It is the current run, in the list and in the title.
    QTRY_COMPARE(m_session->current() ? m_session->current()->name() : QString(), QStringLiteral("tiny"));
    QTRY_COMPARE(currentState(), QStringLiteral("running"));
    QCOMPARE(m_window->runsPanel().tree()->currentIndex().siblingAtColumn(0).data().toString(), QStringLiteral("tiny"));
    QVERIFY(m_window->windowTitle().startsWith(QStringLiteral("tiny")));
    const Config config = Config::from_file(m_first / "config.toml");
    QCOMPARE(config.integer("num_epochs"), std::int64_t{epochs});
    QCOMPARE(config.text("model.path"), m_world.model().string());
}

void TestStory::watches() {
    QVERIFY(!m_first.empty());
    QVERIFY(pageAfter<CurvesPage>(Qt::Key_1));
    const QString line = m_session->currentId();
    QTRY_VERIFY(rewardPanel() && rewardPanel()->plot().pointCount(line) >= 3);
    // The curve has a colour of its own on the screen.
    PlotWidget& plot = rewardPanel()->plot();
    const auto colouredPixels = [&] {
        const QColor colour = plot.lineColour(line);
        const QImage image = plot.grab().toImage();
        int coloured = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor pixel = image.pixelColor(x, y);
                coloured += std::abs(pixel.red() - colour.red()) + std::abs(pixel.green() - colour.green()) +
                                std::abs(pixel.blue() - colour.blue()) <
                            60;
            }
        }
        return coloured;
    };
    QTRY_VERIFY(colouredPixels() > 20);
    // It grows, epoch by epoch.
    const int before = plot.pointCount(line);
    QVERIFY(letGo(m_first));
    QVERIFY(holdAfter(m_first, before + 1));
    const std::int64_t done = evaluated(m_first);
    QVERIFY2(done < epochs, "the run is over: more epochs are needed");
    QTRY_VERIFY(m_session->lastEpoch() >= done);
    QTRY_COMPARE(rewardPanel()->plot().pointCount(line), static_cast<int>(done) + 1);
    QVERIFY(m_session->followsLive());
    QCOMPARE(m_session->epoch(), m_session->lastEpoch());
    // And the pictures of that epoch are there. Some of the next one may be, too.
    auto* samples = pageAfter<SamplesPage>(Qt::Key_2);
    QVERIFY(samples);
    while (m_session->epoch() > done) {
        press(Qt::Key_Left, Qt::ControlModifier);
    }
    QTRY_COMPARE(samples->shownEpoch(), done);
    QTRY_COMPARE(samples->model()->rowCount(), 4);
    for (int row = 0; row < 4; ++row) {
        QTRY_COMPARE(samples->model()->index(row).data(SampleModel::ImageRole).value<QImage>().size(), QSize(16, 16));
    }
}

void TestStory::stops() {
    QVERIFY(!m_first.empty());
    QToolButton* stop = button(m_window->actions().stop);
    QVERIFY(stop && stop->isEnabled());
    QTest::mouseClick(stop, Qt::LeftButton);
    QTRY_VERIFY(!stop->isEnabled());
    QVERIFY(letGo(m_first));
    QTRY_COMPARE_WITH_TIMEOUT(currentState(), QStringLiteral("stopped"), patience);
    QVERIFY(!lock_holder(m_first));
    const RunSummary summary = summaryOf(m_first);
    QCOMPARE(summary.reached, ReachedState::Stopped);
    QVERIFY(summary.progress.epoch >= 3 && summary.progress.epoch < epochs);
    QVERIFY(!list_checkpoints(m_first).empty());
    QVERIFY(m_window->actions().resume->isEnabled());
}

void TestStory::resumes() {
    QVERIFY(!m_first.empty());
    const RunSummary before = summaryOf(m_first);
    press(Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(currentState(), QStringLiteral("finished"), patience);
    const RunSummary summary = summaryOf(m_first);
    QCOMPARE(summary.reached, ReachedState::Finished);
    QCOMPARE(summary.progress.epoch, std::int64_t{epochs});
    QCOMPARE(summary.attempts.size(), std::size_t{2});
    QVERIFY(summary.attempts[1].from_epoch >= before.progress.epoch - 1);
    // Every epoch once, on the disk and on the screen.
    RunReader reader(m_first);
    const auto values = reader.metric("eval/saturation_mean");
    QCOMPARE(values.size(), static_cast<std::size_t>(epochs + 1));
    for (std::size_t i = 0; i < values.size(); ++i) {
        QCOMPARE(values[i].at.epoch, static_cast<std::int64_t>(i));
    }
    QVERIFY(pageAfter<CurvesPage>(Qt::Key_1));
    QTRY_COMPARE(rewardPanel()->plot().pointCount(m_session->currentId()), epochs + 1);
    QVERIFY(!m_window->actions().resume->isEnabled());
}

void TestStory::startsAnotherLikeIt() {
    QVERIFY(!m_first.empty());
    QTRY_VERIFY(m_window->actions().newRunLikeThis->isEnabled());
    auto* dialog = dialogAfter<LaunchDialog>(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(dialog);
    ConfigForm* form = dialog->form();
    QCOMPARE(form->value(QStringLiteral("name")), QStringLiteral("tiny-2"));
    QCOMPARE(form->value(QStringLiteral("num_epochs")), QString::number(epochs));
    type(form->findChild<QWidget*>(QStringLiteral("seed")), QStringLiteral("8"));
    QCOMPARE(form->typedSettings(), QStringList(QStringLiteral("seed=8")));
    QTest::mouseClick(dialog->startButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!(m_second = dirOf(QStringLiteral("tiny-2"))).empty(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(m_session->current()->name(), QStringLiteral("tiny-2"), patience);
    QTRY_COMPARE_WITH_TIMEOUT(currentState(), QStringLiteral("finished"), patience);
    QCOMPARE(m_session->runs().size(), std::size_t{2});
    QCOMPARE(summaryOf(m_second).info.seed, std::uint64_t{8});
    QCOMPARE(summaryOf(m_second).progress.epoch, std::int64_t{epochs});
}

void TestStory::compares() {
    QVERIFY(!m_second.empty());
    // Both rows, by mouse.
    QTreeView* tree = m_window->runsPanel().tree();
    const auto click = [&](const char* name, Qt::KeyboardModifiers keys) {
        const QAbstractItemModel& model = *tree->model();
        const QModelIndexList found = model.match(model.index(0, 0), Qt::DisplayRole, QLatin1String(name), 1,
                                                  Qt::MatchExactly | Qt::MatchRecursive);
        QCOMPARE(found.size(), 1);
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, keys, tree->visualRect(found.front()).center());
    };
    click("tiny", Qt::NoModifier);
    click("tiny-2", Qt::ControlModifier);
    QCOMPARE(m_session->selected().size(), 2);
    auto* page = pageAfter<ComparePage>(Qt::Key_3);
    QVERIFY(page);
    QTRY_COMPARE(page->board().panes().size(), std::size_t{2});
    m_session->setFollowLive(true);
    QTRY_COMPARE(m_session->epoch(), std::int64_t{epochs});
    QStringList names;
    for (int i = 0; i < 2; ++i) {
        QTRY_COMPARE(page->comparison().content(i).state, PaneContent::State::Ready);
        QCOMPARE(page->comparison().content(i).epoch, std::optional<std::int64_t>(epochs));
        const ComparePane& pane = *page->board().panes()[static_cast<std::size_t>(i)];
        QTRY_COMPARE(pane.view().picture().size(), QSize(16, 16));
        names << pane.runBox()->currentText();
        QVERIFY2(pane.settingsText().contains(QLatin1String("seed")), qPrintable(pane.settingsText()));
    }
    names.sort();
    QCOMPARE(names, QStringList({QStringLiteral("tiny"), QStringLiteral("tiny-2")}));
    // The same prompt and noise, and other pictures: the seeds trained apart.
    const PaneContent first = page->comparison().content(0);
    const PaneContent second = page->comparison().content(1);
    QCOMPARE(first.item->row.prompt, second.item->row.prompt);
    QCOMPARE(first.item->row.seed, second.item->row.seed);
    QVERIFY(page->board().panes()[0]->view().picture() != page->board().panes()[1]->view().picture());
    // Before training they were one and the same.
    press(Qt::Key_Home, Qt::ControlModifier);
    QTRY_COMPARE(m_session->epoch(), std::int64_t{0});
    QTRY_COMPARE(page->comparison().content(0).epoch, std::optional<std::int64_t>(0));
    QTRY_COMPARE(page->board().panes()[0]->view().picture(), page->board().panes()[1]->view().picture());
}

void TestStory::exportsCurves() {
    QCOMPARE(m_session->selected().size(), 2);
    QVERIFY(pageAfter<CurvesPage>(Qt::Key_1));
    QTRY_VERIFY(rewardPanel() && rewardPanel()->curves().size() >= 2);
    QTRY_VERIFY(m_window->actions().curves.exportAll->isEnabled());
    const auto exported = [&](int format, const QString& path) {
        auto* dialog = dialogAfter<ExportDialog>(Qt::Key_S, Qt::ControlModifier | Qt::AltModifier);
        if (!dialog) {
            return QByteArray();
        }
        auto* formats = dialog->findChild<QComboBox*>(QStringLiteral("format"));
        for (int step = 0; step < format; ++step) {
            QTest::keyClick(formats, Qt::Key_Down);
        }
        auto* field = dialog->findChild<QLineEdit*>(QStringLiteral("file"));
        type(field, path);
        QTest::keyClick(field, Qt::Key_Return);
        const auto gone = [&] { return !m_window->findChild<ExportDialog*>(); };
        return QTest::qWaitFor(gone, 10000) ? contentOf(path) : QByteArray();
    };
    const QByteArray drawing = exported(0, file(QStringLiteral("curves.svg")));
    QVERIFY(drawing.contains("<svg"));
    QVERIFY(drawing.contains("tiny-2"));
    const QByteArray values = exported(4, file(QStringLiteral("curves.csv")));
    QVERIFY(values.startsWith("run,name,seed,metric,epoch,step,reward_queries,unix_seconds,value\n"));
    for (const char* name : {",tiny,7,eval/saturation_mean,", ",tiny-2,8,eval/saturation_mean,"}) {
        QCOMPARE(values.count(name), epochs + 1);
    }
}

void TestStory::exportsTheLora() {
    QVERIFY(!m_second.empty());
    m_session->setFollowLive(true);
    auto* dialog = dialogAfter<ExportLoraDialog>(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(dialog);
    QCOMPARE(dialog->epochBox()->currentText(), QString::number(epochs));
    const QString path = file(QStringLiteral("tiny.safetensors"));
    type(dialog->fileEdit(), path);
    QTest::mouseClick(dialog->exportButton(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->messages().text(), QStringLiteral("The LoRA is in %1.").arg(path), patience);
    // A header of so many bytes that names the matrices.
    const QByteArray bytes = contentOf(path);
    QVERIFY(bytes.size() > 8);
    const auto length = qFromLittleEndian<quint64>(bytes.constData());
    QVERIFY(length < static_cast<quint64>(bytes.size()));
    const QJsonObject header = QJsonDocument::fromJson(bytes.mid(8, static_cast<qsizetype>(length))).object();
    const QStringList names = header.keys();
    QVERIFY(!names.filter(QStringLiteral("lora")).isEmpty());
    QVERIFY(!names.filter(QStringLiteral("unet")).isEmpty());
}

void TestStory::writesAReport() {
    QCOMPARE(m_session->selected().size(), 2);
    auto* dialog = dialogAfter<ReportDialog>(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(dialog);
    const QString path = file(QStringLiteral("report.html"));
    type(dialog->fileEdit(), path);
    QTest::keyClick(dialog->fileEdit(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->messages().text(), QStringLiteral("The report is in %1.").arg(path), patience);
    const QByteArray report = contentOf(path);
    QVERIFY(report.startsWith("<!DOCTYPE html>") || report.startsWith("<!doctype html>"));
    for (const char* part :
         {"tiny-2", "data:image/png;base64,", "data:image/svg+xml;base64,", "num_epochs", "tempera-run train"}) {
        QVERIFY2(report.contains(part), part);
    }
}

QTEST_MAIN(TestStory)
#include "tst_story.moc"
