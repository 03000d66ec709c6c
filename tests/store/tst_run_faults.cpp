// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <fstream>

#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/store/database.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/store/workspace.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

constexpr uid_t nobody = 65534;

/// A small RAM disk; unmounted at the end. Needs root.
class SmallDisk {
public:
    SmallDisk(fs::path folder, const char* size) : folder_(std::move(folder)) {
        fs::create_directory(folder_);
        mounted_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, (std::string("size=") + size).c_str()) == 0;
    }
    ~SmallDisk() {
        if (mounted_) {
            ::umount2(folder_.c_str(), MNT_DETACH);
        }
    }
    bool mounted() const { return mounted_; }
    bool grow(const char* size) const {
        return ::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT, (std::string("size=") + size).c_str()) == 0;
    }

private:
    fs::path folder_;
    bool mounted_ = false;
};

/// What `work` says when it runs as a user without privileges: "" = no error.
template <class Work>
QString error_text_as_nobody(const fs::path& answer, Work&& work) {
    const pid_t child = ::fork();
    if (child == 0) {
        const bool changed = ::geteuid() != 0 || ::setuid(nobody) == 0;
        const QString text = changed ? error_text(work) : "cannot become another user";
        std::ofstream(answer) << text.toStdString() << std::flush;
        ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
    return QString::fromStdString(read_file(answer));
}

void make_run(const fs::path& run_dir) {
    RunWriter writer = RunWriter::create(run_dir, sample_run_info(), "seed = 1\n");
    writer.begin_attempt(0);
    for (int i = 0; i < 3000; ++i) {
        writer.metric("policy/loss", {0, i, 0}, i);
    }
    writer.end_attempt(ReachedState::Finished, "finished");
}

void read_all(const fs::path& run_dir) {
    RunReader reader(run_dir);
    reader.summary();
    reader.metrics_since(0);
    reader.samples_since(0);
    reader.metric("policy/loss");
    reader.events_since(0);
}

void edit(const fs::path& run_dir, const char* sql) {
    SQLite::Database database((run_dir / "run.db").string(), SQLite::OPEN_READWRITE);
    database.exec(sql);
}

}  // namespace

class TestRunFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void newerFormatIsRefusedByNameOfTheVersion() {
        const TemporaryFolder folder;
        make_run(folder / "run");
        edit(folder / "run", "INSERT INTO format VALUES (4, '0.9.0'); PRAGMA user_version = 4");
        const QString sentence =
            "run.db: has format 4, and this program knows formats up to 3; use Tempera 0.9.0 or "
            "newer.";
        for (const QString& text :
             {error_text([&] { RunReader(folder / "run"); }), error_text([&] { RunWriter(folder / "run"); }),
              error_text([&] { post_command(folder / "run", Command::Stop); })}) {
            QVERIFY2(text.endsWith(sentence), qPrintable(text));
        }
        edit(folder / "run", "DROP TABLE format");
        const QString text = error_text([&] { RunReader(folder / "run"); });
        QVERIFY2(text.endsWith("use a newer Tempera."), qPrintable(text));
    }

    void missingFileIsNamed() {
        const TemporaryFolder folder;
        for (const QString& text :
             {error_text([&] { RunReader(folder / "absent"); }), error_text([&] { RunWriter(folder / "absent"); }),
              error_text([&] { post_command(folder / "absent", Command::Stop); })}) {
            QVERIFY2(text.contains("absent") && text.contains("cannot be read (No such file"), qPrintable(text));
        }
        QVERIFY(!fs::exists(folder / "absent"));
    }

    void brokenFileIsAnError_data() {
        QTest::addColumn<int>("damage");
        QTest::newRow("empty") << 0;
        QTest::newRow("cut in the first page") << 1;
        QTest::newRow("cut in the middle") << 2;
        QTest::newRow("text") << 3;
        QTest::newRow("noise in every page") << 4;
        QTest::newRow("another database") << 5;
    }
    void brokenFileIsAnError() {
        QFETCH(int, damage);
        const TemporaryFolder folder;
        make_run(folder / "run");
        const fs::path file = folder / "run" / "run.db";
        std::string bytes = read_file(file);
        QVERIFY(bytes.size() > 100000);
        if (damage == 4) {
            for (std::size_t page = 4096; page < bytes.size(); page += 4096) {
                bytes.replace(page, 200, 200, '\xa5');
            }
        }
        const std::string contents[] = {"", bytes.substr(0, 1000), bytes.substr(0, bytes.size() / 2 + 77),
                                        std::string(20000, 'x'), bytes};
        if (damage < 5) {
            write_file_atomically(file, contents[damage]);
        } else {
            fs::remove(file);
            SQLite::Database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE t (x)");
        }
        const QString text = error_text([&] { read_all(folder / "run"); });
        QVERIFY2(text.contains("run.db: is ") && text.endsWith("restore it from a copy."), qPrintable(text));
    }

    void integrityProblemsAreListed() {
        const TemporaryFolder folder;
        make_run(folder / "run");
        edit(folder / "run",
             "PRAGMA foreign_keys = OFF; INSERT INTO score (sample, reward, value) VALUES (5, 'gold', 1)");
        const auto problems = RunReader(folder / "run").integrity_problems();
        QCOMPARE(problems, std::vector<std::string>{"row 1 of score names a missing sample"});
    }

    /// A run of somebody else may say anything there.
    void aCommandThatIsNoListOfWordsIsNone() {
        const TemporaryFolder folder;
        make_run(folder / "run");
        for (const char* text : {"", "[1, 2]", "[\"a\", null]", "{\"a\": 1}", "[[[", "\"a\""}) {
            edit(folder / "run", ("UPDATE attempt SET command = '" + std::string(text) + "'").c_str());
            QVERIFY2(RunReader(folder / "run").summary().attempts.at(0).command.empty(), text);
        }
        edit(folder / "run", "UPDATE attempt SET command = '[\"a\", \"b c\"]'");
        QCOMPARE(RunReader(folder / "run").summary().attempts.at(0).command, (std::vector<std::string>{"a", "b c"}));
    }

    void fullDiskIsSaidAndLeavesWholeFlushes() {
        const TemporaryFolder folder;
        const SmallDisk disk(folder / "disk", "1m");
        if (!disk.mounted()) {
            QSKIP("needs the right to mount a small disk");
        }
        const fs::path run_dir = folder / "disk" / "run";
        RunWriter writer = RunWriter::create(run_dir, sample_run_info(), "");
        QString text;
        std::size_t flushed = 0;
        for (int flush = 0; flush < 1000 && text.isEmpty(); ++flush) {
            for (int row = 0; row < 100; ++row) {
                writer.metric("policy/loss", {flush, row, 0}, 1);
            }
            text = error_text([&] { writer.flush(); });
            flushed += text.isEmpty() ? 100 : 0;
        }
        QVERIFY2(text.endsWith("run.db: the disk is full; free some disk space and try again."), qPrintable(text));
        QVERIFY(flushed > 0);
        {
            RunReader reader(run_dir);
            QCOMPARE(reader.metrics_since(0).size(), flushed);
            QVERIFY(reader.integrity_problems().empty());
        }
        const SampleRow row{0, 0, SampleKind::Train, "a cat", 1, 0, "images/x.png", 1, 1};
        text = error_text([&] { writer.sample(row, std::string(2 << 20, 'x'), ""); });
        QVERIFY2(text.endsWith("images/x.png: cannot be written (No space left on device); free some disk space or "
                               "choose another folder."),
                 qPrintable(text));
        text = error_text([&] { writer.end_attempt(ReachedState::Failed, "full"); });
        QVERIFY2(text.contains("the disk is full"), qPrintable(text));
        text = error_text([&] { RunWriter::create(folder / "disk" / "other", sample_run_info(), ""); });
        QVERIFY2(text.contains("disk"), qPrintable(text));
        QVERIFY(!fs::exists(folder / "disk" / "other"));

        QVERIFY(disk.grow("8m"));
        writer.flush();
        QCOMPARE(RunReader(run_dir).metrics_since(0).size(), flushed + 100);
        QVERIFY(fs::is_empty(run_dir / "images"));
    }

    void readOnlyFolderIsReadButNotWritten() {
        const TemporaryFolder folder;
        fs::permissions(folder.path(), fs::perms(0755));
        make_run(folder / "run");
        fs::create_directory(folder / "answers");
        fs::permissions(folder / "answers", fs::perms(0777));
        const fs::path answer = folder / "answers" / "text";
        for (const fs::path& path : {folder / "run", folder / "run" / "images"}) {
            fs::permissions(path, fs::perms(0555));
        }
        fs::permissions(folder / "run" / "run.db", fs::perms(0444));
        QString text = error_text_as_nobody(answer, [&] { read_all(folder / "run"); });
        QVERIFY2(text.isEmpty(), qPrintable(text));
        text = error_text_as_nobody(answer, [&] { RunWriter(folder / "run"); });
        QVERIFY2(text.contains("run.db: cannot be opened or written"), qPrintable(text));
        text = error_text_as_nobody(answer, [&] { post_command(folder / "run", Command::Stop); });
        QVERIFY2(text.contains("run.db: cannot be opened or written"), qPrintable(text));
        text = error_text_as_nobody(answer, [&] { RunWriter::create(folder / "run" / "new", sample_run_info(), ""); });
        QVERIFY2(text.contains("Permission denied"), qPrintable(text));
        text = error_text_as_nobody(answer, [&] { Workspace(folder / "run"); });
        QVERIFY2(text.contains("Permission denied") && text.endsWith("choose another folder."), qPrintable(text));
        for (const fs::path& path : {folder / "run", folder / "run" / "images"}) {
            fs::permissions(path, fs::perms(0755));
        }
    }
};

QTEST_APPLESS_MAIN(TestRunFaults)
#include "tst_run_faults.moc"
