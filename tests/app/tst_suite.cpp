// SPDX-License-Identifier: GPL-3.0-or-later
// A folder of presets, trained with several seeds and compared.
#include <fstream>

#include <QJsonObject>
#include <QTest>

#include "core/store/workspace.h"
#include "tests/app/tiny_world.h"

using namespace tempera;
namespace fs = std::filesystem;

class TestSuite : public QObject {
    Q_OBJECT

private:
    /// Two methods on the tiny world, evaluated on a prompt that is not trained, too.
    fs::path writeSuite(const std::string& name, const std::string& more = {}) {
        const fs::path folder = m_world.folder() / name;
        fs::create_directories(folder);
        std::ofstream(m_world.folder() / "mixed.txt") << "cat\nsnail\ndog\nsnail\n";
        const std::string common = "extends = \"../tiny.toml\"\nnum_epochs = 2\n" + more;
        const std::string prompts = (m_world.folder() / "mixed.txt").string();
        std::ofstream(folder / "first.toml") << common << "method = \"ddpo\"\neval.prompts = \"" << prompts << "\"\n";
        std::ofstream(folder / "second.toml") << common << "eval.prompts = \"" << prompts << "\"\n";
        return folder;
    }

    std::size_t runCount() const { return Workspace(m_world.workspace()).run_dirs().size(); }

    TinyWorld m_world;

private Q_SLOTS:
    void trainsOnceAndCompares() {
        const fs::path folder = writeSuite("pair");
        const QString path = QString::fromStdString(folder.string());
        const TinyWorld::Result early = m_world.run({"suite", path, "--report"});
        QCOMPARE(early.code, 1);
        QVERIFY2(early.err.contains("no run of the suite is finished"), early.err.constData());

        const TinyWorld::Result result = m_world.run({"suite", path, "--seeds", "3,4", "--jobs", "2", "--json"});
        QVERIFY2(result.code == 0, result.err.constData());
        QCOMPARE(runCount(), 4u);
        QCOMPARE(m_world.state("pair-second-s4"), QString("finished"));

        // A second time there is nothing to train, and the numbers are the same.
        const TinyWorld::Result again = m_world.run({"suite", path, "--seeds", "3,4", "--json"});
        QCOMPARE(again.code, 0);
        QCOMPARE(runCount(), 4u);
        const QJsonObject report = again.json().object();
        QCOMPARE(result.out, again.out);
        const QJsonObject second = report["methods"].toObject()["second"].toObject();
        QCOMPARE(second["runs"].toInt(), 2);
        QCOMPARE(second["reward, end"].toObject()["n"].toInt(), 2);
        QVERIFY(second["reward on unseen, end"].toObject()["n"].toInt() == 2);
        QVERIFY(second.contains("dormant share"));
        QVERIFY(second["dormant share"].toObject()["n"].toInt() == 2);
        QCOMPARE(report["methods"].toObject()["first"].toObject()["dormant share"].toObject()["n"].toInt(), 0);

        const TinyWorld::Result table = m_world.run({"suite", path, "--seeds", "3,4", "--report"});
        QVERIFY2(table.out.contains("jpeg-compressibility at level"), table.out.constData());
    }

    void goesOnWhereItWasStopped() {
        const fs::path folder = m_world.folder() / "long";
        fs::create_directories(folder);
        std::ofstream(folder / "first.toml") << "extends = \"../tiny.toml\"\nmethod = \"ddpo\"\nnum_epochs = 40\n";
        const QString path = QString::fromStdString(folder.string());
        QProcess suite;
        m_world.start(suite, {"suite", path, "--seeds", "1"});
        QTRY_VERIFY_WITH_TIMEOUT(!m_world.runDir("long-first-s1").empty() &&
                                     fs::exists(m_world.runDir("long-first-s1") / "checkpoints" / "epoch-0002"),
                                 20000);
        suite.terminate();
        QVERIFY(suite.waitForFinished(10000));
        QCOMPARE(suite.exitCode(), 130);
        QCOMPARE(m_world.state("long-first-s1"), QString("stopped"));
        const TinyWorld::Result rest = m_world.run({"suite", path, "--seeds", "1"});
        QVERIFY2(rest.code == 0, rest.err.constData());
        QVERIFY2(rest.err.contains("Resuming long-first-s1"), rest.err.constData());
        QCOMPARE(m_world.state("long-first-s1"), QString("finished"));
    }

    void whatAWorkerSaysWhenItFails() {
        const fs::path folder = writeSuite("broken", "model.path = \"no-such-model\"\n");
        const TinyWorld::Result result =
            m_world.run({"suite", QString::fromStdString(folder.string()), "--seeds", "1"});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("broken-first-s1") && result.err.contains("no-such-model"),
                 result.err.constData());
        const TinyWorld::Result nowhere = m_world.run({"suite", "no-such-suite"});
        QCOMPARE(nowhere.code, 1);
        QVERIFY2(nowhere.err.contains("no-such-suite"), nowhere.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestSuite)
#include "tst_suite.moc"
