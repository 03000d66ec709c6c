// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QUrl>
#include <filesystem>
#include <fstream>
#include <vector>

#include "core/store/run_archive.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/message_bar.h"
#include "ui/common/page.h"
#include "ui/window/actions.h"
#include "ui/window/archive_commands.h"
#include "ui/window/archive_dialog.h"
#include "ui/window/drop_target.h"
#include "ui/window/main_window.h"

using namespace tempera;
using namespace tempera::test;
using namespace tempera::ui;

class TestDropTarget : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void knowsWhatLiesThere();
    void refusesOtherThings();
    void workspaceIsOpened();
    void runOfThisWorkspaceIsShown();
    void runOfAnotherIsCopied();
    void liveRunIsNotCopied();
    void pictureShowsItsEpoch();
    void archiveIsImportedAndShown();
    void severalArchivesAndWhatIsWrongWithOne();
    void anImportCanBeCancelled();
    void importedFromTheMenu();
    void exportedFromTheMenu();

private:
    /// Of a run of another workspace, in m_elsewhere.
    std::filesystem::path archive(const std::string& name);
    bool hidesNothingHalf() const;  ///< the workspace has no remains of a run
    void clickAction(const QString& label);

    /// As the desktop does it: enters, then drops. Whether it was taken.
    bool drop(const std::filesystem::path& path) { return drop(std::vector{path}); }
    bool drop(const std::vector<std::filesystem::path>& paths);
    std::filesystem::path finishedRun(const std::filesystem::path& workspace, const std::string& name);

    QTemporaryDir m_elsewhere;
    std::unique_ptr<TestPlace> m_place;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
};

void TestDropTarget::init() {
    qputenv("TEMPERA_RUN", FAKE_WORKER);
    qunsetenv("FAKE_WORKER");
    m_window.reset();
    m_session.reset();
    m_place = std::make_unique<TestPlace>();
    m_session = std::make_unique<Session>();
    m_window = std::make_unique<MainWindow>(*m_session);
    m_window->resize(790, 600);
    m_window->show();
    finishedRun(m_place->workspace(), "first");
    finishedRun(m_place->workspace(), "second");
    QVERIFY(openAndWait(*m_session, m_place->text()));
}

std::filesystem::path TestDropTarget::finishedRun(const std::filesystem::path& workspace, const std::string& name) {
    FakeRunOptions options;
    options.name = name;
    options.files = true;
    FakeRun run(workspace, options);
    run.start();
    run.epochs(2);
    run.finish();
    return run.dir();
}

bool TestDropTarget::drop(const std::vector<std::filesystem::path>& paths) {
    QMimeData data;
    QList<QUrl> urls;
    for (const auto& path : paths) {
        urls << QUrl::fromLocalFile(QString::fromStdString(path.string()));
    }
    data.setUrls(urls);
    const Qt::DropActions copy = Qt::CopyAction;
    QDragEnterEvent enter(QPoint(300, 300), copy, &data, Qt::LeftButton, {});
    enter.ignore();
    QCoreApplication::sendEvent(m_window.get(), &enter);
    if (!enter.isAccepted()) {
        return false;
    }
    QDropEvent drop(QPointF(300, 300), copy, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(m_window.get(), &drop);
    return drop.isAccepted();
}

void TestDropTarget::knowsWhatLiesThere() {
    const QString workspace = m_place->text();
    const QString run = workspace + QStringLiteral("/runs/") + m_session->currentId();
    QCOMPARE(DropTarget::kindOf(workspace), DropTarget::Kind::Workspace);
    QCOMPARE(DropTarget::kindOf(run), DropTarget::Kind::Run);
    QCOMPARE(DropTarget::kindOf(run + QStringLiteral("/run.db")), DropTarget::Kind::None);
    QCOMPARE(DropTarget::kindOf(QStringLiteral("/tmp")), DropTarget::Kind::None);
    QCOMPARE(DropTarget::runFolder(run + QStringLiteral("/images/x.png")), run);
}

void TestDropTarget::refusesOtherThings() {
    QTemporaryDir empty;
    QVERIFY(!drop(empty.path().toStdString()));
    const std::filesystem::path stray = std::filesystem::path(empty.path().toStdString()) / "stray.png";
    std::ofstream(stray) << "no picture of a run";
    QVERIFY(!drop(stray));
}

void TestDropTarget::workspaceIsOpened() {
    QTemporaryDir other;
    finishedRun(other.path().toStdString(), "elsewhere");
    QVERIFY(drop(other.path().toStdString()));
    QTRY_COMPARE(m_session->workspace(), other.path());
}

void TestDropTarget::runOfThisWorkspaceIsShown() {
    const QString now = m_session->currentId();
    for (const RunData* run : m_session->runs()) {
        if (run->id() != now) {
            const QString other = run->id();
            QVERIFY(drop(run->head.dir));
            QTRY_COMPARE(m_session->currentId(), other);
            break;
        }
    }
    QCOMPARE(m_session->runs().size(), 2U);
}

void TestDropTarget::runOfAnotherIsCopied() {
    QTemporaryDir other;
    const auto dir = finishedRun(other.path().toStdString(), "guest");
    QVERIFY(drop(dir));
    QTRY_COMPARE(m_session->runs().size(), 3U);
    QTRY_COMPARE(m_session->current()->name(), QStringLiteral("guest"));
    QVERIFY(std::filesystem::exists(dir / "run.db"));
    // A second time it is another run beside it, and the button takes it away again.
    QVERIFY(drop(dir));
    QTRY_COMPARE(m_session->runs().size(), 4U);
    QTRY_COMPARE(m_window->messages().actionButton()->text(), QStringLiteral("Undo"));
    QTest::mouseClick(m_window->messages().actionButton(), Qt::LeftButton);
    QTRY_COMPARE(m_session->runs().size(), 3U);
}

void TestDropTarget::liveRunIsNotCopied() {
    QTemporaryDir other;
    FakeRun run(other.path().toStdString(), {});
    const RunLock lock(run.dir());
    run.start();
    QVERIFY(drop(run.dir()));
    QTRY_VERIFY(m_window->messages().text().contains(QStringLiteral("still written")));
    QCOMPARE(m_session->runs().size(), 2U);
}

void TestDropTarget::pictureShowsItsEpoch() {
    const auto images = m_session->current()->head.dir / "images";
    std::filesystem::path picture;
    for (const auto& entry : std::filesystem::directory_iterator(images)) {
        if (entry.path().filename().string().starts_with("eval-1-")) {
            picture = entry.path();
        }
    }
    QVERIFY(!picture.empty());
    QVERIFY(drop(picture));
    QTRY_COMPARE(m_session->epoch(), 1);
    QCOMPARE(m_window->currentPage()->id(), QStringLiteral("samples"));
}

std::filesystem::path TestDropTarget::archive(const std::string& name) {
    QTemporaryDir other;
    const auto dir = finishedRun(other.path().toStdString(), name);
    const auto file = std::filesystem::path(m_elsewhere.path().toStdString()) / (name + ".tempera");
    export_run(dir, file);
    return file;
}

bool TestDropTarget::hidesNothingHalf() const {
    for (const auto& entry : std::filesystem::directory_iterator(m_place->workspace() / "runs")) {
        if (entry.path().filename().string().starts_with('.')) {
            return false;
        }
    }
    return true;
}

void TestDropTarget::clickAction(const QString& label) {
    QPushButton* button = m_window->messages().actionButton();
    QTRY_COMPARE(button->text(), label);
    QTest::mouseClick(button, Qt::LeftButton);
}

void TestDropTarget::archiveIsImportedAndShown() {
    const auto file = archive("guest");
    QCOMPARE(DropTarget::kindOf(QString::fromStdString(file.string())), DropTarget::Kind::Archive);
    QVERIFY(drop(file));
    QVERIFY(m_window->messages().text().contains(QStringLiteral("Importing guest.tempera")));
    QTRY_COMPARE(m_session->runs().size(), 3U);
    QTRY_COMPARE(m_session->current()->name(), QStringLiteral("guest"));
    QCOMPARE(m_session->selected(), QStringList{m_session->currentId()});
    QVERIFY(std::filesystem::exists(m_session->current()->head.dir / "images"));
    // A second time the sentence says that it is here.
    QVERIFY(drop(file));
    QTRY_VERIFY(m_window->messages().text().contains(QStringLiteral("is in this workspace already")));
    QVERIFY(!m_window->messages().text().contains(QStringLiteral("tempera-run:")));
    QCOMPARE(m_session->runs().size(), 3U);
}

void TestDropTarget::severalArchivesAndWhatIsWrongWithOne() {
    const auto broken = std::filesystem::path(m_elsewhere.path().toStdString()) / "broken.tempera";
    std::ofstream(broken) << "no archive";
    QVERIFY(drop({archive("one"), broken, archive("two")}));
    QTRY_COMPARE(m_session->runs().size(), 4U);
    QTRY_COMPARE(m_session->selected().size(), 2);
    const QString text = m_window->messages().text();
    QVERIFY2(text.startsWith(QStringLiteral("2 runs are in this workspace now. ")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("broken.tempera: is not an archive of a run")), qPrintable(text));
    QVERIFY(hidesNothingHalf());
    clickAction(QStringLiteral("Undo"));
    QTRY_COMPARE(m_session->runs().size(), 2U);
}

void TestDropTarget::anImportCanBeCancelled() {
    qputenv("FAKE_WORKER", "slow");
    QVERIFY(drop({archive("one"), archive("two")}));
    QVERIFY(m_window->messages().text().contains(QStringLiteral("(1 of 2)")));
    clickAction(QStringLiteral("Cancel"));
    QTRY_COMPARE(m_window->messages().text(), QStringLiteral("Nothing was imported."));
    QVERIFY(settled(*m_session));
    QCOMPARE(m_session->runs().size(), 2U);
    QVERIFY(hidesNothingHalf());
    // The next one is free to go.
    qunsetenv("FAKE_WORKER");
    QVERIFY(drop(archive("one")));
    QTRY_COMPARE(m_session->runs().size(), 3U);
}

void TestDropTarget::importedFromTheMenu() {
    const QString file = QString::fromStdString(archive("chosen").string());
    m_window->activateWindow();
    QTest::keyClick(m_window.get(), Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
    auto* dialog = m_window->findChild<QFileDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    // Not typed: the dialog completes each folder on the way into one more choice while no window manager makes it
    // active.
    dialog->selectFile(file);
    QTest::keyClick(dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit")), Qt::Key_Return);
    QTRY_COMPARE(m_session->runs().size(), 3U);
    QTRY_COMPARE(m_session->current()->name(), QStringLiteral("chosen"));
}

void TestDropTarget::exportedFromTheMenu() {
    m_window->activateWindow();
    QTest::keyClick(m_window.get(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    auto* dialog = m_window->findChild<ArchiveDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    QVERIFY(dialog->fileEdit()->text().endsWith(m_session->currentId() + QStringLiteral(".tempera")));
    dialog->fileEdit()->setFocus();
    dialog->fileEdit()->selectAll();
    const QString file = m_elsewhere.filePath(QStringLiteral("out"));
    QTest::keyClicks(dialog->fileEdit(), file);
    dialog->picturesBox()->setFocus();
    QTest::keyClick(dialog->picturesBox(), Qt::Key_Space);
    QTest::mouseClick(dialog->exportButton(), Qt::LeftButton);
    QVERIFY(!m_window->actions().exportArchive->isEnabled());
    QTRY_COMPARE(m_window->messages().text(), QStringLiteral("The run is in %1.tempera.").arg(file));
    QVERIFY(m_window->actions().exportArchive->isEnabled());
    // It comes back as what it was, without the large pictures.
    QTemporaryDir other;
    const Workspace workspace(other.path().toStdString());
    const auto dir = import_run(workspace, (file + QStringLiteral(".tempera")).toStdString());
    QCOMPARE(QString::fromStdString(dir.filename().string()), m_session->currentId());
    QVERIFY(!std::filesystem::exists(dir / "images" / "eval-0-0.png"));
    QCOMPARE(RunReader(dir).samples(0, SampleKind::Eval).at(0).image, std::string());
    // Where nothing can be written, one sentence says so.
    auto* again = m_window->archives().showExportDialog();
    again->fileEdit()->setText(QStringLiteral("/proc/nowhere/all.tempera"));
    QTest::mouseClick(again->exportButton(), Qt::LeftButton);
    QTRY_VERIFY2(m_window->messages().text().contains(QStringLiteral("/proc/nowhere")),
                 qPrintable(m_window->messages().text()));
}

QTEST_MAIN(TestDropTarget)
#include "tst_drop_target.moc"
