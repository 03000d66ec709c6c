// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <filesystem>
#include <fstream>

#include <torch/torch.h>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/formats/safetensors.h"
#include "core/training/checkpoint.h"
#include "tests/helpers/error_text.h"

using namespace tempera;
namespace fs = std::filesystem;

class TestCheckpoint : public QObject {
    Q_OBJECT

private:
    fs::path runDir() const { return fs::path(m_dir.path().toStdString()); }

    void write(std::int64_t epoch) {
        Checkpoint checkpoint{epoch, 10 * epoch, 64 * epoch, "config", "model", "tempera 1", {}};
        checkpoint.state["optimizer/step"] = torch::tensor(std::int64_t{1} << 40);
        checkpoint.state["evaluation/base/gold"] = torch::tensor({0.1, 0.2, 1.0 / 3}, torch::kDouble);
        checkpoint.state["lora/down"] = torch::arange(6, torch::kFloat).reshape({2, 3});
        write_checkpoint(runDir(), checkpoint, {{"unet.a.processor.to_q_lora.down.weight", torch::ones({4, 2})}});
    }

    QTemporaryDir m_dir;

private Q_SLOTS:
    void init() {
        fs::remove_all(runDir() / "checkpoints");
        fs::create_directory(runDir() / "checkpoints");
    }

    void comesBackBitForBit() {
        write(3);
        const Checkpoint read = read_checkpoint(runDir(), 3);
        QCOMPARE(read.epoch, 3);
        QCOMPARE(read.step, 30);
        QCOMPARE(read.reward_queries, 192);
        QCOMPARE(read.config_hash, std::string("config"));
        QCOMPARE(read.model_hash, std::string("model"));
        QCOMPARE(read.state.size(), std::size_t{3});
        QCOMPARE(read.state.at("optimizer/step").item<std::int64_t>(), std::int64_t{1} << 40);
        QVERIFY(at::equal(read.state.at("evaluation/base/gold"), torch::tensor({0.1, 0.2, 1.0 / 3}, torch::kDouble)));
        const TensorFile lora =
            read_safetensors(checkpoint_dir(runDir(), 3) / "lora" / "pytorch_lora_weights.safetensors");
        QCOMPARE(lora.tensors.size(), std::size_t{1});
    }

    void listsOnlyWholeCheckpoints() {
        write(2);
        write(10);
        for (const char* other : {".epoch-0011.staging", "epoch-0012.removed", "epoch-", "epoch-1x", "notes"}) {
            fs::create_directory(runDir() / "checkpoints" / other);
        }
        QCOMPARE(list_checkpoints(runDir()), (std::vector<std::int64_t>{2, 10}));
        sweep_checkpoints(runDir());
        QCOMPARE(std::distance(fs::directory_iterator(runDir() / "checkpoints"), fs::directory_iterator()), 2);
        QCOMPARE(read_checkpoint(runDir(), 10).epoch, 10);
    }

    void keepsTheLatest() {
        for (const std::int64_t epoch : {1, 2, 3, 4}) {
            write(epoch);
        }
        prune_checkpoints(runDir(), 0);
        QCOMPARE(list_checkpoints(runDir()).size(), std::size_t{4});
        prune_checkpoints(runDir(), 2);
        QCOMPARE(list_checkpoints(runDir()), (std::vector<std::int64_t>{3, 4}));
        remove_checkpoints_after(runDir(), 3);
        QCOMPARE(list_checkpoints(runDir()), (std::vector<std::int64_t>{3}));
    }

    void aFlippedBitIsNoticed_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<bool>("of_the_state");
        QTest::newRow("state") << "state.safetensors" << true;
        QTest::newRow("adapter") << "lora/pytorch_lora_weights.safetensors" << false;
    }

    void aFlippedBitIsNoticed() {
        QFETCH(QString, file);
        QFETCH(bool, of_the_state);
        write(1);
        QCOMPARE(verify_checkpoint(runDir(), 1).epoch, 1);
        const fs::path path = checkpoint_dir(runDir(), 1) / file.toStdString();
        std::string bytes = read_file(path);
        bytes.back() = static_cast<char>(bytes.back() ^ 1);
        write_file_atomically(path, bytes);
        const QString verified = error_text([&] { verify_checkpoint(runDir(), 1); });
        QVERIFY2(verified.contains(file) && verified.contains("SHA-256") && verified.contains("--from"),
                 qPrintable(verified));
        QCOMPARE(!error_text([&] { read_checkpoint(runDir(), 1); }).isEmpty(), of_the_state);
    }

    void checkpointsWithoutDigestsAreRead() {
        write(1);
        const fs::path meta = checkpoint_dir(runDir(), 1) / "meta.json";
        const std::string text = read_file(meta);
        write_file_atomically(meta, text.substr(0, text.find(",\n  \"sha256\"")) + "\n}\n");
        QCOMPARE(verify_checkpoint(runDir(), 1).epoch, 1);
    }

    void aFolderThatIsGoneIsNotMadeAnew() {
        // A run that was imported without its checkpoints has no folder for them yet.
        fs::remove_all(runDir() / "checkpoints");
        write(1);
        QCOMPARE(list_checkpoints(runDir()), std::vector<std::int64_t>{1});
        const fs::path away = runDir().string() + "-away";
        fs::rename(runDir(), away);
        const QString text = error_text([&] { write(2); });
        const bool made = fs::exists(runDir());
        fs::remove_all(runDir());
        fs::rename(away, runDir());
        QVERIFY2(text.contains("No such file"), qPrintable(text));
        QVERIFY(!made);
    }

    void damageIsNamed_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("content");
        QTest::addColumn<QString>("expected");
        QTest::newRow("state cut short") << "state.safetensors"
                                         << ""
                                         << "state.safetensors";
        QTest::newRow("meta is no JSON") << "meta.json"
                                         << "{"
                                         << "meta.json";
        QTest::newRow("meta lacks keys") << "meta.json"
                                         << "{\"format\": 1}"
                                         << "meta.json";
        QTest::newRow("newer format") << "meta.json"
                                      << "{\"format\": 99, \"epoch\": 1, \"step\": 0, \"reward_queries\": 0, "
                                         "\"config_hash\": \"\", \"model_hash\": \"\", \"versions\": \"\"}"
                                      << "newer";
        QTest::newRow("renamed") << "meta.json"
                                 << "{\"format\": 1, \"epoch\": 7, \"step\": 0, \"reward_queries\": 0, "
                                    "\"config_hash\": \"\", \"model_hash\": \"\", \"versions\": \"\"}"
                                 << "epoch 7";
    }

    void damageIsNamed() {
        QFETCH(QString, file);
        QFETCH(QString, content);
        QFETCH(QString, expected);
        write(1);
        const fs::path path = checkpoint_dir(runDir(), 1) / file.toStdString();
        if (content.isEmpty()) {
            fs::resize_file(path, fs::file_size(path) / 2);
        } else {
            std::ofstream(path) << content.toStdString();
        }
        try {
            read_checkpoint(runDir(), 1);
            QFAIL("damage went unnoticed");
        } catch (const Error& error) {
            QVERIFY2(QString(error.what()).contains(expected), error.what());
        }
    }
};

QTEST_APPLESS_MAIN(TestCheckpoint)
#include "tst_checkpoint.moc"
