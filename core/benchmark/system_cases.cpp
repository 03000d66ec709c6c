// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/base/clock.h"
#include "core/benchmark/cases.h"
#include "core/benchmark/ceiling.h"
#include "core/models/weights.h"
#include "core/pretraining/model_folder.h"
#include "core/store/run_writer.h"

namespace tempera::bench {
namespace {

namespace fs = std::filesystem;

/// A folder that goes when it is not needed any more.
class TemporaryFolder {
public:
    TemporaryFolder() : path_(fs::temp_directory_path() / ("tempera-bench-" + std::to_string(getpid()))) {
        fs::remove_all(path_);
        fs::create_directories(path_);
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

void write_model(const DiffusionModel& model, const fs::path& folder) {
    write_pipeline_files(folder);
    write_component(folder / "unet", "UNet2DConditionModel", model.unet->config.to_json(), weights_of(*model.unet));
    write_component(folder / "vae", "AutoencoderKL", model.vae->config.to_json(), weights_of(*model.vae));
    write_component(folder / "text_encoder", "CLIPTextModel", model.text_encoder->config.to_json(),
                    weights_of(*model.text_encoder));
}

double parameters_of(const DiffusionModel& model) {
    double count = 0;
    for (const torch::nn::Module* part :
         std::initializer_list<const torch::nn::Module*>{model.unet.get(), model.vae.get(), model.text_encoder.get()}) {
        for (const auto& [name, weight] : weights_of(*part)) {
            count += static_cast<double>(weight.numel());
        }
    }
    return count;
}

}  // namespace

BenchWork load(BenchSubject& subject) {
    std::shared_ptr<TemporaryFolder> written;
    fs::path folder = subject.folder;
    if (folder.empty()) {
        written = std::make_shared<TemporaryFolder>();
        folder = written->path();
        write_model(subject.model, folder);
    }
    const double million = parameters_of(subject.model) / 1e6;
    BenchWork work;
    work.description = std::to_string(static_cast<std::int64_t>(million)) + " million parameters from fp16 files";
    work.run = [folder, written, device = subject.model.device] { DiffusionModel::load(folder.string(), device); };
    work.figures = [million](double median) {
        return std::map<std::string, double>{{"million_parameters_per_second", million / median}};
    };
    return work;
}

BenchWork log_overhead(BenchSubject& subject) {
    constexpr int kSteps = 500;
    constexpr int kMetrics = 20;
    const auto folder = std::make_shared<TemporaryFolder>();
    RunInfo info;
    info.uuid = info.name = "benchmark";
    const auto writer =
        std::make_shared<RunWriter>(RunWriter::create(folder->path() / "run", info, subject.config.canonical_toml()));
    writer->begin_attempt(0);
    // What a step takes that trains one micro-batch.
    const BenchWork training = unet_backward_lora(subject);
    double step_seconds = 0;
    for (int i = 0; i < 2; ++i) {
        const double start = steady_seconds();
        training.run();
        wait_for(subject.model.device);
        step_seconds = steady_seconds() - start;
    }
    BenchWork work;
    work.description = std::to_string(kSteps) + " steps of " + std::to_string(kMetrics) + " metrics";
    work.run = [folder, writer, step = std::make_shared<std::int64_t>(0)] {
        for (int i = 0; i < kSteps; ++i) {
            const RunPosition at{*step / kSteps, *step, *step};
            for (int metric = 0; metric < kMetrics; ++metric) {
                writer->metric("benchmark/metric_" + std::to_string(metric), at, static_cast<double>(i));
            }
            writer->progress({});
            writer->flush_if_due();
            ++*step;
        }
        writer->flush();
    };
    work.figures = [step_seconds](double median) {
        const double seconds = median / kSteps;
        return std::map<std::string, double>{{"seconds_per_step", seconds},
                                             {"share_of_a_step", seconds / step_seconds}};
    };
    return work;
}

}  // namespace tempera::bench
