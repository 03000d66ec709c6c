// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <filesystem>

#include <torch/torch.h>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/models/vae.h"
#include "core/models/weights.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;

namespace {

const std::filesystem::path kFolder = std::filesystem::path(TEMPERA_FIXTURES) / "05_vae";

std::map<std::string, at::Tensor> io() {
    return read_safetensors(kFolder / "io.safetensors").tensors;
}

AutoencoderKL empty_vae() {
    return AutoencoderKL(AutoencoderKLConfig::from_json(read_config(kFolder / "vae"), "vae/config.json"));
}

AutoencoderKL fixture_vae() {
    AutoencoderKL vae = empty_vae();
    load_weights(*vae, read_component(kFolder / "vae").tensors, "vae");
    return vae;
}

}  // namespace

class TestVae : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decodeEqualsDiffusers() {
        const at::NoGradGuard no_grad;
        const auto data = io();
        AutoencoderKL vae = fixture_vae();
        const at::Tensor decoded = vae->decode(data.at("in.z"));
        COMPARE_TENSORS(decoded, data.at("decode"), 5e-5);
        const at::Tensor scaled = vae->decode(data.at("in.z") / vae->config.scaling_factor);
        COMPARE_TENSORS(scaled, data.at("decode_scaled"), 5e-5);
        const at::Tensor bytes = ((decoded / 2 + 0.5).clamp(0, 1) * 255).round().to(at::kByte);
        COMPARE_TENSORS(bytes, data.at("image_u8"), 1);
    }

    void encodeEqualsDiffusers() {
        const at::NoGradGuard no_grad;
        const auto data = io();
        const auto [mean, logvar] = fixture_vae()->encode(data.at("in.image"));
        COMPARE_TENSORS(mean, data.at("enc.mean"), 5e-5);
        COMPARE_TENSORS(at::exp(0.5 * logvar), data.at("enc.std"), 5e-5);
        COMPARE_TENSORS(mean, data.at("enc.moments").narrow(1, 0, 4), 5e-5);
    }

    void channelsLastGivesTheSameNumbers() {
        const at::NoGradGuard no_grad;
        const auto data = io();
        AutoencoderKL vae = fixture_vae();
        use_channels_last(*vae);
        COMPARE_TENSORS(vae->decode(data.at("in.z")), data.at("decode"), 5e-5);
        COMPARE_TENSORS(vae->encode(data.at("in.image")).first, data.at("enc.mean"), 5e-5);
    }

    void keysAreThoseOfDiffusers() {
        const auto expected = read_component(kFolder / "vae").tensors;
        const auto actual = weights_of(*fixture_vae());
        QCOMPARE(actual.size(), expected.size());
        for (const auto& [name, tensor] : expected) {
            QVERIFY2(actual.contains(name) && at::equal(actual.at(name), tensor), name.c_str());
        }
    }

    /// Uploads of Stable Diffusion 1.x have the names of before 2023, some with convolution-shaped matrices.
    void oldAttentionNamesAreRead() {
        std::map<std::string, at::Tensor> old;
        for (const auto& [name, tensor] : read_component(kFolder / "vae").tensors) {
            QString renamed = QString::fromStdString(name);
            if (renamed.contains("attentions")) {
                renamed.replace(".to_q.", ".query.").replace(".to_k.", ".key.").replace(".to_v.", ".value.");
                renamed.replace(".to_out.0.", ".proj_attn.");
            }
            const bool reshape = renamed.contains(".query.weight");
            old[renamed.toStdString()] = reshape ? tensor.unsqueeze(-1).unsqueeze(-1) : tensor;
        }
        QVERIFY(old.contains("encoder.mid_block.attentions.0.proj_attn.weight"));
        AutoencoderKL vae = empty_vae();
        load_weights(*vae, old, "vae");
        const auto data = io();
        const at::NoGradGuard no_grad;
        COMPARE_TENSORS(vae->decode(data.at("in.z")), data.at("decode"), 5e-5);
    }

    void fullSizeHasTheRightShape() {
        AutoencoderKLConfig config;
        config.block_out_channels = {128, 256, 512, 512};
        config.layers_per_block = 2;
        const AutoencoderKL vae(config);
        std::int64_t numbers = 0;
        for (const at::Tensor& parameter : vae->parameters()) {
            numbers += parameter.numel();
        }
        QCOMPARE(numbers, 83653863);
        QCOMPARE(vae->parameters().size(), 248u);
        QCOMPARE(config.downscale(), 8);
    }

    void configSurvivesItsJson() {
        const auto config = AutoencoderKLConfig::from_json(read_config(kFolder / "vae"), "vae");
        QCOMPARE(config.block_out_channels, (std::vector<std::int64_t>{32, 64}));
        QVERIFY(AutoencoderKLConfig::from_json(config.to_json(), "test").to_json() == config.to_json());
        QCOMPARE(AutoencoderKLConfig::from_json(nlohmann::json::object(), "test").scaling_factor, 0.18215);
    }

    /// Every field of diffusers that would make another model of it: its default passes, other values do not.
    void variantsAreRefused_data() {
        QTest::addColumn<QString>("usual");
        QTest::addColumn<QString>("other");
        const auto row = [](const char* key, const char* usual, const char* other) {
            QTest::newRow(key) << usual << other;
        };
        row("_class_name", R"("AutoencoderKL")", R"("AutoencoderTiny")");
        row("act_fn", R"("silu")", R"("relu")");
        row("down_block_types", R"(["DownEncoderBlock2D"])", R"(["AttnDownEncoderBlock2D"])");
        row("latents_mean", "null", "[0, 0, 0, 0]");
        row("latents_std", "null", "[1, 1, 1, 1]");
        row("mid_block_add_attention", "true", "false");
        row("shift_factor", "null", "0.1");
        row("up_block_types", R"(["UpDecoderBlock2D"])", R"(["UpDecoderBlock2D", "UpDecoderBlock2D"])");
        row("use_post_quant_conv", "true", "false");
        row("use_quant_conv", "true", "false");
    }

    void variantsAreRefused() {
        QFETCH(QString, usual);
        QFETCH(QString, other);
        const std::string key = QTest::currentDataTag();
        AutoencoderKLConfig::from_json({{key, nlohmann::json::parse(usual.toStdString())}}, "vae/config.json");
        try {
            AutoencoderKLConfig::from_json({{key, nlohmann::json::parse(other.toStdString())}}, "vae/config.json");
            QFAIL("accepted");
        } catch (const Error& error) {
            QCOMPARE(error.where(), "vae/config.json: " + key);
        }
    }

    /// Before anything is allocated for them.
    void impossibleSizesAreRefused() {
        for (const char* text :
             {R"({"block_out_channels": [1000000000000000000]})", R"({"block_out_channels": [960000]})",
              R"({"block_out_channels": [32, 32, 32, 32, 32, 32, 32, 32, 32]})", R"({"layers_per_block": 65})",
              R"({"layers_per_block": -1})", R"({"latent_channels": 0})", R"({"sample_size": 0})",
              R"({"scaling_factor": 0})", R"({"scaling_factor": -1e300})"}) {
            QVERIFY_EXCEPTION_THROWN(AutoencoderKLConfig::from_json(nlohmann::json::parse(text), "vae"), Error);
        }
    }

    void wrongSizesAreRefused() {
        AutoencoderKL vae = fixture_vae();
        QVERIFY_EXCEPTION_THROWN(vae->encode(at::zeros({1, 3, 33, 32})), Error);
        QVERIFY_EXCEPTION_THROWN(vae->decode(at::zeros({1, 3, 8, 8})), Error);
    }
};

QTEST_APPLESS_MAIN(TestVae)
#include "tst_vae.moc"
