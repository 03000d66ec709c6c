// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/later_evaluation.h"

#include <algorithm>
#include <memory>
#include <set>

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/evaluation/diversity.h"
#include "core/evaluation/stored_pictures.h"
#include "core/methods/lora_policy.h"
#include "core/models/lora_files.h"
#include "core/rewards/make_reward.h"
#include "core/runtime/device.h"
#include "core/store/checkpoint_folders.h"
#include "core/store/run_lock.h"
#include "core/training/report_store.h"

namespace tempera {

namespace {

namespace fs = std::filesystem;

/// The part of the progress that sampling takes when judging what is stored comes after it.
constexpr double sampling_share = 0.8;

std::vector<RewardSpec> own_judges(const Config& config) {
    std::vector<RewardSpec> specs{RewardSpec::parse(config.text("reward.name"), "reward.name")};
    for (const std::string& text : config.list("eval.rewards")) {
        specs.push_back(RewardSpec::parse(text, "eval.rewards"));
    }
    return specs;
}

class Work {
public:
    Work(const fs::path& run_dir, const LaterEvaluation& wish, const LaterEvaluationHooks& hooks)
        : run_dir_(run_dir),
          wish_(wish),
          hooks_(hooks),
          lock_(run_dir),
          writer_(run_dir),
          reader_(run_dir),
          config_(Config::from_toml(reader_.config_toml(), (run_dir / "config.toml").string())),
          models_(choose_device(wish.device), wish.reward_folder.value_or(config_.text("reward.folder"))) {}

    LaterEvaluationResult run() {
        try {
            sample_unseen();
            if (!result_.stopped) {
                judge_stored();
            }
        } catch (...) {
            writer_.discard();  // what is complete is in the file
            throw;
        }
        if (!result_.sampled.empty() || result_.sets > 0) {
            writer_.event("info", event_text());
        }
        writer_.end_epoch();
        return result_;
    }

private:
    /// The judge of that name, made once; of two specifications of one name the person's own counts.
    Reward& judge(const RewardSpec& spec) {
        std::unique_ptr<Reward>& made = made_[spec.name()];
        if (!made) {
            const auto same = [&](const RewardSpec& other) { return other.name() == spec.name(); };
            const auto named = std::find_if(wish_.judges.begin(), wish_.judges.end(), same);
            made = make_reward(named == wish_.judges.end() ? spec : *named, models_);
        }
        return *made;
    }

    void add_judge(std::vector<Reward*>& judges, const RewardSpec& spec) {
        Reward* one = &judge(spec);
        if (std::find(judges.begin(), judges.end(), one) == judges.end()) {
            judges.push_back(one);
        }
    }

    WorkHooks hooks(const std::string& doing, double begin, double end) const {
        WorkHooks hooks;
        hooks.stop_asked = [this] { return hooks_.stop_asked && hooks_.stop_asked(); };
        hooks.progress = [this, doing, begin, end](double fraction) {
            if (hooks_.progress) {
                hooks_.progress(doing, begin + (end - begin) * fraction);
            }
        };
        return hooks;
    }

    /// Epochs whose weights are there: the untrained model and the checkpoints.
    std::vector<std::int64_t> epochs_to_sample(const EvaluationSet& set) {
        std::vector<std::int64_t> kept = list_checkpoints(run_dir_);
        kept.insert(kept.begin(), 0);
        for (const std::int64_t epoch : wish_.epochs) {
            if (std::find(kept.begin(), kept.end(), epoch) == kept.end()) {
                std::string known;
                for (const std::int64_t one : kept) {
                    known += (known.empty() ? "" : ", ") + std::to_string(one);
                }
                throw Error("there is no checkpoint of epoch " + std::to_string(epoch), run_dir_.filename().string(),
                            "use one of: " + known + " (checkpoint.keep = 0 keeps all)");
            }
        }
        std::vector<std::int64_t> epochs;
        for (const std::int64_t epoch : wish_.epochs.empty() ? kept : wish_.epochs) {
            if (!has_set(epoch, set)) {
                epochs.push_back(epoch);
            }
        }
        return epochs;
    }

    bool has_set(std::int64_t epoch, const EvaluationSet& set) {
        const std::vector<SampleRow> stored = reader_.samples(epoch, SampleKind::Unseen);
        if (stored.empty()) {
            return false;
        }
        bool same = stored.size() == set.prompts.size();
        for (std::size_t i = 0; same && i < stored.size(); ++i) {
            same = stored[i].prompt == set.prompts[i] && stored[i].seed == set.seeds[i];
        }
        if (!same) {
            throw Error("the run has pictures of other unseen prompts, or with other seeds",
                        run_dir_.filename().string(),
                        "leave out --prompts, --samples and --seed to add judges to them");
        }
        return true;
    }

    DiffusionModel load_model() {
        DiffusionModel model = DiffusionModel::load(config_.text("model.path"), models_.device());
        const RunInfo info = reader_.summary().info;
        if (model.hash != info.model_hash) {
            throw Error("the base model is not the one that the run was trained from", info.model,
                        "put the old weights back");
        }
        return model;
    }

    void sample_unseen() {
        if (wish_.unseen_prompts.empty()) {
            return;
        }
        const EvaluationSet set =
            make_evaluation_set(wish_.unseen_prompts, wish_.samples.value_or(config_.integer("eval.unseen_samples")),
                                static_cast<std::uint64_t>(wish_.seed.value_or(config_.integer("eval.seed"))));
        // Every set of the run is compared, too, before hours of work.
        for (const std::int64_t epoch : reader_.sample_epochs(SampleKind::Unseen)) {
            has_set(epoch, set);
        }
        const std::vector<std::int64_t> epochs = epochs_to_sample(set);
        if (epochs.empty()) {
            return;
        }
        std::vector<Reward*> judges;
        for (const RewardSpec& spec : own_judges(config_)) {
            add_judge(judges, spec);
        }
        for (const RewardSpec& spec : wish_.judges) {
            add_judge(judges, spec);
        }
        DiffusionModel model = load_model();
        const std::map<std::int64_t, RunPosition> positions = evaluation_positions(reader_);
        for (std::size_t i = 0; i < epochs.size(); ++i) {
            const double share = sampling_share / static_cast<double>(epochs.size());
            const double begin = static_cast<double>(i) * share;
            if (!sample_epoch(model, epochs[i], set, judges, positions,
                              hooks("sampling epoch " + std::to_string(epochs[i]), begin, begin + share))) {
                result_.stopped = true;
                return;
            }
            result_.sampled.push_back(epochs[i]);
        }
    }

    /// False when a stop was asked for: nothing of the epoch is stored then.
    bool sample_epoch(DiffusionModel& model, std::int64_t epoch, const EvaluationSet& set,
                      const std::vector<Reward*>& judges, const std::map<std::int64_t, RunPosition>& positions,
                      const WorkHooks& hooks) {
        LoraAdapter::detach(model.unet);
        if (epoch > 0) {
            LoraAdapter::from_file(model.unet, find_lora_file(checkpoint_dir(run_dir_, epoch))).attach(model.unet);
        }
        const SamplerSettings settings = sampler_settings(config_, config_.integer("micro_batch"));
        const std::optional<Evaluation> evaluation = evaluate(model, settings, set, judges, hooks);
        if (!evaluation) {
            return false;
        }
        const auto known = positions.find(epoch);
        const RunPosition at = known == positions.end() ? RunPosition{epoch, 0, 0} : known->second;
        const auto base = epoch == 0 ? evaluation->scores : stored_scores(0);
        for (const auto& [key, value] :
             evaluation_metrics(SampleKind::Unseen, evaluation->scores, base, evaluation->diversity)) {
            writer_.metric(key, at, value);
        }
        store_evaluation_pictures(writer_, *evaluation, set, SampleKind::Unseen, epoch);
        writer_.flush();
        return true;
    }

    /// Of the unseen set, in the order of the grid.
    std::map<std::string, std::vector<double>> stored_scores(std::int64_t epoch) {
        std::map<std::int64_t, std::size_t> places;
        for (const SampleRow& row : reader_.samples(epoch, SampleKind::Unseen)) {
            places.emplace(row.id, places.size());
        }
        std::map<std::string, std::vector<double>> scores;
        for (const ScoreRow& row : reader_.scores(epoch, SampleKind::Unseen)) {
            scores[row.reward].resize(places.size());
            scores[row.reward][places.at(row.sample)] = row.value;
        }
        return scores;
    }

    void judge_stored() {
        StoredScoring scoring{{}, {}, {}, config_.integer("micro_batch"), models_.device()};
        for (const RewardSpec& spec : wish_.judges.empty() ? own_judges(config_) : wish_.judges) {
            add_judge(scoring.judges, spec);
            result_.judges.push_back(spec.name());
        }
        scoring.encoder = diversity_encoder();
        scoring.epochs.insert(wish_.epochs.begin(), wish_.epochs.end());
        const double begin = result_.sampled.empty() ? 0.0 : sampling_share;
        const StoredScoringResult scored =
            score_stored_pictures(run_dir_, reader_, writer_, scoring, hooks("judging", begin, 1.0));
        result_.stopped = scored.stopped;
        result_.sets = scored.sets;
        result_.pictures = scored.pictures;
        result_.lost = scored.lost;
        if (scored.lost > 0) {
            result_.remarks.push_back("the pictures of " + std::to_string(scored.lost) +
                                      " evaluations or epochs are no longer on the disk and keep the scores they have");
        }
    }

    /// Diversity is seen through the same encoder at every evaluation of a run: that of its first judge that has one.
    ImageEncoder diversity_encoder() {
        try {
            for (const std::vector<RewardSpec>& specs : {own_judges(config_), wish_.judges}) {
                for (const RewardSpec& spec : specs) {
                    if (ImageEncoder encoder = judge(spec).image_encoder(); encoder.width > 0) {
                        return encoder;
                    }
                }
            }
        } catch (const Error& error) {
            result_.remarks.push_back("diversity is left out, because a judge of the run is not there: " +
                                      std::string(error.what()));
        }
        return {};
    }

    std::string event_text() const {
        std::string text = "Evaluated afterwards:";
        if (!result_.sampled.empty()) {
            text += " pictures of " + std::to_string(wish_.unseen_prompts.size()) + " unseen prompts at " +
                    std::to_string(result_.sampled.size()) + " epochs;";
        }
        if (result_.sets > 0) {
            text.append(" ").append(std::to_string(result_.pictures)).append(" stored pictures by");
            for (const std::string& name : result_.judges) {
                text.append(" ").append(name).append(name == result_.judges.back() ? ";" : ",");
            }
        }
        text.back() = '.';
        return text;
    }

    const fs::path run_dir_;
    const LaterEvaluation& wish_;
    const LaterEvaluationHooks& hooks_;
    const RunLock lock_;
    RunWriter writer_;  // before the reader: it brings an older store up to date
    RunReader reader_;
    const Config config_;
    RewardModels models_;
    std::map<std::string, std::unique_ptr<Reward>> made_;
    LaterEvaluationResult result_;
};

}  // namespace

LaterEvaluationResult evaluate_run(const fs::path& run_dir, const LaterEvaluation& wish,
                                   const LaterEvaluationHooks& hooks) {
    const torch::NoGradGuard no_grad;
    return Work(run_dir, wish, hooks).run();
}

}  // namespace tempera
