// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that print, sample and score.
#include <csignal>

#include <torch/torch.h>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QMap>
#include <QTest>

#include "core/formats/image.h"
#include "core/formats/image_tensor.h"
#include "core/formats/safetensors.h"
#include "tests/app/tiny_world.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

/// Whether the worker has a handler for SIGTERM by now. Until it is executed, its process has those of this test.
bool catchesTermination(qint64 process) {
    if (QFile::symLinkTarget(QString("/proc/%1/exe").arg(process)) != QFileInfo(TEMPERA_RUN).canonicalFilePath()) {
        return false;
    }
    QFile status(QString("/proc/%1/status").arg(process));
    if (!status.open(QIODevice::ReadOnly)) {
        return false;
    }
    for (const QByteArray& line : status.readAll().split('\n')) {
        if (line.startsWith("SigCgt:")) {
            return (line.mid(7).trimmed().toULongLong(nullptr, 16) >> (SIGTERM - 1) & 1) != 0;
        }
    }
    return false;
}

}  // namespace

class TestCommands : public QObject {
    Q_OBJECT

private:
    QString path(const char* name) const { return QString::fromStdString((m_world.folder() / name).string()); }

    QStringList sampleArguments(const QStringList& more) const {
        return QStringList{"sample",  "--model", QString::fromStdString(m_world.model().string()),
                           "--steps", "3",       "--guidance",
                           "3",       "--json"} +
               more;
    }

    TinyWorld m_world;
    fs::path m_runDir;

private Q_SLOTS:
    void initTestCase() {
        m_runDir = m_world.train("shown", {"--set", "num_epochs=2"});
        QVERIFY(!m_runDir.empty());
    }

    void everyCommandHasHelp() {
        const TinyWorld::Result all = m_world.run({"--help-all"});
        QCOMPARE(all.code, 0);
        QVERIFY(all.out.contains("130"));
        for (const char* name :
             {"train", "resume",   "pause",  "continue", "stop",     "checkpoint", "sample-now",  "list",
              "show",  "metrics",  "diff",   "delete",   "verify",   "sample",     "export-lora", "inspect",
              "score", "evaluate", "report", "config",   "pretrain", "selfcheck",  "doctor",      "bench"}) {
            const int start = all.out.indexOf(QByteArray("\n") + name + "\n");
            QVERIFY2(start >= 0, name);
            QVERIFY2(all.out.indexOf("--json", start) > 0, name);
        }
        const TinyWorld::Result one = m_world.run({"train", "--help"});
        QCOMPARE(one.code, 0);
        QVERIFY(one.out.contains("--set"));
    }

    void listAndShow() {
        const QJsonArray runs = m_world.run({"list", "--json"}).json().array();
        QCOMPARE(runs.size(), 1);
        QCOMPARE(runs[0].toObject()["name"].toString(), QString("shown"));
        QCOMPARE(runs[0].toObject()["state"].toString(), QString("finished"));
        QVERIFY(m_world.run({"list"}).out.contains("finished"));
        const QJsonObject shown = m_world.run({"show", "shown", "--json"}).json().object();
        QVERIFY(shown["metrics"].toObject().contains("eval/saturation_mean"));
        QCOMPARE(shown["checkpoints"].toArray().size(), 2);
        QVERIFY(m_world.run({"show", "shown"}).out.contains("reward/train_mean"));
        QVERIFY(m_world.run({"show", "shown", "--config"}).out.contains("neuron_reset_freq"));
    }

    void metricsAreExact() {
        const QJsonObject json = m_world.run({"metrics", "shown", "--json", "--key", "policy/loss"}).json().object();
        QCOMPARE(json.keys(), QStringList{"policy/loss"});
        const QByteArray csv = m_world.run({"metrics", "shown", "--csv", "--key", "policy/"}).out;
        const QList<QByteArray> lines = csv.trimmed().split('\n');
        QCOMPARE(lines[0], QByteArray("key,epoch,step,reward_queries,wall,value"));
        const QJsonArray series = json["policy/loss"].toArray();
        int found = 0;
        for (const QByteArray& line : lines) {
            const QList<QByteArray> fields = line.split(',');
            if (fields[0] == "policy/loss") {
                QCOMPARE(fields[5].toDouble(), series[found].toObject()["value"].toDouble());
                ++found;
            }
        }
        QCOMPARE(found, series.size());
        QCOMPARE(m_world.run({"metrics", "shown", "--key", "policy/dance"}).code, 1);
    }

    void verifyFindsAMissingPicture() {
        QCOMPARE(m_world.run({"verify", "shown"}).code, 0);
        const fs::path picture = m_runDir / "images" / "eval-0001-002.png";
        fs::rename(picture, m_runDir / "away.png");
        const TinyWorld::Result result = m_world.run({"verify", "shown", "--json"});
        QCOMPARE(result.code, 1);
        QCOMPARE(result.json().object()["problems"].toArray().size(), 1);
        fs::rename(m_runDir / "away.png", picture);
    }

    void sampleRepeatsAnEvaluationPicture() {
        const TinyWorld::Result result =
            m_world.run({"sample", "--model", QString::fromStdString(m_world.model().string()), "--steps", "4",
                         "--prompts", path("prompts.txt"), "--seed", "1234", "--out", path("base"), "--json"});
        QVERIFY2(result.code == 0, result.err.constData());
        QCOMPARE(result.json().array().size(), 4);
        for (int i = 0; i < 4; ++i) {
            const Image sampled = read_image(m_world.folder() / "base" / ("000" + std::to_string(i) + ".png"));
            const Image stored = read_image(m_runDir / "images" / ("eval-0000-00" + std::to_string(i) + ".png"));
            QVERIFY(sampled == stored);
        }
        // With the adapter of the last epoch: the pictures of the last evaluation.
        const QString lora = QString::fromStdString((m_runDir / "checkpoints" / "epoch-0002").string());
        QCOMPARE(m_world
                     .run({"sample", "--model", QString::fromStdString(m_world.model().string()), "--steps", "4",
                           "--prompts", path("prompts.txt"), "--seed", "1234", "--lora", lora, "--out", path("tuned")})
                     .code,
                 0);
        QVERIFY(read_image(m_world.folder() / "tuned" / "0003.png") ==
                read_image(m_runDir / "images" / "eval-0002-003.png"));
    }

    void replayRepeatsASample() {
        QCOMPARE(m_world
                     .run(sampleArguments({"--prompt", "cat", "--prompt", "hen", "--seed", "5", "--save-tensors",
                                           path("path.safetensors"), "--out", path("first")}))
                     .code,
                 0);
        TensorFile saved = read_safetensors(m_world.folder() / "path.safetensors");
        for (const char* name : {"latents.0", "latents.3", "eps_cfg.2", "logp.2", "timesteps", "image_u8"}) {
            QVERIFY2(saved.tensors.count(name) == 1, name);
        }
        // Noise is what is left of a step: any will do for the test of the file, so zeros.
        std::map<std::string, at::Tensor> replay{{"latents.0", saved.tensors.at("latents.0")},
                                                 {"prompt_ids", torch::zeros({2, 8}, torch::kLong)},
                                                 {"negative_ids", torch::ones({1, 8}, torch::kLong)}};
        for (int step = 0; step < 3; ++step) {
            replay["noise." + std::to_string(step)] = torch::zeros_like(saved.tensors.at("latents.0"));
        }
        write_safetensors(m_world.folder() / "replay.safetensors", replay);
        for (const char* out : {"second", "third"}) {
            const TinyWorld::Result result =
                m_world.run(sampleArguments({"--replay", path("replay.safetensors"), "--save-tensors",
                                             path(out) + ".safetensors", "--out", path(out)}));
            QVERIFY2(result.code == 0, result.err.constData());
        }
        const TensorFile second = read_safetensors(m_world.folder() / "second.safetensors");
        const TensorFile third = read_safetensors(m_world.folder() / "third.safetensors");
        QVERIFY(at::equal(second.tensors.at("latents.0"), saved.tensors.at("latents.0")));
        QVERIFY(at::equal(second.tensors.at("image_u8"), third.tensors.at("image_u8")));
        QVERIFY(to_image(second.tensors.at("image_u8")[1].to(torch::kFloat).div(255)) ==
                read_image(m_world.folder() / "second" / "0001.png"));
        replay.erase("noise.1");
        write_safetensors(m_world.folder() / "replay.safetensors", replay);
        const TinyWorld::Result broken =
            m_world.run(sampleArguments({"--replay", path("replay.safetensors"), "--out", path("fourth")}));
        QCOMPARE(broken.code, 1);
        QVERIFY2(broken.err.contains("noise.1"), broken.err.constData());
    }

    void exportedAdaptersMakeTheSamePictures() {
        const auto sampled = [&](const QStringList& loras, const char* out, const QStringList& more = {}) {
            QStringList arguments = sampleArguments({"--prompt", "cat", "--out", path(out)}) + more;
            for (const QString& lora : loras) {
                arguments += QStringList{"--lora", lora};
            }
            const TinyWorld::Result result = m_world.run(arguments);
            return result.code == 0 ? read_image(m_world.folder() / out / "0000.png") : Image();
        };
        const QString checkpoint = QString::fromStdString((m_runDir / "checkpoints" / "epoch-0002").string());
        const Image expected = sampled({checkpoint}, "from-checkpoint");
        QVERIFY(expected.width > 0);
        QVERIFY(!(sampled({checkpoint + ":500"}, "scaled") == expected));
        for (const char* format : {"diffusers", "kohya", "peft"}) {
            const TinyWorld::Result result = m_world.run({"export-lora", "shown", "--format", format, "--json"});
            QVERIFY2(result.code == 0, result.err.constData());
            const QJsonObject json = result.json().object();
            QCOMPARE(json["epoch"].toInt(), 2);
            QCOMPARE(json["rank"].toInt(), 4);
            const fs::path file = json["file"].toString().toStdString();
            QCOMPARE(file.parent_path(), fs::canonical(m_runDir) / "lora");
            QVERIFY(file.filename().string().find("epoch-0002") != std::string::npos);
            QVERIFY(sampled({json["file"].toString()}, format) == expected);
        }
        // A file becomes another one; half and half is the whole.
        const QString kohya = path("adapter.safetensors");
        const TinyWorld::Result one =
            m_world.run({"export-lora", checkpoint, "-f", "kohya", "--alpha", "1", "-o", kohya});
        QVERIFY2(one.code == 0, one.err.constData());
        QVERIFY(read_safetensors(kohya.toStdString()).metadata.at("ss_network_alpha").starts_with("1"));
        QVERIFY(sampled({kohya}, "from-kohya") == expected);
        QVERIFY(m_world.run({"export-lora", kohya, "-f", "peft", "-o", path("folder")}).code == 0);
        QVERIFY(sampled({path("folder")}, "from-peft") == expected);
        QVERIFY(sampled({kohya + ":0.5", path("folder") + ":0.5"}, "halves").width > 0);
        QVERIFY(sampled({kohya}, "merged", {"--merge"}).width > 0);
    }

    void uselessAdaptersAreRefused() {
        const auto refusal = [&](const QStringList& arguments) {
            const TinyWorld::Result result = m_world.run(arguments);
            return result.code == 1 ? result.err : QByteArray("code ") + QByteArray::number(result.code);
        };
        const auto there = m_runDir / "checkpoints" / "epoch-0002" / "lora" / "pytorch_lora_weights.safetensors";
        std::map<std::string, at::Tensor> adapter = read_safetensors(there).tensors;
        for (auto& [name, tensor] : adapter) {
            if (name.ends_with(".up.weight")) {
                tensor.zero_();
            }
        }
        write_safetensors(m_world.folder() / "zero.safetensors", adapter);
        const QStringList sample = sampleArguments({"--prompt", "cat", "--out", path("zero")});
        QByteArray text = refusal(sample + QStringList{"--lora", path("zero.safetensors")});
        QVERIFY2(text.contains("zero.safetensors: the adapter changes nothing"), text.constData());
        QVERIFY(!fs::exists(m_world.folder() / "zero"));
        text = refusal({"export-lora", "shown", "--format", "kohya", "--epoch", "9"});
        QVERIFY2(text.contains("epoch 9") && text.contains("1, 2"), text.constData());
        text = refusal({"export-lora", "shown", "--format", "diffusers", "--alpha", "4", "-o", path("none")});
        QVERIFY2(text.contains("alpha"), text.constData());
        text = refusal({"export-lora", path("zero.safetensors"), "--format", "kohya", "--epoch", "1"});
        QVERIFY2(text.contains("--epoch"), text.constData());
        text = refusal({"export-lora", path("missing.safetensors"), "--format", "kohya", "-o", path("none")});
        QVERIFY2(text.contains("missing.safetensors"), text.constData());
        QVERIFY(!fs::exists(m_world.folder() / "none"));
        QCOMPARE(m_world.run({"export-lora", "shown", "--format", "lokr"}).code, 2);
    }

    void scoresArePrinted() {
        const QString picture = QString::fromStdString((m_runDir / "images" / "eval-0000-000.png").string());
        const TinyWorld::Result result = m_world.run(
            {"score", "--reward", "saturation", "--reward", "jpeg-incompressibility", picture, picture, "--json"});
        QVERIFY2(result.code == 0, result.err.constData());
        QJsonArray scores;  // a line for each picture
        for (const QByteArray& line : result.out.trimmed().split('\n')) {
            const QJsonObject entry = QJsonDocument::fromJson(line).object();
            QCOMPARE(entry["file"].toString(), picture);
            scores.append(entry["scores"]);
        }
        QCOMPARE(scores.size(), 2);
        QVERIFY(scores[0].toObject()["jpeg-incompressibility"].toDouble() > 0);
        QCOMPARE(scores[0], scores[1]);
        QCOMPARE(m_world.run({"score", "--reward", "saturation", path("missing.png")}).code, 1);
    }

    void configPrints() {
        QVERIFY(m_world.run({"config", "--reference"}).out.contains("train.clip_range"));
        QVERIFY(m_world.run({"config", "--reference", "--json"}).json().array().size() > 50);
        QVERIFY(m_world.run({"config", "--presets"}).out.contains("animals-quick"));
        QVERIFY(m_world.run({"config", "--check", m_world.config()}).out.contains("tdpo-r"));
        QCOMPARE(m_world.run({"config"}).code, 2);
    }

    void selfcheckJudges() {
        const QString elsewhere = path("selfcheck");
        const QStringList arguments{"selfcheck", m_world.config(), "--workspace", elsewhere};
        const TinyWorld::Result healthy = m_world.run(arguments + QStringList{"--json"});
        QVERIFY2(healthy.code == 0, healthy.out.constData());
        QVERIFY(healthy.json().object()["ok"].toBool());
        QMap<QString, QJsonObject> findings;
        for (const auto& finding : healthy.json().object()["findings"].toArray()) {
            findings[finding.toObject()["name"].toString()] = finding.toObject();
        }
        for (const char* name :
             {"program", "device", "threads", "dtype", "ratio noise", "reward", "reward spread", "reward sign",
              "policy gradient", "adapter", "critic gradient", "explained variance", "sensitivity", "clip range",
              "memory", "time of an epoch", "time of the run", "disk"}) {
            QVERIFY2(findings.contains(name), name);
            QVERIFY2(!findings[name]["sentence"].toString().isEmpty(), name);
        }
        QCOMPARE(findings["sensitivity"]["verdict"].toString(), QString("look"));
        QVERIFY(!fs::exists(elsewhere.toStdString()));

        // The estimate of the disk space is that of a whole run, within what tables and block sizes add.
        const fs::path run_dir = m_world.train("estimated");
        double used = 0;
        for (const auto& entry : fs::recursive_directory_iterator(run_dir)) {
            used += entry.is_regular_file() ? static_cast<double>(entry.file_size()) : 0.0;
        }
        const double estimated = findings["disk"]["number"].toDouble();
        QVERIFY2(used < 1.5 * estimated && used > estimated / 3,
                 qPrintable(QString("%1 of %2").arg(used).arg(estimated)));

        // Guided sampling with unguided training: the ratios do not begin at 1.
        const TinyWorld::Result broken = m_world.run(arguments + QStringList{"--set", "train.cfg=false"});
        QCOMPARE(broken.code, 1);
        QVERIFY2(broken.out.contains("\nbad ") && broken.out.contains("train.cfg"), broken.out.constData());
        QCOMPARE(m_world.run(arguments + QStringList{"--set", "model.path=/nowhere"}).code, 1);
    }

    void selfcheckIsInterrupted() {
        QProcess worker;
        m_world.start(worker, {"selfcheck", m_world.config(), "--set", "sample.num_steps=500"});
        QTRY_VERIFY_WITH_TIMEOUT(catchesTermination(worker.processId()), 30000);
        worker.terminate();
        QVERIFY(worker.waitForFinished(10000));
        QCOMPARE(worker.exitCode(), 130);
        QVERIFY(worker.readAllStandardError().contains("nothing was written"));
    }

    void doctorExamines() {
        const TinyWorld::Result result = m_world.run({"doctor", "--json"});
        QVERIFY(result.code == 0 || result.code == 1);
        const QJsonArray findings = result.json().object()["findings"].toArray();
        QVERIFY(findings.size() >= 8);
        for (const auto& finding : findings) {
            const QJsonObject object = finding.toObject();
            QVERIFY(object["ok"].toBool() || !object["detail"].toString().isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(TestCommands)
#include "tst_commands.moc"
