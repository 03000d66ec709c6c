// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/output.h"
#include "app/commands/progress_line.h"
#include "core/base/error.h"
#include "core/config/config.h"
#include "core/formats/image.h"
#include "core/store/run_reader.h"
#include "core/store/run_recovery.h"
#include "core/training/checkpoint.h"
#include "core/training/trainer.h"

namespace tempera {

namespace {

/// Collects what is wrong instead of ending at the first finding.
class Findings {
public:
    void add(const std::string& problem) { problems_.push_back(problem); }

    /// Counts one thing as looked at; whatever `look` throws is a problem.
    void check(const std::function<void()>& look) {
        ++checked_;
        try {
            look();
        } catch (const std::exception& error) {
            problems_.push_back(one_sentence(error));
        }
    }

    std::size_t checked() const { return checked_; }
    const std::vector<std::string>& problems() const { return problems_; }

private:
    std::size_t checked_ = 0;
    std::vector<std::string> problems_;
};

void check_pictures(Findings& findings, RunReader& reader, const std::filesystem::path& run_dir) {
    ProgressLine line;
    std::int64_t cursor = 0;
    for (;;) {
        const std::vector<SampleRow> rows = reader.samples_since(cursor, 1000);
        if (rows.empty()) {
            return;
        }
        for (const SampleRow& row : rows) {
            cursor = row.id;
            const std::string record = (run_dir / "run.db").string() + ": sample " + std::to_string(row.id);
            if (const std::string thumbnail = reader.thumbnail(row.id); !thumbnail.empty()) {
                findings.check([&] { decode_image(thumbnail, record + ", thumbnail"); });
            }
            if (row.image.empty()) {
                continue;
            }
            findings.check([&] {
                const Image image = read_image(run_dir / row.image);
                if (image.width != row.width || image.height != row.height) {
                    throw Error("the picture is " + std::to_string(image.width) + " x " + std::to_string(image.height) +
                                    " pixels, not " + std::to_string(row.width) + " x " + std::to_string(row.height),
                                (run_dir / row.image).string(), "");
                }
            });
            line.show(0, std::to_string(findings.checked()) + " files and records checked");
        }
    }
}

void check_trajectories(Findings& findings, RunReader& reader, const std::filesystem::path& run_dir) {
    for (const std::int64_t epoch : reader.trajectory_epochs()) {
        for (const TrajectoryRow& row : reader.trajectories(epoch)) {
            for (const TrajectoryStepRow& step : row.steps) {
                findings.check([&] {
                    decode_image(step.picture, (run_dir / "run.db").string() + ": trajectory " +
                                                   std::to_string(row.id) + ", step " + std::to_string(step.step));
                });
            }
        }
    }
}

/// Rows are written before the checkpoint that follows them.
void check_epochs(Findings& findings, const std::filesystem::path& run_dir, const RunSummary& summary) {
    const std::vector<std::int64_t> checkpoints = list_checkpoints(run_dir);
    const bool finished = summary.reached == ReachedState::Finished;
    const std::int64_t complete = finished ? summary.progress.epoch : checkpoints.empty() ? 0 : checkpoints.back();
    findings.check([&] {
        if (const std::string missing = missing_epochs(run_dir, complete); !missing.empty()) {
            throw Error("the rows of epochs " + missing + " are missing", (run_dir / "run.db").string(),
                        "resume from a checkpoint before them, if one is left, to make them again");
        }
    });
}

void check_checkpoints(Findings& findings, const std::filesystem::path& run_dir, const RunInfo& info) {
    for (const std::int64_t epoch : list_checkpoints(run_dir)) {
        const std::filesystem::path dir = checkpoint_dir(run_dir, epoch);
        findings.check([&] {
            const Checkpoint checkpoint = verify_checkpoint(run_dir, epoch);
            if (checkpoint.config_hash != info.config_hash) {
                throw Error("belongs to another configuration", dir.string(), "");
            }
            if (checkpoint.model_hash != info.model_hash) {
                throw Error("belongs to another base model", dir.string(), "");
            }
        });
    }
}

int verify(const Invocation& invocation, const std::string& run) {
    const std::filesystem::path run_dir = find_run_dir(invocation, run);
    Findings findings;
    findings.check([&] {
        RunReader reader(run_dir);
        for (const std::string& problem : reader.integrity_problems()) {
            findings.add((run_dir / "run.db").string() + ": " + problem);
        }
        const RunSummary summary = reader.summary();
        const RunInfo& info = summary.info;
        findings.check([&] {
            const std::string file = (run_dir / "config.toml").string();
            if (Config::from_toml(reader.config_toml(), file).hash() != info.config_hash) {
                throw Error("was changed after the run had begun", file, "");
            }
        });
        check_epochs(findings, run_dir, summary);
        check_pictures(findings, reader, run_dir);
        check_trajectories(findings, reader, run_dir);
        check_checkpoints(findings, run_dir, info);
    });
    const std::string id = run_dir.filename().string();
    const bool sound = findings.problems().empty();
    if (invocation.json) {
        print_json({{"id", id}, {"ok", sound}, {"checked", findings.checked()}, {"problems", findings.problems()}});
    } else if (sound) {
        std::printf("%s is sound: database, configuration, pictures and checkpoints (%zu files and records read).\n",
                    id.c_str(), findings.checked());
    } else {
        for (const std::string& problem : findings.problems()) {
            std::fprintf(stderr, "%s\n", printable(problem).c_str());
        }
    }
    return sound ? exit_ok : exit_error;
}

}  // namespace

void add_verify(CLI::App& app, Invocation& invocation) {
    auto run = std::make_shared<std::string>();
    CLI::App* command =
        app.add_subcommand("verify", "Check a run: database, configuration, every epoch, picture and checkpoint");
    command->add_option("RUN", *run, "Id, unique start of the id, name, or folder of a run")->required();
    add_workspace_option(*command, invocation);
    add_json_option(*command, invocation);
    command->callback(
        [&invocation, run] { invocation.action = [&invocation, run] { return verify(invocation, *run); }; });
}

}  // namespace tempera
