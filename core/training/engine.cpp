// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <utility>

#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/evaluation/diversity.h"
#include "core/methods/lora_policy.h"
#include "core/rewards/make_reward.h"
#include "core/runtime/device.h"
#include "core/text/prompts.h"
#include "core/training/source_commit.h"

namespace tempera {

namespace {

/// Also sets the number of threads: that has to happen before any tensor work.
at::Device prepared_device(const Config& config) {
    set_threads(static_cast<int>(config.integer("threads")));
    return choose_device(config.text("device"));
}

std::vector<std::unique_ptr<Reward>> make_judges(const Config& config, RewardModels& models) {
    std::vector<std::unique_ptr<Reward>> judges;
    judges.push_back(make_reward(RewardSpec::parse(config.text("reward.name"), "reward.name"), models));
    for (const std::string& text : config.list("eval.rewards")) {
        const RewardSpec spec = RewardSpec::parse(text, "eval.rewards");
        const auto known = [&spec](const auto& judge) { return judge->name() == spec.name(); };
        if (std::none_of(judges.begin(), judges.end(), known)) {
            judges.push_back(make_reward(spec, models));
        }
    }
    return judges;
}

/// Of the judge that critic.encoder names; else the reward's own; else the one that the reward models have for this
/// base model.
ImageEncoder critic_encoder(const Config& config, const Reward& reward, RewardModels& models) {
    const std::string& name = config.text("critic.encoder");
    if (!name.empty()) {
        const RewardSpec spec = RewardSpec::parse(name, "critic.encoder");
        const ImageEncoder encoder = make_reward(spec, models)->image_encoder();
        if (encoder.width == 0) {
            throw Error(spec.name() + " has no image encoder", "critic.encoder",
                        "name a judge that looks through CLIP, or leave it empty");
        }
        return encoder;
    }
    const ImageEncoder own = reward.image_encoder();
    const bool embedded = !embedded_model(config.text("model.path")).empty();
    return own.width > 0 ? own : default_image_encoder(models, embedded);
}

std::map<SampleKind, EvaluationSet> make_evaluation_sets(const Config& config,
                                                         const std::vector<std::string>& training_prompts) {
    const auto seed = static_cast<std::uint64_t>(config.integer("eval.seed"));
    const std::string& fixed = config.text("eval.prompts");
    const std::string& unseen = config.text("eval.unseen_prompts");
    std::map<SampleKind, EvaluationSet> sets;
    sets[SampleKind::Eval] = make_evaluation_set(fixed.empty() ? training_prompts : read_prompts(fixed),
                                                 config.integer("eval.samples"), seed);
    if (!unseen.empty()) {
        sets[SampleKind::Unseen] =
            make_evaluation_set(read_prompts(unseen), config.integer("eval.unseen_samples"), seed);
    }
    return sets;
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
    : config_(config),
      model_(DiffusionModel::load(config.text("model.path"), prepared_device(config))),
      reward_models_(model_.device, config.text("reward.folder")),
      judges_(make_judges(config_, reward_models_)) {
    const std::vector<std::string> prompts = read_prompts(config_.text("prompts.file"));
    evaluation_sets_ = make_evaluation_sets(config_, prompts);
    MethodContext context{model_, *judges_.front(), config_, prompts, {}, {}, {}};
    if (advantage_kind(config_) == "critic" && config_.text("critic.input") != "latent") {
        context.image_encoder = critic_encoder(config_, *judges_.front(), reward_models_);
    }
    context.stop_asked = [this] { return stop_asked && stop_asked(); };
    context.progress = [this](const std::string& phase, double fraction) {
        if (progress) {
            progress(phase, fraction);
        }
    };
    context.wait_for_help = [this](const std::string& problem) { return wait_for_help && wait_for_help(problem); };
    method_ = make_method(std::move(context));
}

std::vector<Reward*> Engine::judges() const {
    std::vector<Reward*> judges;
    for (const auto& judge : judges_) {
        judges.push_back(judge.get());
    }
    return judges;
}

std::optional<Evaluation> Engine::evaluate(SampleKind kind) {
    double before = 0;
    double all = 0;
    for (const auto& [other, set] : evaluation_sets_) {
        before += other < kind ? static_cast<double>(set.prompts.size()) : 0;
        all += static_cast<double>(set.prompts.size());
    }
    const EvaluationSet& set = evaluation_sets_.at(kind);
    WorkHooks own = hooks("evaluating");
    own.progress = [report = own.progress, before, all, count = set.prompts.size()](double fraction) {
        report((before + fraction * static_cast<double>(count)) / all);
    };
    return tempera::evaluate(model_, sampler_settings(config_, config_.integer("micro_batch")), set, judges(), own);
}

WorkHooks Engine::hooks(const std::string& phase) {
    WorkHooks hooks;
    hooks.stop_asked = [this] { return stop_asked && stop_asked(); };
    hooks.progress = [this, phase](double fraction) {
        if (progress) {
            progress(phase, fraction);
        }
    };
    hooks.wait_for_help = [this](const std::string& problem) { return wait_for_help && wait_for_help(problem); };
    return hooks;
}

std::optional<Judgement> Engine::judge_by_others(const at::Tensor& images01, const std::vector<std::string>& prompts) {
    Judgement judgement;
    const at::Tensor images = images01.to(model_.device);
    const std::int64_t batch = config_.integer("micro_batch");
    for (auto judge = judges_.begin() + 1; judge != judges_.end(); ++judge) {
        auto values = score_all(**judge, images, prompts, batch, hooks("scoring"));
        if (!values) {
            return std::nullopt;
        }
        judgement.scores[(*judge)->name()] = std::move(*values);
    }
    if (!measure_diversity(first_encoder(judges()), images, prompts, batch, hooks("scoring"), judgement.diversity)) {
        return std::nullopt;
    }
    return judgement;
}

std::string versions() {
    return std::string("tempera " TEMPERA_VERSION " (commit ") + source_commit() + "), " + torch_version();
}

RunInfo describe_run(Engine& engine, const std::string& name) {
    const Config& config = engine.config();
    RunInfo info;
    info.uuid = random_uuid();
    info.name = name;
    info.method = config.text("method");
    info.reward = engine.reward().name();
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
