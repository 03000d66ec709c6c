// SPDX-License-Identifier: GPL-3.0-or-later
// A run of thousands of epochs, and a window that looks on: memory, write-ahead log and run.db as it goes
// (docs/reliability.md).
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <vector>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QThread>

#include <sys/types.h>

#include "core/store/run_reader.h"
#include "tests/drills/drill.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

constexpr double mebibyte = 1 << 20;

struct Moment {
    std::int64_t epoch = 0;
    double worker = 0;    ///< MiB resident
    double window = 0;    ///< MiB resident, 0 = there is none
    double log = 0;       ///< MiB, largest since the moment before
    double database = 0;  ///< MiB
    double seconds = 0;   ///< of an epoch, mean since the moment before
    double answer = 0;    ///< ms that a second window takes to hand over to the first, the fastest of five
};

/// The window that looks on.
struct Window {
    QString program;
    QString workspace;
    QProcess process;

    bool isThere() const { return !program.isEmpty(); }
    QStringList arguments() const { return {"--workspace", workspace, "--open", "long"}; }

    /// A second one asks the first to come forward and ends when it has answered: the event loop's latency, and the
    /// same constant each time.
    double answerMs() const {
        double fastest = 1e9;
        for (int i = 0; i < 5; ++i) {
            QElapsedTimer timer;
            timer.start();
            QProcess second;
            second.setProcessEnvironment(process.processEnvironment());
            second.start(program, arguments());
            require(second.waitForFinished(10000) && second.exitCode() == 0, "the window does not answer");
            fastest = std::min(fastest, static_cast<double>(timer.nsecsElapsed()) / 1e6);
        }
        return fastest;
    }
};

double residentMib(qint64 pid) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) {
            return std::stod(line.substr(6)) / 1024;
        }
    }
    return 0;
}

double sizeMib(const fs::path& file) {
    std::error_code absent;
    const auto size = fs::file_size(file, absent);
    return absent ? 0 : static_cast<double>(size) / mebibyte;
}

std::vector<Moment> watch(QProcess& worker, const fs::path& run_dir, const Window& window, std::int64_t epochs) {
    std::vector<Moment> moments;
    RunReader reader(run_dir);
    QElapsedTimer timer;
    timer.start();
    double largest_log = 0;
    const std::int64_t step = std::max<std::int64_t>(epochs / 10, 1);
    while (worker.state() != QProcess::NotRunning ||
           reader.summary().progress.epoch >= step * (std::ssize(moments) + 1)) {
        worker.waitForFinished(20);
        worker.readAllStandardOutput();
        largest_log = std::max(largest_log, sizeMib(run_dir / "run.db-wal"));
        const Progress progress = reader.summary().progress;
        if (progress.epoch < step * (std::ssize(moments) + 1)) {
            continue;
        }
        Moment now;
        now.epoch = progress.epoch;
        now.worker = progress.resident_mib;
        now.log = largest_log;
        now.database = sizeMib(run_dir / "run.db");
        now.seconds = static_cast<double>(timer.restart()) / 1000 / static_cast<double>(step);
        if (window.isThere()) {
            now.window = residentMib(window.process.processId());
            now.answer = window.answerMs();
        }
        moments.push_back(now);
        std::printf("%8lld %12.1f %12.1f %10.2f %10.2f %10.3f %10.0f\n", static_cast<long long>(now.epoch), now.worker,
                    now.window, now.log, now.database, now.seconds, now.answer);
        std::fflush(stdout);
        largest_log = 0;
    }
    return moments;
}

void judge(const std::vector<Moment>& moments) {
    require(moments.size() >= 10, "the run ended early");
    const Moment& early = moments[1];  // caches are warm
    const Moment& late = moments.back();
    for (const Moment& moment : moments) {
        require(moment.log < 32, "the write-ahead log grew to 32 MiB");
    }
    require(late.worker < early.worker * 1.1 + 16, "the worker grows");
    require(late.window < early.window * 1.2 + 32, "the window grows");
    require(late.answer < early.answer * 1.5 + 50, "the window answers later and later");
    // The second half adds what the first did.
    const double first = moments[4].database - moments[0].database;
    const double second = moments[9].database - moments[5].database;
    require(second < 1.2 * first + 0.5, "run.db grows faster than the run");
    std::printf("memory flat, log below 32 MiB, run.db linear: %.1f KiB an epoch\n",
                1024 * (late.database - moments[0].database) / static_cast<double>(late.epoch - moments[0].epoch));
}

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption epochs("epochs", "How many.", "N", "2000");
    const QCommandLineOption window("window", "The program tempera, to look on.", "FILE");
    parser.addOptions({epochs, window});
    parser.addHelpOption();
    parser.process(app);
    const TinyWorld world;
    QProcess worker;
    world.start(worker, world.trainArguments(
                            "long", {"--set", "num_epochs=" + parser.value(epochs), "--set", "eval.every=10"}));
    require(waitForLine(worker, "\"started\""), worker.readAllStandardError());
    Window watcher;
    if (parser.isSet(window)) {
        watcher.program = parser.value(window);
        watcher.workspace = QString::fromStdString(world.workspace().string());
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("QT_QPA_PLATFORM", "offscreen");
        watcher.process.setProcessEnvironment(environment);
        watcher.process.start(watcher.program, watcher.arguments());
        require(watcher.process.waitForStarted(), "the window does not start");
    }
    std::printf("%8s %12s %12s %10s %10s %10s %10s\n", "epoch", "worker MiB", "window MiB", "log MiB", "run.db MiB",
                "s/epoch", "answer ms");
    const auto moments = watch(worker, world.runDir("long"), watcher, parser.value(epochs).toLongLong());
    require(worker.exitCode() == 0, worker.readAllStandardError());
    require(!parser.isSet(window) || watcher.process.state() == QProcess::Running, "the window ended");
    watcher.process.kill();
    watcher.process.waitForFinished();
    judge(moments);
    return 0;
}
