// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>
#include <filesystem>

#include <torch/torch.h>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/models/clip.h"
#include "core/models/weights.h"
#include "core/runtime/random.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;

namespace {

const std::filesystem::path kFixtures = TEMPERA_FIXTURES;

// Both variants of a fixture have the same weights: they are stored with the first one only.
CLIPTextModel text_model(const std::string& activation) {
    CLIPTextModel model(CLIPTextConfig::from_json(
        read_config(kFixtures / ("06_clip_text_" + activation) / "text_encoder"), "text_encoder"));
    load_weights(*model, read_component(kFixtures / "06_clip_text_quick_gelu/text_encoder").tensors, "text_encoder");
    return model;
}

CLIPModel clip_model(const std::string& activation) {
    CLIPModel model(CLIPConfig::from_json(read_config(kFixtures / ("07_clip_" + activation)), "clip"));
    load_weights(*model, read_component(kFixtures / "07_clip_quick_gelu").tensors, "clip");
    return model;
}

}  // namespace

class TestClip : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void activations_data() {
        QTest::addColumn<QString>("activation");
        QTest::newRow("quick_gelu") << "quick_gelu";
        QTest::newRow("gelu") << "gelu";
    }

    void textStatesEqualTransformers_data() { activations_data(); }
    void textStatesEqualTransformers() {
        QFETCH(QString, activation);
        const at::NoGradGuard no_grad;
        const std::string name = activation.toStdString();
        const auto data = read_safetensors(kFixtures / ("06_clip_text_" + name) / "io.safetensors").tensors;
        COMPARE_TENSORS(text_model(name)(data.at("ids")), data.at("last_hidden_state"), 2e-5);
    }

    void featuresEqualTransformers_data() { activations_data(); }
    void featuresEqualTransformers() {
        QFETCH(QString, activation);
        const at::NoGradGuard no_grad;
        const std::string name = activation.toStdString();
        const auto data = read_safetensors(kFixtures / ("07_clip_" + name) / "io.safetensors").tensors;
        CLIPModel model = clip_model(name);
        const at::Tensor image = model->image_features(data.at("pixel_values"));
        const at::Tensor text = model->text_features(data.at("ids"));
        COMPARE_TENSORS(image, data.at("image_features"), 2e-5);
        COMPARE_TENSORS(text, data.at("text_features"), 2e-5);
        COMPARE_TENSORS(text, data.at("text_features_masked"), 2e-5);
        const at::Tensor image_direction = image / image.norm(2, {1}, true);
        const at::Tensor text_direction = text / text.norm(2, {1}, true);
        COMPARE_TENSORS(image_direction, data.at("image_embeds"), 2e-5);
        COMPARE_TENSORS(text_direction, data.at("text_embeds"), 2e-5);
        const at::Tensor cosines = image_direction.mm(text_direction.t());
        COMPARE_TENSORS(model->logit_scale.exp() * cosines, data.at("logits_per_image"), 2e-5);
        COMPARE_TENSORS(cosines.diag(), data.at("pickscore_like"), 2e-5);
    }

    void visionStagesEqualTransformers_data() { activations_data(); }
    void visionStagesEqualTransformers() {
        QFETCH(QString, activation);
        const at::NoGradGuard no_grad;
        const std::string name = activation.toStdString();
        const auto data = read_safetensors(kFixtures / ("07_clip_" + name) / "io.safetensors").tensors;
        CLIPModel model = clip_model(name);
        const auto modules = model->named_modules();
        const auto weights = weights_of(*model);
        const auto norm = [&](const char* key, const at::Tensor& states) {
            return modules[key]->as<LayerNormImpl>()->forward(states);
        };
        const at::Tensor pixels = data.at("pixel_values");
        const at::Tensor patches =
            modules["vision_model.embeddings.patch_embedding"]->as<Conv2dImpl>()->forward(pixels);
        const at::Tensor class_token =
            weights.at("vision_model.embeddings.class_embedding").expand({pixels.size(0), 1, -1});
        const at::Tensor embedded = at::cat({class_token, patches.flatten(2).transpose(1, 2)}, 1) +
                                    weights.at("vision_model.embeddings.position_embedding.weight");
        const at::Tensor states = norm("vision_model.pre_layrnorm", embedded);
        COMPARE_TENSORS(states, data.at("vision.emb_after_prenorm"), 2e-5);
        const at::Tensor last = modules["vision_model.encoder"]->as<CLIPEncoderImpl>()->forward(states, false);
        COMPARE_TENSORS(last, data.at("vision.last_hidden"), 2e-5);
        COMPARE_TENSORS(norm("vision_model.post_layernorm", last.select(1, 0)), data.at("vision.pooled"), 2e-5);
        COMPARE_TENSORS(modules["vision_model"]->as<CLIPVisionTransformerImpl>()->forward(pixels),
                        data.at("vision.pooled"), 2e-5);
    }

    void wrongActivationIsVisible() {
        const at::NoGradGuard no_grad;
        const auto data = read_safetensors(kFixtures / "06_clip_text_gelu/io.safetensors").tensors;
        QVERIFY(!compare(text_model("quick_gelu")(data.at("ids")), data.at("last_hidden_state"), 1e-2).empty());
    }

    void keysAreThoseOfTransformers() {
        auto expected = read_component(kFixtures / "07_clip_quick_gelu").tensors;
        expected.erase("text_model.embeddings.position_ids");
        expected.erase("vision_model.embeddings.position_ids");
        const auto actual = weights_of(*clip_model("gelu"));
        QCOMPARE(actual.size(), expected.size());
        for (const auto& [name, tensor] : expected) {
            QVERIFY2(actual.contains(name) && at::equal(actual.at(name), tensor), name.c_str());
        }
    }

    /// 2 is the wrong legacy id of the first uploads: then the largest id marks the end.
    void poolsAtTheEndToken() {
        const at::NoGradGuard no_grad;
        CLIPConfig config = clip_model("gelu")->config;
        const at::Tensor ids = at::tensor({1, 500, 900, 30, 40, 7}, at::kLong).unsqueeze(0);
        const auto features = [&](std::int64_t eos, const at::Tensor& tokens) {
            config.text.eos_token_id = eos;
            CLIPModel model(config);
            load_weights(*model, read_component(kFixtures / "07_clip_quick_gelu").tensors, "clip");
            return model->text_features(tokens);
        };
        // Causal: what follows the pooled position cannot matter.
        COMPARE_TENSORS(features(2, ids), features(2, ids.narrow(1, 0, 3)), 2e-5);
        COMPARE_TENSORS(features(40, ids), features(40, ids.narrow(1, 0, 5)), 2e-5);
        QVERIFY(!compare(features(40, ids), features(2, ids), 1e-3).empty());
    }

    void randomStartIsThatOfTransformers() {
        CLIPConfig config = clip_model("gelu")->config;
        config.text.tower.hidden_size = 64;
        CLIPModel model(config);
        init_weights(*model, make_stream(3, "test"));
        auto parameters = model->named_parameters();
        const auto std_of = [&](const char* name) { return parameters[name].std().item<double>(); };
        QVERIFY(std::abs(std_of("text_model.embeddings.token_embedding.weight") - 0.02) < 0.001);
        const double depth = 1 / std::sqrt(2.0 * 3);
        QVERIFY(std::abs(std_of("text_model.encoder.layers.0.self_attn.q_proj.weight") - depth / 8) < 0.002);
        QVERIFY(std::abs(std_of("vision_model.embeddings.patch_embedding.weight") - 0.02) < 0.001);
        QVERIFY(std::abs(model->logit_scale.item<double>() - 2.6592) < 1e-6);
        QCOMPARE(parameters["text_model.final_layer_norm.weight"].min().item<double>(), 1.0);
        CLIPModel twin(config);
        init_weights(*twin, make_stream(3, "test"));
        for (const auto& [name, tensor] : weights_of(*twin)) {
            QVERIFY2(at::equal(tensor, parameters[name]), name.c_str());
        }
    }

    void configSurvivesItsJson() {
        const CLIPConfig config = clip_model("gelu")->config;
        QCOMPARE(config.vision.patch_size, 7);
        QVERIFY(CLIPConfig::from_json(config.to_json(), "test").to_json() == config.to_json());
        const CLIPTextConfig text = text_model("gelu")->config;
        QVERIFY(CLIPTextConfig::from_json(text.to_json(), "test").to_json() == text.to_json());
    }

    void legacySubConfigWins() {
        const nlohmann::json json{{"text_config", {{"hidden_size", 64}, {"num_hidden_layers", 2}}},
                                  {"text_config_dict", {{"num_hidden_layers", 7}}}};
        const CLIPConfig config = CLIPConfig::from_json(json, "test");
        QCOMPARE(config.text.tower.hidden_size, 64);
        QCOMPARE(config.text.tower.num_hidden_layers, 7);
        QCOMPARE(config.vision.tower.hidden_size, 768);
    }

    void nonsenseIsRefused() {
        QVERIFY_EXCEPTION_THROWN(CLIPTextConfig::from_json({{"hidden_act", "relu"}}, "test"), Error);
        QVERIFY_EXCEPTION_THROWN(CLIPTextConfig::from_json({{"num_attention_heads", 7}}, "test"), Error);
        for (const char* text :
             {R"({"text_config": 5})", R"({"text_config_dict": "text"})", R"({"vision_config": [1]})",
              R"({"projection_dim": 0})", R"({"projection_dim": 1000000000000})",
              R"({"text_config": {"num_hidden_layers": 1000000}})", R"({"text_config": {"hidden_size": 960000}})",
              R"({"text_config": {"vocab_size": 0}})", R"({"vision_config": {"intermediate_size": 0}})",
              R"({"vision_config": {"image_size": 1000000, "patch_size": 1}})",
              R"({"vision_config": {"layer_norm_eps": -1}})", R"({"vision_config": {"num_channels": 0}})"}) {
            QVERIFY2(error_text([&] { CLIPConfig::from_json(nlohmann::json::parse(text), "test"); }).contains("test"),
                     text);
        }
        CLIPModel model = clip_model("gelu");
        QVERIFY_EXCEPTION_THROWN(model->text_features(at::zeros({1, 78}, at::kLong)), Error);
        QVERIFY_EXCEPTION_THROWN(model->image_features(at::zeros({1, 3, 27, 28})), Error);
    }
};

QTEST_APPLESS_MAIN(TestClip)
#include "tst_clip.moc"
