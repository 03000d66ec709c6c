// SPDX-License-Identifier: GPL-3.0-or-later
// What strangers put into a run stays data, what is damaged is found, and nothing leaves the machine.
#include <cstdint>
#include <fstream>
#include <set>

#include <unistd.h>

#include <SQLiteCpp/SQLiteCpp.h>
#include <QRegularExpression>
#include <QTest>

#include "core/base/files.h"
#include "core/store/run_lock.h"
#include "core/training/checkpoint.h"
#include "tests/app/tiny_world.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

/// Inodes of the sockets that a process has open, which are in a network table of the kernel.
std::set<QString> networkSockets(qint64 pid) {
    const fs::path process = "/proc/" + std::to_string(pid);
    std::set<QString> known;
    for (const char* table : {"tcp", "tcp6", "udp", "udp6", "raw", "raw6"}) {
        std::ifstream stream(process / "net" / table);
        for (std::string line; std::getline(stream, line);) {
            known.insert(QString::fromStdString(line).simplified().section(' ', 9, 9));
        }
    }
    std::set<QString> found;
    for (const auto& entry : fs::directory_iterator(process / "fd")) {
        std::error_code gone;
        const QString target = QString::fromStdString(fs::read_symlink(entry.path(), gone).string());
        const QString inode = target.section('[', 1).section(']', 0, 0);
        if (target.startsWith("socket:") && known.contains(inode)) {
            found.insert(inode);
        }
    }
    return found;
}

void flip(const fs::path& file, std::streamoff from_end) {
    std::string bytes = read_file(file);
    char& byte = bytes[bytes.size() - static_cast<std::size_t>(from_end)];
    byte = static_cast<char>(byte ^ 0x10);
    write_file_atomically(file, bytes);
}

}  // namespace

class TestSafety : public QObject {
    Q_OBJECT

private:
    /// A fresh copy of a finished run, as "copy".
    fs::path copied() {
        const fs::path run_dir = m_world.workspace() / "runs" / "copy-000000";
        fs::remove_all(run_dir);
        fs::copy(m_run, run_dir, fs::copy_options::recursive);
        return run_dir;
    }

    void edit(const fs::path& run_dir, const char* sql) {
        SQLite::Database((run_dir / "run.db").string(), SQLite::OPEN_READWRITE).exec(sql);
    }

    TinyWorld m_world;
    fs::path m_run;

private Q_SLOTS:
    void initTestCase() {
        m_run = m_world.train("whole", {"--set", "images.trajectories=1"});
        QVERIFY(!m_run.empty());
    }

    void noSocketIsOpened() {
        QProcess worker;
        m_world.start(worker, m_world.trainArguments("silent", {"--set", "num_epochs=100000"}));
        QVERIFY(waitForLine(worker, "\"epoch\":1,"));
        for (int i = 0; i < 20; ++i) {
            const std::set<QString> sockets = networkSockets(worker.processId());
            QVERIFY2(sockets.empty(), qPrintable(sockets.empty() ? "" : *sockets.begin()));
            worker.waitForReadyRead(20);
        }
        worker.kill();
        worker.waitForFinished();
    }

    void damageIsFound_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("said");
        QTest::newRow("nothing") << "nothing"
                                 << "";
        QTest::newRow("picture") << "picture"
                                 << "eval-0000-000.png";
        QTest::newRow("picture gone") << "picture gone"
                                      << "eval-0000-000.png";
        QTest::newRow("thumbnail") << "thumbnail"
                                   << "sample 1, thumbnail";
        QTest::newRow("trajectory") << "trajectory"
                                    << "trajectory 1, step 0";
        QTest::newRow("state") << "state"
                               << "state.safetensors";
        QTest::newRow("adapter") << "adapter"
                                 << "pytorch_lora_weights.safetensors";
        QTest::newRow("rows") << "rows"
                              << "the rows of epochs 2-3 are missing";
        QTest::newRow("picture elsewhere") << "picture elsewhere"
                                           << "outside of the run: ../x.png";
        QTest::newRow("configuration") << "configuration"
                                       << "config.toml";
        QTest::newRow("index") << "index"
                               << "run.db";
    }
    void damageIsFound() {
        QFETCH(QString, what);
        QFETCH(QString, said);
        const fs::path run_dir = copied();
        const fs::path checkpoint = checkpoint_dir(run_dir, list_checkpoints(run_dir).back());
        if (what == "picture") {
            flip(run_dir / "images" / "eval-0000-000.png", 30);
        } else if (what == "picture gone") {
            fs::remove(run_dir / "images" / "eval-0000-000.png");
        } else if (what == "thumbnail") {
            edit(run_dir, "UPDATE thumbnail SET picture = substr(picture, 1, 50) WHERE sample = 1");
        } else if (what == "trajectory") {
            edit(run_dir, "UPDATE trajectory_step SET picture = x'ffd8' WHERE trajectory = 1 AND step = 0");
        } else if (what == "state") {
            flip(checkpoint / "state.safetensors", 1);
        } else if (what == "adapter") {
            flip(checkpoint / "lora" / "pytorch_lora_weights.safetensors", 1);
        } else if (what == "rows") {
            edit(run_dir, "DELETE FROM metric WHERE epoch IN (2, 3)");
        } else if (what == "picture elsewhere") {
            edit(run_dir, "UPDATE sample SET image = '../x.png' WHERE id = 1");
        } else if (what == "configuration") {
            std::ofstream(run_dir / "config.toml", std::ios::app) << "\nlora.rank = 2\n";
        } else if (what == "index") {
            edit(run_dir,
                 "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM "
                 "sqlite_master WHERE name = 'score_by_sample') WHERE name = 'metric_by_key'");
        }
        const TinyWorld::Result result = m_world.run({"verify", "copy-000000"});
        QCOMPARE(result.code, said.isEmpty() ? 0 : 1);
        QVERIFY2(result.err.contains(said.toUtf8()), result.err.constData());
        if (said.isEmpty()) {
            QVERIFY2(result.out.contains("is sound"), result.out.constData());
        }
    }

    void namesDoNotReachTheTerminal() {
        const fs::path run_dir = copied();
        edit(run_dir,
             "UPDATE run SET name = char(27) || ']0;x' || char(7) || char(10) || 'forged', reward = char(155) || "
             "'31m', device = 'a' || char(13) || 'b'");
        edit(run_dir, "UPDATE attempt SET reason = char(27) || '[2J'");
        for (const QStringList& command : {QStringList{"list"}, QStringList{"show", "copy-000000"}}) {
            const TinyWorld::Result result = m_world.run(command);
            QCOMPARE(result.code, 0);
            const QString text = QString::fromUtf8(result.out);
            static const QRegularExpression control("[\\x{00}-\\x{09}\\x{0b}-\\x{1f}\\x{7f}-\\x{9f}]");
            QVERIFY2(!text.contains(control), qPrintable(text));
            QVERIFY2(!text.contains("\nforged"), qPrintable(text));
        }
        const TinyWorld::Result unknown = m_world.run({"show", "\x1b[31mnobody"});
        QVERIFY2(unknown.code == 1 && !unknown.err.contains('\x1b'), unknown.err.constData());
        // Programs get what is stored.
        QVERIFY(m_world.run({"show", "copy-000000", "--json"}).out.contains("\\u001b"));
    }

    void aWorkerThatHangsIsSaid() {
        const fs::path run_dir = copied();
        edit(run_dir,
             "UPDATE run SET reached = 1; UPDATE attempt SET ended = NULL, started = strftime('%s', 'now') - 2000;"
             "UPDATE progress SET wall = strftime('%s', 'now') - 1000");
        const RunLock lock(run_dir);  // as its worker has it
        for (const QStringList& command : {QStringList{"list"}, QStringList{"show", "copy-000000"}}) {
            const QByteArray said = m_world.run(command).out;
            QVERIFY2(said.contains("running, no progress for 16 min"), said.constData());
        }
    }

    void aBugReportKeepsPathsPrivate() {
        const fs::path run_dir = copied();
        edit(run_dir,
             "INSERT INTO event (wall, level, text) VALUES (1, 'warning', 'reward detail at "
             "http://joe:secret@example.org:8000/score and /data/private/model.safetensors: too bad')");
        const QString file = QString::fromStdString((m_world.folder() / "report.txt").string());
        const auto report = [&](const QStringList& more) {
            const TinyWorld::Result result = m_world.run(QStringList{"doctor", "--out", file} + more, 120000);
            return result.code >= 0 ? QString::fromStdString(read_file(file.toStdString())) : QString();
        };
        const QString text = report({});
        for (const QString& needed : {QString("tempera "), QString("LibTorch"), QString("## Run copy-000000"),
                                      QString("finished"), QString("kernel"), QString("num_epochs = 6"),
                                      QString("…/model.safetensors: too bad"), QString("http://(address)")}) {
            QVERIFY2(text.contains(needed), qPrintable(needed + " is not in\n" + text));
        }
        char host[256] = {};
        ::gethostname(host, sizeof host - 1);
        for (const QString& secret : {QString::fromStdString(m_world.folder().string()), QString("joe"),
                                      QString("secret"), QString("/data/private"), QString::fromUtf8(host)}) {
            QVERIFY2(!text.contains(secret), qPrintable(secret + " is in\n" + text));
        }
        const QString whole = report({"--with-paths"});
        QVERIFY(whole.contains(QString::fromStdString(m_world.workspace().string())));
        QVERIFY(whole.contains("/data/private/model.safetensors"));
    }
};

QTEST_GUILESS_MAIN(TestSafety)
#include "tst_safety.moc"
