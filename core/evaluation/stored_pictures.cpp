// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/stored_pictures.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <torch/torch.h>

#include "core/evaluation/diversity.h"
#include "core/formats/image_tensor.h"

namespace tempera {

namespace {

namespace fs = std::filesystem;

/// The pictures of one kind and epoch.
struct PictureSet {
    SampleKind kind;
    std::int64_t epoch;
    std::vector<SampleRow> pictures;
    std::map<std::string, std::map<std::int64_t, double>> scores;  ///< judge -> sample -> score
    std::vector<Reward*> judges;                                   ///< that have something to do
    bool wants_diversity = false;
};

bool is_evaluation(SampleKind kind) {
    return kind != SampleKind::Train;
}

std::string mean_key(SampleKind kind, const std::string& judge) {
    return std::string(to_string(kind)) + "/" + judge + "_mean";
}

std::string diversity_key(SampleKind kind) {
    return std::string(to_string(kind)) + "/diversity";
}

bool has_value(RunReader& reader, const std::string& key, std::int64_t epoch) {
    const std::vector<MetricRow> rows = reader.metric(key);
    return std::any_of(rows.begin(), rows.end(), [epoch](const MetricRow& row) { return row.at.epoch == epoch; });
}

std::vector<std::string> prompts_of(const PictureSet& set) {
    std::vector<std::string> prompts;
    for (const SampleRow& picture : set.pictures) {
        prompts.push_back(picture.prompt);
    }
    return prompts;
}

PictureSet read_set(RunReader& reader, SampleKind kind, std::int64_t epoch) {
    PictureSet set{kind, epoch, reader.samples(epoch, kind), {}, {}};
    for (const ScoreRow& score : reader.scores(epoch, kind)) {
        set.scores[score.reward][score.sample] = score.value;
    }
    return set;
}

bool has_all(const PictureSet& set, const std::string& judge) {
    const auto scores = set.scores.find(judge);
    return scores != set.scores.end() &&
           std::all_of(set.pictures.begin(), set.pictures.end(),
                       [&](const SampleRow& picture) { return scores->second.contains(picture.id); });
}

/// Scores in the order of the grid; empty unless complete.
std::vector<double> in_order(const PictureSet& set, const std::string& judge) {
    std::vector<double> values;
    if (has_all(set, judge)) {
        for (const SampleRow& picture : set.pictures) {
            values.push_back(set.scores.at(judge).at(picture.id));
        }
    }
    return values;
}

class Scorer {
public:
    Scorer(fs::path run_dir, RunReader& reader, RunWriter& writer, const StoredScoring& scoring, const WorkHooks& hooks)
        : run_dir_(std::move(run_dir)),
          reader_(reader),
          writer_(writer),
          scoring_(scoring),
          hooks_(hooks),
          positions_(evaluation_positions(reader)) {}

    StoredScoringResult run() {
        std::vector<PictureSet> work = find_work();
        double all = 0;
        for (const PictureSet& set : work) {
            all += static_cast<double>(set.pictures.size());
        }
        double done = 0;
        for (PictureSet& set : work) {
            const double size = static_cast<double>(set.pictures.size());
            WorkHooks part = hooks_;
            part.progress = [&](double fraction) {
                if (hooks_.progress) {
                    hooks_.progress((done + fraction * size) / all);
                }
            };
            if (!complete(set, part)) {
                result_.stopped = true;
                break;
            }
            done += size;
        }
        return result_;
    }

private:
    /// The base evaluations first: gains are measured against them.
    std::vector<PictureSet> find_work() {
        std::vector<PictureSet> work;
        for (const SampleKind kind : {SampleKind::Eval, SampleKind::Unseen, SampleKind::Train}) {
            for (const std::int64_t epoch : reader_.sample_epochs(kind)) {
                if (!scoring_.epochs.empty() && !scoring_.epochs.contains(epoch)) {
                    continue;
                }
                PictureSet set = read_set(reader_, kind, epoch);
                for (Reward* judge : scoring_.judges) {
                    const bool counted =
                        is_evaluation(kind) && !has_value(reader_, mean_key(kind, judge->name()), epoch);
                    if (counted || !has_all(set, judge->name())) {
                        set.judges.push_back(judge);
                    }
                }
                set.wants_diversity = is_evaluation(kind) && scoring_.encoder.width > 0 &&
                                      has_repeats(prompts_of(set)) && !has_value(reader_, diversity_key(kind), epoch);
                if (!set.judges.empty() || set.wants_diversity) {
                    work.push_back(std::move(set));
                }
            }
        }
        return work;
    }

    /// [N,3,H,W]; nothing when a file is missing.
    std::optional<at::Tensor> read_pictures(const PictureSet& set) const {
        std::vector<at::Tensor> pictures;
        for (const SampleRow& row : set.pictures) {
            if (row.image.empty() || !fs::exists(run_dir_ / row.image)) {
                return std::nullopt;
            }
            pictures.push_back(to_tensor(read_image(run_dir_ / row.image)));
        }
        return at::stack(pictures).to(scoring_.device);
    }

    /// False when a stop was asked for: nothing of the set is written then.
    bool complete(PictureSet& set, const WorkHooks& hooks) {
        if (hooks.stop_asked && hooks.stop_asked()) {
            return false;
        }
        const std::optional<at::Tensor> images = read_pictures(set);
        if (!images) {
            ++result_.lost;
            return true;
        }
        const std::vector<std::string> prompts = prompts_of(set);
        std::map<std::string, std::vector<double>> judged;
        for (std::size_t i = 0; i < set.judges.size(); ++i) {
            WorkHooks part = hooks;
            part.progress = [&, i](double fraction) {
                hooks.progress((static_cast<double>(i) + fraction) / static_cast<double>(set.judges.size()));
            };
            auto scores = score_all(*set.judges[i], *images, prompts, scoring_.batch, part);
            if (!scores) {
                return false;
            }
            judged[set.judges[i]->name()] = std::move(*scores);
        }
        std::optional<double> diversity;
        const WorkHooks only_stop{hooks.stop_asked, {}, hooks.wait_for_help};
        if (set.wants_diversity &&
            !measure_diversity(scoring_.encoder, *images, prompts, scoring_.batch, only_stop, diversity)) {
            return false;
        }
        write(set, judged, diversity);
        return true;
    }

    void write(PictureSet& set, const std::map<std::string, std::vector<double>>& judged,
               const std::optional<double>& diversity) {
        std::map<std::string, std::vector<double>> missing_means;
        for (const auto& [judge, values] : judged) {
            std::map<std::int64_t, double>& known = set.scores[judge];
            for (std::size_t i = 0; i < values.size(); ++i) {
                const std::int64_t sample = set.pictures[i].id;
                if (known.emplace(sample, values[i]).second) {
                    writer_.score(sample, judge, values[i]);
                }
            }
            if (is_evaluation(set.kind) && !has_value(reader_, mean_key(set.kind, judge), set.epoch)) {
                missing_means[judge] = in_order(set, judge);
            }
        }
        if (is_evaluation(set.kind)) {
            RunPosition at{set.epoch, 0, 0};
            if (const auto found = positions_.find(set.epoch); found != positions_.end()) {
                at = found->second;
            }
            for (const auto& [key, value] : evaluation_metrics(set.kind, missing_means, base_scores(set), diversity)) {
                writer_.metric(key, at, value);
            }
        }
        writer_.flush();
        ++result_.sets;
        result_.pictures += static_cast<std::int64_t>(set.pictures.size());
    }

    std::map<std::string, std::vector<double>> base_scores(const PictureSet& set) {
        const PictureSet base = set.epoch == 0 ? set : read_set(reader_, set.kind, 0);
        std::map<std::string, std::vector<double>> scores;
        for (const auto& [judge, values] : base.scores) {
            scores[judge] = in_order(base, judge);
        }
        return scores;
    }

    const fs::path run_dir_;
    RunReader& reader_;
    RunWriter& writer_;
    const StoredScoring& scoring_;
    const WorkHooks& hooks_;
    const std::map<std::int64_t, RunPosition> positions_;
    StoredScoringResult result_;
};

}  // namespace

std::map<std::int64_t, RunPosition> evaluation_positions(RunReader& reader) {
    std::map<std::int64_t, RunPosition> positions;
    // The counters after a round are those of the evaluation that follows it.
    for (const MetricRow& row : reader.metric("reward/train_mean")) {
        positions[row.at.epoch + 1] = {row.at.epoch + 1, row.at.step, row.at.reward_queries};
    }
    for (const std::string& key : reader.metric_keys()) {
        if (key.starts_with("eval/")) {
            for (const MetricRow& row : reader.metric(key)) {
                positions[row.at.epoch] = row.at;
            }
        }
    }
    return positions;
}

StoredScoringResult score_stored_pictures(const fs::path& run_dir, RunReader& reader, RunWriter& writer,
                                          const StoredScoring& scoring, const WorkHooks& hooks) {
    return Scorer(run_dir, reader, writer, scoring, hooks).run();
}

}  // namespace tempera
