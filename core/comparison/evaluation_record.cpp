// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/evaluation_record.h"

#include <cmath>

#include "core/store/checkpoint_folders.h"

namespace tempera {
namespace {

/// Epoch -> the one judge's scores. An epoch with a picture that has no score is left out.
void add_pictures(EvaluationRecord& record, RunReader& reader, std::int64_t epoch, SampleKind kind) {
    std::map<std::int64_t, std::size_t> places;  // sample -> place
    for (const SampleRow& sample : reader.samples(epoch, kind)) {
        places.emplace(sample.id, places.size());
    }
    std::map<std::string, std::vector<double>> scores;
    for (const ScoreRow& score : reader.scores(epoch, kind)) {
        std::vector<double>& list = scores[score.reward];
        list.resize(places.size(), std::nan(""));
        // A live run may have added the picture after they were listed.
        if (const auto place = places.find(score.sample); place != places.end()) {
            list[place->second] = score.value;
        }
    }
    for (auto& [judge, list] : scores) {
        bool complete = true;
        for (const double value : list) {
            complete = complete && std::isfinite(value);
        }
        if (complete) {
            record.judges[judge].pictures[epoch] = std::move(list);
        }
    }
}

}  // namespace

EvaluationRecord read_evaluations(RunReader& reader, const std::filesystem::path& run_dir, SampleKind kind) {
    EvaluationRecord record;
    const RunInfo info = reader.summary().info;
    record.trained = info.method == "seppo" ? "" : info.reward;
    record.checkpoints = list_checkpoints(run_dir);
    const std::string prefix = std::string(to_string(kind)) + "/";
    const std::string suffix = "_mean";
    for (const std::string& key : reader.metric_keys()) {
        if (!key.starts_with(prefix) || !key.ends_with(suffix)) {
            continue;
        }
        JudgeRecord& judge = record.judges[key.substr(prefix.size(), key.size() - prefix.size() - suffix.size())];
        for (const MetricRow& row : reader.metric(key)) {
            if (std::isfinite(row.value)) {
                judge.means[row.at.epoch] = row.value;
            }
        }
    }
    for (const std::int64_t epoch : reader.sample_epochs(kind)) {
        add_pictures(record, reader, epoch, kind);
    }
    return record;
}

}  // namespace tempera
