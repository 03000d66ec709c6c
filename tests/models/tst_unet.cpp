// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <filesystem>
#include <limits>

#include <torch/torch.h>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/models/unet.h"
#include "core/models/weights.h"
#include "core/runtime/random.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;

namespace {

const std::filesystem::path kFolder = std::filesystem::path(TEMPERA_FIXTURES) / "02_unet_sd15like";

std::map<std::string, at::Tensor> io(const char* name = "io.safetensors") {
    return read_safetensors(kFolder / name).tensors;
}

UNetConfig fixture_config() {
    return UNetConfig::from_json(read_config(kFolder / "unet"), "unet/config.json");
}

UNet2DConditionModel fixture_unet() {
    UNet2DConditionModel unet(fixture_config());
    load_weights(*unet, read_component(kFolder / "unet").tensors, "unet");
    return unet;
}

// LibTorch's float exp() has another last bit in versions after 2.6, in the original Python code as here. The angle is
// t times that exp(), so there one last bit of t is granted besides the tolerance.
void compare_embedding(const at::Tensor& actual, const at::Tensor& expected, const at::Tensor& t) {
    constexpr bool kLastBitMoved = TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR > 6);
    for (std::int64_t row = 0; row < t.size(0); ++row) {
        const double last_bit = t[row].item<double>() * std::numeric_limits<float>::epsilon();
        COMPARE_TENSORS(actual[row], expected[row], 1e-6 + (kLastBitMoved ? last_bit : 0));
    }
}

UNet2DConditionModel random_unet(const UNetConfig& config) {
    UNet2DConditionModel unet(config);
    init_weights(*unet, make_stream(1, "test"));
    return unet;
}

}  // namespace

class TestUNet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void timestepEmbedding() {
        const auto expected = read_safetensors(kFolder / "../01_time/timestep_embedding.safetensors").tensors;
        const at::Tensor t = expected.at("t");
        compare_embedding(timestep_embedding(t, 320, true, 0), expected.at("d320_flip_shift0"), t);
        compare_embedding(timestep_embedding(t, 32, true, 0), expected.at("d32_flip_shift0"), t);
        compare_embedding(timestep_embedding(t, 32, false, 1), expected.at("d32_noflip_shift1"), t);
    }

    void outputEqualsDiffusers() {
        const at::NoGradGuard no_grad;
        const auto data = io();
        UNet2DConditionModel unet = fixture_unet();
        COMPARE_TENSORS(unet(data.at("in.sample"), data.at("in.t"), data.at("in.ctx")), data.at("out.sample"), 2e-5);
    }

    void oddSizesComeBackAsTheyWentDown() {
        const at::NoGradGuard no_grad;
        const auto data = io();
        UNet2DConditionModel unet = fixture_unet();
        const at::Tensor out =
            unet(data.at("odd.sample"), at::full({1}, 501, at::kLong), data.at("in.ctx").narrow(0, 0, 1));
        COMPARE_TENSORS(out, data.at("odd.out"), 2e-5);
    }

    void halfPrecisionFilesAreCastOnLoad() {
        const at::NoGradGuard no_grad;
        const auto data = io();
        auto weights = read_component(kFolder / "unet").tensors;
        for (auto& [name, tensor] : weights) {
            tensor = tensor.to(at::kHalf);
        }
        UNet2DConditionModel unet(fixture_config());
        load_weights(*unet, weights, "unet");
        QCOMPARE(unet->parameters().front().scalar_type(), at::kFloat);
        const at::Tensor expected = io("io_fp16weights_fp32math.safetensors").at("out.sample");
        COMPARE_TENSORS(unet(data.at("in.sample"), data.at("in.t"), data.at("in.ctx")), expected, 2e-5);
    }

    void channelsLastGivesTheSameNumbers() {
        const at::NoGradGuard no_grad;
        const auto data = io();
        UNet2DConditionModel unet = fixture_unet();
        use_channels_last(*unet);
        const at::Tensor out = unet(data.at("in.sample"), data.at("in.t"), data.at("in.ctx"));
        COMPARE_TENSORS(out, data.at("out.sample"), 2e-5);
        QVERIFY(out.is_contiguous());
    }

    void sampleDoesNotDependOnTheBatch() {
        const at::NoGradGuard no_grad;
        const auto data = io();
        UNet2DConditionModel unet = fixture_unet();
        const at::Tensor one = unet(data.at("in.sample").narrow(0, 1, 1), data.at("in.t").narrow(0, 1, 1),
                                    data.at("in.ctx").narrow(0, 1, 1));
        COMPARE_TENSORS(one, data.at("out.sample").narrow(0, 1, 1), 2e-5);
    }

    void oneTimestepServesAllSamples() {
        const at::NoGradGuard no_grad;
        const auto data = io();
        UNet2DConditionModel unet = fixture_unet();
        const at::Tensor each = unet(data.at("in.sample"), at::full({2}, 7, at::kLong), data.at("in.ctx"));
        const at::Tensor shared = unet(data.at("in.sample"), at::full({1}, 7, at::kLong), data.at("in.ctx"));
        COMPARE_TENSORS(shared, each, 1e-6);
    }

    /// Guidance: every sample with "no prompt" and with its prompt.
    void severalContextsGoWithEachSample_data() {
        QTest::addColumn<int>("times");
        QTest::newRow("a timestep each") << 2;
        QTest::newRow("one for all") << 1;
    }

    void severalContextsGoWithEachSample() {
        QFETCH(int, times);
        const at::NoGradGuard no_grad;
        const auto data = io();
        UNet2DConditionModel unet = fixture_unet();
        const at::Tensor& sample = data.at("in.sample");
        const at::Tensor& context = data.at("in.ctx");
        const at::Tensor steps = data.at("in.t").narrow(0, 0, times);
        const at::Tensor both = at::cat({context.flip(0), context});
        const at::Tensor expected = at::cat({unet(sample, steps, context.flip(0)), unet(sample, steps, context)});
        COMPARE_TENSORS(unet(sample, steps, both), expected, 5e-6);
        use_channels_last(*unet);
        COMPARE_TENSORS(unet(sample, steps, both), expected, 2e-5);
    }

    void contextsThatDoNotFitAreRefused() {
        const auto data = io();
        UNet2DConditionModel unet = fixture_unet();
        QVERIFY_THROWS_EXCEPTION(Error, unet(data.at("in.sample"), data.at("in.t"), data.at("in.ctx").narrow(0, 0, 1)));
    }

    void keysAreThoseOfDiffusers() {
        const auto expected = read_component(kFolder / "unet").tensors;
        const auto actual = weights_of(*fixture_unet());
        QCOMPARE(actual.size(), expected.size());
        for (const auto& [name, tensor] : expected) {
            QVERIFY2(actual.contains(name), name.c_str());
            QVERIFY2(at::equal(actual.at(name), tensor), name.c_str());
        }
    }

    /// The same 859,520,964 numbers in 686 tensors as Stable Diffusion 1.x.
    void fullSizeHasTheRightShape() {
        UNetConfig config;
        config.cross_attention_dim.assign(4, 768);
        const UNet2DConditionModel unet(config);
        std::int64_t numbers = 0;
        for (const at::Tensor& parameter : unet->parameters()) {
            numbers += parameter.numel();
        }
        QCOMPARE(numbers, 859520964);
        QCOMPARE(unet->parameters().size(), 686u);
        QCOMPARE(unet->attention_layers().size(), 32u);
        const at::Tensor first_up = unet->named_parameters()["up_blocks.3.resnets.0.conv1.weight"];
        QCOMPARE(first_up.size(1), 960);
    }

    void otherTopologiesRun() {
        UNetConfig config;
        config.down_block_types = {"DownBlock2D", "CrossAttnDownBlock2D"};
        config.up_block_types = {"CrossAttnUpBlock2D", "UpBlock2D"};
        config.block_out_channels = {8, 16};
        config.layers_per_block = {1, 2};
        config.transformer_layers_per_block = {1, 2};
        config.cross_attention_dim = {6, 6};
        config.heads = {2, 4};
        config.only_cross_attention = {false, true};
        config.norm_num_groups = 4;
        config.downsample_padding = 0;
        config.use_linear_projection = true;
        config.upcast_attention = true;
        config.center_input_sample = true;
        UNet2DConditionModel unet = random_unet(config);
        QCOMPARE(unet->named_parameters()["mid_block.attentions.0.proj_in.weight"].dim(), 2);
        QCOMPARE(unet->named_parameters()["up_blocks.0.attentions.0.transformer_blocks.1.attn1.to_k.weight"].size(1),
                 6);
        const at::Tensor out = unet(at::randn({3, 4, 6, 10}), at::full({3}, 3, at::kLong), at::randn({3, 5, 6}));
        QCOMPARE(out.sizes().vec(), (std::vector<std::int64_t>{3, 4, 6, 10}));
        QVERIFY(at::isfinite(out).all().item<bool>());
    }

    void configSurvivesItsJson() {
        UNetConfig config = fixture_config();
        QCOMPARE(config.heads, std::vector<std::int64_t>(4, 2));
        config.heads = {1, 2, 4, 8};
        config.freq_shift = 1;
        config.only_cross_attention[1] = true;
        const UNetConfig again = UNetConfig::from_json(config.to_json(), "test");
        QCOMPARE(again.to_json().dump(), config.to_json().dump());
        QCOMPARE(again.heads, config.heads);
        QVERIFY(config.to_json().at("cross_attention_dim") == 24);
    }

    void absentFieldsHaveTheDefaultsOfDiffusers() {
        const UNetConfig config = UNetConfig::from_json(nlohmann::json::object(), "test");
        QCOMPARE(config.cross_attention_dim.front(), 1280);
        QCOMPARE(config.block_out_channels.back(), 1280);
        QCOMPARE(config.norm_num_groups, 32);
    }

    void impossibleConfigsAreNamed_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("key");
        QTest::newRow("block") << R"({"down_block_types": ["A", "DownBlock2D", "DownBlock2D", "DownBlock2D"]})"
                               << "down_block_types";
        QTest::newRow("kind") << R"({"norm_eps": "small"})"
                              << "norm_eps";
        QTest::newRow("negative") << R"({"in_channels": -1})"
                                  << "in_channels";
        QTest::newRow("list") << R"({"attention_head_dim": [8, 8]})"
                              << "attention_head_dim";
        QTest::newRow("heads") << R"({"attention_head_dim": 7})"
                               << "attention_head_dim";
        QTest::newRow("groups") << R"({"norm_num_groups": 31})"
                                << "norm_num_groups";
        QTest::newRow("huge") << R"({"block_out_channels": [1000000000000000000, 640, 1280, 1280]})"
                              << "block_out_channels";
        QTest::newRow("wide") << R"({"block_out_channels": [960000, 960000, 960000, 960000]})"
                              << "";
        QTest::newRow("layers") << R"({"layers_per_block": 1000000})"
                                << "layers_per_block";
        QTest::newRow("transformer layers") << R"({"transformer_layers_per_block": [1, 1, 65, 1]})"
                                            << "layers_per_block";
        QTest::newRow("blocks") << R"({"block_out_channels": [32, 32, 32, 32, 32, 32, 32, 32, 32]})"
                                << "block_out_channels";
        QTest::newRow("no channels") << R"({"in_channels": 0})"
                                     << "sample_size";
        QTest::newRow("padding") << R"({"downsample_padding": 7})"
                                 << "downsample_padding";
        QTest::newRow("shift by all") << R"({"freq_shift": 160})"
                                      << "freq_shift";
        QTest::newRow("scale") << R"({"mid_block_scale_factor": 0})"
                               << "mid_block_scale_factor";
        QTest::newRow("no object") << R"([1])"
                                   << "config.json";
    }

    void impossibleConfigsAreNamed() {
        QFETCH(QString, json);
        QFETCH(QString, key);
        try {
            UNetConfig::from_json(nlohmann::json::parse(json.toStdString()), "unet/config.json");
            QFAIL("accepted");
        } catch (const Error& error) {
            QVERIFY2(QString::fromStdString(error.where()).contains(key), error.what());
            QVERIFY(QString::fromStdString(error.where()).contains("unet/config.json"));
        }
    }

    /// Every field of diffusers that would make another model of it: its default passes, other values do not.
    void variantsAreRefused_data() {
        QTest::addColumn<QString>("usual");
        QTest::addColumn<QString>("other");
        const auto row = [](const char* key, const char* usual, const char* other) {
            QTest::newRow(key) << usual << other;
        };
        row("_class_name", R"("UNet2DConditionModel")", R"("UNet2DModel")");
        row("act_fn", R"("silu")", R"("gelu")");
        row("addition_embed_type", "null", R"("text_time")");
        row("attention_type", R"("default")", R"("gated")");
        row("class_embed_type", "null", R"("timestep")");
        row("class_embeddings_concat", "false", "true");
        row("conv_in_kernel", "3", "1");
        row("conv_out_kernel", "3", "1");
        row("cross_attention_norm", "null", R"("layer_norm")");
        row("dual_cross_attention", "false", "true");
        row("encoder_hid_dim", "null", "1024");
        row("encoder_hid_dim_type", "null", R"("text_proj")");
        row("mid_block_only_cross_attention", "null", "true");
        row("mid_block_type", R"("UNetMidBlock2DCrossAttn")", "null");
        row("num_attention_heads", "null", "8");
        row("num_class_embeds", "null", "10");
        row("resnet_out_scale_factor", "1", "1.4");
        row("resnet_skip_time_act", "false", "true");
        row("resnet_time_scale_shift", R"("default")", R"("scale_shift")");
        row("reverse_transformer_layers_per_block", "null", "[[1], [1], [1], [1]]");
        row("time_cond_proj_dim", "null", "256");
        row("time_embedding_act_fn", "null", R"("silu")");
        row("time_embedding_dim", "null", "512");
        row("time_embedding_type", R"("positional")", R"("fourier")");
        row("timestep_post_act", "null", R"("silu")");
    }

    void variantsAreRefused() {
        QFETCH(QString, usual);
        QFETCH(QString, other);
        const std::string key = QTest::currentDataTag();
        UNetConfig::from_json({{key, nlohmann::json::parse(usual.toStdString())}}, "unet/config.json");
        try {
            UNetConfig::from_json({{key, nlohmann::json::parse(other.toStdString())}}, "unet/config.json");
            QFAIL("accepted");
        } catch (const Error& error) {
            QCOMPARE(error.where(), "unet/config.json: " + key);
        }
    }

    void oldFilesSayTheWrongSize_data() {
        QTest::addColumn<QString>("version");
        QTest::addColumn<int>("written");
        QTest::addColumn<int>("meant");
        QTest::newRow("old") << "0.6.0" << 32 << 64;
        QTest::newRow("older than the fix") << "0.8.1.dev0" << 32 << 64;
        QTest::newRow("fixed") << "0.9.0" << 32 << 32;
        QTest::newRow("new") << "1.2" << 32 << 32;
        QTest::newRow("two digits") << "0.17.1" << 32 << 32;
        QTest::newRow("another size") << "0.6.0" << 96 << 96;
        QTest::newRow("no version") << "" << 32 << 32;
    }

    void oldFilesSayTheWrongSize() {
        QFETCH(QString, version);
        QFETCH(int, written);
        QFETCH(int, meant);
        const nlohmann::json json{{"_diffusers_version", version.toStdString()}, {"sample_size", written}};
        QCOMPARE(UNetConfig::from_json(json, "test").sample_size, meant);
    }

    void wrongLatentsAreRefused() {
        UNet2DConditionModel unet = fixture_unet();
        QVERIFY_EXCEPTION_THROWN(unet(at::zeros({1, 9, 8, 8}), at::zeros({1}, at::kLong), at::zeros({1, 7, 24})),
                                 Error);
    }
};

QTEST_APPLESS_MAIN(TestUNet)
#include "tst_unet.moc"
