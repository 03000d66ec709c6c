// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/tiny_world.h"

#include <cstdint>
#include <fstream>

#include <torch/torch.h>
#include <QElapsedTimer>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/formats/safetensors.h"
#include "core/models/clip_text.h"
#include "core/models/unet.h"
#include "core/models/vae.h"
#include "core/models/weights.h"
#include "core/runtime/random.h"
#include "core/store/run_reader.h"
#include "core/store/workspace.h"
#include "core/text/clip_tokenizer.h"
#include "tests/helpers/winner_folder.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

constexpr int tokens = 8;

void writeText(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
}

template <typename Module>
void writeComponent(const fs::path& folder, Module module, const std::string& weights, std::uint64_t seed) {
    init_weights(*module, make_stream(seed, "tiny world"));
    fs::create_directories(folder);
    write_safetensors(folder / weights, weights_of(*module));
    writeText(folder / "config.json", module->config.to_json().dump(2));
}

void writeTokenizer(const fs::path& folder) {
    nlohmann::json vocabulary;
    int id = 0;
    for (const char* ending : {"", "</w>"}) {
        for (const auto& [byte, symbol] : clip_byte_symbols()) {
            vocabulary[symbol + ending] = id++;
        }
    }
    vocabulary["<|startoftext|>"] = id++;
    vocabulary["<|endoftext|>"] = id++;
    writeText(folder / "vocab.json", vocabulary.dump());
    writeText(folder / "merges.txt", "#version: 0.2\n");
    writeText(folder / "tokenizer_config.json", nlohmann::json{{"model_max_length", tokens}}.dump());
}

void writeModel(const fs::path& folder) {
    UNetConfig unet;
    unet.sample_size = 4;
    unet.down_block_types = {"CrossAttnDownBlock2D", "DownBlock2D"};
    unet.up_block_types = {"UpBlock2D", "CrossAttnUpBlock2D"};
    unet.block_out_channels = {8, 16};
    unet.layers_per_block = {1, 1};
    unet.transformer_layers_per_block = {1, 1};
    unet.cross_attention_dim = {16, 16};
    unet.heads = {2, 2};
    unet.only_cross_attention = {false, false};
    unet.norm_num_groups = 4;
    writeComponent(folder / "unet", UNet2DConditionModel(unet), "diffusion_pytorch_model.safetensors", 1);

    AutoencoderKLConfig vae;
    vae.block_out_channels = {8, 8, 8};
    vae.norm_num_groups = 4;
    vae.sample_size = 16;
    writeComponent(folder / "vae", AutoencoderKL(vae), "diffusion_pytorch_model.safetensors", 2);

    CLIPTextConfig text;
    text.tower = {16, 32, 1, 2, "quick_gelu", 1e-5};
    text.vocab_size = 514;
    text.max_position_embeddings = tokens;
    text.bos_token_id = 512;
    text.eos_token_id = 513;
    text.pad_token_id = 513;
    writeComponent(folder / "text_encoder", CLIPTextModel(text), "model.safetensors", 3);

    writeTokenizer(folder / "tokenizer");
    writeText(folder / "scheduler" / "scheduler_config.json",
              R"({"_class_name": "DDIMScheduler", "beta_start": 0.00085, "beta_end": 0.012,
                  "beta_schedule": "scaled_linear", "num_train_timesteps": 1000, "clip_sample": false,
                  "steps_offset": 1, "set_alpha_to_one": false})");
    writeText(folder / "model_index.json", R"({"_class_name": "StableDiffusionPipeline",
        "scheduler": ["diffusers", "DDIMScheduler"], "text_encoder": ["transformers", "CLIPTextModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"], "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"]})");
}

std::string exact(double value) {
    char text[64];
    std::snprintf(text, sizeof text, "%.17g", value);
    return text;
}

}  // namespace

TinyWorld::TinyWorld() {
    writeModel(model());
    write_winner_folder(winners(), {"cat", "dog", "hen", "owl", "cat", "owl"});
    writeText(folder() / "prompts.txt", "cat\ndog\nhen\nowl\n");
    writeText(folder() / "unseen.txt", "yak\nemu\n");
    writeText(folder() / "tiny.toml",
              "method = \"tdpo-r\"\nnum_epochs = 6\nmicro_batch = 4\nthreads = 1\nseed = 7\n"
              "model.path = \"" +
                  model().string() + "\"\nprompts.file = \"" + (folder() / "prompts.txt").string() +
                  "\"\n"
                  "prompts.per_epoch = 4\nreward.name = \"saturation\"\n"
                  "sample.num_steps = 4\nsample.batch_size = 4\n"
                  "sample.num_batches_per_epoch = 2\nsample.neuron_reset_freq = 2\n"
                  "train.batch_size = 4\ntrain.gradient_accumulation_steps = 1\n"
                  "train.learning_rate = 1e-3\nper_prompt.buffer_size = 4\n"
                  "per_prompt.min_count = 2\ncritic.input = \"latent\"\n"
                  "critic.init = \"fan_in\"\neval.samples = 4\n"
                  "eval.rewards = [\"jpeg-compressibility\"]\n"
                  "eval.unseen_prompts = \"" +
                  (folder() / "unseen.txt").string() +
                  "\"\neval.unseen_samples = 4\n"
                  "images.train_count = 2\n");
}

void TinyWorld::start(QProcess& process, const QStringList& arguments, const QMap<QString, QString>& variables) const {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("TEMPERA_WORKSPACE", QString::fromStdString(workspace().string()));
    environment.insert("OMP_NUM_THREADS", "1");
    for (auto variable = variables.begin(); variable != variables.end(); ++variable) {
        environment.insert(variable.key(), variable.value());
    }
    process.setProcessEnvironment(environment);
    process.start(TEMPERA_RUN, arguments);
}

TinyWorld::Result TinyWorld::run(const QStringList& arguments, int timeout_ms) const {
    QProcess process;
    start(process, arguments);
    if (!process.waitForFinished(timeout_ms)) {
        process.kill();
        process.waitForFinished();
        return {-1, process.readAllStandardOutput(), process.readAllStandardError()};
    }
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return {code, process.readAllStandardOutput(), process.readAllStandardError()};
}

QStringList TinyWorld::trainArguments(const QString& name, const QStringList& more) const {
    return QStringList{"train", config(), "--name", name, "--json"} + more;
}

fs::path TinyWorld::train(const QString& name, const QStringList& more) const {
    const Result result = run(trainArguments(name, more));
    if (result.code != 0) {
        qWarning("train %s: code %d, %s", qPrintable(name), result.code, result.err.constData());
        return {};
    }
    return runDir(name);
}

fs::path TinyWorld::runDir(const QString& name) const {
    const fs::path runs = workspace() / "runs";
    if (fs::exists(runs)) {
        for (const auto& entry : fs::directory_iterator(runs)) {
            if (entry.path().filename().string().starts_with(name.toStdString() + "-")) {
                return entry.path();
            }
        }
    }
    return {};
}

QString TinyWorld::state(const QString& run) const {
    const fs::path run_dir = runDir(run);
    if (run_dir.empty()) {
        return {};
    }
    return QString::fromUtf8(to_string(run_state(run_dir, RunReader(run_dir).summary())));
}

bool waitForLine(QProcess& process, const QByteArray& needle, int timeout_ms) {
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < timeout_ms) {
        while (process.canReadLine()) {
            if (process.readLine().contains(needle)) {
                return true;
            }
        }
        if (process.state() == QProcess::NotRunning) {
            return false;
        }
        process.waitForReadyRead(50);
    }
    return false;
}

std::vector<std::string> recordOf(const fs::path& run_dir) {
    std::vector<std::string> record;
    RunReader reader(run_dir);
    for (const std::string& key : reader.metric_keys()) {
        if (key.starts_with("time/") || key.starts_with("memory/")) {
            continue;
        }
        for (const MetricRow& row : reader.metric(key)) {
            record.push_back(key + " " + std::to_string(row.at.epoch) + " " + std::to_string(row.at.step) + " " +
                             std::to_string(row.at.reward_queries) + " " + exact(row.value));
        }
    }
    for (const SampleKind kind : {SampleKind::Train, SampleKind::Eval, SampleKind::Unseen}) {
        for (const std::int64_t epoch : reader.sample_epochs(kind)) {
            std::map<std::int64_t, std::string> pictures;
            for (const SampleRow& row : reader.samples(epoch, kind)) {
                pictures[row.id] = row.image + " " + row.prompt + " " + std::to_string(row.seed);
                std::ifstream file(run_dir / row.image, std::ios::binary);
                const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
                record.push_back(pictures[row.id] + " " + std::to_string(std::hash<std::string>()(bytes)));
            }
            for (const ScoreRow& row : reader.scores(epoch, kind)) {
                record.push_back(pictures.at(row.sample) + " " + row.reward + " " + exact(row.value));
            }
        }
    }
    for (const NeuronLayerRow& row : reader.neuron_layers_since(0)) {
        for (const float score : row.scores) {
            record.push_back("neuron " + std::to_string(row.epoch) + " " + std::to_string(row.layer) + " " +
                             exact(score));
        }
    }
    for (const ResetRow& row : reader.resets()) {
        record.push_back("reset " + std::to_string(row.epoch) + " " + std::to_string(row.layer) + " " +
                         std::to_string(row.count));
    }
    for (const TimestepRow& row : reader.timestep_stats_since(0)) {
        record.push_back("timestep " + std::to_string(row.epoch) + " " + std::to_string(row.timestep) + " " + row.key +
                         " " + exact(row.value));
    }
    for (const std::int64_t epoch : reader.trajectory_epochs()) {
        for (const TrajectoryRow& row : reader.trajectories(epoch)) {
            const std::string name = "trajectory " + std::to_string(epoch) + " " + std::to_string(row.index) + " " +
                                     row.prompt + " " + std::to_string(row.seed) + " " + exact(row.reward);
            for (const TrajectoryStepRow& step : row.steps) {
                record.push_back(name + " " + std::to_string(step.timestep) + " " + exact(step.value) + " " +
                                 exact(step.temporal_reward) + " " +
                                 std::to_string(std::hash<std::string>()(step.picture)));
            }
        }
    }
    return record;
}
