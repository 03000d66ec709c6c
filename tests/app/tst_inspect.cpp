// SPDX-License-Identifier: GPL-3.0-or-later
// What `inspect` says of files and folders, and the sampler checked from outside: the reference run of
// diffusers goes in through --replay, what comes out of --save-tensors is compared with it.
#include <functional>
#include <limits>

#include <torch/torch.h>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include "core/formats/safetensors.h"
#include "tests/app/tiny_world.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;
namespace fs = std::filesystem;

class TestInspect : public QObject {
    Q_OBJECT

private:
    using Tensors = std::map<std::string, at::Tensor>;

    static QString fixture(const char* name) { return QStringLiteral(TEMPERA_FIXTURES "/") + name; }
    fs::path path(const std::string& name) const { return m_world.folder() / name; }

    QJsonObject inspected(const fs::path& file, int code) const {
        const TinyWorld::Result result = m_world.run({"inspect", QString::fromStdString(file.string()), "--json"});
        if (result.code != code || result.err.isEmpty() != (code == 0)) {
            qWarning("code %d: %s", result.code, result.err.constData());
            return {};
        }
        return result.json().object();
    }

    /// The tiny model under another name, to be damaged.
    fs::path copyOfModel(const std::string& name) const {
        fs::copy(m_world.model(), path(name), fs::copy_options::recursive);
        return path(name);
    }

    static void change(const fs::path& file, const std::function<void(Tensors&)>& edit) {
        Tensors tensors = read_safetensors(file).tensors;
        edit(tensors);
        write_safetensors(file, tensors);
    }

    TinyWorld m_world;

private Q_SLOTS:
    void filesAreNamed_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* file, const char* kind, const char* words) {
            QTest::newRow(file) << fixture(file) << kind << words;
        };
        row("02_unet_sd15like/unet", "unet", "UNet");
        row("05_vae/vae/diffusion_pytorch_model.safetensors", "vae", "VAE");
        row("06_clip_text_quick_gelu/text_encoder", "clip-text", "CLIP text encoder");
        row("07_clip_quick_gelu", "clip", "CLIP dual encoder");
        row("04_lora/pytorch_lora_weights.bin", "lora", "format A");
        row("04_lora/lora_diffusers017_unetprefix.safetensors", "lora", "format B");
        row("04_lora/lora_diffusers_peft.safetensors", "lora", "format C");
        row("04_lora/lora_kohya_alpha1.safetensors", "lora", "format D");
        row("17_pickle/views_shared_storage.pt", "unknown", "unknown");
        row("18_safetensors/ok_empty.safetensors", "unknown", "unknown");
        row("19_tiny_sd", "pipeline", "StableDiffusionPipeline");
        row("19_tiny_sd/scheduler", "scheduler", "PNDMScheduler, used as DDIM");
    }

    void filesAreNamed() {
        QFETCH(QString, file);
        QFETCH(QString, kind);
        QFETCH(QString, words);
        const QJsonObject json = inspected(file.toStdString(), 0);
        QCOMPARE(json["kind"].toString(), kind);
        QVERIFY2(json["title"].toString().contains(words), qPrintable(json["title"].toString()));
        QVERIFY(json["problems"].toArray().isEmpty());
        if (kind == "lora") {
            QVERIFY(json["title"].toString().contains("rank 4"));
            QCOMPARE(json["parameters"].toInt(), 27264);
            QCOMPARE(json["facts"].toObject()["pairs"].toInt(), 128);
        }
    }

    void refusedFilesAreToldInOneSentence_data() {
        QTest::addColumn<QString>("words");
        QTest::newRow("17_pickle/truncated.pt") << "damaged";
        QTest::newRow("17_pickle/malicious_reduce.pt") << "posix.system";
        QTest::newRow("17_pickle/malicious_zip_traversal.pt") << "malicious_zip_traversal.pt";
        QTest::newRow("18_safetensors/bad_truncated.safetensors") << "damaged";
        QTest::newRow("18_safetensors/lfs_pointer.safetensors") << "git lfs pull";
        QTest::newRow("no such file") << "no such file";
        QTest::newRow("08_ddim") << "tables.safetensors";
    }

    void refusedFilesAreToldInOneSentence() {
        QFETCH(QString, words);
        const QString file = fixture(QTest::currentDataTag());
        const bool sound = QByteArray(QTest::currentDataTag()) == "08_ddim";
        const TinyWorld::Result text = m_world.run({"inspect", file});
        QCOMPARE(text.code, sound ? 0 : 1);
        const QByteArray& said = sound ? text.out : text.err;
        QVERIFY2(said.contains(words.toUtf8()), said.constData());
        if (!sound) {
            QCOMPARE(text.err.count('\n'), 1);
            const QJsonObject json = inspected(file.toStdString(), 1);
            QCOMPARE(json["kind"].toString(), QString("unreadable"));
            QVERIFY(json["problems"].toArray()[0].toString().contains(words));
            QVERIFY(json.contains("parameters") && json.contains("dtypes"));
        }
    }

    void damageOfAModelIsFound() {
        QVERIFY(inspected(m_world.model(), 0)["parts"].toArray().size() == 5);
        const fs::path folder = copyOfModel("damaged");
        const fs::path unet = folder / "unet/diffusion_pytorch_model.safetensors";
        const auto problem = [&](int part) {
            return inspected(folder, 1)["parts"].toArray()[part].toObject()["problems"].toArray()[0].toString();
        };
        const Tensors whole = read_safetensors(unet).tensors;
        change(unet, [](Tensors& t) { t.erase("mid_block.resnets.0.conv1.weight"); });
        QVERIFY(problem(3).contains("missing: mid_block.resnets.0.conv1.weight"));
        change(unet, [&](Tensors& t) { (t = whole)["conv_out.bias"] = at::zeros({5}); });
        QVERIFY(problem(3).contains("conv_out.bias is [5] instead of [4]"));
        change(unet, [&](Tensors& t) {
            (t = whole)["conv_in.weight"] = whole.at("conv_in.weight").clone();
            t["conv_in.weight"][1][2][0][0] = std::numeric_limits<float>::quiet_NaN();
        });
        QVERIFY(problem(3).contains("conv_in.weight (1 NaN, 0 infinite)"));
        // The same is seen without the configuration.
        QVERIFY(inspected(unet, 1)["problems"].toArray()[0].toString().contains("conv_in.weight"));
        fs::remove(unet);
        QVERIFY(problem(3).contains("no weights"));
    }

    void shardsAreJoined() {
        const fs::path folder = path("sharded");
        fs::copy(fixture("02_unet_sd15like/unet").toStdString(), folder);
        QCOMPARE(inspected(folder, 0)["facts"].toObject()["shards"].toInt(), 2);
        fs::remove(folder / "diffusion_pytorch_model-00002-of-00002.safetensors");
        const QJsonArray problems = inspected(folder, 1)["problems"].toArray();
        QVERIFY(problems[0].toString().contains("00002-of-00002.safetensors is missing"));
    }

    void foldersOfTemperaAreKnown() {
        const fs::path run = m_world.train("known", {"--set", "num_epochs=1"});
        QVERIFY(!run.empty());
        QVERIFY(inspected(run, 0)["title"].toString().contains("tempera-run show"));
        QCOMPARE(inspected(run / "run.db", 0)["kind"].toString(), QString("run"));
        const QJsonObject checkpoint = inspected(run / "checkpoints/epoch-0001", 0);
        QCOMPARE(checkpoint["kind"].toString(), QString("tempera-checkpoint"));
        QVERIFY(checkpoint["parts"].toArray()[1].toObject()["title"].toString().contains("format B"));
        QCOMPARE(inspected(m_world.workspace(), 0)["kind"].toString(), QString("workspace"));
    }

    void keysAreListed() {
        const QString file = fixture("04_lora/lora_kohya_alpha1.safetensors");
        QVERIFY(m_world.run({"inspect", file, "--keys"}).out.contains("attn1_to_k.lora_down.weight  float32 [4, 16]"));
        QVERIFY(!m_world.run({"inspect", file}).out.contains("lora_down"));
    }

    /// Fixture 19: four guided steps of diffusers' pipeline with TDPO's sampler, its own file given to --replay.
    void theReferenceRunIsRepeated_data() {
        QTest::addColumn<double>("tolerance");
        QTest::newRow("float32") << 5e-5;
        QTest::newRow("float16") << 2e-2;
        QTest::newRow("bfloat16") << 2e-1;
    }

    void theReferenceRunIsRepeated() {
        QFETCH(double, tolerance);
        const std::string dtype = QTest::currentDataTag();
        const fs::path model = path(dtype);
        fs::copy(fixture("19_tiny_sd").toStdString(), model, fs::copy_options::recursive);
        if (dtype != "float32") {
            for (const char* file : {"unet/diffusion_pytorch_model.safetensors",
                                     "vae/diffusion_pytorch_model.safetensors", "text_encoder/model.safetensors"}) {
                change(model / file, [&](Tensors& tensors) {
                    for (auto& [key, tensor] : tensors) {
                        if (tensor.is_floating_point()) {
                            tensor = tensor.to(dtype == "float16" ? at::kHalf : at::kBFloat16);
                        }
                    }
                });
            }
        }
        const QString saved = QString::fromStdString(path(dtype + ".safetensors").string());
        const TinyWorld::Result result = m_world.run(
            {"sample", "--model", QString::fromStdString(model.string()), "--replay",
             fixture("19_tiny_sd/io.safetensors"), "--lora", fixture("19_tiny_sd/lora.safetensors"), "--steps", "4",
             "--guidance", "5", "--eta", "1", "--save-tensors", saved, "--out", saved + "-pictures"});
        QVERIFY2(result.code == 0, result.err.constData());
        const Tensors expected = read_safetensors(TEMPERA_FIXTURES "/19_tiny_sd/io.safetensors").tensors;
        const Tensors actual = read_safetensors(saved.toStdString()).tensors;
        QVERIFY(at::equal(actual.at("timesteps"), expected.at("timesteps")));
        for (int i = 0; i < 4; ++i) {
            const std::string step = std::to_string(i);
            COMPARE_TENSORS(actual.at("eps_cfg." + step), expected.at("eps_cfg." + step), tolerance);
            COMPARE_TENSORS(actual.at("logp." + step), expected.at("logp." + step), 2 * tolerance);
            COMPARE_TENSORS(actual.at("latents." + step), expected.at("latents." + step), tolerance);
        }
        COMPARE_TENSORS(actual.at("latents.4"), expected.at("latents.4"), tolerance);
        const at::Tensor levels = (actual.at("image_u8").to(at::kInt) - expected.at("image_u8").to(at::kInt)).abs();
        QVERIFY(levels.max().item<int>() <= (dtype == "float32" ? 1 : 40));
    }
};

QTEST_GUILESS_MAIN(TestInspect)
#include "tst_inspect.moc"
