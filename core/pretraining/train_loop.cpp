// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pretraining/train_loop.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <torch/torch.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/formats/safetensors.h"

namespace tempera {

std::vector<TrainLoop::Weight> TrainLoop::collect(const std::vector<TrainedModel>& models) {
    std::vector<Weight> out;
    for (const TrainedModel& model : models) {
        model.master->train();
        const auto twins = model.fast ? model.fast->named_parameters() : torch::OrderedDict<std::string, at::Tensor>();
        for (const auto& parameter : model.master->named_parameters()) {
            parameter.value().requires_grad_(true);
            const at::Tensor* twin = twins.find(parameter.key());
            out.push_back({model.name, parameter.key(), parameter.value(), twin ? *twin : at::Tensor(),
                           parameter.value().detach().clone()});
        }
    }
    return out;
}

std::vector<at::Tensor> TrainLoop::masters(const std::vector<Weight>& weights) {
    std::vector<at::Tensor> out;
    for (const Weight& weight : weights)
        out.push_back(weight.master);
    return out;
}

TrainLoop::TrainLoop(std::string stage, const StageOptions& options, const LoopSettings& settings,
                     std::vector<TrainedModel> models)
    : stage_(std::move(stage)),
      options_(options),
      settings_(settings),
      state_file_(options.work / (stage_ + ".safetensors")),
      weights_(collect(models)),
      optimizer_(masters(weights_), {settings.learning_rate, 0.9, settings.beta2, 1e-8, settings.weight_decay}) {
    if (std::filesystem::exists(state_file_))
        load();
}

double TrainLoop::learning_rate() const {
    const double rising = std::min(1.0, static_cast<double>(step_ + 1) / static_cast<double>(settings_.warm_up));
    const double done = static_cast<double>(step_) / static_cast<double>(settings_.steps);
    return settings_.learning_rate * rising * 0.5 * (1 + std::cos(std::numbers::pi * std::min(1.0, done)));
}

bool TrainLoop::run(const std::function<at::Tensor(std::int64_t step)>& loss, const std::function<void()>& after_save) {
    double reported = steady_seconds(), saved = reported, loss_sum = 0;
    std::int64_t since = 0;
    const auto keep = [&] {
        save();
        if (after_save)
            after_save();
        saved = steady_seconds();
    };
    while (step_ < settings_.steps) {
        if (options_.stop_asked && options_.stop_asked()) {
            keep();
            return false;
        }
        {
            const torch::NoGradGuard no_grad;
            for (const Weight& weight : weights_) {
                if (weight.fast.defined())
                    weight.fast.copy_(weight.master);
            }
        }
        optimizer_.zero_grad();
        const at::Tensor value = loss(step_);
        value.backward();
        {
            const torch::NoGradGuard no_grad;
            for (Weight& weight : weights_) {
                if (!weight.fast.defined() || !weight.fast.grad().defined())
                    continue;
                weight.master.mutable_grad().add_(weight.fast.grad());
                weight.fast.mutable_grad().zero_();
            }
            const double norm = optimizer_.clip_grad_norm(settings_.max_grad_norm);
            optimizer_.set_lr(learning_rate());
            // One batch that overflows must not end hours of work.
            if (std::isfinite(norm))
                optimizer_.step();
            ++step_;
            const double decay = std::min(settings_.average, static_cast<double>(1 + step_) / (10.0 + step_));
            for (Weight& weight : weights_)
                weight.average.lerp_(weight.master, 1 - decay);
        }
        loss_sum += value.item<double>();
        ++since;
        const double now = steady_seconds();
        if (options_.progress && (now - reported >= 1 || step_ == settings_.steps)) {
            options_.progress({stage_, step_, settings_.steps, loss_sum / static_cast<double>(since),
                               static_cast<double>(since * settings_.batch) / std::max(1e-9, now - reported)});
            reported = now;
            loss_sum = 0;
            since = 0;
        }
        if (now - saved >= options_.save_every)
            keep();
    }
    save();
    return true;
}

std::map<std::string, at::Tensor> TrainLoop::averaged(const std::string& model) const {
    std::map<std::string, at::Tensor> out;
    for (const Weight& weight : weights_) {
        if (weight.model == model)
            out.emplace(weight.key, weight.average);
    }
    return out;
}

void TrainLoop::save() const {
    std::map<std::string, at::Tensor> tensors;
    for (const Weight& weight : weights_) {
        tensors.emplace("weight/" + weight.model + "/" + weight.key, weight.master.detach());
        tensors.emplace("average/" + weight.model + "/" + weight.key, weight.average);
    }
    for (const auto& [key, tensor] : optimizer_.state_dict())
        tensors.emplace("adam/" + key, tensor);
    std::filesystem::create_directories(options_.work);
    write_safetensors(state_file_, tensors, {{"step", std::to_string(step_)}, {"seed", std::to_string(options_.seed)}});
}

void TrainLoop::load() {
    const TensorFile file = read_safetensors(state_file_);
    const std::string remedy = "remove the file to start this stage anew";
    const auto metadata = [&](const char* key) -> std::uint64_t {
        const auto found = file.metadata.find(key);
        if (found == file.metadata.end())
            throw Error(std::string("no ") + key, state_file_.string(), remedy);
        return std::stoull(found->second);
    };
    if (metadata("seed") != options_.seed) {
        throw Error("this state was made with seed " + std::to_string(metadata("seed")), state_file_.string(),
                    "use that seed, or remove the file to start this stage anew");
    }
    const auto stored = [&](const std::string& key, at::IntArrayRef sizes) {
        const auto found = file.tensors.find(key);
        if (found == file.tensors.end() || found->second.sizes() != sizes) {
            throw Error("the state is of another model: " + key, state_file_.string(), remedy);
        }
        return found->second;
    };
    const torch::NoGradGuard no_grad;
    for (Weight& weight : weights_) {
        const std::string key = weight.model + "/" + weight.key;
        weight.master.copy_(stored("weight/" + key, weight.master.sizes()));
        weight.average.copy_(stored("average/" + key, weight.average.sizes()));
    }
    std::map<std::string, at::Tensor> adam;
    for (const auto& [key, tensor] : file.tensors) {
        if (key.rfind("adam/", 0) == 0)
            adam.emplace(key.substr(5), tensor);
    }
    optimizer_.load_state_dict(adam);
    step_ = static_cast<std::int64_t>(metadata("step"));
}

}  // namespace tempera
