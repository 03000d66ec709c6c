// SPDX-License-Identifier: GPL-3.0-or-later
// Bad input is answered in one sentence, with exit status 1, and leaves nothing half-written.
#include <cstdint>
#include <fstream>

#include <unistd.h>

#include <SQLiteCpp/SQLiteCpp.h>
#include <QJsonObject>
#include <QTest>

#include "core/training/checkpoint.h"
#include "tests/app/tiny_world.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

bool command(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    return process.waitForFinished(5000) && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
}

/// A small file system of its own in memory; only root may mount one.
class SmallDisk {
public:
    SmallDisk(const fs::path& folder, const QString& options) : m_folder(QString::fromStdString(folder.string())) {
        fs::create_directories(folder);
        m_mounted = geteuid() == 0 && command("mount", {"-t", "tmpfs", "-o", options, "tmpfs", m_folder});
    }
    ~SmallDisk() {
        if (m_mounted) {
            command("umount", {m_folder});
        }
    }
    bool mounted() const { return m_mounted; }
    bool remount(const QString& options) { return command("mount", {"-o", "remount," + options, m_folder}); }

private:
    QString m_folder;
    bool m_mounted = false;
};

}  // namespace

class TestBadInput : public QObject {
    Q_OBJECT

private:
    void expectSentence(const TinyWorld::Result& result, const QStringList& words) {
        QVERIFY2(result.code == 1, result.err.constData());
        QVERIFY2(result.err.startsWith("tempera-run: ") && result.err.endsWith(".\n"), result.err.constData());
        QVERIFY2(result.err.count('\n') == 1, result.err.constData());
        for (const QString& word : words) {
            QVERIFY2(result.err.contains(word.toUtf8()), result.err.constData());
        }
    }

    bool noRuns() const {
        const fs::path runs = m_world.workspace() / "runs";
        return !fs::exists(runs) || fs::is_empty(runs);
    }

    /// The model with one of its files changed.
    QString damagedModel(const QString& name, const std::function<void(const fs::path&)>& damage) {
        const fs::path copy = m_world.folder() / name.toStdString();
        fs::copy(m_world.model(), copy, fs::copy_options::recursive);
        damage(copy);
        return QString::fromStdString(copy.string());
    }

    TinyWorld m_world;

private Q_SLOTS:
    void settings_data() {
        QTest::addColumn<QStringList>("settings");
        QTest::addColumn<QStringList>("words");
        QTest::newRow("missing model") << QStringList{"--set", "model.path=/nowhere/model"}
                                       << QStringList{"model.path", "/nowhere/model"};
        QTest::newRow("missing prompts") << QStringList{"--set", "prompts.file=/nowhere/prompts.txt"}
                                         << QStringList{"/nowhere/prompts.txt"};
        QTest::newRow("unknown key") << QStringList{"--set", "sample.nun_steps=3"}
                                     << QStringList{"sample.nun_steps", "sample.num_steps"};
        QTest::newRow("out of range") << QStringList{"--set", "sample.eta=2"} << QStringList{"sample.eta"};
        QTest::newRow("no number") << QStringList{"--set", "num_epochs=many"} << QStringList{"num_epochs"};
        QTest::newRow("no assignment") << QStringList{"--set", "num_epochs"} << QStringList{"--set"};
        QTest::newRow("indivisible") << QStringList{"--set", "train.batch_size=3"}
                                     << QStringList{"train.gradient_accumulation_steps"};
        QTest::newRow("no gradient") << QStringList{"--set", "method=align-prop", "--set",
                                                    "reward.name=jpeg-compressibility"}
                                     << QStringList{"reward.name"};
        QTest::newRow("no cuda") << QStringList{"--set", "device=quantum"} << QStringList{"device"};
    }

    void settings() {
        QFETCH(QStringList, settings);
        QFETCH(QStringList, words);
        expectSentence(m_world.run({QStringList{"train", m_world.config()} + settings}), words);
        QVERIFY(noRuns());
    }

    void models() {
        const auto unet = [](const fs::path& model) { return model / "unet" / "diffusion_pytorch_model.safetensors"; };
        const QString truncated = damagedModel(
            "truncated", [&](const fs::path& model) { fs::resize_file(unet(model), fs::file_size(unet(model)) / 2); });
        const QString garbage =
            damagedModel("garbage", [&](const fs::path& model) { std::ofstream(unet(model)) << "not a model"; });
        const QString empty = damagedModel("empty", [&](const fs::path& model) { fs::remove(unet(model)); });
        for (const QString& model : {truncated, garbage, empty}) {
            expectSentence(m_world.run({"train", m_world.config(), "--set", "model.path=" + model}),
                           {QString::fromStdString(fs::path(model.toStdString()).filename().string()), "unet"});
        }
        QVERIFY(noRuns());
    }

    void usage() {
        QCOMPARE(m_world.run({}).code, 2);
        QCOMPARE(m_world.run({"dance"}).code, 2);
        QCOMPARE(m_world.run({"train"}).code, 2);
        QCOMPARE(m_world.run({"--help"}).code, 0);
        expectSentence(m_world.run({"train", "no-such-preset"}), {"no-such-preset"});
        expectSentence(m_world.run({"show", "no-such-run"}), {"no-such-run"});
        const TinyWorld::Result json = m_world.run({"show", "no-such-run", "--json"});
        QVERIFY(json.json().object()["error"].toObject()["sentence"].toString().contains("no-such-run"));
    }

    void readOnlyWorkspace() {
        const fs::path folder = m_world.folder() / "read-only";
        SmallDisk disk(folder, "size=1m");
        if (!disk.mounted() && geteuid() == 0) {
            QSKIP("root may write anywhere, and mount is not allowed here");
        }
        if (disk.mounted()) {
            QVERIFY(disk.remount("ro"));
        } else {
            fs::permissions(folder, fs::perms::owner_read | fs::perms::owner_exec);
        }
        expectSentence(m_world.run({"train", m_world.config(), "--workspace", QString::fromStdString(folder.string())}),
                       {"read-only"});
        QVERIFY(fs::is_empty(folder));
    }

    void fullDisk() {
        const fs::path folder = m_world.folder() / "small";
        SmallDisk disk(folder, "size=700k");
        if (!disk.mounted()) {
            QSKIP("only root may mount a small file system");
        }
        const QString workspace = QString::fromStdString(folder.string());
        expectSentence(m_world.run(m_world.trainArguments(
                           "full", {"--set", "num_epochs=8", "--set", "checkpoint.keep=0", "--workspace", workspace})),
                       {"space"});
        fs::path run_dir;
        for (const auto& entry : fs::directory_iterator(folder / "runs")) {
            run_dir = entry.path();
        }
        QVERIFY(!run_dir.empty());
        for (const std::int64_t epoch : list_checkpoints(run_dir)) {
            QCOMPARE(read_checkpoint(run_dir, epoch).epoch, epoch);
        }
        // With room again the run goes on and ends as if nothing had been.
        QVERIFY(disk.remount("size=50m"));
        const TinyWorld::Result resumed = m_world.run({"resume", "full", "--workspace", workspace});
        QVERIFY2(resumed.code == 0, resumed.err.constData());
        const fs::path reference = m_world.train("roomy", {"--set", "num_epochs=8", "--set", "checkpoint.keep=0"});
        QCOMPARE(recordOf(run_dir), recordOf(reference));
    }

    void newerDatabase() {
        const fs::path run_dir = m_world.train("newer", {"--set", "num_epochs=1"});
        QVERIFY(!run_dir.empty());
        SQLite::Database(run_dir / "run.db", SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
        for (const QStringList& arguments : {QStringList{"show", "newer"}, QStringList{"resume", "newer"}}) {
            expectSentence(m_world.run(arguments), {"run.db", "newer"});
        }
    }

    void changedSinceTheRunBegan() {
        const fs::path run_dir = m_world.train("changed", {"--set", "num_epochs=2"});
        QVERIFY(!run_dir.empty());
        const QStringList resume{"resume", "changed", "--from", "1"};
        const fs::path state = checkpoint_dir(run_dir, 1) / "state.safetensors";
        const auto size = fs::file_size(state);
        fs::resize_file(state, size - 8);
        expectSentence(m_world.run(resume), {"state.safetensors"});
        QVERIFY(!m_world.run({"verify", "changed"}).err.isEmpty());

        std::ofstream(run_dir / "config.toml", std::ios::app) << "\nlora.rank = 2\n";
        const TinyWorld::Result changed = m_world.run(resume);
        QCOMPARE(changed.code, 1);
        QVERIFY2(changed.err.contains("config.toml"), changed.err.constData());
        QCOMPARE(m_world.state("changed"), QString("finished"));
    }
};

QTEST_GUILESS_MAIN(TestBadInput)
#include "tst_bad_input.moc"
