// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/run_writer.h"

#include <bit>
#include <cstdint>
#include <limits>

#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/store/database.h"
#include "core/store/run_schema.h"
#include "core/store/workspace.h"

namespace tempera {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "blobs of run.db are little-endian");

namespace {

constexpr double flush_interval = 0.2;    // seconds
constexpr int checkpoint_patience = 200;  // ms that readers may delay the end of an epoch
constexpr int usual_patience = 5000;      // ms

struct PendingSample {
    SampleRow row;
    std::string thumbnail;
};

/// Rows that wait for the next transaction. Ids are SQLite's own except those of samples, which scores name.
struct Pending {
    std::vector<MetricRow> metrics;
    std::vector<PendingSample> samples;
    std::vector<ScoreRow> scores;
    std::vector<NeuronLayerRow> layers;
    std::vector<ResetRow> resets;
    std::vector<TimestepRow> timesteps;
    std::vector<TrajectoryRow> trajectories;
    std::vector<EventRow> events;
    std::optional<Progress> progress;

    bool empty() const {
        return metrics.empty() && samples.empty() && scores.empty() && layers.empty() && resets.empty() &&
               timesteps.empty() && trajectories.empty() && events.empty() && !progress;
    }
};

/// One prepared INSERT for many rows.
class Insert {
public:
    Insert(SQLite::Database& database, const char* sql) : statement_(database, sql) {}

    template <class... Values>
    void row(const Values&... values) {
        SQLite::bind(statement_, values...);
        run();
    }

    SQLite::Statement& statement() { return statement_; }
    void run() {
        statement_.exec();
        statement_.reset();
    }

private:
    SQLite::Statement statement_;
};

void bind_bytes(SQLite::Statement& statement, int place, const void* bytes, std::size_t size) {
    static const char nothing = 0;  // a null pointer would become NULL
    statement.bind(place, size > 0 ? bytes : &nothing, static_cast<int>(size));
}

void insert_metrics(SQLite::Database& database, const std::vector<MetricRow>& rows) {
    Insert insert(database, "INSERT INTO metric (key, epoch, step, reward_queries, wall, value) VALUES (?,?,?,?,?,?)");
    for (const MetricRow& row : rows) {
        insert.row(row.key, row.at.epoch, row.at.step, row.at.reward_queries, row.wall, row.value);
    }
}

void insert_samples(SQLite::Database& database, const std::vector<PendingSample>& samples) {
    Insert insert(database,
                  "INSERT INTO sample (id, epoch, kind, prompt, seed, place, image, width, height) "
                  "VALUES (?,?,?,?,?,?,?,?,?)");
    Insert insert_thumbnail(database, "INSERT INTO thumbnail (sample, picture) VALUES (?,?)");
    for (const auto& [row, thumbnail] : samples) {
        insert.row(row.id, row.epoch, static_cast<int>(row.kind), row.prompt, std::bit_cast<std::int64_t>(row.seed),
                   row.index, row.image, row.width, row.height);
        if (!thumbnail.empty()) {
            insert_thumbnail.statement().bind(1, row.id);
            bind_bytes(insert_thumbnail.statement(), 2, thumbnail.data(), thumbnail.size());
            insert_thumbnail.run();
        }
    }
}

void insert_scores(SQLite::Database& database, const std::vector<ScoreRow>& rows) {
    Insert insert(database, "INSERT INTO score (sample, reward, value) VALUES (?,?,?)");
    for (const ScoreRow& row : rows) {
        insert.row(row.sample, row.reward, row.value);
    }
}

void insert_statistics(SQLite::Database& database, const Pending& pending) {
    Insert layer(database, "INSERT INTO neuron_layer (epoch, layer, scores, dormant) VALUES (?,?,?,?)");
    for (const NeuronLayerRow& row : pending.layers) {
        layer.statement().bind(1, row.epoch);
        layer.statement().bind(2, row.layer);
        bind_bytes(layer.statement(), 3, row.scores.data(), row.scores.size() * sizeof(float));
        bind_bytes(layer.statement(), 4, row.dormant.data(), row.dormant.size());
        layer.run();
    }
    Insert reset(database, "INSERT INTO reset (epoch, layer, count) VALUES (?,?,?)");
    for (const ResetRow& row : pending.resets) {
        reset.row(row.epoch, row.layer, row.count);
    }
    Insert timestep(database, "INSERT INTO timestep_stat (epoch, timestep, key, value) VALUES (?,?,?,?)");
    for (const TimestepRow& row : pending.timesteps) {
        timestep.row(row.epoch, row.timestep, row.key, row.value);
    }
}

void insert_trajectories(SQLite::Database& database, const std::vector<TrajectoryRow>& rows) {
    Insert insert(database, "INSERT INTO trajectory (epoch, place, prompt, seed, reward) VALUES (?,?,?,?,?)");
    Insert insert_step(database,
                       "INSERT INTO trajectory_step (trajectory, step, timestep, value, temporal_reward, picture) "
                       "VALUES (?,?,?,?,?,?)");
    for (const TrajectoryRow& row : rows) {
        insert.row(row.epoch, row.index, row.prompt, std::bit_cast<std::int64_t>(row.seed), row.reward);
        const std::int64_t id = database.getLastInsertRowid();
        for (const TrajectoryStepRow& step : row.steps) {
            SQLite::bind(insert_step.statement(), id, step.step, step.timestep, step.value, step.temporal_reward);
            bind_bytes(insert_step.statement(), 6, step.picture.data(), step.picture.size());
            insert_step.run();
        }
    }
}

void insert_messages(SQLite::Database& database, const Pending& pending) {
    Insert insert(database, "INSERT INTO event (wall, level, text) VALUES (?,?,?)");
    for (const EventRow& row : pending.events) {
        insert.row(row.wall, row.level, row.text);
    }
    if (const auto& now = pending.progress) {
        execute(database, "INSERT OR REPLACE INTO progress VALUES (1,?,?,?,?,?,?,?,?)", now->phase, now->epoch,
                now->num_epochs, now->fraction, now->epoch_seconds, now->eta_seconds, now->resident_mib, now->wall);
    }
}

void insert_all(SQLite::Database& database, const Pending& pending) {
    insert_metrics(database, pending.metrics);
    insert_samples(database, pending.samples);
    insert_scores(database, pending.scores);
    insert_statistics(database, pending);
    insert_trajectories(database, pending.trajectories);
    insert_messages(database, pending);
}

void insert_run(SQLite::Database& database, const RunInfo& info) {
    execute(database,
            "INSERT INTO run (id, uuid, name, method, reward, model, model_hash, config_hash, seed, versions, host, "
            "device, created) VALUES (1,?,?,?,?,?,?,?,?,?,?,?,?)",
            info.uuid, info.name, info.method, info.reward, info.model, info.model_hash, info.config_hash,
            std::bit_cast<std::int64_t>(info.seed), info.versions, info.host, info.device, info.created);
}

/// Returns whether any row was hidden.
bool hide_from_epoch(SQLite::Database& database, std::int64_t epoch) {
    int hidden = 0;
    for (const char* table : {"metric", "sample", "neuron_layer", "reset", "timestep_stat", "trajectory"}) {
        const std::string sql = std::string("UPDATE ") + table + " SET hidden = 1 WHERE epoch >= ? AND hidden = 0";
        hidden += execute(database, sql.c_str(), epoch);
    }
    return hidden > 0;
}

void set_reached(SQLite::Database& database, ReachedState state) {
    execute(database, "UPDATE run SET reached = ?", static_cast<int>(state));
}

}  // namespace

struct RunWriter::Impl {
    explicit Impl(const fs::path& run_dir)
        : dir(run_dir), file(run_dir / "run.db"), database(open_for_writing(file, Access::Write)) {
        migrate(database, file, run_migrations());
        next_sample = with_errors(
            file, [&] { return database.execAndGet("SELECT ifnull(max(id), 0) + 1 FROM sample").getInt64(); });
    }

    /// The waiting rows and `more` in one transaction: all or nothing.
    template <class More>
    void write(More&& more) {
        with_errors(file, [&] {
            SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
            insert_all(database, pending);
            more();
            transaction.commit();
        });
        pending = {};
        flushed = steady_seconds();
    }

    void make_durable() {
        sync_file_system(dir / "images");
        with_errors(file, [&] {
            database.setBusyTimeout(checkpoint_patience);
            const bool held = database.execAndGet("PRAGMA wal_checkpoint(TRUNCATE)").getInt() != 0;
            database.setBusyTimeout(usual_patience);
            if (held) {
                spdlog::debug("a reader holds the log of {}; it shrinks later", file.string());
            }
        });
    }

    fs::path dir;
    fs::path file;
    SQLite::Database database;
    Pending pending;
    double flushed = steady_seconds();
    std::int64_t next_sample = 1;
};

RunWriter RunWriter::create(const fs::path& run_dir, const RunInfo& info, const std::string& config_toml) {
    if (fs::exists(run_dir)) {
        throw Error("exists already", run_dir.string(), "choose another folder, or resume the run in it");
    }
    StagedFolder staged(run_dir);
    refuse_network_file_system(staged.path());
    write_file_atomically(staged.path() / "config.toml", config_toml);
    fs::create_directory(staged.path() / "images");
    fs::create_directory(staged.path() / "checkpoints");
    const fs::path file = staged.path() / "run.db";
    {
        SQLite::Database database = open_for_writing(file, Access::Create);
        migrate(database, file, run_migrations());
        with_errors(file, [&] { insert_run(database, info); });
    }
    staged.commit();
    return RunWriter(run_dir);
}

RunWriter::RunWriter(const fs::path& run_dir) {
    refuse_network_file_system(run_dir);
    impl_ = std::make_unique<Impl>(run_dir);
}

RunWriter::RunWriter(RunWriter&&) noexcept = default;

RunWriter::~RunWriter() {
    try {
        if (impl_) {
            flush();
        }
    } catch (const Error& error) {
        spdlog::error("the last rows are lost: {}", error.what());
    }
}

void RunWriter::begin_attempt(std::int64_t from_epoch, const std::vector<std::string>& command) {
    // Words are bytes of any kind; JSON holds text.
    const std::string words = nlohmann::json(command).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    impl_->write([&] {
        SQLite::Database& database = impl_->database;
        if (hide_from_epoch(database, from_epoch)) {
            database.exec("UPDATE run SET generation = generation + 1");
        }
        execute(database, "INSERT INTO attempt (started, from_epoch, command) VALUES (?,?,?)", unix_seconds(),
                from_epoch, words);
        set_reached(database, ReachedState::Running);
    });
}

void RunWriter::end_attempt(ReachedState state, const std::string& reason) {
    impl_->write([&] {
        execute(impl_->database, "UPDATE attempt SET ended = ?, reason = ? WHERE id = (SELECT max(id) FROM attempt)",
                unix_seconds(), reason);
        set_reached(impl_->database, state);
    });
    impl_->make_durable();
}

void RunWriter::end_lost_attempt(const std::string& reason) {
    impl_->write([&] {
        execute(impl_->database,
                "UPDATE attempt SET reason = ?, ended = max(started, ifnull((SELECT wall FROM progress), 0), "
                "ifnull((SELECT max(wall) FROM event), 0)) "
                "WHERE id = (SELECT max(id) FROM attempt) AND ended IS NULL",
                reason);
        set_reached(impl_->database, ReachedState::Stopped);
    });
    impl_->make_durable();
}

void RunWriter::set_state(ReachedState state) {
    impl_->write([&] { set_reached(impl_->database, state); });
}

void RunWriter::metric(std::string_view key, const RunPosition& at, double value) {
    impl_->pending.metrics.push_back({0, std::string(key), at, unix_seconds(), value});
}

std::int64_t RunWriter::sample(const SampleRow& row, std::string_view png, std::string_view thumbnail) {
    if (!png.empty()) {
        replace_file(impl_->dir / row.image, png);
    }
    PendingSample& sample = impl_->pending.samples.emplace_back(PendingSample{row, std::string(thumbnail)});
    sample.row.id = impl_->next_sample++;
    return sample.row.id;
}

void RunWriter::score(std::int64_t sample, std::string_view reward, double value) {
    impl_->pending.scores.push_back({0, sample, std::string(reward), value});
}

void RunWriter::neuron_layer(std::int64_t epoch, int layer, const std::vector<float>& scores,
                             const std::vector<std::uint8_t>& dormant) {
    impl_->pending.layers.push_back({0, epoch, layer, scores, dormant});
}

void RunWriter::reset(std::int64_t epoch, int layer, std::int64_t count) {
    impl_->pending.resets.push_back({0, epoch, layer, count});
}

void RunWriter::timestep_stat(std::int64_t epoch, int timestep, std::string_view key, double value) {
    impl_->pending.timesteps.push_back({0, epoch, timestep, std::string(key), value});
}

void RunWriter::trajectory(const TrajectoryRow& row) {
    impl_->pending.trajectories.push_back(row);
}

void RunWriter::event(std::string_view level, std::string_view text) {
    impl_->pending.events.push_back({0, unix_seconds(), std::string(level), std::string(text)});
}

void RunWriter::progress(const Progress& progress) {
    impl_->pending.progress = progress;
}

void RunWriter::flush() {
    if (!impl_->pending.empty()) {
        impl_->write([] {});
    }
}

void RunWriter::flush_if_due() {
    if (steady_seconds() - impl_->flushed >= flush_interval) {
        flush();
    }
}

void RunWriter::discard() {
    impl_->pending = {};
}

void RunWriter::end_epoch() {
    flush();
    impl_->make_durable();
}

std::optional<Command> RunWriter::take_command() {
    return with_errors(impl_->file, [&]() -> std::optional<Command> {
        SQLite::Database& database = impl_->database;
        const auto oldest = select(database, "SELECT id, command FROM control WHERE taken IS NULL ORDER BY id LIMIT 1",
                                   [](SQLite::Statement& row) {
                                       return std::pair(row.getColumn(0).getInt64(), row.getColumn(1).getString());
                                   });
        if (oldest.empty()) {
            return std::nullopt;
        }
        execute(database, "UPDATE control SET taken = ? WHERE id = ?", unix_seconds(), oldest[0].first);
        return command_named(oldest[0].second);
    });
}

}  // namespace tempera
