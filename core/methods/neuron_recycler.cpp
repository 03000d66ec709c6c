// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/neuron_recycler.h"

#include <algorithm>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/runtime/random.h"

namespace tempera {
namespace {

at::Tensor target_mask(const at::Tensor& dormant, ResetTarget target) {
    switch (target) {
        case ResetTarget::Active:
            return dormant.logical_not();
        case ResetTarget::Dormant:
            return dormant;
        case ResetTarget::All:
            return at::ones_like(dormant);
        case ResetTarget::None:
            break;
    }
    return at::zeros_like(dormant);
}

}  // namespace

std::int64_t NeuronStatistics::total() const {
    std::int64_t count = 0;
    for (const at::Tensor& mask : dormant) {
        count += mask.numel();
    }
    return count;
}

std::int64_t NeuronStatistics::dormant_count() const {
    std::int64_t count = 0;
    for (const at::Tensor& mask : dormant) {
        count += mask.sum().item<std::int64_t>();
    }
    return count;
}

NeuronStatistics measure_neurons(const Critic& critic, const at::Tensor& features, double threshold) {
    NeuronStatistics statistics;
    for (const at::Tensor& output : critic.hidden(features)) {
        const at::Tensor score = at::relu(output).mean(0);
        const at::Tensor normalized = score / (score.mean() + 1e-9);
        statistics.scores.push_back(normalized.to(at::kCPU));
        statistics.dormant.push_back((normalized <= threshold).to(at::kCPU));
    }
    return statistics;
}

double share_at_most(const NeuronStatistics& statistics, double threshold) {
    std::int64_t count = 0;
    for (const at::Tensor& scores : statistics.scores) {
        count += (scores <= threshold).sum().item<std::int64_t>();
    }
    return static_cast<double>(count) / static_cast<double>(statistics.total());
}

double dormant_overlap(const std::vector<at::Tensor>& previous, const std::vector<at::Tensor>& current) {
    std::int64_t before = 0;
    std::int64_t now = 0;
    std::int64_t both = 0;
    for (std::size_t layer = 0; layer < current.size() && layer < previous.size(); ++layer) {
        before += previous[layer].sum().item<std::int64_t>();
        now += current[layer].sum().item<std::int64_t>();
        both += previous[layer].logical_and(current[layer]).sum().item<std::int64_t>();
    }
    const std::int64_t smaller = std::min(before, now);
    return smaller == 0 ? -1.0 : static_cast<double>(both) / static_cast<double>(smaller);
}

std::vector<std::int64_t> reset_neurons(Critic& critic, const std::vector<at::Tensor>& dormant, ResetTarget target,
                                        OutgoingWeights outgoing, std::uint64_t seed) {
    torch::NoGradGuard no_grad;
    at::Generator generator = make_stream(seed, "neuron_reset");
    const double deviation = 1.0 / static_cast<double>(critic.input_width() + 1);
    const auto draw = [&](std::int64_t rows, std::int64_t columns, at::Device device) {
        return at::empty({rows, columns}, at::kFloat).normal_(0.0, deviation, generator).to(device);
    };
    std::vector<std::int64_t> counts;
    for (std::size_t index = 0; index < dormant.size(); ++index) {
        const Critic::Layer in = critic.layer(index);
        const Critic::Layer out = critic.layer(index + 1);
        const at::Device device = in.weight.device();
        const at::Tensor chosen = target_mask(dormant[index], target).nonzero().squeeze(1).to(device);
        const std::int64_t count = chosen.numel();
        counts.push_back(count);
        if (count == 0) {
            continue;
        }
        in.weight.index_copy_(0, chosen, draw(count, in.weight.size(1), device));
        for (const at::Tensor& zeroed : {in.bias, in.weight_avg, in.weight_avg_sq, in.bias_avg, in.bias_avg_sq}) {
            zeroed.index_fill_(0, chosen, 0.0);
        }
        if (outgoing == OutgoingWeights::Normal) {
            out.weight.index_copy_(1, chosen, draw(out.weight.size(0), count, device));
        } else {
            out.weight.index_fill_(1, chosen, 0.0);
        }
        out.weight_avg.index_fill_(1, chosen, 0.0);
        out.weight_avg_sq.index_fill_(1, chosen, 0.0);
    }
    return counts;
}

ResetTarget reset_target_from(const std::string& name) {
    if (name == "active") {
        return ResetTarget::Active;
    }
    if (name == "dormant") {
        return ResetTarget::Dormant;
    }
    if (name == "all") {
        return ResetTarget::All;
    }
    if (name == "none") {
        return ResetTarget::None;
    }
    throw Error("unknown reset target '" + name + "'", "reset.target", "use active, dormant, all or none");
}

OutgoingWeights outgoing_weights_from(const std::string& name) {
    if (name == "normal") {
        return OutgoingWeights::Normal;
    }
    if (name == "zero") {
        return OutgoingWeights::Zero;
    }
    throw Error("unknown kind of outgoing weights '" + name + "'", "reset.outgoing", "use normal or zero");
}

}  // namespace tempera
