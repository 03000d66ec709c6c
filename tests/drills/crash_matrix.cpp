// SPDX-License-Identifier: GPL-3.0-or-later
// Kills workers (SIGKILL) of all five methods at random moments, half of them by the clock, half at a random operation
// on a file, and lets them go on: docs/reliability.md.
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <random>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>

#include <csignal>

#include "core/store/run_reader.h"
#include "tests/drills/drill.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

/// Phase -> kills, for each method.
using Table = std::map<QString, std::map<QString, int>>;

class Matrix {
public:
    Matrix(int kills, unsigned seed) : m_kills(kills), m_random(seed) {}

    Table run() {
        const int each = (m_kills + static_cast<int>(methods().size()) - 1) / static_cast<int>(methods().size());
        for (const QString& method : methods()) {
            m_done = 0;
            prepare(method);
            while (m_done < each) {
                oneRun(method, each);
            }
            std::printf("%s: %d kills, resumed runs equal the undisturbed one\n", qPrintable(method), m_done);
            std::fflush(stdout);
        }
        return m_table;
    }

private:
    /// The undisturbed run: what the others are compared with, how long it takes, how often it changes a file.
    void prepare(const QString& method) {
        const QString name = "reference-" + method;
        QProcess worker;
        m_world.start(worker, m_world.trainArguments(name, settingsOf(method, m_world)), shim(0));
        QElapsedTimer timer;
        timer.start();
        require(worker.waitForFinished(120000) && worker.exitCode() == 0, name + ": " + worker.readAllStandardError());
        m_milliseconds = static_cast<int>(timer.elapsed());
        m_operations = reported().first;
        m_whole = std::make_unique<WholeRun>(m_world.runDir(name));
    }

    /// Kills a run up to eight times on its way to the end.
    void oneRun(const QString& method, int most) {
        const QString name = QString("%1-%2").arg(method).arg(m_runs++);
        bool finished = false;
        for (int i = 0; i < 8 && m_done < most && !finished; ++i) {
            finished = !kill(method, name) || m_world.state(name) == "finished";
            const fs::path run_dir = m_world.runDir(name);
            if (!run_dir.empty()) {
                m_whole->requirePart(run_dir);
            }
        }
        if (m_world.runDir(name).empty()) {
            require(!m_world.train(name, settingsOf(method, m_world)).empty(), name + " cannot be trained");
        } else if (m_world.state(name) != "finished") {
            // Queued: killed before its first attempt began.
            require(QStringList{"interrupted", "queued"}.contains(m_world.state(name)),
                    name + " is " + m_world.state(name));
            const TinyWorld::Result resumed = m_world.run({"resume", name}, 120000);
            require(resumed.code == 0, name + ": " + resumed.err);
        }
        m_whole->requireEqual(m_world.runDir(name));
        const TinyWorld::Result verified = m_world.run({"verify", name});
        require(verified.code == 0, name + ": " + verified.err);
        fs::remove_all(m_world.runDir(name));
    }

    /// Starts or resumes the run and kills it. False when it came to its end before.
    bool kill(const QString& method, const QString& name) {
        const bool by_clock = m_done % 2 == 0;
        const long at = std::uniform_int_distribution<long>(1, m_operations)(m_random);
        const int delay = std::uniform_int_distribution<int>(0, m_milliseconds)(m_random);
        QProcess worker;
        m_world.start(worker,
                      m_world.runDir(name).empty() ? m_world.trainArguments(name, settingsOf(method, m_world))
                                                   : QStringList{"resume", name, "--json"},
                      by_clock ? QMap<QString, QString>() : shim(at));
        worker.waitForFinished(by_clock ? delay : 120000);
        QString phase;
        if (!by_clock) {
            require(worker.state() == QProcess::NotRunning, name + " hangs");
            phase = reported().second;
        } else if (worker.state() != QProcess::NotRunning) {
            // Held still, so that it is killed where it is seen.
            ::kill(static_cast<pid_t>(worker.processId()), SIGSTOP);
            phase = phaseOf(m_world.runDir(name));
            ::kill(static_cast<pid_t>(worker.processId()), SIGKILL);
            worker.waitForFinished();
        }
        if (worker.exitStatus() != QProcess::CrashExit) {
            require(worker.exitCode() == 0, name + ": " + worker.readAllStandardError());
            return false;
        }
        ++m_done;
        ++m_table[phase][method];
        return true;
    }

    static QString phaseOf(const fs::path& run_dir) {
        if (run_dir.empty()) {
            return "loading";
        }
        try {
            const std::string phase = RunReader(run_dir).summary().progress.phase;
            return phase.empty() ? "loading" : QString::fromStdString(phase).section(',', 0, 0);
        } catch (const std::exception&) {
            return "flushing";  // it holds the database
        }
    }

    QMap<QString, QString> shim(long at) const {
        QFile::remove(report());
        return {{"LD_PRELOAD", TEMPERA_KILL_AT_WRITE},
                {"TEMPERA_KILL_AT", QString::number(at)},
                {"TEMPERA_KILL_REPORT", report()}};
    }
    QString report() const { return QString::fromStdString((m_world.folder() / "killed").string()); }

    /// Number of operations on files, and what the last one was for.
    std::pair<long, QString> reported() const {
        QFile file(report());
        require(file.open(QIODevice::ReadOnly), "the library that kills has said nothing");
        const QStringList words = QString::fromUtf8(file.readAll()).simplified().split(' ');
        return {words.value(0).toLong(), words.value(1) + ", " + words.value(2)};
    }

    const int m_kills;
    std::mt19937 m_random;
    TinyWorld m_world;
    Table m_table;
    std::unique_ptr<WholeRun> m_whole;
    int m_milliseconds = 0;
    long m_operations = 0;
    int m_done = 0;
    int m_runs = 0;
};

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption kills("kills", "How many, over all methods.", "N", "200");
    const QCommandLineOption seed("seed", "Of the moments.", "S", "1");
    parser.addOptions({kills, seed});
    parser.addHelpOption();
    parser.process(app);
    const Table table = Matrix(parser.value(kills).toInt(), parser.value(seed).toUInt()).run();
    std::printf("\n%-24s", "killed while");
    for (const QString& method : methods()) {
        std::printf("%12s", qPrintable(method));
    }
    int all = 0;
    for (const auto& [phase, counts] : table) {
        std::printf("\n%-24s", qPrintable(phase));
        for (const QString& method : methods()) {
            const auto found = counts.find(method);
            const int count = found == counts.end() ? 0 : found->second;
            std::printf("%12d", count);
            all += count;
        }
    }
    std::printf("\n%d kills, nothing lost\n", all);
    return 0;
}
