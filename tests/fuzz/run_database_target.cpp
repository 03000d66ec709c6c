// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <iterator>

#include <SQLiteCpp/Database.h>

#include "core/base/files.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/scratch.h"

namespace tempera {
namespace {

namespace fs = std::filesystem;

/// A run with a row of every kind, in as few bytes as SQLite can, after `sql`.
std::string small_database(const char* sql) {
    const ScratchFolder folder;
    const fs::path run_dir = folder.path() / "run";
    {
        RunWriter writer = RunWriter::create(
            run_dir, {"uuid", "name", "tdpo-r", "gold", "animals", "m", "c", 7, "v", "h", "d", 1}, "");
        writer.begin_attempt(0);
        const std::int64_t sample =
            writer.sample({0, 0, SampleKind::Eval, "a cat", 7, 0, "images/a.png", 8, 8}, "", "thumbnail");
        writer.score(sample, "gold", 0.5);
        writer.metric("eval/gold_mean", {1, 2, 3}, 0.25);
        writer.neuron_layer(0, 1, {0.5F, 0.25F}, {0, 1});
        writer.reset(0, 1, 2);
        writer.timestep_stat(0, 981, "approx_kl", 0.5);
        writer.trajectory({0, 0, 0, "a cat", 7, 0.5, {{0, 981, 0.25, -1.5, "picture"}}});
        writer.event("warning", "one sentence");
        writer.progress({"sampling", 0, 6, 0.5, 1, 2, 3, 4});
    }
    {
        SQLite::Database database((run_dir / "run.db").string(), SQLite::OPEN_READWRITE);
        database.exec("PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM");
        database.exec(sql);
    }
    return read_file(run_dir / "run.db");
}

}  // namespace

void fuzz_run_database(std::string_view input) {
    static const ScratchFolder folder;
    for (const char* rest : {"run.db-wal", "run.db-shm", "run.db-journal"}) {
        fs::remove(folder.path() / rest);
    }
    folder.write("run.db", input);
    folder.write("config.toml", "seed = 1\n");
    RunReader reader(folder.path());
    reader.summary();
    reader.generation();
    reader.metrics_since(0);
    for (const std::string& key : reader.metric_keys()) {
        reader.metric(key);
    }
    reader.metric_stats();
    for (const SampleRow& row : reader.samples_since(0)) {
        reader.thumbnail(row.id);
    }
    for (const SampleKind kind : {SampleKind::Train, SampleKind::Eval, SampleKind::Unseen}) {
        for (const std::int64_t epoch : reader.sample_epochs(kind)) {
            reader.samples(epoch, kind);
            reader.scores(epoch, kind);
        }
    }
    reader.scores_since(0);
    reader.neuron_layers_since(0);
    reader.resets();
    reader.timestep_stats_since(0);
    for (const std::int64_t epoch : reader.trajectory_epochs()) {
        reader.trajectories(epoch);
    }
    reader.events_since(0);
    reader.integrity_problems();
}

std::vector<std::string> run_database_seeds() {
    std::vector<std::string> seeds;
    for (const char* sql :
         {"", "PRAGMA user_version = 1", "CREATE TRIGGER t AFTER INSERT ON metric BEGIN DELETE FROM sample; END",
          "DROP TABLE metric; CREATE VIEW metric AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) "
          "SELECT id, 'a' AS key, 0 AS epoch, 0 AS step, 0 AS reward_queries, 0 AS wall, 0 AS value, 0 AS hidden FROM "
          "n",
          "ALTER TABLE sample DROP COLUMN prompt", "UPDATE sample SET kind = 99, image = '/dev/zero', width = -1",
          "UPDATE attempt SET command = '[[[1],\"a\"]'", "UPDATE neuron_layer SET scores = 'text', dormant = NULL",
          "DELETE FROM run", "UPDATE progress SET epoch = 9223372036854775807, wall = 1e308",
          "UPDATE thumbnail SET picture = zeroblob(100000000)"}) {
        try {
            seeds.push_back(small_database(sql));
        } catch (const SQLite::Exception&) {
            // An SQLite without this statement.
        }
    }
    return seeds;
}

}  // namespace tempera
