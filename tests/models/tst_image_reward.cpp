// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include <torch/torch.h>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/formats/torch_file.h"
#include "core/models/image_reward.h"
#include "core/models/weights.h"
#include "core/runtime/random.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;

namespace {

using Tensors = std::map<std::string, at::Tensor>;

const std::filesystem::path kFolder = std::filesystem::path(TEMPERA_FIXTURES) / "11_imagereward";

const Tensors& weights() {
    static const Tensors tensors = read_torch_file(kFolder / "ImageReward_tiny.pt").tensors;
    return tensors;
}

const Tensors& io() {
    static const Tensors tensors = read_safetensors(kFolder / "io.safetensors").tensors;
    return tensors;
}

ImageRewardModel model_with(const nlohmann::json& json) {
    ImageRewardModel model(ImageRewardConfig::from_weights(weights(), "test", json));
    load_image_reward(model, weights(), "test");
    return model;
}

ImageRewardModel fixture_model() {
    return model_with(read_config(kFolder));
}

}  // namespace

class TestImageReward : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void statesEqualTheReference() {
        const at::NoGradGuard no_grad;
        ImageRewardModel model = fixture_model();
        const at::Tensor visual = model->image_states(io().at("pixel_values"));
        COMPARE_TENSORS(visual, io().at("visual"), 5e-5);
        const auto text = model->text_states(io().at("ids"), io().at("attention_mask"), visual);
        QCOMPARE(text.size(), 4u);
        COMPARE_TENSORS(text[0], io().at("text.emb"), 5e-5);
        COMPARE_TENSORS(text[1], io().at("text.layer0"), 5e-5);
        COMPARE_TENSORS(text[3], io().at("text.last"), 5e-5);
    }

    void scoresEqualTheReference() {
        const at::NoGradGuard no_grad;
        const at::Tensor raw =
            fixture_model()->forward(io().at("pixel_values"), io().at("ids"), io().at("attention_mask"));
        COMPARE_TENSORS(raw, io().at("raw").squeeze(1), 5e-5);
        COMPARE_TENSORS((raw - kImageRewardMean) / kImageRewardStd, io().at("reward").squeeze(1), 5e-5);
    }

    /// A prompt scores the same alone, in a batch, and with more padding; what stands in the padding is
    /// of no account.
    void paddingDoesNotMatter() {
        const at::NoGradGuard no_grad;
        ImageRewardModel model = fixture_model();
        const at::Tensor pixels = io().at("pixel_values");
        const at::Tensor ids = at::tensor({2, 7, 9, 3, 0, 0, 2, 8, 5, 6, 11, 3}, at::kLong).view({2, 6});
        const at::Tensor mask = ids.ne(0).to(at::kLong);
        const at::Tensor together = model->forward(pixels, ids, mask);
        const at::Tensor alone = model->forward(pixels.narrow(0, 0, 1), ids.narrow(0, 0, 1).narrow(1, 0, 4),
                                                mask.narrow(0, 0, 1).narrow(1, 0, 4));
        COMPARE_TENSORS(together.narrow(0, 0, 1), alone, 2e-5);
        COMPARE_TENSORS(model->forward(pixels, ids.masked_fill(mask.eq(0), 33), mask), together, 0);
        QVERIFY(!compare(model->forward(pixels, ids, at::ones_like(mask)), together, 1e-4).empty());
        const at::Tensor nothing = model->forward(pixels, ids, at::zeros_like(mask));
        QVERIFY(at::isfinite(nothing).all().item<bool>());
    }

    void gradientsReachThePixels() {
        const at::Tensor pixels = io().at("pixel_values").clone().requires_grad_();
        fixture_model()->forward(pixels, io().at("ids"), io().at("attention_mask")).sum().backward();
        QVERIFY(pixels.grad().abs().sum().item<double>() > 0);
    }

    void keysAreTheOfficialOnes() {
        const auto actual = weights_of(*fixture_model());
        std::size_t expected = 0;
        for (const auto& [name, tensor] : weights()) {
            const bool unused = name.starts_with("blip.vision_proj.") || name.starts_with("blip.text_proj.");
            if (unused || name.ends_with("position_ids")) {
                continue;
            }
            ++expected;
            QVERIFY2(actual.contains(name) && at::equal(actual.at(name), tensor), name.c_str());
        }
        QCOMPARE(actual.size(), expected);
    }

    void sizesFollowFromTheShapes() {
        const ImageRewardConfig config = fixture_model()->config;
        QCOMPARE(config.vision.image_size, 32);
        QCOMPARE(config.vision.patch_size, 8);
        QCOMPARE(config.vision.hidden_size, 64);
        QCOMPARE(config.vision.intermediate_size, 256);
        QCOMPARE(config.vision.num_layers, 3);
        QCOMPARE(config.vision.num_heads, 4);
        QCOMPARE(config.text.vocab_size, 64);
        QCOMPARE(config.text.hidden_size, 48);
        QCOMPARE(config.text.intermediate_size, 96);
        QCOMPARE(config.text.num_layers, 3);
        QCOMPARE(config.text.max_positions, 40);
        QCOMPARE(config.text.encoder_width, 64);
        // The official med_config.json alone; its encoder_width is wrong and of no account.
        const nlohmann::json med{{"num_attention_heads", 3}, {"encoder_width", 48}, {"layer_norm_eps", 1e-12}};
        const ImageRewardConfig flat = ImageRewardConfig::from_weights(weights(), "test", med);
        QCOMPARE(flat.text.num_heads, 3);
        QCOMPARE(flat.text.encoder_width, 64);
        QCOMPARE(flat.vision.num_heads, 1);  // 64 wide each, as in the official model
        QVERIFY(error_text([] { ImageRewardConfig::from_weights(weights(), "x.pt"); }).contains("text encoder, 48"));
    }

    void positionGridsAreResized() {
        const at::NoGradGuard no_grad;
        nlohmann::json json = read_config(kFolder);
        json["vision"]["img_size"] = 48;
        ImageRewardModel model = model_with(json);
        QCOMPARE(model->image_states(at::zeros({1, 3, 48, 48})).size(1), 37);
        QVERIFY(!error_text([&] { model->image_states(at::zeros({1, 3, 32, 32})); }).isEmpty());
        // The cubic kernel with a = -0.75 puts what is a quarter of the way from n to n + 1 at n + 0.296875.
        const auto coordinate = [](int fine) {
            const int half = (fine - 1) / 2;
            return fine % 2 == 0 ? half + 0.703125 : half + 0.296875;
        };
        const at::Tensor plane =
            at::arange(8, at::kFloat).view({1, 8, 1}) + 2 * at::arange(8, at::kFloat).view({8, 1, 1});
        const at::Tensor embedding = at::cat({at::full({1, 1, 1}, -5.0), plane.reshape({1, 64, 1})}, 1);
        const at::Tensor fine = resize_position_grid(embedding, 16);
        QCOMPARE(fine.sizes(), (std::vector<std::int64_t>{1, 257, 1}));
        QCOMPARE(fine[0][0][0].item<float>(), -5.0F);
        for (const int row : {6, 8, 9}) {
            for (const int column : {6, 7, 9}) {
                const double expected = coordinate(column) + 2 * coordinate(row);
                const double actual = fine[0][1 + 16 * row + column][0].item<double>();
                QVERIFY(std::abs(actual - expected) < 1e-5);
            }
        }
        QVERIFY(at::equal(resize_position_grid(embedding, 8), embedding));
        QVERIFY(!error_text([] { resize_position_grid(at::zeros({1, 4, 2}), 3); }).isEmpty());
    }

    void randomStartIsComplete() {
        ImageRewardModel model(fixture_model()->config);
        init_weights(*model, make_stream(4, "test"));
        for (const auto& [name, tensor] : weights_of(*model)) {
            QVERIFY2(at::isfinite(tensor).all().item<bool>() && tensor.abs().max().item<double>() < 2, name.c_str());
        }
    }

    void wrongFilesAreErrors() {
        const auto message = [](const std::string& name) {
            Tensors tensors = weights();
            tensors.erase(name);
            return error_text([&] {
                ImageRewardModel model(ImageRewardConfig::from_weights(tensors, "file.pt", read_config(kFolder)));
                load_image_reward(model, tensors, "file.pt");
            });
        };
        QVERIFY(message("blip.text_proj.bias").isEmpty());
        for (const char* name :
             {"blip.visual_encoder.pos_embed", "blip.visual_encoder.norm.bias", "mlp.layers.6.weight",
              "blip.text_encoder.encoder.layer.2.crossattention.self.value.weight"}) {
            QVERIFY2(message(name).contains(name), name);
        }
        ImageRewardModel model = fixture_model();
        const at::Tensor states = at::zeros({1, 17, 64});
        const at::Tensor ids = at::zeros({1, 41}, at::kLong);
        QVERIFY(error_text([&] { model->text_states(ids, at::ones_like(ids), states); }).contains("at most 40"));
        QVERIFY(!error_text([&] { model->text_states(ids.narrow(1, 0, 5), ids, states); }).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestImageReward)
#include "tst_image_reward.moc"
