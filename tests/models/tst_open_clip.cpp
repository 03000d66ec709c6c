// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include <torch/torch.h>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/formats/torch_file.h"
#include "core/models/open_clip.h"
#include "core/models/weights.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;

namespace {

using Tensors = std::map<std::string, at::Tensor>;

const std::filesystem::path kFolder = std::filesystem::path(TEMPERA_FIXTURES) / "10_openclip";

Tensors weights() {
    return read_torch_file(kFolder / "HPS_tiny.pt").tensors;
}

nlohmann::json model_config() {
    return nlohmann::json::parse(read_file(kFolder / "open_clip_config.json"));
}

CLIPModel model_of(const Tensors& tensors) {
    const ClipWeights converted = from_open_clip(tensors, "test", model_config());
    CLIPModel model(converted.config);
    load_weights(*model, converted.tensors, "test");
    return model;
}

Tensors read_bytes(const Tensors& tensors) {
    QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("model.safetensors").toStdString();
    write_safetensors(file, tensors);
    return read_safetensors(file).tensors;
}

/// The least that tells a configuration, one layer per tower.
Tensors outline(std::int64_t vision_width, std::int64_t text_width) {
    return {{"visual.transformer.resblocks.0.ln_1.weight", at::ones({vision_width})},
            {"visual.transformer.resblocks.0.attn.in_proj_weight", at::ones({3 * vision_width, vision_width})},
            {"visual.transformer.resblocks.0.mlp.c_fc.weight", at::ones({7, vision_width})},
            {"visual.conv1.weight", at::ones({vision_width, 3, 14, 14})},
            {"visual.positional_embedding", at::ones({257, vision_width})},
            {"visual.proj", at::ones({vision_width, 5})},
            {"transformer.resblocks.0.ln_1.weight", at::ones({text_width})},
            {"transformer.resblocks.0.attn.in_proj_weight", at::ones({3 * text_width, text_width})},
            {"transformer.resblocks.0.mlp.c_fc.weight", at::ones({9, text_width})},
            {"token_embedding.weight", at::ones({11, text_width})},
            {"positional_embedding", at::ones({77, text_width})},
            {"text_projection", at::ones({text_width, 5})}};
}

}  // namespace

class TestOpenClip : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void featuresEqualOpenClip_data() {
        QTest::addColumn<bool>("from_safetensors");
        QTest::newRow("nested .pt") << false;
        QTest::newRow(".safetensors") << true;
    }
    void featuresEqualOpenClip() {
        QFETCH(bool, from_safetensors);
        const at::NoGradGuard no_grad;
        const Tensors tensors = from_safetensors ? read_bytes(weights()) : weights();
        CLIPModel model = model_of(tensors);
        const Tensors io = read_safetensors(kFolder / "io.safetensors").tensors;
        const at::Tensor image = model->image_features(io.at("pixel_values"));
        const at::Tensor text = model->text_features(io.at("ids"));
        COMPARE_TENSORS(image, io.at("image_raw"), 2e-5);
        COMPARE_TENSORS(text, io.at("text_raw"), 2e-5);
        const at::Tensor image_direction = image / image.norm(2, {1}, true);
        const at::Tensor text_direction = text / text.norm(2, {1}, true);
        COMPARE_TENSORS(image_direction, io.at("image_features"), 2e-5);
        COMPARE_TENSORS(text_direction, io.at("text_features"), 2e-5);
        COMPARE_TENSORS((image_direction * text_direction).sum(1), io.at("hps"), 2e-5);
        COMPARE_TENSORS(model->logit_scale.exp(), io.at("logit_scale"), 2e-5);
    }

    /// The digest is that of the reference's own conversion, written by serialize_safetensors.
    void tensorsEqualTheReferenceConversion() {
        Tensors converted = from_open_clip(weights(), "test", model_config()).tensors;
        QCOMPARE(converted.size(), 110u);
        QCOMPARE(sha256_hex(serialize_safetensors(converted)),
                 std::string("a44d1ae04e4f44e2a929b3d37a92a10864df76ea60ae22507e4ada368475f343"));
    }

    void writingIsTheWayBack() {
        const Tensors original = weights();
        const ClipWeights converted = from_open_clip(original, "test", model_config());
        const Tensors written = to_open_clip(converted.tensors, "test");
        QCOMPARE(written.size(), original.size());
        for (const auto& [name, tensor] : original) {
            QVERIFY2(written.contains(name) && at::equal(written.at(name), tensor), name.c_str());
        }
        // Through a file, with the configuration that is written beside it.
        const Tensors stored = read_bytes(written);
        const ClipWeights again = from_open_clip(stored, "test", open_clip_config(converted.config));
        QCOMPARE(again.config.to_json().dump(), converted.config.to_json().dump());
        QCOMPARE(serialize_safetensors(again.tensors), serialize_safetensors(converted.tensors));
        ClipWeights quick = converted;
        quick.config.vision.tower.hidden_act = quick.config.text.tower.hidden_act = "quick_gelu";
        QCOMPARE(from_open_clip(stored, "test", open_clip_config(quick.config)).config.to_json().dump(),
                 quick.config.to_json().dump());
    }

    void whatHasNoPlaceIsNamed() {
        Tensors tensors = from_open_clip(weights(), "test", model_config()).tensors;
        const std::string stray = "text_model.encoder.layers.0.self_attn.gate.weight";
        tensors[stray] = at::ones({1});
        QVERIFY(error_text([&] { to_open_clip(tensors, "x"); }).contains(QString::fromStdString(stray)));
        tensors.erase(stray);
        tensors.erase("text_model.encoder.layers.0.self_attn.k_proj.bias");
        QVERIFY(error_text([&] { to_open_clip(tensors, "x"); }).contains("layers.0.self_attn.q_proj.bias"));
    }

    void everyParameterOfTheModelIsThere() {
        const ClipWeights converted = from_open_clip(weights(), "test", model_config());
        const auto wanted = weights_of(*CLIPModel(converted.config));
        QCOMPARE(converted.tensors.size(), wanted.size());
        for (const auto& [name, tensor] : wanted) {
            QVERIFY2(converted.tensors.contains(name), name.c_str());
        }
    }

    void sizesFollowFromTheShapes() {
        const CLIPConfig config = from_open_clip(weights(), "test", model_config()).config;
        QCOMPARE(config.projection_dim, 24);
        QCOMPARE(config.vision.image_size, 28);
        QCOMPARE(config.vision.patch_size, 7);
        QCOMPARE(config.vision.tower.hidden_size, 48);
        QCOMPARE(config.vision.tower.intermediate_size, 192);
        QCOMPARE(config.vision.tower.num_hidden_layers, 3);
        QCOMPARE(config.vision.tower.num_attention_heads, 4);
        QCOMPARE(config.text.tower.hidden_size, 32);
        QCOMPARE(config.text.tower.num_attention_heads, 4);
        QCOMPARE(config.text.vocab_size, 1000);
        QCOMPARE(config.text.max_position_embeddings, 77);
        QCOMPARE(config.text.tower.hidden_act, std::string("gelu"));
        nlohmann::json wrapped{{"model_cfg", model_config()}, {"preprocess_cfg", nlohmann::json::object()}};
        wrapped["model_cfg"]["quick_gelu"] = true;
        const CLIPConfig quick = from_open_clip(weights(), "test", wrapped).config;
        QCOMPARE(quick.vision.tower.hidden_act, std::string("quick_gelu"));
        QCOMPARE(quick.text.tower.hidden_act, std::string("quick_gelu"));
        QCOMPARE(quick.vision.tower.num_attention_heads, 4);
    }

    void publishedModelsNeedNoConfiguration() {
        const CLIPConfig huge = from_open_clip(outline(1280, 1024), "test").config;
        QCOMPARE(huge.vision.tower.num_attention_heads, 16);
        QCOMPARE(huge.text.tower.num_attention_heads, 16);
        QCOMPARE(huge.vision.image_size, 224);
        QCOMPARE(huge.vision.tower.layer_norm_eps, 1e-5);
        const CLIPConfig large = from_open_clip(outline(1024, 768), "test").config;
        QCOMPARE(large.vision.tower.num_attention_heads, 16);
        QCOMPARE(large.text.tower.num_attention_heads, 12);
        QVERIFY(error_text([] { from_open_clip(outline(48, 64), "x.pt"); }).contains("x.pt: the attention heads"));
        QVERIFY(error_text([] { from_open_clip(outline(64, 48), "x.pt"); }).contains("text tower, 48 wide"));
    }

    void namesAreRecognised() {
        QVERIFY(is_open_clip(weights()));
        QVERIFY(!is_open_clip(from_open_clip(weights(), "test", model_config()).tensors));
        QVERIFY(!is_open_clip({}));
    }

    void otherArchitecturesAreErrors() {
        const auto message = [](auto&& change, nlohmann::json json = model_config()) {
            Tensors tensors = weights();
            change(tensors);
            return error_text([&] { from_open_clip(tensors, "file.pt", json); });
        };
        const std::string block = "visual.transformer.resblocks.1.";
        QVERIFY(message([](Tensors&) {}).isEmpty());
        QVERIFY(message([](Tensors& all) { all["attn_mask"] = at::zeros({77, 77}); }).isEmpty());
        QVERIFY(message([&](Tensors& all) { all[block + "ls_1.gamma"] = at::ones({48}); }).contains("ls_1.gamma"));
        QVERIFY(message([](Tensors& all) { all["logit_bias"] = at::ones({}); }).contains("'logit_bias'"));
        QVERIFY(message([](Tensors& all) { all.erase("visual.proj"); }).contains("'visual.proj' is missing"));
        QVERIFY(message([](Tensors& all) { all["visual.proj"] = at::zeros({0, 24}); }).contains("[0,24]"));
        QVERIFY(message([&](Tensors& all) { all[block + "attn.in_proj_bias"] = at::ones({}); }).contains("q, k and v"));
        QVERIFY(message([](Tensors& all) {
                    all["visual.positional_embedding"] = at::ones({16, 48});
                }).contains("square grid"));
        QVERIFY(message([](Tensors&) {}, {{"vision_cfg", {{"head_width", 12}, {"image_size", 224}}}})
                    .contains("pictures of 224 pixels"));
        QVERIFY(message([](Tensors&) {}, {{"vision_cfg", {{"head_width", 7}}}}).contains("vision tower"));
        QVERIFY(message([](Tensors&) {}, {{"vision_cfg", 3}}).contains("file.pt"));
        QVERIFY(message([](Tensors&) {}, nlohmann::json::array()).contains("file.pt"));
        // What only load_weights can see, it does.
        Tensors tensors = weights();
        tensors.erase("ln_final.bias");
        QVERIFY(error_text([&] { model_of(tensors); }).contains("final_layer_norm.bias"));
    }
};

QTEST_APPLESS_MAIN(TestOpenClip)
#include "tst_open_clip.moc"
