// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/drills/drill.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "core/store/run_reader.h"
#include "core/store/run_recovery.h"
#include "core/training/checkpoint.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> sortedRecord(const fs::path& run_dir) {
    std::vector<std::string> record = recordOf(run_dir);
    std::sort(record.begin(), record.end());
    return record;
}

std::string bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

QString named(const fs::path& run_dir) {
    return QString::fromStdString(run_dir.string()) + ": ";
}

}  // namespace

void fail(const QString& sentence) {
    std::fprintf(stderr, "FAILED: %s\n", qPrintable(sentence));
    std::exit(1);
}

void require(bool holds, const QString& sentence) {
    if (!holds) {
        fail(sentence);
    }
}

QStringList methods() {
    return {"ddpo", "tdpo", "tdpo-r", "align-prop", "seppo"};
}

QStringList settingsOf(const QString& method, const TinyWorld& world) {
    QStringList settings{"--set", "method=" + method, "--set", "sample.num_batches_per_epoch=4"};
    if (method == "align-prop") {
        settings << "--set"
                 << "train.gradient_accumulation_steps=2";
    } else if (method == "seppo") {
        settings << "--set"
                 << "seppo.winners=" + QString::fromStdString(world.winners().string()) << "--set"
                 << "train.num_inner_epochs=2"
                 << "--set"
                 << "seppo.pool_every=3";
    }
    return settings;
}

WholeRun::WholeRun(const fs::path& reference)
    : m_reference(reference), m_record(sortedRecord(reference)), m_counts(countsOf(reference)) {
    require(m_record.size() > 100, named(reference) + "the reference is empty");
}

WholeRun::Counts WholeRun::countsOf(const fs::path& run_dir) {
    Counts counts;
    RunReader reader(run_dir);
    for (const MetricRow& row : reader.metrics_since(0)) {
        const bool of_evaluation =
            row.key.starts_with("eval/") || row.key.starts_with("unseen/") || row.key == "time/evaluating_s";
        ++counts[row.at.epoch][of_evaluation ? "metrics of the evaluation" : "metrics of the round"];
    }
    for (const SampleKind kind : {SampleKind::Train, SampleKind::Eval, SampleKind::Unseen}) {
        const std::string pictures = std::string(to_string(kind)) + " pictures";
        for (const std::int64_t epoch : reader.sample_epochs(kind)) {
            counts[epoch][pictures] = reader.samples(epoch, kind).size();
            counts[epoch][pictures + "' scores"] = reader.scores(epoch, kind).size();
        }
    }
    for (const NeuronLayerRow& row : reader.neuron_layers_since(0)) {
        ++counts[row.epoch]["neurons"];
    }
    for (const TimestepRow& row : reader.timestep_stats_since(0)) {
        ++counts[row.epoch]["timesteps"];
    }
    for (const std::int64_t epoch : reader.trajectory_epochs()) {
        counts[epoch]["trajectories"] = reader.trajectories(epoch).size();
    }
    return counts;
}

void WholeRun::requirePart(const fs::path& run_dir) const {
    const auto problems = RunReader(run_dir).integrity_problems();
    require(problems.empty(), named(run_dir) + QString::fromStdString(problems.empty() ? "" : problems[0]));
    const std::vector<std::string> record = sortedRecord(run_dir);
    std::vector<std::string> foreign;
    std::set_difference(record.begin(), record.end(), m_record.begin(), m_record.end(), std::back_inserter(foreign));
    require(foreign.empty(), named(run_dir) + "has what the undisturbed run has not: " +
                                 QString::fromStdString(foreign.empty() ? "" : foreign[0]));
    for (const auto& [epoch, counts] : countsOf(run_dir)) {
        for (const auto& [what, count] : counts) {
            const std::size_t whole = m_counts.at(epoch).at(what);
            // The metrics of an evaluation come set by set.
            require(count == whole || what == "metrics of the evaluation",
                    named(run_dir) + QString("epoch %1 has %2 of %3 %4")
                                         .arg(epoch)
                                         .arg(count)
                                         .arg(whole)
                                         .arg(QString::fromStdString(what)));
        }
        require(!counts.contains("train pictures") || counts.contains("metrics of the round"),
                named(run_dir) + QString("epoch %1 is torn").arg(epoch));
    }
    const std::vector<std::int64_t> checkpoints = list_checkpoints(run_dir);
    for (const std::int64_t epoch : checkpoints) {
        try {
            verify_checkpoint(run_dir, epoch);
        } catch (const std::exception& error) {
            fail(named(run_dir) + error.what());
        }
    }
    if (!checkpoints.empty()) {
        const std::string missing = missing_epochs(run_dir, checkpoints.back());
        require(missing.empty(),
                named(run_dir) + "the checkpoint is ahead of its rows: " + QString::fromStdString(missing));
    }
}

void WholeRun::requireEqual(const fs::path& run_dir) const {
    requirePart(run_dir);
    require(sortedRecord(run_dir) == m_record, named(run_dir) + "is not equal to the undisturbed run");
    const std::int64_t last = list_checkpoints(m_reference).back();
    const auto state = [last](const fs::path& dir) { return bytesOf(checkpoint_dir(dir, last) / "state.safetensors"); };
    require(!state(run_dir).empty() && state(run_dir) == state(m_reference),
            named(run_dir) + "ends with another state than the undisturbed run");
}
