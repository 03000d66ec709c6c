// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>

#include <torch/torch.h>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/models/lora.h"
#include "core/models/lora_files.h"
#include "core/models/weights.h"
#include "core/runtime/random.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/fixture_unet.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

using Tensors = std::map<std::string, at::Tensor>;

const fs::path kFixtures = TEMPERA_FIXTURES;
const std::string kAttention = "down_blocks.0.attentions.0.transformer_blocks.0.attn1";

fs::path fixture(const std::string& name) {
    return kFixtures / "04_lora" / ("lora_" + name + ".safetensors");
}

Tensors tensors_of(const std::string& name) {
    return read_safetensors(fixture(name)).tensors;
}

at::Tensor run(const UNet2DConditionModel& unet, const Tensors& data) {
    return unet.ptr()->forward(data.at("in.sample"), data.at("in.t"), data.at("in.ctx"));
}

/// The keys of the file in diffusers' PEFT naming, spelled otherwise.
Tensors respelled(const std::function<std::string(std::string)>& spell) {
    Tensors result;
    for (const auto& [key, tensor] : tensors_of("diffusers_peft")) {
        result[spell(key)] = tensor;
    }
    return result;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    return text.find(from) == std::string::npos ? text : text.replace(text.find(from), from.size(), to);
}

std::string with_underscores(std::string text) {
    std::replace(text.begin(), text.end(), '.', '_');
    return text;
}

Tensors peft_tensors() {
    return respelled([](const std::string& key) { return replaced(key, "unet.", "base_model.model."); });
}

Tensors layers_tensors() {
    return respelled([](const std::string& key) {
        return replaced(replaced(key, ".lora_A.", ".lora.down."), ".lora_B.", ".lora.up.");
    });
}

bool equal(const Tensors& left, const Tensors& right) {
    return left.size() == right.size() && std::equal(left.begin(), left.end(), right.begin(), [](auto& a, auto& b) {
               return a.first == b.first && at::equal(a.second, b.second);
           });
}

}  // namespace

class TestLoraFiles : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    const Tensors m_data = read_safetensors(kFixtures / "04_lora/io.safetensors").tensors;

    fs::path path(const std::string& name) const { return fs::path(m_folder.path().toStdString()) / name; }

    fs::path written(const std::string& name, const Tensors& tensors,
                     const std::map<std::string, std::string>& metadata = {}) const {
        fs::create_directories(path(name).parent_path());
        write_safetensors(path(name), tensors, metadata);
        return path(name);
    }

    void writeText(const fs::path& file, const std::string& text) const { std::ofstream(file) << text; }

private Q_SLOTS:
    void everyNamingGivesTheOutputsOfDiffusers_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("naming");
        QTest::addColumn<double>("factor");
        const auto row = [](const char* name, const fs::path& file, LoraNaming naming, double factor) {
            QTest::newRow(name) << QString::fromStdString(file.string()) << static_cast<int>(naming) << factor;
        };
        row("diffusers", fixture("diffusers017_unetprefix"), LoraNaming::Diffusers, 1);
        row("diffusers, bare", fixture("diffusers017_noprefix"), LoraNaming::DiffusersBare, 1);
        row("diffusers, bare, torch.save", kFixtures / "04_lora/pytorch_lora_weights.bin", LoraNaming::DiffusersBare,
            1);
        row("diffusers, PEFT", fixture("diffusers_peft"), LoraNaming::DiffusersPeft, 1);
        row("diffusers, layers", written("layers.safetensors", layers_tensors()), LoraNaming::DiffusersLayers, 1);
        row("kohya, alpha 4", fixture("kohya_alpha4"), LoraNaming::Kohya, 1);
        row("kohya, alpha 1", fixture("kohya_alpha1"), LoraNaming::Kohya, 0.25);
        row("PEFT", written("peft/adapter_model.safetensors", peft_tensors()), LoraNaming::Peft, 0.5);
        writeText(path("peft/adapter_config.json"), R"({"peft_type": "LORA", "r": 4, "lora_alpha": 2})");
    }

    void everyNamingGivesTheOutputsOfDiffusers() {
        QFETCH(QString, file);
        QFETCH(int, naming);
        QFETCH(double, factor);
        const at::NoGradGuard no_grad;
        QCOMPARE(static_cast<int>(read_lora_file(file.toStdString()).naming), naming);
        const UNet2DConditionModel unet = fixture_unet();
        const LoraAdapter adapter = LoraAdapter::from_file(unet, file.toStdString());
        QCOMPARE(adapter.rank(), 4);
        adapter.check_effect(unet, "adapter");
        adapter.attach(unet, 0);
        COMPARE_TENSORS(run(unet, m_data), m_data.at("out.nolora"), 2e-5);
        adapter.attach(unet, 0.25 / factor);
        COMPARE_TENSORS(run(unet, m_data), m_data.at("out.scale0.25"), 2e-5);
        adapter.attach(unet, 1 / factor);
        COMPARE_TENSORS(run(unet, m_data), m_data.at("out.scale1"), 2e-5);
    }

    void metadataAndPatternsScale() {
        const std::string key = lora_key(kAttention, 0, "up");
        const at::Tensor up = tensors_of("diffusers017_unetprefix").at(key);
        const auto read = [&](const std::string& json) {
            const fs::path file =
                written("meta.safetensors", tensors_of("diffusers_peft"), {{"lora_adapter_metadata", json}});
            return read_lora_file(file).tensors.at(key);
        };
        QVERIFY(at::equal(read(R"({"unet.r": 4, "unet.lora_alpha": 8})"), up * 2));
        QVERIFY(at::equal(read(R"({"unet.r": 4, "unet.lora_alpha": 8, "unet.use_rslora": true})"), up * 4));
        QVERIFY(at::equal(read(R"({"text_encoder.r": 4, "text_encoder.lora_alpha": 8})"), up));
        const std::string pattern = R"({"unet.lora_alpha": 8, "unet.alpha_pattern": )";
        QVERIFY(at::equal(read(pattern + R"({"attn1.to_q": 2}})"), up * 0.5));
        QVERIFY(at::equal(read(pattern + R"({"^down_blocks\\.0": 16}})"), up * 4));
        QVERIFY(at::equal(read(pattern + R"({"tn1.to_q": 2, "attn1.to_k": 1}})"), up * 2));
        QVERIFY(error_text([&] { read(pattern + R"({"attn[12].to_q": 2}})"); }).contains("attn[12].to_q"));
        QVERIFY(error_text([&] { read(pattern + R"({"to_q": 2, "attn1.to_q": 4}})"); }).contains("two alphas"));
        QVERIFY(error_text([&] { read(R"({"unet.lora_alpha": "8"})"); }).contains("unet.lora_alpha"));
        QVERIFY(error_text([&] { read(R"({"unet.lora_alpha": 8, "unet.use_dora": true})"); }).contains("DoRA"));
    }

    void aPeftFileNeedsItsConfiguration() {
        const fs::path file = written("alone/adapter_model.safetensors", peft_tensors());
        QVERIFY(error_text([&] { read_lora_file(file); }).contains("adapter_config.json"));
        writeText(path("alone/adapter_config.json"), R"({"peft_type": "LOHA", "lora_alpha": 4})");
        QVERIFY(error_text([&] { read_lora_file(file); }).contains("LOHA"));
        writeText(path("alone/adapter_config.json"), "[");
        QVERIFY(error_text([&] { read_lora_file(file); }).contains("adapter_config.json"));
    }

    void writtenFilesAreThoseOfTheOtherPrograms() {
        const Tensors adapter = tensors_of("diffusers017_unetprefix");
        write_lora_file(path("b.safetensors"), LoraFormat::Diffusers, adapter);
        QVERIFY(equal(read_safetensors(path("b.safetensors")).tensors, adapter));

        write_lora_file(path("d.safetensors"), LoraFormat::Kohya, adapter);
        const TensorFile kohya = read_safetensors(path("d.safetensors"));
        QVERIFY(equal(kohya.tensors, tensors_of("kohya_alpha4")));
        QCOMPARE(kohya.metadata.at("ss_network_module"), std::string("networks.lora"));
        QCOMPARE(kohya.metadata.at("ss_network_dim"), std::string("4"));
        QCOMPARE(kohya.metadata.at("ss_output_name"), std::string("d"));

        write_lora_file(path("e"), LoraFormat::Peft, adapter);
        QVERIFY(equal(read_safetensors(path("e/adapter_model.safetensors")).tensors, peft_tensors()));
        const nlohmann::json config = nlohmann::json::parse(std::ifstream(path("e/adapter_config.json")));
        QCOMPARE(config.at("r").get<int>(), 4);
        QCOMPARE(config.at("lora_alpha").get<int>(), 4);
        QCOMPARE(config.at("target_modules").dump(), std::string(R"(["to_k","to_out.0","to_q","to_v"])"));
    }

    void roundTripsAreExact() {
        const UNet2DConditionModel unet = fixture_unet();
        // Rank 3: no alpha / rank but 1 is a power of two.
        Tensors adapter = LoraAdapter::create(unet, 3, make_stream(1, "round")).state_dict();
        for (auto& [key, tensor] : adapter) {
            tensor = at::randn_like(tensor);
        }
        // One pair of another rank, and one that is missing.
        adapter[lora_key(kAttention, 1, "down")] = at::rand({5, 16});
        adapter[lora_key(kAttention, 1, "up")] = at::rand({16, 5});
        adapter.erase(lora_key(kAttention, 2, "down"));
        adapter.erase(lora_key(kAttention, 2, "up"));
        const auto round = [&](LoraFormat format, std::optional<double> alpha = {}) {
            fs::remove_all(path("round"));
            write_lora_file(path("round"), format, adapter, alpha);
            const LoraFile file =
                read_lora_file(format == LoraFormat::Peft ? find_lora_file(path("round")) : path("round"));
            return file.rank == 5 ? file.tensors : Tensors();
        };
        for (const LoraFormat format : {LoraFormat::Diffusers, LoraFormat::Kohya, LoraFormat::Peft}) {
            const Tensors again = round(format);
            QVERIFY(equal(again, adapter));
            QVERIFY(equal(LoraAdapter::from_state_dict(unet, again, "again").state_dict(), adapter));
        }
        for (const LoraFormat format : {LoraFormat::Kohya, LoraFormat::Peft}) {
            const Tensors again = round(format, 0.7);
            QCOMPARE(again.size(), adapter.size());
            for (const auto& [key, tensor] : again) {
                COMPARE_TENSORS(tensor, adapter.at(key), 1e-6);
            }
        }
        const Tensors four = tensors_of("diffusers017_unetprefix");
        write_lora_file(path("half.safetensors"), LoraFormat::Kohya, four, 0.5);
        QVERIFY(equal(read_lora_file(path("half.safetensors")).tensors, four));
        const Tensors half = read_safetensors(path("half.safetensors")).tensors;
        const std::string name = "lora_unet_" + with_underscores(kAttention) + "_to_q";
        QCOMPARE(half.at(name + ".alpha").item<double>(), 0.5);
        QVERIFY(at::equal(half.at(name + ".lora_up.weight"), four.at(lora_key(kAttention, 0, "up")) * 8));
        QVERIFY(!error_text([&] { write_lora_file(path("no"), LoraFormat::Diffusers, four, 1); }).isEmpty());
        QVERIFY(!error_text([&] { write_lora_file(path("no"), LoraFormat::Kohya, four, 0); }).isEmpty());
        QVERIFY(!fs::exists(path("no")));
    }

    void aFolderOfOtherThingsIsNotReplaced() {
        const Tensors adapter = tensors_of("diffusers017_unetprefix");
        write_lora_file(path("mine"), LoraFormat::Peft, adapter);
        write_lora_file(path("mine/"), LoraFormat::Peft, adapter);
        QVERIFY(equal(read_lora_file(find_lora_file(path("mine"))).tensors, adapter));
        writeText(path("mine/notes.txt"), "dear");
        QVERIFY(error_text([&] { write_lora_file(path("mine"), LoraFormat::Peft, adapter); }).contains("notes.txt"));
        QVERIFY(fs::exists(path("mine/notes.txt")));
        QVERIFY(error_text([&] {
                    write_lora_file(path("mine/notes.txt"), LoraFormat::Peft, adapter);
                }).contains("there is a file"));
        QVERIFY(fs::is_regular_file(path("mine/notes.txt")));
    }

    void oddKeysAreNamed_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("words");
        const QString attention = QString::fromStdString(kAttention);
        QTest::newRow("unknown") << "unet.conv_in.weight"
                                 << "no key of a LoRA";
        QTest::newRow("LoHa") << "lora_unet_mid_block_attentions_0_proj_in.hada_w1_a"
                              << "LoHa";
        QTest::newRow("without prefix") << attention + ".processor.to_q_lora.down.weight"
                                        << "mixed";
        QTest::newRow("kohya's") << "lora_unet_mid_block_attentions_0_proj_in.lora_up.weight"
                                 << "mixed";
        QTest::newRow("PEFT's") << "base_model.model." + attention + ".to_q.lora_A.weight"
                                << "mixed";
        QTest::newRow("foreign") << "unet.input_blocks.1.attn1.processor.to_q_lora.down.weight"
                                 << "rest of its pair";
    }

    void oddKeysAreNamed() {
        QFETCH(QString, key);
        QFETCH(QString, words);
        Tensors tensors = tensors_of("diffusers017_unetprefix");
        tensors[key.toStdString()] = at::zeros({4, 16});
        const QString text = error_text([&] { parse_lora(tensors, "odd.safetensors"); });
        QVERIFY2(text.contains(key) && text.contains(words) && text.startsWith("odd.safetensors"), qPrintable(text));
    }

    void whatDoesNotFitIsRefused() {
        const UNet2DConditionModel unet = fixture_unet();
        const auto refusal = [&](const std::function<void(Tensors&)>& change) {
            Tensors tensors = tensors_of("diffusers017_unetprefix");
            change(tensors);
            return error_text([&] { LoraAdapter::from_state_dict(unet, tensors, "adapter"); });
        };
        const std::string down = lora_key(kAttention, 0, "down");
        QVERIFY(refusal([](Tensors&) {}).isEmpty());
        QVERIFY(refusal([&](Tensors& t) { t.erase(down); }).contains("rest of its pair"));
        QVERIFY(refusal([&](Tensors& t) { t[down] = at::rand({5, 16}); }).contains("one rank"));
        QVERIFY(refusal([&](Tensors& t) { t[down] = at::rand({4}); }).contains("one rank"));
        QVERIFY(refusal([&](Tensors& t) { t[down] = at::ones({4, 16}, at::kLong); }).contains("one rank"));
        QVERIFY(refusal([&](Tensors& t) { t[down] = at::rand({4, 17}); }).contains("do not fit"));
        QVERIFY(refusal([](Tensors& t) {
                    t["unet.middle.attn1.processor.to_q_lora.down.weight"] = at::rand({4, 16});
                    t["unet.middle.attn1.processor.to_q_lora.up.weight"] = at::rand({16, 4});
                }).contains("unet.middle"));
        QVERIFY(refusal([](Tensors& t) { t.clear(); }).contains("nothing for the attention layers"));
        Tensors kohya = tensors_of("kohya_alpha4");
        kohya["lora_unet_" + with_underscores(kAttention) + "_to_q.alpha"] = at::ones({2});
        QVERIFY(error_text([&] { parse_lora(kohya, "adapter"); }).contains("alpha"));
    }

    void partsForOtherLayersAreLeftOut() {
        Tensors kohya = tensors_of("kohya_alpha4");
        const Tensors attention = parse_lora(kohya, "kohya").tensors;
        const std::string block = "lora_unet_down_blocks_0_attentions_0_";
        for (const std::string& module : {block + "proj_in", block + "transformer_blocks_0_ff_net_2",
                                          std::string("lora_te_text_model_encoder_layers_0_self_attn_q_proj")}) {
            kohya[module + ".alpha"] = at::ones({});
            kohya[module + ".lora_down.weight"] = at::rand({4, 16, 1, 1});
            kohya[module + ".lora_up.weight"] = at::rand({16, 4, 1, 1});
        }
        QVERIFY(equal(parse_lora(kohya, "kohya").tensors, attention));
        for (auto tensor = kohya.begin(); tensor != kohya.end();) {
            tensor = tensor->first.find("_attn") == std::string::npos ? std::next(tensor) : kohya.erase(tensor);
        }
        QVERIFY(error_text([&] { parse_lora(kohya, "kohya"); }).contains("nothing for the attention layers"));
    }

    void halfPrecisionAndConvolutionShapesAreRead() {
        Tensors kohya = tensors_of("kohya_alpha1");
        const Tensors expected = parse_lora(kohya, "kohya").tensors;
        for (auto& [key, tensor] : kohya) {
            tensor = (tensor.dim() == 2 ? tensor.unsqueeze(2).unsqueeze(3) : tensor).to(at::kHalf);
        }
        for (const auto& [key, tensor] : parse_lora(kohya, "kohya").tensors) {
            QCOMPARE(tensor.scalar_type(), at::kFloat);
            COMPARE_TENSORS(tensor, expected.at(key), 1e-3);
        }
    }

    void foldersAreSearched() {
        QCOMPARE(find_lora_file(path("no such thing")), path("no such thing"));
        fs::create_directories(path("checkpoint/lora"));
        QVERIFY(error_text([&] { find_lora_file(path("checkpoint")); }).contains("pytorch_lora_weights.safetensors"));
        const fs::path file =
            written("checkpoint/lora/pytorch_lora_weights.safetensors", tensors_of("diffusers017_unetprefix"));
        QCOMPARE(find_lora_file(path("checkpoint")), file);
        QCOMPARE(find_lora_file(path("checkpoint/lora")), file);
        QCOMPARE(find_lora_file(file), file);
        fs::create_directories(path("old"));
        const fs::path pickle = path("old") / "pytorch_lora_weights.bin";
        fs::copy(kFixtures / "04_lora/pytorch_lora_weights.bin", pickle);
        QCOMPARE(find_lora_file(path("old")), pickle);
        QVERIFY(equal(read_lora_file(pickle).tensors, read_lora_file(fixture("diffusers017_noprefix")).tensors));
    }
};

QTEST_APPLESS_MAIN(TestLoraFiles)
#include "tst_lora_files.moc"
