// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "core/base/files.h"
#include "tests/helpers/error_text.h"

using namespace tempera;
namespace fs = std::filesystem;

class TestFiles : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path path(const char* name) const { return fs::path(folder_.path().toStdString()) / name; }

    std::size_t entries() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(folder_.path().toStdString()), fs::directory_iterator()));
    }

private Q_SLOTS:
    void writesAndReadsBytes() {
        const std::string bytes("a\0b\xff\n", 5);
        write_file_atomically(path("bytes"), bytes);
        QCOMPARE(read_file(path("bytes")), bytes);
        write_file_atomically(path("bytes"), "");
        QCOMPARE(read_file(path("bytes")), std::string());
    }

    void replacesOneOfManyFiles() {
        replace_file(path("many"), "first");
        replace_file(path("many"), "second");
        sync_file_system(folder_.path().toStdString());
        QCOMPARE(read_file(path("many")), std::string("second"));
        const QString text = error_text([] { sync_file_system("/absent"); });
        QVERIFY2(text.startsWith("/absent: cannot be written to the disk"), qPrintable(text));
    }

    void newFileIsReadableAsTheUmaskSays() {
        const mode_t before = ::umask(022);
        write_file_atomically(path("mode"), "x");
        ::umask(before);
        QCOMPARE(static_cast<int>(fs::status(path("mode")).permissions()), 0644);
    }

    void bareFileNameMeansCurrentFolder() {
        const fs::path before = fs::current_path();
        fs::current_path(folder_.path().toStdString());
        write_file_atomically("bare", "x");
        fs::current_path(before);
        QCOMPARE(read_file(path("bare")), std::string("x"));
    }

    // A limit on the file size stands for any failure in the middle of writing.
    void failedWriteKeepsOldContentAndLeavesNothingBehind() {
        write_file_atomically(path("kept"), "old");
        const std::size_t before = entries();
        rlimit limit{};
        ::getrlimit(RLIMIT_FSIZE, &limit);
        const rlimit small{1000, limit.rlim_max};
        std::signal(SIGXFSZ, SIG_IGN);
        ::setrlimit(RLIMIT_FSIZE, &small);
        const QString text = error_text([&] { write_file_atomically(path("kept"), std::string(100000, 'x')); });
        ::setrlimit(RLIMIT_FSIZE, &limit);
        QVERIFY2(text.contains("kept: cannot be written"), qPrintable(text));
        QCOMPARE(read_file(path("kept")), std::string("old"));
        QCOMPARE(entries(), before);
    }

    void missingFileOrFolderIsNamed() {
        QString text = error_text([&] { read_file(path("absent")); });
        QVERIFY2(text.contains("absent: cannot be read (No such file"), qPrintable(text));
        text = error_text([&] { write_file_atomically(path("absent") / "file", "x"); });
        QVERIFY2(text.contains("absent/file: cannot be written (No such file"), qPrintable(text));
        text = error_text([&] { read_file(folder_.path().toStdString()); });
        QVERIFY2(text.contains("cannot be read (Is a directory)"), qPrintable(text));
    }

    void stagedFolderAppearsAtCommit() {
        {
            StagedFolder staged(path("epoch"));
            write_file_atomically(staged.path() / "a", "1");
            fs::create_directory(staged.path() / "sub");
            write_file_atomically(staged.path() / "sub/b", "2");
            QVERIFY(!fs::exists(path("epoch")));
            staged.commit();
        }
        QCOMPARE(read_file(path("epoch") / "sub/b"), std::string("2"));
        QVERIFY(!fs::exists(path(".epoch.staging")));
    }

    void stagedFolderReplacesTheEarlierOne() {
        {
            StagedFolder staged(path("epoch"));
            write_file_atomically(staged.path() / "c", "3");
            staged.commit();
        }
        QCOMPARE(read_file(path("epoch") / "c"), std::string("3"));
        QVERIFY(!fs::exists(path("epoch") / "a"));
        QVERIFY(!fs::exists(path(".epoch.staging")));
    }

    void stagedFolderWithoutCommitVanishes() {
        {
            StagedFolder staged(path("never"));
            write_file_atomically(staged.path() / "a", "1");
        }
        QVERIFY(!fs::exists(path("never")));
        QVERIFY(!fs::exists(path(".never.staging")));
    }

    void leftoverOfAKilledProgramIsRemoved() {
        fs::create_directory(path(".epoch2.staging"));
        write_file_atomically(path(".epoch2.staging") / "half", "1");
        StagedFolder staged(path("epoch2"));
        staged.commit();
        QVERIFY(fs::exists(path("epoch2")));
        QVERIFY(!fs::exists(path("epoch2") / "half"));
    }

    void environmentOverridesFolders() {
        qputenv("TEMPERA_RESOURCES", folder_.path().toUtf8());
        QCOMPARE(resource_dir().string(), folder_.path().toStdString());
        qputenv("TEMPERA_RESOURCES", "/absent");
        const QString text = error_text([] { resource_dir(); });
        QCOMPARE(text, "/absent: is not a folder; correct or unset TEMPERA_RESOURCES.");
        qunsetenv("TEMPERA_RESOURCES");
        QCOMPARE(resource_dir().string(), std::string(TEMPERA_SOURCE_DIR "/resources"));
        QCOMPARE(preset_dir().string(), std::string(TEMPERA_SOURCE_DIR "/experiments"));
        qputenv("XDG_DATA_HOME", "/data");
        QCOMPARE(default_workspace().string(), std::string("/data/tempera"));
        qputenv("XDG_DATA_HOME", "");
        qputenv("HOME", "/home/somebody");
        QCOMPARE(default_workspace().string(), std::string("/home/somebody/.local/share/tempera"));
    }
};

QTEST_APPLESS_MAIN(TestFiles)
#include "tst_files.moc"
