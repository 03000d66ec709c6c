// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include <torch/torch.h>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/models/single_file.h"
#include "core/models/weights.h"
#include "tests/helpers/compvis_names.h"
#include "tests/helpers/error_text.h"

using namespace tempera;

namespace {

namespace fs = std::filesystem;
using Tensors = std::map<std::string, at::Tensor>;

const fs::path kFixtures = TEMPERA_FIXTURES;

Tensors tensors_in(const char* folder) {
    return read_component(kFixtures / folder).tensors;
}

/// The matrices of the autoencoder's attention are 1x1 convolutions in the file.
at::Tensor as_convolution(const std::string& name, const at::Tensor& tensor) {
    const bool attention = name.find("attn_1") != std::string::npos && tensor.dim() == 2;
    return attention ? tensor.unsqueeze(-1).unsqueeze(-1) : tensor;
}

Tensors single_file(const Tensors& unet, const Tensors& vae, int levels, const Tensors& text) {
    Tensors file;
    for (const auto& [name, tensor] : unet) {
        file[compvis_unet_name(name)] = tensor;
    }
    for (const auto& [name, tensor] : vae) {
        const std::string old = compvis_vae_name(name, levels);
        file[old] = as_convolution(old, tensor);
    }
    for (const auto& [name, tensor] : text) {
        file[compvis_text_name(name)] = tensor;
    }
    file["alphas_cumprod"] = at::ones({1000});
    file["model_ema.decay"] = at::ones({});
    return file;
}

Tensors tiny_file() {
    return single_file(tensors_in("19_tiny_sd/unet"), tensors_in("19_tiny_sd/vae"), 4,
                       tensors_in("19_tiny_sd/text_encoder"));
}

/// Names and shapes of a list "name<tab>[shape]", without values.
Tensors listed(const char* file) {
    std::ifstream stream(kFixtures / "keys" / file);
    Tensors tensors;
    for (std::string line; std::getline(stream, line);) {
        const auto tab = line.find('\t');
        const auto shape = nlohmann::json::parse(line.substr(tab + 1)).get<std::vector<std::int64_t>>();
        tensors[line.substr(0, tab)] = at::empty(shape, at::TensorOptions().device(at::kMeta));
    }
    return tensors;
}

/// What differs; empty when nothing does. Matrices may be 1x1 convolutions.
std::string difference(const Tensors& actual, const Tensors& expected) {
    for (const auto& [name, tensor] : expected) {
        const auto found = actual.find(name);
        if (found == actual.end()) {
            return name + " is missing";
        }
        const bool convolution = tensor.dim() == 2 && found->second.dim() == 4;
        if (convolution ? found->second.sizes().slice(0, 2) != tensor.sizes() ||
                              found->second.sizes().slice(2) != at::IntArrayRef({1, 1})
                        : found->second.sizes() != tensor.sizes()) {
            return name + " has another shape";
        }
        if (!tensor.is_meta() && !at::equal(found->second.reshape(tensor.sizes()), tensor)) {
            return name + " has other values";
        }
    }
    return actual.size() == expected.size() ? "" : "there are other names";
}

}  // namespace

#define COMPARE_ALL(actual, expected)                           \
    do {                                                        \
        const std::string found = difference(actual, expected); \
        QVERIFY2(found.empty(), found.c_str());                 \
    } while (false)

/// Checkpoints of Stable Diffusion 1.x in one file, made here from components by a table of names.
class TestSingleFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesAreThoseOfTheOriginal() {
        QCOMPARE(compvis_unet_name("down_blocks.1.attentions.0.proj_in.weight"),
                 std::string("model.diffusion_model.input_blocks.4.1.proj_in.weight"));
        QCOMPARE(compvis_unet_name("up_blocks.0.upsamplers.0.conv.bias"),
                 std::string("model.diffusion_model.output_blocks.2.1.conv.bias"));
        QCOMPARE(compvis_unet_name("up_blocks.1.upsamplers.0.conv.bias"),
                 std::string("model.diffusion_model.output_blocks.5.2.conv.bias"));
        QCOMPARE(compvis_unet_name("down_blocks.2.downsamplers.0.conv.bias"),
                 std::string("model.diffusion_model.input_blocks.9.0.op.bias"));
        QCOMPARE(compvis_unet_name("mid_block.resnets.1.time_emb_proj.bias"),
                 std::string("model.diffusion_model.middle_block.2.emb_layers.1.bias"));
        QCOMPARE(compvis_vae_name("decoder.up_blocks.0.resnets.2.conv1.weight", 4),
                 std::string("first_stage_model.decoder.up.3.block.2.conv1.weight"));
        QCOMPARE(compvis_vae_name("encoder.mid_block.attentions.0.to_out.0.bias", 4),
                 std::string("first_stage_model.encoder.mid.attn_1.proj_out.bias"));
    }

    void componentsComeBack() {
        const SingleFileParts parts = split_single_file(tiny_file(), "tiny.safetensors");
        COMPARE_ALL(parts.unet_weights, tensors_in("19_tiny_sd/unet"));
        COMPARE_ALL(parts.vae_weights, tensors_in("19_tiny_sd/vae"));
        COMPARE_ALL(parts.text_weights, tensors_in("19_tiny_sd/text_encoder"));
        QCOMPARE(parts.unet.block_out_channels, (std::vector<std::int64_t>{16, 32, 32, 32}));
        QCOMPARE(parts.vae.block_out_channels, (std::vector<std::int64_t>{16, 16, 32, 32}));
        QCOMPARE(parts.vae.layers_per_block, 1);
        QCOMPARE(parts.text_encoder.tower.intermediate_size, 37);
        QCOMPARE(parts.text_encoder.tower.num_hidden_layers, 3);
        QCOMPARE(parts.text_encoder.tower.hidden_act, std::string("quick_gelu"));
    }

    void otherWidthsAndDepthsComeBack() {
        const Tensors unet = tensors_in("02_unet_sd15like/unet");
        const Tensors vae = tensors_in("05_vae/vae");
        const Tensors text = tensors_in("06_clip_text_quick_gelu/text_encoder");
        const SingleFileParts parts = split_single_file(single_file(unet, vae, 2, text), "file");
        COMPARE_ALL(parts.unet_weights, unet);
        COMPARE_ALL(parts.vae_weights, vae);
        COMPARE_ALL(parts.text_weights, text);
        QCOMPARE(parts.unet.cross_attention_dim, std::vector<std::int64_t>(4, 24));
        QCOMPARE(parts.vae.block_out_channels, (std::vector<std::int64_t>{32, 64}));
    }

    /// All keys of Stable Diffusion 1.5, and what its config.json files say.
    void fullSize() {
        const Tensors unet = listed("sd15_unet.txt");
        const Tensors vae = listed("sd15_vae.txt");
        const Tensors text = listed("sd15_text_encoder.txt");
        QCOMPARE(unet.size(), 686u);
        const SingleFileParts parts = split_single_file(single_file(unet, vae, 4, text), "file");
        COMPARE_ALL(parts.unet_weights, unet);
        COMPARE_ALL(parts.vae_weights, vae);
        COMPARE_ALL(parts.text_weights, text);
        UNetConfig expected;
        expected.cross_attention_dim.assign(4, 768);
        QCOMPARE(parts.unet.to_json().dump(), expected.to_json().dump());
        AutoencoderKLConfig expected_vae;
        expected_vae.block_out_channels = {128, 256, 512, 512};
        expected_vae.layers_per_block = 2;
        expected_vae.sample_size = 512;
        QCOMPARE(parts.vae.to_json().dump(), expected_vae.to_json().dump());
        CLIPTextConfig expected_text;
        expected_text.tower = {768, 3072, 12, 12, "quick_gelu", 1e-5};
        QCOMPARE(parts.text_encoder.to_json().dump(), expected_text.to_json().dump());
    }

    void linearProjectionsAreSeen() {
        Tensors file = tiny_file();
        for (auto& [name, tensor] : file) {
            if (name.find(".proj_in.weight") != std::string::npos ||
                name.find(".1.proj_out.weight") != std::string::npos) {
                tensor = tensor.flatten(1);
            }
        }
        QVERIFY(split_single_file(file, "file").unet.use_linear_projection);
        QVERIFY(!split_single_file(tiny_file(), "file").unet.use_linear_projection);
    }

    void textModelMayBeLeftOut() {
        Tensors file;
        for (auto& [name, tensor] : tiny_file()) {
            file[QString::fromStdString(name).replace("transformer.text_model.", "transformer.").toStdString()] =
                tensor;
        }
        COMPARE_ALL(split_single_file(file, "file").text_weights, tensors_in("19_tiny_sd/text_encoder"));
    }

    void unknownNamesAreKeptForTheReport() {
        Tensors file = tiny_file();
        file["model.diffusion_model.extra.weight"] = at::ones({1});
        QVERIFY(split_single_file(file, "file").unet_weights.contains("extra.weight"));
        QVERIFY(is_in_single_file("model.diffusion_model.extra.weight"));
        QVERIFY(!is_in_single_file("model_ema.decay") && !is_in_single_file("alphas_cumprod"));
    }

    void otherFamiliesAreRefused_data() {
        QTest::addColumn<QString>("added");
        QTest::addColumn<QString>("removed");
        QTest::addColumn<QString>("said");
        QTest::newRow("2.x") << "cond_stage_model.model.ln_final.weight"
                             << ""
                             << "Stable Diffusion 2.x";
        QTest::newRow("XL") << "conditioner.embedders.0.x"
                            << ""
                            << "Stable Diffusion XL";
        QTest::newRow("no UNet") << ""
                                 << "model.diffusion_model."
                                 << "model.diffusion_model";
        QTest::newRow("no VAE") << ""
                                << "first_stage_model."
                                << "first_stage_model";
        QTest::newRow("no text") << ""
                                 << "cond_stage_model."
                                 << "cond_stage_model";
        QTest::newRow("no resnets") << ""
                                    << "model.diffusion_model.input_blocks.1.0"
                                    << "input_blocks.1.0";
        QTest::newRow("no middle") << ""
                                   << "model.diffusion_model.middle_block"
                                   << "middle_block";
        QTest::newRow("no level") << ""
                                  << "first_stage_model.encoder.down.0."
                                  << "encoder.down.0";
        QTest::newRow("no layers") << ""
                                   << "cond_stage_model.transformer.text_model.encoder.layers.0.mlp"
                                   << "layers.0";
    }

    void otherFamiliesAreRefused() {
        QFETCH(QString, added);
        QFETCH(QString, removed);
        QFETCH(QString, said);
        Tensors file = tiny_file();
        if (!added.isEmpty()) {
            file[added.toStdString()] = at::ones({1});
        }
        if (!removed.isEmpty()) {
            std::erase_if(file, [&](const auto& item) { return item.first.starts_with(removed.toStdString()); });
        }
        const QString message = error_text([&] { split_single_file(file, "some.safetensors"); });
        QVERIFY2(message.contains(said) && message.contains("some.safetensors"), qPrintable(message));
    }

    void inpaintingIsRefused() {
        Tensors file = tiny_file();
        file["model.diffusion_model.input_blocks.0.0.weight"] = at::zeros({16, 9, 3, 3});
        QVERIFY(error_text([&] { split_single_file(file, "file"); }).contains("inpainting"));
    }

    /// Tensors that are scalars or empty: refused or left to load_weights, never a crash.
    void strangeShapesDoNoHarm() {
        const Tensors file = tiny_file();
        std::size_t count = 0;
        for (const auto& [name, tensor] : file) {
            Tensors damaged = file;
            damaged[name] = ++count % 2 == 0 ? at::ones({}) : at::empty({0, 0, 0, 0});
            error_text([&] { split_single_file(std::move(damaged), "file"); });
        }
        QVERIFY(count > 900);
    }
};

QTEST_APPLESS_MAIN(TestSingleFile)
#include "tst_single_file.moc"
