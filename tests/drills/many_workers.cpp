// SPDX-License-Identifier: GPL-3.0-or-later
// Workers at once in one workspace; some are killed, some stopped (docs/reliability.md).
#include <cstdio>
#include <list>
#include <memory>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>

#include <csignal>

#include "core/store/run_reader.h"
#include "tests/drills/drill.h"

using namespace tempera;

namespace {

struct Worker {
    QString name;
    QString method;
    QString expected;  ///< state in the end
    std::unique_ptr<QProcess> process = std::make_unique<QProcess>();
};

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption count("workers", "How many.", "N", "20");
    parser.addOption(count);
    parser.addHelpOption();
    parser.process(app);
    const TinyWorld world;
    std::map<QString, std::unique_ptr<WholeRun>> whole;
    for (const QString& method : methods()) {
        whole[method] = std::make_unique<WholeRun>(world.train("reference-" + method, settingsOf(method, world)));
    }
    QElapsedTimer timer;
    timer.start();
    std::list<Worker> workers;
    for (int i = 0; i < parser.value(count).toInt(); ++i) {
        Worker& worker = workers.emplace_back();
        worker.method = methods()[i % methods().size()];
        worker.name = QString("worker%1").arg(i, 2, 10, QLatin1Char('0'));
        world.start(*worker.process, world.trainArguments(worker.name, settingsOf(worker.method, world)));
    }
    // Each fifth is killed, each seventh stopped, when it has an epoch.
    int i = 0;
    for (Worker& worker : workers) {
        worker.expected = "finished";
        const bool killed = i % 5 == 1;
        const bool stopped = i % 7 == 2;
        ++i;
        if ((killed || stopped) && waitForLine(*worker.process, "\"epoch\":0", 300000)) {
            const auto pid = static_cast<pid_t>(worker.process->processId());
            if (pid > 0) {
                ::kill(pid, killed ? SIGKILL : SIGTERM);
                worker.expected = killed ? "interrupted" : "stopped";
            }
        }
    }
    std::map<QString, int> states;
    for (Worker& worker : workers) {
        require(worker.process->state() == QProcess::NotRunning || worker.process->waitForFinished(600000),
                worker.name + " hangs");
        const QString state = world.state(worker.name);
        // One that was at its end already finished.
        require(state == worker.expected || state == "finished",
                worker.name + " is " + state + ": " + worker.process->readAllStandardError());
        ++states[state];
    }
    std::printf("%zu workers at once: %.0f s\n", workers.size(), static_cast<double>(timer.elapsed()) / 1000);
    for (const auto& [state, number] : states) {
        std::printf("  %s: %d\n", qPrintable(state), number);
    }
    const QJsonArray listed = world.run({"list", "--json"}).json().array();
    require(static_cast<std::size_t>(listed.size()) == workers.size() + whole.size(), "runs are missing in the list");
    for (const auto& run : listed) {
        require(!run.toObject().contains("error"), run.toObject().value("error").toString());
    }
    for (Worker& worker : workers) {
        if (world.state(worker.name) != "finished") {
            whole.at(worker.method)->requirePart(world.runDir(worker.name));
            const TinyWorld::Result resumed = world.run({"resume", worker.name}, 120000);
            require(resumed.code == 0, worker.name + ": " + resumed.err);
        }
        whole.at(worker.method)->requireEqual(world.runDir(worker.name));
    }
    std::printf("all equal the undisturbed runs, the stopped and killed ones after a resume\n");
    return 0;
}
