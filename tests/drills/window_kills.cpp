// SPDX-License-Identifier: GPL-3.0-or-later
// Kills the window (SIGKILL) at random moments while workers train, and both at once (docs/reliability.md).
#include <cstdio>
#include <random>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>

#include <csignal>

#include "core/store/catalog.h"
#include "tests/drills/drill.h"

using namespace tempera;

namespace {

class Window {
public:
    Window(QString program, const TinyWorld& world)
        : m_program(std::move(program)), m_workspace(QString::fromStdString(world.workspace().string())) {}

    void start(QProcess& process) const {
        process.setProcessEnvironment(surroundings());
        process.start(m_program, {"--workspace", m_workspace});
        require(process.waitForStarted(), "the window does not start");
    }

    /// Opens the workspace, draws every page and ends.
    void requireWhole(const QString& pictures) const {
        QProcess process;
        process.setProcessEnvironment(surroundings());
        process.start(m_program, {"--workspace", m_workspace, "--grab", pictures});
        require(
            process.waitForFinished(120000) && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0,
            "the workspace does not open: " + process.readAllStandardError());
        require(QDir(pictures).entryList(QDir::Files).size() >= 5, "pages are missing");
    }

private:
    QProcessEnvironment surroundings() const {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("QT_QPA_PLATFORM", "offscreen");
        environment.insert("DBUS_SESSION_BUS_ADDRESS", "disabled:");
        environment.insert("DBUS_SYSTEM_BUS_ADDRESS", "disabled:");
        environment.insert("XDG_RUNTIME_DIR", m_workspace);
        environment.insert("XDG_CONFIG_HOME", m_workspace + "/config");
        return environment;
    }

    QString m_program;
    QString m_workspace;
};

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption window("window", "The program tempera.", "FILE");
    const QCommandLineOption kills("kills", "How many.", "N", "30");
    parser.addOptions({window, kills});
    parser.addHelpOption();
    parser.process(app);
    require(parser.isSet(window), "name the program with --window");
    const TinyWorld world;
    const QStringList settings = settingsOf("tdpo-r", world) + QStringList{"--set", "num_epochs=30"};
    const WholeRun whole(world.train("reference", settings));
    const Window view(parser.value(window), world);
    std::mt19937 random(1);
    QProcess worker;
    world.start(worker, world.trainArguments("watched", settings));
    require(waitForLine(worker, "\"started\""), "the worker does not start");
    int alone = 0;
    int both = 0;
    for (int i = 0; i < parser.value(kills).toInt(); ++i) {
        QProcess process;
        view.start(process);
        require(!process.waitForFinished(std::uniform_int_distribution(50, 1500)(random)),
                "the window ended by itself");
        const bool worker_too = i % 5 == 4 && worker.state() == QProcess::Running;
        if (worker_too) {
            ::kill(static_cast<pid_t>(worker.processId()), SIGKILL);
        }
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        process.waitForFinished();
        ++(worker_too ? both : alone);
        worker.waitForFinished(worker_too ? 10000 : 1);
        worker.readAllStandardOutput();
        require(worker_too || worker.state() == QProcess::Running || worker.exitCode() == 0,
                "the worker ended with the window: " + worker.readAllStandardError());
        // Held still, so that all tables are of the same moment.
        const auto pid = static_cast<pid_t>(worker.processId());
        if (pid > 0) {
            ::kill(pid, SIGSTOP);
        }
        whole.requirePart(world.runDir("watched"));
        if (pid > 0) {
            ::kill(pid, SIGCONT);
        }
        Catalog(world.workspace()).entries();
        const QString state = world.state("watched");
        if (state != "finished" && worker.state() == QProcess::NotRunning) {
            require(state == "interrupted", "the run is " + state);
            world.start(worker, {"resume", "watched", "--json"});
            require(waitForLine(worker, "\"started\""), "the run does not go on");
        }
    }
    require(worker.state() == QProcess::NotRunning || worker.waitForFinished(300000), "the worker hangs");
    whole.requireEqual(world.runDir("watched"));
    view.requireWhole(QString::fromStdString((world.folder() / "pages").string()));
    std::printf(
        "%d windows killed alone, %d with the worker; the run equals the undisturbed one, the workspace opens\n", alone,
        both);
    return 0;
}
