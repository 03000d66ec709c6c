// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <SQLiteCpp/Database.h>
#include <sqlite3.h>

#include "core/base/files.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/scratch.h"

namespace tempera {
namespace {

namespace fs = std::filesystem;

/// A run with a row of every kind, in as few bytes as SQLite can.
std::string small_database() {
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
    }
    return read_file(run_dir / "run.db");
}

/// What a stranger did to a sound database. Whatever it is, it ends soon and stays in that file.
void alter(const fs::path& file, const std::string& sql) {
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE);
    sqlite3* const handle = database.getHandle();
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 1 << 20);
    int steps = 0;
    const auto is_enough = [](void* count) { return ++*static_cast<int*>(count) > 100 ? 1 : 0; };
    sqlite3_progress_handler(handle, 1000, is_enough, &steps);
    database.exec("PRAGMA synchronous = OFF");
    database.tryExec(sql);  // up to the first statement that SQLite refuses
}

}  // namespace

void fuzz_run_database(std::string_view input) {
    static const ScratchFolder folder;
    for (const char* rest : {"run.db-wal", "run.db-shm", "run.db-journal"}) {
        fs::remove(folder.path() / rest);
    }
    if (input.starts_with("SQLite format 3")) {
        folder.write("run.db", input);
    } else {
        static const std::string sound = small_database();
        folder.write("run.db", sound);
        alter(folder.path() / "run.db", std::string(input));
    }
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
    return {small_database(),
            "",
            "PRAGMA user_version = 1",
            "CREATE TRIGGER t AFTER INSERT ON metric BEGIN DELETE FROM sample; END",
            "DROP TABLE metric; CREATE VIEW metric AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM "
            "n) SELECT id, 'a' AS key, 0 AS epoch, 0 AS step, 0 AS reward_queries, 0 AS wall, 0 AS value, 0 AS hidden "
            "FROM n",
            "ALTER TABLE sample DROP COLUMN prompt",
            "ALTER TABLE score RENAME TO scores",
            "DROP TABLE event; CREATE TABLE event AS SELECT 1 AS id",
            "UPDATE sample SET kind = 99, image = '/dev/zero', width = -1",
            "UPDATE attempt SET command = '[[[1],\"a\"]', ended = 'text'",
            "UPDATE neuron_layer SET scores = 'text', dormant = NULL",
            "DELETE FROM run; INSERT INTO progress SELECT * FROM progress",
            "UPDATE progress SET epoch = 9223372036854775807, wall = 1e308",
            "UPDATE thumbnail SET picture = zeroblob(100000)",
            "UPDATE score SET value = 'nan', reward = x'00ff'; UPDATE metric SET key = NULL, value = 1e999",
            "UPDATE trajectory SET epoch = -1; UPDATE trajectory_step SET timestep = 'a', predicted = zeroblob(9)",
            "PRAGMA foreign_keys = OFF; DELETE FROM sample; UPDATE reset SET layer = 1.5",
            "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = 3 WHERE name = 'metric'",
            "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'CREATE TABLE run(uuid)' WHERE name = 'run'",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99) INSERT INTO event SELECT "
            "i + 9, i, i, 'error', i FROM n"};
}

}  // namespace tempera
