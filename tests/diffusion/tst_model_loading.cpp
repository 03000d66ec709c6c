// SPDX-License-Identifier: GPL-3.0-or-later
#include <malloc.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <torch/torch.h>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/diffusion/diffusion_model.h"
#include "tests/helpers/compvis_names.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/process_memory.h"
#include "tests/helpers/sanitized.h"
#include "tests/helpers/tensor_compare.h"
#include "tests/tools/random_model.h"

using namespace tempera;

namespace {

namespace fs = std::filesystem;

/// With 8 heads and norms of 32 groups, as files without a configuration have them.
UNetConfig small_unet(std::int64_t channels) {
    UNetConfig config;
    config.block_out_channels = {channels, channels, channels, channels};
    config.cross_attention_dim.assign(4, 64);
    return config;
}

AutoencoderKLConfig small_vae() {
    AutoencoderKLConfig config;
    config.block_out_channels = {32, 32};
    return config;
}

CLIPTextConfig small_text() {
    CLIPTextConfig config;
    config.tower = {64, 96, 2, 1, "quick_gelu", 1e-5};
    config.vocab_size = 600;
    return config;
}

void write_model(const fs::path& folder, at::ScalarType dtype = at::kFloat, std::int64_t channels = 32) {
    torch::manual_seed(3);
    write_random_folder(folder, small_unet(channels), small_vae(), small_text(), dtype);
}

/// The weights of a folder in one file.
void write_single_file(const fs::path& folder, const fs::path& file) {
    std::map<std::string, at::Tensor> tensors;
    for (const auto& [name, tensor] : read_component(folder / "unet").tensors) {
        tensors[compvis_unet_name(name)] = tensor;
    }
    for (const auto& [name, tensor] : read_component(folder / "vae").tensors) {
        tensors[compvis_vae_name(name, 2)] = tensor;
    }
    for (const auto& [name, tensor] : read_component(folder / "text_encoder").tensors) {
        tensors[compvis_text_name(name)] = tensor;
    }
    tensors["model_ema.decay"] = at::ones({});
    tensors["cond_stage_model.transformer.text_model.embeddings.position_ids"] = at::arange(77).unsqueeze(0);
    write_tensors(file, tensors);
}

void write_text(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
}

/// vocab.json and merges.txt of the 256 bytes, single and at the end of a word, and two special tokens.
void write_tokenizer(const fs::path& folder) {
    nlohmann::json vocabulary;
    for (const char* ending : {"", "</w>"}) {
        for (const auto& [byte, symbol] : clip_byte_symbols()) {
            vocabulary[symbol + ending] = vocabulary.size();
        }
    }
    vocabulary["<|startoftext|>"] = 512;
    vocabulary["<|endoftext|>"] = 513;
    write_text(folder / "vocab.json", vocabulary.dump());
    write_text(folder / "merges.txt", "#version: 0.2\n");
}

nlohmann::json json_of(const fs::path& file) {
    return nlohmann::json::parse(std::ifstream(file));
}

DiffusionModel load(const fs::path& path) {
    return DiffusionModel::load(path.string(), at::kCPU);
}

/// What the log says while `work` runs.
template <typename Work>
std::string logged(const Work& work) {
    std::ostringstream text;
    const auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(text);
    sink->set_pattern("%v");
    auto& sinks = spdlog::default_logger()->sinks();
    sinks.push_back(sink);
    work();
    sinks.pop_back();
    return text.str();
}

}  // namespace

/// DiffusionModel::load: folders, single files, what is refused, and how much memory it takes.
class TestModelLoading : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        temporary_ = std::make_unique<QTemporaryDir>();
        root_ = temporary_->path().toStdString();
    }

    void singleFileEqualsItsFolder() {
        const at::NoGradGuard no_grad;
        write_model(root_ / "folder");
        write_single_file(root_ / "folder", root_ / "model.safetensors");
        DiffusionModel folder = load(root_ / "folder");
        DiffusionModel file = load(root_ / "model.safetensors");
        const at::Tensor ids = at::arange(77).unsqueeze(0);
        const at::Tensor context = folder.encode_ids(ids);
        QVERIFY(at::equal(file.encode_ids(ids), context));
        const at::Tensor latents = at::randn({1, 4, 8, 8});
        const at::Tensor times = at::full({1}, 300, at::kLong);
        const at::Tensor noise = folder.predict(latents, times, folder.guidance(context, context, 1.0));
        QVERIFY(noise.abs().max().item<double>() > 1e-6);
        QVERIFY(at::equal(file.predict(latents, times, file.guidance(context, context, 1.0)), noise));
        QVERIFY(at::equal(file.decode(latents), folder.decode(latents)));
        QVERIFY(at::equal(make_betas(file.scheduler), make_betas(folder.scheduler)));
        QVERIFY(file.scheduler.prediction == Prediction::Epsilon);
        QCOMPARE(file.hash, sha256_hex_of_file(root_ / "model.safetensors"));
        QVERIFY(file.hash != folder.hash);
    }

    void tokenizerIsFoundBesideTheFile() {
        write_model(root_ / "folder");
        const fs::path file = root_ / "model.safetensors";
        write_single_file(root_ / "folder", file);
        DiffusionModel none = load(file);
        const QString message = error_text([&] { none.encode_prompts({"cat"}); });
        QVERIFY2(message.contains("no tokenizer") && message.contains(temporary_->path()), qPrintable(message));
        write_tokenizer(root_ / "tokenizer");
        QCOMPARE(load(file).encode_prompts({"cat"}).size(1), 77);
        fs::remove_all(root_ / "tokenizer");
        write_tokenizer(root_);
        QCOMPARE(load(file).encode_prompts({"cat"}).size(1), 77);
    }

    void foreignTokenizersAreRefused() {
        write_model(root_);
        CLIPTextConfig text = small_text();
        text.vocab_size = 100;
        write_text(root_ / "text_encoder/config.json", text.to_json().dump());
        write_tensors(root_ / "text_encoder/model.safetensors", random_weights(*CLIPTextModel(text), at::kFloat));
        write_tokenizer(root_ / "tokenizer");
        QVERIFY(error_text([&] { load(root_); }).contains("514 tokens"));
    }

    void otherFilesAreRefused() {
        write_text(root_ / "model.ckpt", "x");
        QVERIFY(error_text([&] { load(root_ / "model.ckpt"); }).contains("convert"));
        write_tensors(root_ / "lora.safetensors", {{"lora_unet_x.alpha", at::ones({})}});
        QVERIFY(error_text([&] { load(root_ / "lora.safetensors"); }).contains("no UNet"));
        QVERIFY(error_text([&] { load(root_ / "nothing.safetensors"); }).contains("no such folder or file"));
        write_model(root_ / "folder");
        write_single_file(root_ / "folder", root_ / "model.safetensors");
        fs::resize_file(root_ / "model.safetensors", fs::file_size(root_ / "model.safetensors") - 1);
        QVERIFY(error_text([&] { load(root_ / "model.safetensors"); }).contains("tensor data"));
    }

    void indexIsChecked_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("said");  // empty: loads
        QTest::newRow("XL") << "_class_name"
                            << R"("StableDiffusionXLPipeline")"
                            << "StableDiffusionXLPipeline";
        QTest::newRow("inpainting") << "_class_name"
                                    << R"("StableDiffusionInpaintPipeline")"
                                    << "InpaintPipeline";
        QTest::newRow("no class") << "_class_name"
                                  << "null"
                                  << "StableDiffusionPipeline";
        QTest::newRow("no unet") << "unet"
                                 << "[null, null]"
                                 << "no unet";
        QTest::newRow("no vae") << "vae"
                                << "null"
                                << "no vae";
        QTest::newRow("no scheduler") << "scheduler"
                                      << "[]"
                                      << "no scheduler";
        QTest::newRow("a text") << "text_encoder"
                                << R"("CLIPTextModel")"
                                << "no text_encoder";
        QTest::newRow("another UNet") << "unet"
                                      << R"(["diffusers", "UNet2DModel"])"
                                      << "UNet2DModel";
        QTest::newRow("another VAE") << "vae"
                                     << R"(["diffusers", "AutoencoderTiny"])"
                                     << "AutoencoderTiny";
        QTest::newRow("safety checker") << "safety_checker"
                                        << R"(["stable_diffusion", "SafetyChecker"])"
                                        << "";
        QTest::newRow("image encoder") << "image_encoder"
                                       << "[null, null]"
                                       << "";
        QTest::newRow("extra") << "requires_safety_checker"
                               << "true"
                               << "";
    }

    void indexIsChecked() {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, said);
        write_model(root_);
        nlohmann::json index = json_of(root_ / "model_index.json");
        index[key.toStdString()] = nlohmann::json::parse(value.toStdString());
        write_text(root_ / "model_index.json", index.dump());
        const QString message = error_text([&] { load(root_); });
        QVERIFY2(said.isEmpty() ? message.isEmpty() : message.contains(said) && message.contains("model_index.json"),
                 qPrintable(message));
    }

    void schedulersOfOtherClassesSayWhatBecomesOfThem_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("line");
        const char* end = ": sampled with DDIM, clip_sample false, steps_offset 1\n";
        QTest::newRow("PNDM") << R"({"_class_name": "PNDMScheduler", "steps_offset": 1, "timestep_spacing": "leading"})"
                              << QString("f: PNDMScheduler") + end;
        QTest::newRow("Euler") << R"({"_class_name": "EulerDiscreteScheduler", "timestep_spacing": "linspace"})"
                               << QString("f: EulerDiscreteScheduler") + end;
        QTest::newRow("DPM") << R"({"_class_name": "DPMSolverMultistepScheduler", "clip_sample": true})"
                             << QString("f: DPMSolverMultistepScheduler") + end;
        QTest::newRow("clipping DDIM") << R"({"_class_name": "DDIMScheduler", "clip_sample": true, "steps_offset": 1})"
                                       << QString("f: DDIMScheduler") + end;
        QTest::newRow("DDIM without offset")
            << R"({"_class_name": "DDIMScheduler", "clip_sample": false})" << QString("f: DDIMScheduler") + end;
        QTest::newRow("DDIM") << R"({"_class_name": "DDIMScheduler", "clip_sample": false, "steps_offset": 1})"
                              << "";
    }

    void schedulersOfOtherClassesSayWhatBecomesOfThem() {
        QFETCH(QString, json);
        QFETCH(QString, line);
        nlohmann::json file = nlohmann::json::parse(json.toStdString());
        file["beta_start"] = 0.001;
        SchedulerConfig config;
        const std::string text = logged([&] { config = SchedulerConfig::from_json(file, "f"); });
        QCOMPARE(QString::fromStdString(text), line);
        QCOMPARE(config.timestep_spacing, std::string("leading"));
        QCOMPARE(config.beta_start, 0.001);
        QCOMPARE(config.steps_offset, 1);
        QVERIFY(!config.clip_sample);
    }

    void impossibleSchedulersAreRefused() {
        for (const char* text :
             {R"({"_class_name": "FlowMatchEulerDiscreteScheduler"})", R"({"beta_start": -1})", R"({"beta_end": 1})",
              R"({"num_train_timesteps": 0})", R"({"num_train_timesteps": 1000000000000})", R"({"_class_name": 1})"}) {
            const auto file = nlohmann::json::parse(text);
            const QString message = error_text([&] { SchedulerConfig::from_json(file, "f.json"); });
            QVERIFY2(message.startsWith("f.json"), text);
        }
    }

    /// The files that are read count, and only they.
    void hashIsOfTheFilesThatAreRead() {
        write_model(root_);
        const std::string hash = load(root_).hash;
        QCOMPARE(hash.size(), 64u);
        fs::copy_file(root_ / "vae/diffusion_pytorch_model.safetensors", root_ / "vae/diffusion_pytorch_model.bin");
        fs::copy_file(root_ / "vae/config.json", root_ / "vae/diffusion_pytorch_model.fp16.safetensors");
        QCOMPARE(load(root_).hash, hash);

        auto weights = read_component(root_ / "vae").tensors;
        weights.begin()->second.flatten()[0] += 1;
        write_tensors(root_ / "vae/diffusion_pytorch_model.safetensors", weights);
        const std::string changed = load(root_).hash;
        QVERIFY(changed != hash);

        std::map<std::string, at::Tensor> first{*weights.begin()};
        nlohmann::json map{{weights.begin()->first, "a.safetensors"}};
        weights.erase(weights.begin());
        for (const auto& [name, tensor] : weights) {
            map[name] = "b.safetensors";
        }
        write_tensors(root_ / "vae/a.safetensors", first);
        write_tensors(root_ / "vae/b.safetensors", weights);
        write_text(root_ / "vae/diffusion_pytorch_model.safetensors.index.json",
                   nlohmann::json{{"weight_map", map}}.dump());
        fs::remove(root_ / "vae/diffusion_pytorch_model.safetensors");
        const std::string sharded = load(root_).hash;
        first.begin()->second.flatten()[0] += 1;
        write_tensors(root_ / "vae/a.safetensors", first);
        QVERIFY(load(root_).hash != sharded);
    }

    void memoryStaysNearTheWeights_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<bool>("single");
        QTest::newRow("fp32") << static_cast<int>(at::kFloat) << false;
        QTest::newRow("fp16") << static_cast<int>(at::kHalf) << false;
        QTest::newRow("bf16, one file") << static_cast<int>(at::kBFloat16) << true;
        QTest::newRow("fp32, one file") << static_cast<int>(at::kFloat) << true;
    }

    /// At most 1.3 times the weights in fp32 come on top of what the process had before.
    void memoryStaysNearTheWeights() {
        QFETCH(int, type);
        QFETCH(bool, single);
        if (sanitized) {
            QSKIP("a sanitizer keeps what is freed, and a shadow of everything");
        }
        // Code and tables of the libraries are in memory after a first model.
        write_model(root_ / "first");
        load(root_ / "first");
        write_model(root_ / "folder", static_cast<at::ScalarType>(type), 128);
        fs::path path = root_ / "folder";
        if (single) {
            path = root_ / "model.safetensors";
            write_single_file(root_ / "folder", path);
        }
        malloc_trim(0);
        reset_memory_peak();
        const std::int64_t before = process_memory("VmHWM");
        const DiffusionModel model = load(path);
        const std::int64_t peak = process_memory("VmHWM") - before;
        std::int64_t weights = 0;
        for (const auto& [name, tensor] : weights_of(*model.unet)) {
            weights += static_cast<std::int64_t>(tensor.nbytes());
        }
        QVERIFY2(weights > 40'000'000, std::to_string(weights).c_str());
        const double factor = static_cast<double>(peak) / static_cast<double>(weights);
        qInfo("%.0f MB of weights, %.2f times that at most", static_cast<double>(weights) / 1e6, factor);
        QVERIFY2(factor > 0.8 && factor < 1.3, std::to_string(factor).c_str());
    }

    /// A model that is only made, not filled, must not cost the memory of its weights.
    void newModelsAreNotInMemory() {
        if (sanitized) {
            QSKIP("a sanitizer keeps what is freed, and a shadow of everything");
        }
        reset_memory_peak();
        const std::int64_t before = process_memory("VmHWM");
        const UNet2DConditionModel unet(sd15_unet());
        QVERIFY(process_memory("VmHWM") - before < 100'000'000);
    }

private:
    std::unique_ptr<QTemporaryDir> temporary_;
    fs::path root_;
};

QTEST_APPLESS_MAIN(TestModelLoading)
#include "tst_model_loading.moc"
