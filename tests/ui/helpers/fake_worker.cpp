// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for tempera-run in the window's tests: the same command line, lock, mailbox and signals,
// but epochs of a tenth of a second. FAKE_WORKER=deaf obeys nothing, =signal only SIGTERM,
// =broken ends at once with a sentence.
#include <signal.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QThread>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
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

int work(FakeRun& run, int from, int planned, const std::string& mode) {
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
        QThread::msleep(100);
    }
    run.finish();
    return 0;
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
    if (mode == "broken") {
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
    options.name = optionAfter(arguments, QStringLiteral("--name"));
    FakeRun run(workspace, options);
    const RunLock lock(run.dir());
    run.writer().event("info", "Arguments: " + arguments.mid(1).join(QLatin1Char(' ')).toStdString());
    run.start();
    return work(run, 0, options.plannedEpochs, mode);
}
