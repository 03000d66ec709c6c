// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDragEnterEvent>
#include <QMimeData>
#include <QPushButton>
#include <QUrl>
#include <filesystem>
#include <fstream>

#include "core/store/run_lock.h"
#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/common/message_bar.h"
#include "ui/common/page.h"
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

private:
    /// As the desktop does it: enters, then drops. Whether it was taken.
    bool drop(const std::filesystem::path& path);
    std::filesystem::path finishedRun(const std::filesystem::path& workspace, const std::string& name);

    std::unique_ptr<TestPlace> m_place;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
};

void TestDropTarget::init() {
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

bool TestDropTarget::drop(const std::filesystem::path& path) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QString::fromStdString(path.string()))});
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

QTEST_MAIN(TestDropTarget)
#include "tst_drop_target.moc"
