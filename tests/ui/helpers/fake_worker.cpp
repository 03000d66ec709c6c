// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for tempera-run in the window's tests: the same command line, lock, mailbox and signals,
// but epochs of a tenth of a second. FAKE_WORKER=deaf obeys nothing, =signal only SIGTERM,
// =broken ends at once with a sentence, as does a run with "broken" in its name; one with "failing" fails
// after an epoch. `selfcheck` answers what a run would cost; `import` and `export` are the real ones, but
// FAKE_WORKER=slow goes on until SIGTERM.
#include <signal.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QThread>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "core/base/error.h"
#include "core/config/config.h"
#include "core/store/run_archive.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "core/store/run_recovery.h"
#include "core/store/workspace.h"
#include "tests/ui/helpers/fake_run.h"

using namespace tempera;
using namespace tempera::test;

namespace {

volatile sig_atomic_t terminated = 0;

std::string optionAfter(const QStringList& arguments, const QString& name) {
    const qsizetype place = arguments.indexOf(name);
    return place < 0 ? std::string() : arguments.value(place + 1).toStdString();
}

/// The part of the real answer that the window reads.
void printSelfcheck() {
    std::puts(R"({"preset": "x", "ok": true, "findings": [
        {"name": "device", "value": "cpu, 2 threads", "number": null, "verdict": "ok", "sentence": "Set device."},
        {"name": "reward", "value": "0.1", "number": 0.1, "verdict": "look", "sentence": "It hardly varies."},
        {"name": "memory", "value": "512 MiB", "number": 536870912, "verdict": "ok", "sentence": "Peak."},
        {"name": "time of an epoch", "value": "30 s", "number": 30, "verdict": "ok", "sentence": "Estimated."},
        {"name": "disk", "value": "20 MiB", "number": 20971520, "verdict": "ok", "sentence": "Of the run."}]})");
}

int work(FakeRun& run, int from, int planned, const std::string& mode, bool failing = false) {
    bool paused = false;
    for (int epoch = from; epoch < planned;) {
        while (const auto command = run.writer().take_command()) {
            if (mode != "obedient") {
                continue;
            }
            if (*command == Command::Stop) {
                terminated = 1;
            } else if (*command == Command::Pause || *command == Command::Continue) {
                paused = *command == Command::Pause;
                run.writer().set_state(paused ? ReachedState::Paused : ReachedState::Running);
                run.writer().flush();
            }
        }
        if (terminated && mode != "deaf") {
            run.finish(ReachedState::Stopped, "stop asked");
            return 0;
        }
        if (!paused) {
            run.epoch(epoch++);
        }
        if (failing) {
            run.finish(ReachedState::Failed, "error: no memory is left");
            return 1;
        }
        QThread::msleep(100);
    }
    run.finish();
    return 0;
}

int markEnded(const QStringList& arguments) {
    const Workspace workspace(optionAfter(arguments, QStringLiteral("--workspace")));
    try {
        for (const QString& id : arguments.mid(2, arguments.indexOf(QStringLiteral("--workspace")) - 2)) {
            mark_ended(workspace.find_run(id.toStdString()));
        }
    } catch (const Error& error) {
        std::fprintf(stderr, "tempera-run: %s\n", error.what());
        return 1;
    }
    return 0;
}

int archive(const QStringList& arguments, const std::string& mode) {
    signal(SIGTERM, [](int) { terminated = 1; });
    while (mode == "slow" && !terminated) {
        QThread::msleep(10);
    }
    const auto goesOn = [](double) { return !terminated; };
    const std::filesystem::path named = arguments.value(2).toStdString();
    try {
        if (arguments.value(1) == QLatin1String("export")) {
            const ExportChoice choice{!arguments.contains(QStringLiteral("--no-checkpoints")),
                                      !arguments.contains(QStringLiteral("--no-pictures"))};
            return export_run(named, optionAfter(arguments, QStringLiteral("--out")), choice, goesOn) ? 0 : 130;
        }
        const Workspace workspace(optionAfter(arguments, QStringLiteral("--workspace")));
        const std::filesystem::path dir = import_run(workspace, named, goesOn);
        if (dir.empty()) {
            return 130;
        }
        std::printf("[{\"file\": \"%s\", \"id\": \"%s\"}]\n", named.c_str(), dir.filename().c_str());
        return 0;
    } catch (const Error& error) {
        std::fprintf(stderr, "tempera-run: %s\n", error.what());
        return 1;
    }
}

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const std::string mode = qEnvironmentVariable("FAKE_WORKER", QStringLiteral("obedient")).toStdString();
    const QString command = arguments.value(1);
    if (command == QLatin1String("populate")) {
        populateWorkspace(arguments.value(2).toStdString(), true);
        return 0;
    }
    if (command == QLatin1String("selfcheck")) {
        printSelfcheck();
        return 0;
    }
    if (command == QLatin1String("import") || command == QLatin1String("export")) {
        return archive(arguments, mode);
    }
    if (command == QLatin1String("mark-ended")) {
        return markEnded(arguments);
    }
    const std::string name = optionAfter(arguments, QStringLiteral("--name"));
    if (mode == "broken" || name.find("broken") != std::string::npos) {
        std::fprintf(stderr, "loading...\nthe model folder /nowhere is missing: check model.path\n");
        return 1;
    }
    signal(SIGTERM, [](int) { terminated = 1; });
    const std::filesystem::path workspace = optionAfter(arguments, QStringLiteral("--workspace"));
    FakeRunOptions options;
    options.plannedEpochs = qEnvironmentVariableIntValue("FAKE_WORKER_EPOCHS");
    options.plannedEpochs = options.plannedEpochs > 0 ? options.plannedEpochs : 1000;
    options.pictures = 4;
    options.trainPictures = 2;
    if (command == QLatin1String("resume")) {
        const auto dir = Workspace(workspace).find_run(arguments.value(2).toStdString());
        const RunLock lock(dir);
        const int epoch = static_cast<int>(RunReader(dir).summary().progress.epoch);
        FakeRun run(dir, options, epoch);
        return work(run, epoch, options.plannedEpochs, mode);
    }
    options.name = name;
    options.id = optionAfter(arguments, QStringLiteral("--id"));
    if (arguments.value(2).endsWith(QLatin1String(".toml"))) {
        const Config config = Config::from_file(arguments.value(2).toStdString());
        options.method = config.text("method");
        options.seed = static_cast<std::uint64_t>(config.integer("seed"));
    }
    FakeRun run(workspace, options);
    const RunLock lock(run.dir());
    run.writer().event("info", "Arguments: " + arguments.mid(1).join(QLatin1Char(' ')).toStdString());
    run.start();
    return work(run, 0, options.plannedEpochs, mode, name.find("failing") != std::string::npos);
}
