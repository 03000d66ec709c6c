// SPDX-License-Identifier: GPL-3.0-or-later
#include <QRegularExpression>
#include <QTest>

#include "core/base/files.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/store/workspace.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;
namespace fs = std::filesystem;

class TestWorkspace : public QObject {
    Q_OBJECT

    static void make(const Workspace& workspace, const char* id, const char* name) {
        RunWriter::create(workspace.root() / "runs" / id, sample_run_info(name), "");
    }

private Q_SLOTS:
    void folderIsMadeWhenMissing() {
        const TemporaryFolder folder;
        const Workspace workspace(folder / "a/b");
        QVERIFY(fs::is_directory(folder / "a/b/runs"));
        QVERIFY(workspace.run_dirs().empty());
        write_file_atomically(folder / "file", "");
        const QString text = error_text([&] { Workspace(folder / "file"); });
        QVERIFY2(text.contains("file: cannot be created (Not a directory)"), qPrintable(text));
    }

    void idsAreMadeFromNames_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("slug");
        QTest::newRow("words") << "TDPO-R,  my first!"
                               << "tdpo-r-my-first";
        QTest::newRow("nothing usable") << "\u72ac / .."
                                        << "run";
        QTest::newRow("empty") << ""
                               << "run";
        QTest::newRow("long") << QString(100, 'a') << QString(40, 'a');
    }
    void idsAreMadeFromNames() {
        QFETCH(QString, name);
        QFETCH(QString, slug);
        const TemporaryFolder folder;
        const Workspace workspace(folder.path());
        const fs::path run_dir = workspace.new_run_dir(name.toStdString());
        const QString id = QString::fromStdString(run_dir.filename().string());
        QVERIFY2(QRegularExpression("^" + slug + "-[0-9a-f]{6}$").match(id).hasMatch(), qPrintable(id));
        QCOMPARE(run_dir.parent_path(), workspace.root() / "runs");
        QVERIFY(!fs::exists(run_dir));
        QVERIFY(workspace.new_run_dir(name.toStdString()) != run_dir);
    }

    void runsAreFoundByIdPrefixAndName() {
        const TemporaryFolder folder;
        const Workspace workspace(folder.path());
        make(workspace, "tdpo-b2", "cats");
        make(workspace, "tdpo-a1", "dogs");
        make(workspace, "ddpo", "dogs");
        make(workspace, "ddpo-c3", "tdpo-a1");
        fs::create_directories(folder / "runs/empty");
        fs::create_directories(folder / "runs/.hidden.staging");
        write_file_atomically(folder / "runs/.hidden.staging/run.db", "");
        fs::create_directories(folder / "runs/tdpo-broken");
        write_file_atomically(folder / "runs/tdpo-broken/run.db", "no database");
        std::vector<std::string> ids;
        for (const fs::path& run_dir : workspace.run_dirs()) {
            ids.push_back(run_dir.filename().string());
        }
        QCOMPARE(ids, (std::vector<std::string>{"ddpo", "ddpo-c3", "tdpo-a1", "tdpo-b2", "tdpo-broken"}));
        const auto found = [&](const char* asked) { return workspace.find_run(asked).filename().string(); };
        QCOMPARE(found("tdpo-b2"), std::string("tdpo-b2"));
        QCOMPARE(found("tdpo-a"), std::string("tdpo-a1"));
        QCOMPARE(found("cats"), std::string("tdpo-b2"));
        QCOMPARE(found("ddpo"), std::string("ddpo"));        // an id before a prefix
        QCOMPARE(found("tdpo-a1"), std::string("tdpo-a1"));  // an id before a name
        const auto answer = [&](const char* asked) { return error_text([&] { workspace.find_run(asked); }); };
        QVERIFY2(answer("dogs").endsWith("several runs are called 'dogs'; use one of: ddpo, tdpo-a1."),
                 qPrintable(answer("dogs")));
        QVERIFY2(answer("bird").endsWith(
                     "there is no run 'bird'; use one of: ddpo, ddpo-c3, tdpo-a1, tdpo-b2, tdpo-broken."),
                 qPrintable(answer("bird")));
        QVERIFY(!answer("").isEmpty());
    }

    void copiedFolderIsARun() {
        const TemporaryFolder folder;
        const Workspace from(folder / "from");
        const Workspace to(folder / "to");
        make(from, "a-1", "moved");
        fs::copy(folder / "from/runs/a-1", folder / "to/runs/a-1", fs::copy_options::recursive);
        QCOMPARE(RunReader(to.find_run("moved")).summary().info.name, std::string("moved"));
    }

    void trashAndBack() {
        const TemporaryFolder folder;
        const Workspace workspace(folder.path());
        make(workspace, "a-1", "first");
        const fs::path run_dir = workspace.find_run("a-1");
        {
            const RunLock lock(run_dir);
            const QString text = error_text([&] { workspace.trash_run(run_dir); });
            QVERIFY2(text.endsWith("a-1: the run is still going; stop it first."), qPrintable(text));
        }
        workspace.trash_run(run_dir);
        QVERIFY(workspace.run_dirs().empty());
        make(workspace, "a-1", "second");
        const QString text = error_text([&] { workspace.restore_run("a-1"); });
        QVERIFY2(text.contains("a-1: exists already"), qPrintable(text));
        QVERIFY(error_text([&] { workspace.trash_run(run_dir); }).contains("exists already"));
        fs::remove_all(run_dir);
        workspace.restore_run("a-1");
        QCOMPARE(RunReader(run_dir).summary().info.name, std::string("first"));
        QVERIFY(error_text([&] { workspace.restore_run("a-1"); }).contains("there is no run 'a-1' in the trash"));
        QVERIFY(!error_text([&] { workspace.restore_run(""); }).isEmpty());
    }

    void mountTypesAreReadFromTheKernelsTable() {
        const std::string table =
            "25 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
            "40 25 0:35 / /home/me/gpu rw,nosuid - fuse.sshfs me@gpu:/ rw,user_id=1000\n"
            "41 25 0:36 / /net rw shared:5 master:2 - nfs4 server:/export rw\n";
        QCOMPARE(mount_type(table, 8, 1), std::string("ext4"));
        QCOMPARE(mount_type(table, 0, 35), std::string("fuse.sshfs"));
        QCOMPARE(mount_type(table, 0, 36), std::string("nfs4"));
        QCOMPARE(mount_type(table, 0, 3), std::string());
        QCOMPARE(network_file_system(fs::temp_directory_path()), std::string());
    }
};

QTEST_APPLESS_MAIN(TestWorkspace)
#include "tst_workspace.moc"
