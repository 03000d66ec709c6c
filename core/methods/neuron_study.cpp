// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/neuron_study.h"

#include <algorithm>
#include <string>

#include <torch/torch.h>

namespace tempera {
namespace {

/// Probe batch of the neuron statistics: 8 samples on each of the paper's 8 ranks.
constexpr std::int64_t kProbe = 64;

/// States spread evenly over the samples, and in turn over the steps.
at::Tensor spread_probe(const at::Tensor& features) {
    const std::int64_t samples = features.size(0);
    const std::int64_t count = std::min(kProbe, samples);
    std::vector<at::Tensor> chosen;
    for (std::int64_t i = 0; i < count; ++i) {
        chosen.push_back(features[i * samples / count][i % features.size(1)]);
    }
    return at::stack(chosen);
}

}  // namespace

NeuronStudy::NeuronStudy(const Config& config, bool resets) : config_(config), resets_(resets) {}

void NeuronStudy::run(Critic& critic, const at::Tensor& features, const std::vector<Transition>& last,
                      std::int64_t epoch, EpochReport& report) {
    const NeuronStatistics statistics =
        measure_neurons(critic, probe(features, last), config_.real("sample.dormant_threshold"));
    measure(statistics, epoch, report);
    if (resets_ && (epoch + 1) % config_.integer("sample.neuron_reset_freq") == 0) {
        reset(critic, statistics, epoch, report);
    }
}

at::Tensor NeuronStudy::probe(const at::Tensor& features, const std::vector<Transition>& last) {
    if (config_.text("critic.probe") == "fixed") {
        if (!fixed_probe_.defined()) {
            fixed_probe_ = spread_probe(features).to(at::kCPU);
        }
        return fixed_probe_.to(features.device());
    }
    std::vector<at::Tensor> chosen;
    for (std::size_t i = 0; i < last.size() && static_cast<std::int64_t>(i) < kProbe; ++i) {
        chosen.push_back(features[last[i].sample][last[i].step]);
    }
    return at::stack(chosen);
}

void NeuronStudy::measure(const NeuronStatistics& statistics, std::int64_t epoch, EpochReport& report) {
    for (std::size_t layer = 0; layer < statistics.scores.size(); ++layer) {
        const at::Tensor scores = statistics.scores[layer].contiguous();
        const at::Tensor dormant = statistics.dormant[layer].to(at::kByte).contiguous();
        NeuronLayerRow row;
        row.epoch = epoch;
        row.layer = static_cast<int>(layer);
        row.scores.assign(scores.data_ptr<float>(), scores.data_ptr<float>() + scores.numel());
        row.dormant.assign(dormant.data_ptr<std::uint8_t>(), dormant.data_ptr<std::uint8_t>() + dormant.numel());
        report.neurons.push_back(std::move(row));
        report.metrics["neurons/dormant_share_layer" + std::to_string(layer)] =
            dormant.to(at::kDouble).mean().item<double>();
    }
    report.metrics["neurons/dormant_share"] =
        static_cast<double>(statistics.dormant_count()) / static_cast<double>(statistics.total());
    const double extra = config_.real("sample.extra_dormant_threshold");
    if (extra > 0) {
        report.metrics["neurons/dormant_share_extra"] = share_at_most(statistics, extra);
    }
    const double overlap = dormant_overlap(previous_dormant_, statistics.dormant);
    if (overlap >= 0) {
        report.metrics["neurons/overlap"] = overlap;
    }
    previous_dormant_ = statistics.dormant;
}

void NeuronStudy::reset(Critic& critic, const NeuronStatistics& statistics, std::int64_t epoch,
                        EpochReport& report) const {
    const auto counts = reset_neurons(critic, statistics.dormant, reset_target_from(config_.text("reset.target")),
                                      outgoing_weights_from(config_.text("reset.outgoing")),
                                      static_cast<std::uint64_t>(config_.integer("seed")));
    std::int64_t total = 0;
    for (std::size_t layer = 0; layer < counts.size(); ++layer) {
        ResetRow row;
        row.epoch = epoch;
        row.layer = static_cast<int>(layer);
        row.count = counts[layer];
        report.resets.push_back(row);
        total += counts[layer];
    }
    report.metrics["neurons/reset_count"] = static_cast<double>(total);
}

void NeuronStudy::save(StateMap& state) const {
    for (std::size_t layer = 0; layer < previous_dormant_.size(); ++layer) {
        state["dormant/" + std::to_string(layer)] = previous_dormant_[layer].clone();
    }
    if (fixed_probe_.defined()) {
        state["probe/features"] = fixed_probe_.clone();
    }
}

void NeuronStudy::load(const StateMap& state) {
    previous_dormant_.clear();
    for (const auto& [layer, mask] : get_state(state, "dormant")) {
        previous_dormant_.push_back(mask.to(at::kCPU, at::kBool).clone());
    }
    const auto probe = state.find("probe/features");
    fixed_probe_ = probe == state.end() ? at::Tensor() : probe->second.to(at::kCPU, at::kFloat).clone();
}

}  // namespace tempera
