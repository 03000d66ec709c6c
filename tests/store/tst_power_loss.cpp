// SPDX-License-Identifier: GPL-3.0-or-later
// A model of a power loss. A writer is held still at any moment and its folder copied, as the files are; then all that
// the writer has written and not synchronised since is replaced by rubbish in the copy, which is the worst that a disk
// may do. (Not modelled: disks that lie about what they have synchronised.)
#include <QTest>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <map>
#include <random>
#include <string>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

constexpr int metrics_per_flush = 50;
constexpr std::size_t picture_bytes = 3000;

/// Parts of a file that were written since it was synchronised.
struct Dirt {
    static constexpr int most = 100'000;
    struct Range {
        off_t begin;
        std::size_t size;
    };
    volatile int count;
    Range ranges[most];
};

/// What the writer's process tells, in memory that both have.
struct Shared {
    Dirt log;
    Dirt database;
    volatile std::int64_t durable_epochs;
};
Shared* shared = nullptr;

/// Of the write-ahead log or the database behind this descriptor; null for any other file.
Dirt* dirt_of(int descriptor) {
    if (!shared) {
        return nullptr;
    }
    char path[4096];
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    const ssize_t size = ::readlink(link.c_str(), path, sizeof path);
    const std::string_view name(path, static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    return name.ends_with("run.db-wal") ? &shared->log : name.ends_with("run.db") ? &shared->database : nullptr;
}

ssize_t written(int descriptor, const void* data, std::size_t size, off_t offset) {
    if (Dirt* dirt = dirt_of(descriptor); dirt && dirt->count < Dirt::most) {
        dirt->ranges[dirt->count] = {offset, size};
        dirt->count = dirt->count + 1;
    }
    return ::syscall(SYS_pwrite64, descriptor, data, size, offset);
}

int synchronised(int descriptor, long call) {
    const auto result = static_cast<int>(::syscall(call, descriptor));
    if (Dirt* dirt = dirt_of(descriptor)) {
        dirt->count = 0;
    }
    return result;
}

}  // namespace

// In place of the C library's: SQLite finds these first.
extern "C" {
ssize_t pwrite64(int descriptor, const void* data, std::size_t size, off_t offset) {
    return written(descriptor, data, size, offset);
}
int fdatasync(int descriptor) {
    return synchronised(descriptor, SYS_fdatasync);
}
int fsync(int descriptor) {
    return synchronised(descriptor, SYS_fsync);
}
}

namespace {

[[noreturn]] void write_for_ever(const fs::path& run_dir) {
    const RunLock lock(run_dir);
    RunWriter writer(run_dir);
    writer.begin_attempt(0);
    for (std::int64_t epoch = 0;; ++epoch) {
        for (int i = 0; i < metrics_per_flush; ++i) {
            writer.metric("policy/loss", {epoch, i, 0}, i);
        }
        const SampleRow row{0, epoch, SampleKind::Train, "a cat", 1, 0, "images/" + std::to_string(epoch) + ".png",
                            1, 1};
        writer.score(writer.sample(row, std::string(picture_bytes, 'x'), std::string(20000, 'y')), "gold", 0.5);
        if (epoch % 10 == 9) {
            writer.end_epoch();
            shared->durable_epochs = epoch + 1;
        } else {
            writer.flush();
        }
    }
}

/// What the disk had not been told to keep.
void lose(const fs::path& file, const Dirt& dirt, std::mt19937& random) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    const auto size = static_cast<off_t>(fs::file_size(file));
    for (int i = 0; i < dirt.count; ++i) {
        const Dirt::Range range = dirt.ranges[i];
        if (range.begin >= size || random() % 4 == 0) {
            continue;  // this one had arrived
        }
        const auto count = std::min(static_cast<off_t>(range.size), size - range.begin);
        std::string rubbish(static_cast<std::size_t>(count), '\0');
        if (random() % 2 == 0) {
            std::generate(rubbish.begin(), rubbish.end(), [&] { return static_cast<char>(random()); });
        }
        stream.seekp(range.begin);
        stream.write(rubbish.data(), count);
    }
}

void lose_pictures(const fs::path& run_dir, std::int64_t durable, std::mt19937& random) {
    for (const auto& entry : fs::directory_iterator(run_dir / "images")) {
        const std::string stem = entry.path().stem().string();
        if (stem.starts_with('.') || std::stoll(stem) >= durable) {
            fs::resize_file(entry.path(), random() % picture_bytes);
        }
    }
}

}  // namespace

class TestPowerLoss : public QObject {
    Q_OBJECT

private:
    /// Whole flushes without a hole, and all that was durable.
    void check(const fs::path& run_dir, std::int64_t durable, std::int64_t* found) {
        RunReader reader(run_dir);
        const auto problems = reader.integrity_problems();
        QVERIFY2(problems.empty(), problems.empty() ? "" : problems[0].c_str());
        QCOMPARE(reader.summary().info.name, std::string("first"));
        std::map<std::int64_t, int> metrics;
        for (const MetricRow& row : reader.metrics_since(0)) {
            ++metrics[row.at.epoch];
        }
        for (const auto& [epoch, count] : metrics) {
            QCOMPARE(count, metrics_per_flush);
            const auto samples = reader.samples(epoch, SampleKind::Train);
            QCOMPARE(samples.size(), std::size_t{1});
            QCOMPARE(reader.scores(epoch, SampleKind::Train).size(), std::size_t{1});
            if (epoch < durable) {
                QCOMPARE(fs::file_size(run_dir / samples[0].image), std::uintmax_t{picture_bytes});
            }
        }
        *found = static_cast<std::int64_t>(metrics.size());
        QVERIFY(metrics.empty() || metrics.rbegin()->first == *found - 1);
        QVERIFY2(*found >= durable, qPrintable(QString("%1 of %2").arg(*found).arg(durable)));
    }

private Q_SLOTS:
    void copiesOpenAndLoseTheLastFlushesAtMost() {
        // A drill asks for more: docs/reliability.md.
        const int losses = std::max(20, qEnvironmentVariableIntValue("TEMPERA_POWER_LOSSES"));
        const TemporaryFolder folder;
        const fs::path run_dir = folder / "run";
        { const RunWriter writer = RunWriter::create(run_dir, sample_run_info(), ""); }
        shared = static_cast<Shared*>(
            ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
        QVERIFY(shared != MAP_FAILED);
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            try {
                write_for_ever(run_dir);
            } catch (...) {
                ::_exit(1);
            }
        }
        std::mt19937 random(3);
        int in_the_middle = 0;
        std::int64_t lost = 0;
        int done = 0;
        // More where the disk is so slow that nothing has happened yet.
        for (; done < losses || (done < 500 && (lost == 0 || shared->durable_epochs <= 10)); ++done) {
            QTest::qSleep(std::uniform_int_distribution(1, 40)(random));
            ::kill(child, SIGSTOP);
            int status = 0;
            QCOMPARE(::waitpid(child, &status, WUNTRACED), child);
            QVERIFY2(WIFSTOPPED(status), "the writer ended by itself");
            const fs::path copy = folder / "copy";
            fs::remove_all(copy);
            fs::copy(run_dir, copy, fs::copy_options::recursive);
            const std::int64_t durable = shared->durable_epochs;
            fs::remove(copy / "run.db-shm");  // memory of the machine that went down
            std::int64_t whole = 0;
            check(copy, durable, &whole);
            if (QTest::currentTestFailed()) {
                break;
            }
            fs::remove(copy / "run.db-shm");
            in_the_middle += shared->database.count > 0 ? 1 : 0;
            lose(copy / "run.db", shared->database, random);
            if (fs::exists(copy / "run.db-wal")) {
                lose(copy / "run.db-wal", shared->log, random);
            }
            lose_pictures(copy, durable, random);
            std::int64_t left = 0;
            check(copy, durable, &left);
            if (QTest::currentTestFailed()) {
                break;
            }
            QVERIFY(left <= whole);
            lost += whole - left;
            // It goes on where it is.
            { RunWriter(copy).begin_attempt(durable); }
            QVERIFY(RunReader(copy).integrity_problems().empty());
            ::kill(child, SIGCONT);
        }
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        qInfo("%d losses, %d while SQLite moved the log into the database; %lld flushes of %lld lost", done,
              in_the_middle, static_cast<long long>(lost), static_cast<long long>(shared->durable_epochs));
        QVERIFY(lost > 0 && shared->durable_epochs > 10);
        ::munmap(std::exchange(shared, nullptr), sizeof(Shared));
    }
};

QTEST_APPLESS_MAIN(TestPowerLoss)
#include "tst_power_loss.moc"
