// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <filesystem>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include <QtTest>

#include "core/base/files.h"
#include "core/formats/image.h"
#include "core/formats/safetensors.h"
#include "core/models/clip.h"
#include "core/models/unet.h"
#include "core/models/vae.h"
#include "core/models/weights.h"
#include "core/text/clip_tokenizer.h"

using namespace tempera;

/// The embedded model as committed is a folder that diffusers and transformers load: file names, config
/// fields, every key and shape, fp16, and its size.
class TestEmbeddedModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thePipelineNamesItsParts();
    void theUNetIsWhatItsConfigSays();
    void theAutoencoderIsWhatItsConfigSays();
    void theTextEncoderFitsTheTokenizer();
    void theRewardIsAClipWithAHead();
    void allIsSmall();
    void thePreviewIsAPicture();

private:
    nlohmann::json json(const char* file) const { return nlohmann::json::parse(read_file(folder_ / file)); }
    static void compareKeys(const torch::nn::Module& model, const std::filesystem::path& file);

    const std::filesystem::path folder_ = std::filesystem::path(TEMPERA_SOURCE_DIR) / "resources/models/animals";
    const std::filesystem::path reward_ = folder_.parent_path() / "animals-aesthetic";
};

void TestEmbeddedModel::compareKeys(const torch::nn::Module& model, const std::filesystem::path& file) {
    TensorFile read = read_safetensors(file);
    QCOMPARE(read.metadata.at("format"), std::string("pt"));
    for (const auto& [key, parameter] : weights_of(model)) {
        const auto found = read.tensors.find(key);
        QVERIFY2(found != read.tensors.end(), key.c_str());
        QVERIFY2(found->second.sizes() == parameter.sizes(), key.c_str());
        QCOMPARE(found->second.scalar_type(), at::kHalf);
        QVERIFY2(at::isfinite(found->second.to(at::kFloat)).all().item<bool>(), key.c_str());
        read.tensors.erase(found);
    }
    QVERIFY(read.tensors.empty());
}

void TestEmbeddedModel::thePipelineNamesItsParts() {
    const auto index = json("model_index.json");
    QCOMPARE(index.at("_class_name").get<std::string>(), std::string("StableDiffusionPipeline"));
    const std::map<std::string, std::string> parts = {{"unet", "UNet2DConditionModel"},
                                                      {"vae", "AutoencoderKL"},
                                                      {"text_encoder", "CLIPTextModel"},
                                                      {"tokenizer", "CLIPTokenizer"},
                                                      {"scheduler", "DDIMScheduler"}};
    for (const auto& [part, class_name] : parts) {
        QCOMPARE(index.at(part).at(1).get<std::string>(), class_name);
        QVERIFY(std::filesystem::is_directory(folder_ / part));
    }
    const auto scheduler = json("scheduler/scheduler_config.json");
    QCOMPARE(scheduler.at("clip_sample").get<bool>(), false);
    QCOMPARE(scheduler.at("steps_offset").get<int>(), 1);
    QCOMPARE(scheduler.at("beta_schedule").get<std::string>(), std::string("scaled_linear"));
}

void TestEmbeddedModel::theUNetIsWhatItsConfigSays() {
    const auto config = json("unet/config.json");
    QCOMPARE(config.at("_class_name").get<std::string>(), std::string("UNet2DConditionModel"));
    QCOMPARE(config.at("down_block_types").at(0).get<std::string>(), std::string("DownBlock2D"));
    UNet2DConditionModel unet(UNetConfig::from_json(config, "unet"));
    compareKeys(*unet, folder_ / "unet/diffusion_pytorch_model.safetensors");
}

void TestEmbeddedModel::theAutoencoderIsWhatItsConfigSays() {
    const auto config = AutoencoderKLConfig::from_json(json("vae/config.json"), "vae");
    QCOMPARE(config.downscale(), std::int64_t(4));
    QCOMPARE(config.latent_channels, json("unet/config.json").at("in_channels").get<std::int64_t>());
    AutoencoderKL vae(config);
    compareKeys(*vae, folder_ / "vae/diffusion_pytorch_model.safetensors");
}

void TestEmbeddedModel::theTextEncoderFitsTheTokenizer() {
    const auto config = CLIPTextConfig::from_json(json("text_encoder/config.json"), "text_encoder");
    CLIPTextModel text(config);
    compareKeys(*text, folder_ / "text_encoder/model.safetensors");
    const ClipTokenizer tokenizer = ClipTokenizer::from_folder(folder_ / "tokenizer");
    QCOMPARE(tokenizer.vocab_size(), config.vocab_size);
    QCOMPARE(tokenizer.max_length(), config.max_position_embeddings);
    QCOMPARE(config.tower.hidden_size, json("unet/config.json").at("cross_attention_dim").get<std::int64_t>());
    for (const char* file : {"merges.txt", "special_tokens_map.json"}) {
        QVERIFY(std::filesystem::exists(folder_ / "tokenizer" / file));
    }
}

void TestEmbeddedModel::theRewardIsAClipWithAHead() {
    const auto config = CLIPConfig::from_json(read_config(reward_), "animals-aesthetic");
    CLIPModel clip(config);
    compareKeys(*clip, reward_ / "model.safetensors");
    const auto head = read_safetensors(reward_ / "head.safetensors").tensors;
    QCOMPARE(head.size(), std::size_t(10));
    QCOMPARE(head.at("layers.0.weight").size(1), config.projection_dim);
    QCOMPARE(head.at("layers.7.weight").size(0), std::int64_t(1));
}

void TestEmbeddedModel::allIsSmall() {
    std::uintmax_t bytes = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.parent_path())) {
        if (entry.is_regular_file())
            bytes += entry.file_size();
    }
    QVERIFY(bytes < 40'000'000);
}

void TestEmbeddedModel::thePreviewIsAPicture() {
    const Image preview = read_image(folder_ / "preview.png");
    QVERIFY(preview.width > 500 && preview.height > 300);
}

QTEST_APPLESS_MAIN(TestEmbeddedModel)
#include "tst_embedded_model.moc"
