// SPDX-License-Identifier: GPL-3.0-or-later
// The runs that come with Tempera (resources/demo): what is in them, and how a workspace gets them.
#include <QSignalSpy>
#include <filesystem>
#include <map>
#include <set>

#include "core/base/files.h"
#include "core/store/checkpoint_folders.h"
#include "core/store/run_archive.h"
#include "core/store/run_reader.h"
#include "tests/ui/helpers/block_watch.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/message_bar.h"
#include "ui/common/text_format.h"
#include "ui/session/example_runs.h"
#include "ui/session/store_feed.h"
#include "ui/window/actions.h"
#include "ui/window/main_window.h"
#include "ui/window/run_commands.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;
namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t mostBytes = 12'000'000;
constexpr double longest = 50;  // ms

std::vector<fs::path> archives() {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(resource_dir() / "demo")) {
        if (entry.path().extension() == ".tempera") {
            files.push_back(entry.path());
        }
    }
    return files;
}

}  // namespace

class TestExampleRuns : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void areSmallAndSound();
    void coverEveryMethodAndJudge();
    void newWorkspaceGetsThem();
    void workspaceThatIsThereIsLeftAlone();
    void removedOnesDoNotComeBack();
    void menuBringsWhatIsMissing();
    void brokenArchiveIsToldOnce();

private:
    /// Opens the window on the workspace as `tempera --demo` does.
    void start();
    void quit();
    std::vector<const RunData*> examples() const;
    bool imported() const;

    std::unique_ptr<TestPlace> m_place;  ///< no workspace yet: the folder is empty
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
};

void TestExampleRuns::init() {
    qputenv("TEMPERA_RUN", FAKE_WORKER);
    qunsetenv("TEMPERA_RESOURCES");
    m_place = std::make_unique<TestPlace>();
}

void TestExampleRuns::cleanup() {
    quit();
    m_place->killWorkers();
    qunsetenv("TEMPERA_RESOURCES");
    m_place.reset();
}

void TestExampleRuns::start() {
    quit();
    m_session = std::make_unique<Session>();
    m_window = std::make_unique<MainWindow>(*m_session);
    m_window->resize(1280, 800);
    m_window->show();
    static_cast<BlockWatch*>(qApp)->reset();
    m_window->startDemoWhenReady(QStringLiteral("animals-quick"));
    QVERIFY(openAndWait(*m_session, m_place->text()));
}

void TestExampleRuns::quit() {
    m_window.reset();
    m_session.reset();
}

std::vector<const RunData*> TestExampleRuns::examples() const {
    std::vector<const RunData*> found;
    for (const RunData* run : m_session->runs()) {
        if (run->head.entry.group == "Examples") {
            found.push_back(run);
        }
    }
    return found;
}

bool TestExampleRuns::imported() const {
    return QTest::qWaitFor(
        [this] { return !m_window->commands().examples().busy() && examples().size() == archives().size(); }, 60000);
}

void TestExampleRuns::areSmallAndSound() {
    std::uintmax_t bytes = 0;
    const Workspace workspace(m_place->workspace());
    for (const fs::path& file : archives()) {
        bytes += fs::file_size(file);
        const fs::path dir = import_run(workspace, file);
        QCOMPARE(dir.filename().string(), read_archive_card(file).id);
        RunReader reader(dir);
        QVERIFY(reader.integrity_problems().empty());
        QCOMPARE(reader.summary().reached, ReachedState::Finished);
        // Their small pictures are the whole pictures.
        for (const SampleRow& row : reader.samples_since(0)) {
            const std::string png = reader.thumbnail(row.id);
            const QImage picture =
                QImage::fromData(reinterpret_cast<const uchar*>(png.data()), static_cast<int>(png.size()));
            QCOMPARE(picture.size(), QSize(row.width, row.height));
            QVERIFY(row.image.empty() || fs::exists(dir / row.image));
        }
    }
    QVERIFY2(bytes <= mostBytes, qPrintable(QString::number(bytes)));
}

void TestExampleRuns::coverEveryMethodAndJudge() {
    const Workspace workspace(m_place->workspace());
    std::map<std::string, std::set<std::uint64_t>> seeds;
    bool weights = false;
    for (const fs::path& file : archives()) {
        const fs::path dir = import_run(workspace, file);
        RunReader reader(dir);
        const RunInfo info = reader.summary().info;
        seeds[info.method].insert(info.seed);
        weights = weights || !list_checkpoints(dir).empty();
        QVERIFY(reader.sample_epochs(SampleKind::Eval).size() >= 8);
        QCOMPARE(reader.sample_epochs(SampleKind::Unseen), reader.sample_epochs(SampleKind::Eval));
        QVERIFY(!reader.sample_epochs(SampleKind::Train).empty());
        for (const char* judge :
             {"animals-aesthetic", "animals-pick", "animals-hps", "animals-image-reward", "gold", "saturation"}) {
            QVERIFY2(reader.metric("eval/" + std::string(judge) + "_mean").size() >= 8, judge);
        }
        if (info.method == "tdpo" || info.method == "tdpo-r") {
            QVERIFY(!reader.neuron_layers_since(0).empty());
            QVERIFY(!reader.timestep_stats_since(0).empty());
            QVERIFY(!reader.trajectory_epochs().empty());
            QCOMPARE(!reader.resets().empty(), info.method == "tdpo-r");
        }
    }
    QVERIFY(weights);
    for (const char* method : {"ddpo", "tdpo", "tdpo-r", "align-prop", "seppo"}) {
        QVERIFY2(seeds[method].size() >= 2, method);
    }
}

void TestExampleRuns::newWorkspaceGetsThem() {
    start();
    QVERIFY(imported());
    auto* watch = static_cast<BlockWatch*>(qApp);
    qInfo("longest event %.1f ms (%s)", watch->longestMs(), qPrintable(watch->what()));
    QVERIFY2(watch->allShorterThan(longest), qPrintable(watch->what()));
    // Beside them the run that starts today; nothing hides what the launcher has to say.
    QTRY_COMPARE(m_session->runs().size(), archives().size() + 1);
    QTRY_COMPARE(m_session->current()->name(), QStringLiteral("animals-quick"));
    QVERIFY(!m_window->messages().text().contains(QStringLiteral("example")));
    // Group and colours are kept.
    std::set<int> colours;
    for (const RunData* run : m_session->runs()) {
        colours.insert(run->head.entry.colour);
    }
    QCOMPARE(colours.size(), archives().size() + 1);
    QVERIFY(openAndWait(*m_session, m_place->text()));
    QCOMPARE(examples().size(), archives().size());
}

void TestExampleRuns::workspaceThatIsThereIsLeftAlone() {
    fs::create_directories(m_place->workspace() / "runs");
    start();
    QTRY_COMPARE(m_session->runs().size(), 1U);
    QVERIFY(settled(*m_session));
    QVERIFY(!m_window->commands().examples().busy());
    QCOMPARE(examples().size(), 0U);
}

void TestExampleRuns::removedOnesDoNotComeBack() {
    start();
    QVERIFY(imported());
    const QString id = examples().front()->id();
    m_session->trash(id);
    QTRY_VERIFY(!m_session->run(id));
    start();
    QVERIFY(settled(*m_session));
    QTRY_COMPARE(examples().size(), archives().size() - 1);
    QVERIFY(!m_window->commands().examples().busy());
    QVERIFY(!m_session->run(id));
}

void TestExampleRuns::menuBringsWhatIsMissing() {
    start();
    QVERIFY(imported());
    QAction* action = m_window->actions().importExamples;
    action->trigger();
    QTRY_COMPARE(m_window->messages().text(), QStringLiteral("The example runs are all here."));
    // Out of the trash, as it was; and one whose folder is gone, from its archive.
    const std::vector<const RunData*> all = examples();
    const QString trashed = all[0]->id();
    const QString deleted = all[1]->id();
    CatalogEntry entry = all[0]->head.entry;
    entry.notes = "mine";
    m_session->setEntries({entry});
    m_session->trash(trashed);
    m_session->trash(deleted);
    m_session->ask([deleted](StoreFeed& feed) { feed.deleteTrashed({deleted}); });
    QTRY_COMPARE(examples().size(), archives().size() - 2);
    QVERIFY(settled(*m_session));
    action->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(m_window->messages().text(), QStringLiteral("Example runs imported: 2."), 20000);
    QCOMPARE(examples().size(), archives().size());
    QVERIFY(m_session->run(trashed));
    QVERIFY(m_session->run(deleted));
    QCOMPARE(m_session->run(trashed)->head.entry.notes, std::string("mine"));
    QVERIFY(!fs::exists(m_place->workspace() / "trash" / trashed.toStdString()));
}

void TestExampleRuns::brokenArchiveIsToldOnce() {
    const QString resources = m_place->text() + QStringLiteral("/resources");
    fs::create_directories(toPath(resources) / "demo");
    fs::copy_file(archives().front(), toPath(resources) / "demo" / "a.tempera");
    write_file_atomically(toPath(resources) / "demo" / "b.tempera", "no archive");
    fs::create_directories(m_place->workspace() / "runs");
    start();
    QTRY_COMPARE(m_session->runs().size(), 1U);
    qputenv("TEMPERA_RESOURCES", resources.toUtf8());
    QSignalSpy problem(m_session.get(), &Session::problem);
    m_window->actions().importExamples->trigger();
    QVERIFY(problem.count() == 1 || problem.wait(10000));
    QVERIFY(problem.at(0).at(0).toString().contains(QStringLiteral("b.tempera")));
    QTRY_VERIFY(!m_window->commands().examples().busy());
    QVERIFY(m_window->messages().text().contains(QStringLiteral("b.tempera")));
}

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    BlockWatch app(argc, argv);
    TestExampleRuns test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_example_runs.moc"
