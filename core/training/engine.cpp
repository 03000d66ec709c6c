// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <utility>

#include <unistd.h>

#include "core/base/clock.h"
#include "core/methods/lora_policy.h"
#include "core/runtime/device.h"
#include "core/text/prompts.h"

namespace tempera {

namespace {

/// Also sets the number of threads: that has to happen before any tensor work.
at::Device prepared_device(const Config& config) {
    set_threads(static_cast<int>(config.integer("threads")));
    return choose_device(config.text("device"));
}

std::vector<std::unique_ptr<Reward>> make_judges(const Config& config, at::Device device) {
    std::vector<std::unique_ptr<Reward>> judges;
    judges.push_back(make_reward(config.text("reward.name"), device));
    for (const std::string& name : config.list("eval.rewards")) {
        const auto known = [&name](const auto& judge) { return judge->name() == name; };
        if (std::none_of(judges.begin(), judges.end(), known)) {
            judges.push_back(make_reward(name, device));
        }
    }
    return judges;
}

std::string random_uuid() {
    std::random_device device;
    const char* digits = "0123456789abcdef";
    std::string uuid;
    for (int i = 0; i < 32; ++i) {
        if (i == 8 || i == 12 || i == 16 || i == 20) {
            uuid += '-';
        }
        uuid += i == 12 ? '4' : digits[device() % 16];
    }
    return uuid;
}

std::string host_name() {
    char name[256] = {};
    return gethostname(name, sizeof name - 1) == 0 ? name : "unknown";
}

}  // namespace

Engine::Engine(const Config& config)
    : config_(config), model_(DiffusionModel::load(config.text("model.path"), prepared_device(config))) {
    judges_ = make_judges(config_, model_.device);
    const std::vector<std::string> prompts = read_prompts(config_.text("prompts.file"));
    const std::string& evaluated = config_.text("eval.prompts");
    evaluation_set_ =
        make_evaluation_set(evaluated.empty() ? prompts : read_prompts(evaluated), config_.integer("eval.samples"),
                            static_cast<std::uint64_t>(config_.integer("eval.seed")));
    MethodContext context{model_, *judges_.front(), config_, prompts, {}, {}, {}};
    context.stop_asked = [this] { return stop_asked && stop_asked(); };
    context.progress = [this](const std::string& phase, double fraction) {
        if (progress) {
            progress(phase, fraction);
        }
    };
    method_ = make_method(std::move(context));
}

std::optional<Evaluation> Engine::evaluate() {
    std::vector<Reward*> judges;
    for (const auto& judge : judges_) {
        judges.push_back(judge.get());
    }
    WorkHooks hooks;
    hooks.stop_asked = [this] { return stop_asked && stop_asked(); };
    hooks.progress = [this](double fraction) {
        if (progress) {
            progress("evaluating", fraction);
        }
    };
    return tempera::evaluate(model_, sampler_settings(config_, config_.integer("micro_batch")), evaluation_set_, judges,
                             hooks);
}

std::map<std::string, std::vector<double>> Engine::score_by_others(const at::Tensor& images01,
                                                                   const std::vector<std::string>& prompts) {
    std::map<std::string, std::vector<double>> scores;
    for (auto judge = judges_.begin() + 1; judge != judges_.end(); ++judge) {
        scores[(*judge)->name()] =
            score_pictures(**judge, images01.to(model_.device), prompts, config_.integer("micro_batch"));
    }
    return scores;
}

std::string versions() {
    return "tempera " TEMPERA_VERSION ", " + torch_version();
}

RunInfo describe_run(Engine& engine, const std::string& name) {
    const Config& config = engine.config();
    RunInfo info;
    info.uuid = random_uuid();
    info.name = name;
    info.method = config.text("method");
    info.reward = config.text("reward.name");
    info.model = config.text("model.path");
    info.model_hash = engine.model().hash;
    info.config_hash = config.hash();
    info.seed = static_cast<std::uint64_t>(config.integer("seed"));
    info.versions = versions();
    info.host = host_name();
    info.device = describe_device(engine.model().device);
    info.created = unix_seconds();
    return info;
}

}  // namespace tempera
