// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/critic.h"

#include <cmath>

#include <torch/torch.h>

#include "core/methods/lora_policy.h"
#include "core/methods/surrogate.h"
#include "core/runtime/random.h"

namespace tempera {
namespace {

constexpr std::array<double, 3> kDropout{0.2, 0.2, 0.1};

std::vector<at::Tensor> make_parameters(std::int64_t input_width, const Config& config, at::Device device) {
    at::Generator generator = make_stream(static_cast<std::uint64_t>(config.integer("seed")), "critic");
    const bool fan_in = config.text("critic.init") == "fan_in";
    std::vector<std::int64_t> widths{input_width};
    widths.insert(widths.end(), Critic::kHidden.begin(), Critic::kHidden.end());
    widths.push_back(1);
    std::vector<at::Tensor> parameters;
    for (std::size_t layer = 0; layer + 1 < widths.size(); ++layer) {
        const double deviation =
            fan_in ? 1.0 / std::sqrt(static_cast<double>(widths[layer])) : 1.0 / static_cast<double>(input_width + 1);
        const at::Tensor weight =
            at::empty({widths[layer + 1], widths[layer]}, at::kFloat).normal_(0.0, deviation, generator);
        parameters.push_back(weight.to(device).requires_grad_(true));
        parameters.push_back(
            at::zeros({widths[layer + 1]}, at::TensorOptions().dtype(at::kFloat).device(device)).requires_grad_(true));
    }
    return parameters;
}

}  // namespace

Critic::Critic(std::int64_t input_width, const Config& config, at::Device device)
    : input_width_(input_width),
      relu_(config.text("critic.activation") == "relu"),
      dropout_(config.flag("critic.dropout")),
      clip_range_(config.real("critic.clip_range")),
      coefficient_(config.real("critic.coef")),
      max_grad_norm_(config.real("train.max_grad_norm")),
      parameters_(make_parameters(input_width, config, device)),
      optimizer_(parameters_, adam_options(config, config.real("critic.learning_rate"))) {}

at::Tensor Critic::activate(const at::Tensor& output) const {
    return relu_ ? at::relu(output) : output;
}

at::Tensor Critic::forward(const at::Tensor& features, at::Generator* dropout) const {
    at::Tensor state = features;
    for (std::size_t layer = 0; layer < kLayers; ++layer) {
        state = at::linear(state, parameters_[2 * layer], parameters_[2 * layer + 1]);
        if (layer + 1 == kLayers) {
            break;
        }
        state = activate(state);
        if (dropout != nullptr && layer < kDropout.size()) {
            const double keep = 1.0 - kDropout[layer];
            const at::Tensor mask = at::empty(state.sizes(), at::kFloat).bernoulli_(keep, *dropout).div_(keep);
            state = state * mask.to(state.device());
        }
    }
    return state.squeeze(1);
}

at::Tensor Critic::value(const at::Tensor& features) const {
    torch::NoGradGuard no_grad;
    return forward(features, nullptr);
}

Critic::Update Critic::update(const at::Tensor& features, const at::Tensor& old_values, const at::Tensor& returns,
                              at::Generator dropout) {
    optimizer_.zero_grad();
    const at::Tensor values = forward(features, dropout_ ? &dropout : nullptr);
    const ValueLoss loss = value_loss(values, old_values, returns, clip_range_);
    const at::Tensor mean = loss.loss.mean();
    (coefficient_ * mean).backward();
    Update out;
    out.grad_norm = optimizer_.clip_grad_norm(max_grad_norm_);
    optimizer_.step();
    out.loss = mean.item<double>();
    out.clip_fraction = loss.clipped.to(at::kFloat).mean().item<double>();
    return out;
}

std::vector<at::Tensor> Critic::hidden(const at::Tensor& features) const {
    torch::NoGradGuard no_grad;
    std::vector<at::Tensor> outputs;
    at::Tensor state = features;
    for (std::size_t layer = 0; layer + 1 < kLayers; ++layer) {
        outputs.push_back(at::linear(state, parameters_[2 * layer], parameters_[2 * layer + 1]));
        state = activate(outputs.back());
    }
    return outputs;
}

Critic::Layer Critic::layer(std::size_t index) const {
    const std::size_t weight = 2 * index;
    const std::size_t bias = 2 * index + 1;
    return {parameters_[weight].detach(),  parameters_[bias].detach(), optimizer_.exp_avg(weight),
            optimizer_.exp_avg_sq(weight), optimizer_.exp_avg(bias),   optimizer_.exp_avg_sq(bias)};
}

StateMap Critic::named_parameters() const {
    // The indices of the official checkpoint, in which dropout layers count.
    constexpr std::array<int, kLayers> kOfficial{0, 2, 4, 6, 7};
    StateMap named;
    for (std::size_t layer = 0; layer < kLayers; ++layer) {
        const std::string name = "layers." + std::to_string(kOfficial[layer]);
        named[name + ".weight"] = parameters_[2 * layer].detach();
        named[name + ".bias"] = parameters_[2 * layer + 1].detach();
    }
    return named;
}

void Critic::save(StateMap& state) const {
    put_state(state, "critic", named_parameters());
    put_state(state, "critic_optimizer", optimizer_.state_dict());
}

void Critic::load(const StateMap& state) {
    for (const auto& [name, tensor] : named_parameters()) {
        copy_state(state, "critic/" + name, tensor);
    }
    optimizer_.load_state_dict(get_state(state, "critic_optimizer"));
}

}  // namespace tempera
