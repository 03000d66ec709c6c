// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/selfcheck_measure.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <system_error>

#include <torch/torch.h>

#include "core/base/clock.h"
#include "core/evaluation/picture_store.h"
#include "core/formats/image_tensor.h"
#include "core/methods/prompt_draw.h"
#include "core/methods/state_map.h"
#include "core/methods/update_plan.h"
#include "core/runtime/device.h"
#include "core/runtime/random.h"
#include "core/training/engine.h"
#include "core/training/report_store.h"

namespace tempera {

namespace {

constexpr std::int64_t rounds = 2;
constexpr std::int64_t fewest_pictures = 8;  // below, the spread of a reward says nothing
constexpr double row_bytes = 150;            // of a metric in run.db with its index, measured

using Measurement = SelfcheckMeasurement;

std::int64_t rounded_up(std::int64_t value, std::int64_t unit) {
    return (value + unit - 1) / unit * unit;
}

std::string dtype_name(at::ScalarType type) {
    switch (type) {
        case at::kFloat:
            return "fp32";
        case at::kHalf:
            return "fp16";
        case at::kBFloat16:
            return "bf16";
        default:
            return c10::toString(type);
    }
}

double bytes_of(const StateMap& tensors) {
    double bytes = 0;
    for (const auto& [name, tensor] : tensors) {
        bytes += static_cast<double>(tensor.nbytes());
    }
    return bytes;
}

std::optional<double> found(const std::map<std::string, double>& metrics, const std::string& key) {
    const auto place = metrics.find(key);
    return place == metrics.end() ? std::nullopt : std::optional(place->second);
}

double seconds_of(const EpochReport& report, const std::string& phase) {
    return found(report.metrics, "time/" + phase + "_s").value_or(0);
}

/// Walks through a flat second moment of AdamW.
class MeanSquares {
public:
    /// Empty when the state has no such optimizer.
    MeanSquares(const StateMap& state, const std::string& optimizer, double beta2) {
        const StateMap moments = get_state(state, optimizer);
        if (const auto found = moments.find("exp_avg_sq"); found != moments.end()) {
            const double updates = moments.at("step").item<double>();
            // Starting from 0, v is (1 - beta2^t) times a mean of the squared gradients.
            flat_ = found->second.to(at::kCPU, at::kDouble) / (1.0 - std::pow(beta2, updates));
        }
    }

    bool empty() const { return !flat_.defined(); }

    /// Sum over the next `count` numbers.
    double next(std::int64_t count) {
        const double sum = flat_.slice(0, place_, place_ + count).sum().item<double>();
        place_ += count;
        return sum;
    }

private:
    at::Tensor flat_;
    std::int64_t place_ = 0;
};

/// "unet.down_blocks.0.attentions..." -> "down blocks".
std::string part_of(const std::string& name) {
    for (const char* part : {"down", "mid", "up"}) {
        if (name.find(std::string(".") + part + "_block") != std::string::npos) {
            return part + std::string(std::string_view(part) == "mid" ? " block" : " blocks");
        }
    }
    return "other";
}

void note_policy(Method& method, const StateMap& state, double beta2, Measurement& measurement) {
    MeanSquares squares(state, "policy_optimizer", beta2);
    if (squares.empty()) {
        return;
    }
    std::map<const void*, std::string> names;
    for (const auto& [name, tensor] : method.lora().state_dict()) {
        names[tensor.data_ptr()] = name;
    }
    std::map<std::string, double> sums;
    for (const at::Tensor& matrix : method.lora().parameters()) {
        const std::string& name = names[matrix.data_ptr()];
        const double sum = squares.next(matrix.numel());
        Measurement::Flow& flow = name.ends_with(".up.weight") ? measurement.up : measurement.down;
        ++flow.matrices;
        flow.reached += sum > 0;
        sums[part_of(name)] += sum;
    }
    for (const auto& [part, sum] : sums) {
        measurement.policy_parts.push_back({part, std::sqrt(sum)});
    }
}

void note_critic(const StateMap& state, double beta2, Measurement& measurement) {
    MeanSquares squares(state, "critic_optimizer", beta2);
    const StateMap critic = get_state(state, "critic");
    if (squares.empty()) {
        return;
    }
    // Weight and bias of a layer lie side by side, and the layers' numbers have one digit.
    for (auto bias = critic.begin(); bias != critic.end();) {
        const auto weight = std::next(bias);
        const double sum = squares.next(bias->second.numel() + weight->second.numel());
        measurement.critic_parts.push_back(
            {"layer " + std::to_string(measurement.critic_parts.size() + 1), std::sqrt(sum)});
        bias = std::next(weight);
    }
}

void note_first_round(const Config& config, const EpochReport& report, Measurement& measurement) {
    measurement.rewards = report.rewards;
    measurement.policy_grad_norm = found(report.metrics, "policy/grad_norm");
    measurement.critic_grad_norm = found(report.metrics, "critic/grad_norm");
    if (found(report.metrics, "policy/ratio_noise")) {
        const UpdateSchedule schedule(config, config.text("method") != "ddpo");
        measurement.epoch_updates = schedule.updates_per_epoch();
        measurement.update_size = config.integer("train.num_inner_epochs") * samples_per_epoch(config) *
                                  schedule.trained_steps() / schedule.updates_per_epoch();
    }
    // Rows come in sampling order; only trained steps have a divergence.
    std::map<int, std::int64_t> numbers;
    std::map<int, double> sensitivities;
    for (const TimestepRow& row : report.timesteps) {
        if (row.key == "sensitivity") {
            numbers.emplace(row.timestep, static_cast<std::int64_t>(numbers.size()) + 1);
            sensitivities[row.timestep] = row.value;
        } else if (row.key == "approx_kl" && sensitivities.contains(row.timestep)) {
            measurement.steps.push_back({numbers[row.timestep], sensitivities[row.timestep]});
        }
    }
    double neurons = 0;
    for (const NeuronLayerRow& row : report.neurons) {
        neurons += static_cast<double>(row.scores.size() * sizeof(float) + row.dormant.size());
    }
    for (const Trajectory& trajectory : report.trajectories) {
        for (const TrajectoryStepRow& step : trajectory_row(trajectory).steps) {
            measurement.trajectories_bytes += row_bytes + static_cast<double>(step.picture.size());
        }
    }
    measurement.epoch_rows_bytes =
        neurons + row_bytes * static_cast<double>(report.metrics.size() + report.timesteps.size());
}

/// Paths stay in memory until the epoch ends; AlignProp keeps the pictures alone.
double memory_of_a_sample(const Measurement& measurement, const EpochReport& report) {
    const double picture = static_cast<double>(report.images.numel()) / static_cast<double>(measurement.samples);
    const auto states =
        static_cast<double>(measurement.ratio_noise ? (measurement.num_steps + 1) * measurement.latent_size : 0);
    return sizeof(float) * (picture + states);
}

/// Gray and noise are on the two sides of every picture: which of them the reward must like less is known
/// for the analytic ones; a judge of pictures must like noise less.
void note_sign(Engine& engine, const EpochReport& report, Measurement& measurement) {
    const std::string name = engine.reward().name();
    const bool gray = name == "saturation" || name == "jpeg-incompressibility";
    const std::int64_t count = std::min(report.images.size(0), fewest_pictures);
    const auto seed = static_cast<std::uint64_t>(engine.config().integer("seed"));
    at::Tensor pictures = at::full_like(report.images.slice(0, 0, count), 0.5);
    if (!gray) {
        pictures.uniform_(0, 1, make_stream(seed, "selfcheck"));
    }
    measurement.worse_pictures = gray ? "gray" : "noise";
    measurement.worse_rewards = score_pictures(engine.reward(), pictures.to(engine.model().device),
                                               {report.prompts.begin(), report.prompts.begin() + count}, count);
}

double mean_picture_bytes(const at::Tensor& images) {
    double bytes = 0;
    for (std::int64_t i = 0; i < images.size(0); ++i) {
        const EncodedPicture encoded = encode_picture(to_image(images[i]));
        bytes += static_cast<double>(encoded.png.size() + encoded.thumbnail.size());
    }
    return bytes / static_cast<double>(images.size(0));
}

std::optional<double> free_space(std::filesystem::path folder) {
    std::error_code error;
    folder = std::filesystem::absolute(folder, error);
    while (!std::filesystem::exists(folder, error) && folder.has_relative_path()) {
        folder = folder.parent_path();
    }
    const std::filesystem::space_info space = std::filesystem::space(folder, error);
    return error ? std::nullopt : std::optional(static_cast<double>(space.available));
}

}  // namespace

Config probe_config(const Config& config, std::int64_t threads) {
    const std::int64_t effective =
        config.integer("train.batch_size") * config.integer("train.gradient_accumulation_steps");
    const std::int64_t micro_batch = fitting_micro_batch(effective, config.integer("micro_batch"));
    const std::int64_t wanted =
        rounded_up(std::max(std::max<std::int64_t>(2, threads) * micro_batch, fewest_pictures), micro_batch);
    const std::int64_t update = std::min(effective, wanted);
    const std::int64_t samples = std::min(samples_per_epoch(config), rounded_up(wanted, update));

    Config probe = config;
    probe.set("micro_batch", micro_batch);
    probe.set("sample.batch_size", samples);
    probe.set("sample.num_batches_per_epoch", std::int64_t{1});
    probe.set("train.batch_size", update);
    probe.set("train.gradient_accumulation_steps", std::int64_t{1});
    probe.set("train.num_inner_epochs", std::int64_t{1});
    probe.set("eval.samples", std::clamp<std::int64_t>(samples, 2, config.integer("eval.samples")));
    if (std::int64_t prompts = config.integer("prompts.per_epoch"); prompts > 0) {
        // At least two pictures of a prompt, so that they can be compared.
        prompts = std::clamp<std::int64_t>(samples / 2, 1, prompts);
        while (samples % prompts != 0) {
            --prompts;
        }
        probe.set("prompts.per_epoch", prompts);
    }
    return probe;
}

std::optional<SelfcheckMeasurement> measure_selfcheck(const Config& config, const std::filesystem::path& workspace,
                                                      const SelfcheckHooks& hooks) {
    set_threads(static_cast<int>(config.integer("threads")));
    const bool on_gpu = choose_device(config.text("device")).is_cuda();
    Engine engine(probe_config(config, on_gpu ? 1 : at::get_num_threads()));
    engine.stop_asked = hooks.stop_asked;
    engine.progress = hooks.progress;
    const DiffusionModel& model = engine.model();
    const auto shape = model.latent_shape();

    SelfcheckMeasurement measurement;
    measurement.program = versions();
    measurement.device = describe_device(model.device);
    measurement.dtype = dtype_name(model.unet->parameters().front().scalar_type());
    measurement.threads = at::get_num_threads();
    measurement.on_gpu = on_gpu;
    measurement.latent_size = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
    measurement.samples = samples_per_epoch(engine.config());
    measurement.eval_samples = engine.config().integer("eval.samples");
    measurement.num_steps = config.integer("sample.num_steps");

    for (std::int64_t round = 0; round < rounds; ++round) {
        const double start = steady_seconds();
        const EpochReport report = engine.method().run_epoch(round);
        if (report.stopped) {
            return std::nullopt;
        }
        require_finite(report, round);
        const double trained = steady_seconds();
        if (!engine.judge_by_others(report.images, report.prompts)) {
            return std::nullopt;
        }
        measurement.other_judges = steady_seconds() - trained;
        // The first round also fills caches: the second tells how long all others take.
        measurement.sampling = seconds_of(report, "sampling");
        measurement.scoring = seconds_of(report, "scoring");
        measurement.updating = seconds_of(report, "updating");
        measurement.rest =
            std::max(0.0, trained - start - measurement.sampling - measurement.scoring - measurement.updating);
        measurement.policy_steps = report.policy_steps;
        measurement.explained_variance = found(report.metrics, "critic/explained_variance");
        if (const auto noise = found(report.metrics, "policy/ratio_noise")) {
            measurement.ratio_noise = std::max(measurement.ratio_noise.value_or(0), *noise);
        }
        if (round == 0) {
            measurement.untrained_variance = measurement.explained_variance;
            note_first_round(config, report, measurement);
            measurement.sample_bytes = memory_of_a_sample(measurement, report);
            note_sign(engine, report, measurement);
        }
    }
    const StateMap state = engine.method().save();
    const double beta2 = config.real("train.adam_beta2");
    note_policy(engine.method(), state, beta2, measurement);
    note_critic(state, beta2, measurement);
    measurement.checkpoint_bytes = bytes_of(state) + bytes_of(engine.method().lora().state_dict());

    const double start = steady_seconds();
    const std::optional<Evaluation> evaluation = engine.evaluate(SampleKind::Eval);
    if (!evaluation) {
        return std::nullopt;
    }
    measurement.evaluating = steady_seconds() - start;
    measurement.picture_bytes = mean_picture_bytes(evaluation->images);
    measurement.peak_mib = peak_resident_mib();
    const double available = available_mib();
    measurement.room_mib = available > 0 ? available + resident_mib() : 0;
    measurement.free_bytes = free_space(workspace);
    return measurement;
}

}  // namespace tempera
