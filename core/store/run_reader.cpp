// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/run_reader.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <tuple>

#include <nlohmann/json.hpp>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/store/database.h"
#include "core/store/run_schema.h"

namespace tempera {

namespace fs = std::filesystem;

namespace {

/// Reads the columns of a row from left to right.
class Columns {
public:
    explicit Columns(SQLite::Statement& statement) : statement_(statement) {}

    std::int64_t integer() { return next().getInt64(); }
    int small() { return next().getInt(); }
    std::uint64_t bits() { return std::bit_cast<std::uint64_t>(integer()); }
    std::string text() { return next().getString(); }
    double time() { return next().getDouble(); }
    double value() {
        const SQLite::Column column = next();
        return column.isNull() ? std::nan("") : column.getDouble();
    }

    template <class Number>
    std::vector<Number> numbers() {
        const SQLite::Column column = next();
        std::vector<Number> result(static_cast<std::size_t>(column.getBytes()) / sizeof(Number));
        if (!result.empty()) {
            std::memcpy(result.data(), column.getBlob(), result.size() * sizeof(Number));
        }
        return result;
    }

private:
    SQLite::Column next() { return statement_.getColumn(place_++); }

    SQLite::Statement& statement_;
    int place_ = 0;
};

// Braces fix the order in which the columns are read.

MetricRow metric_row(SQLite::Statement& row) {
    Columns c(row);
    return {c.integer(), c.text(), RunPosition{c.integer(), c.integer(), c.integer()}, c.time(), c.value()};
}

/// A database of strangers must not make this program open other files than the run's own pictures: such a sample has
/// its thumbnail alone.
std::string picture_path(std::string path) {
    const fs::path name(path);
    const bool inside = path.starts_with("images/") && path.find('\0') == std::string::npos &&
                        std::find(name.begin(), name.end(), "..") == name.end();
    return inside ? path : "";
}

SampleRow sample_row(SQLite::Statement& row) {
    Columns c(row);
    return {c.integer(),
            c.integer(),
            static_cast<SampleKind>(c.small()),
            c.text(),
            c.bits(),
            c.integer(),
            picture_path(c.text()),
            c.small(),
            c.small()};
}

ScoreRow score_row(SQLite::Statement& row) {
    Columns c(row);
    return {c.integer(), c.integer(), c.text(), c.value()};
}

NeuronLayerRow neuron_layer_row(SQLite::Statement& row) {
    Columns c(row);
    return {c.integer(), c.integer(), c.small(), c.numbers<float>(), c.numbers<std::uint8_t>()};
}

ResetRow reset_row(SQLite::Statement& row) {
    Columns c(row);
    return {c.integer(), c.integer(), c.small(), c.integer()};
}

TimestepRow timestep_row(SQLite::Statement& row) {
    Columns c(row);
    return {c.integer(), c.integer(), c.small(), c.text(), c.value()};
}

TrajectoryRow trajectory_row(SQLite::Statement& row) {
    Columns c(row);
    return {c.integer(), c.integer(), c.integer(), c.text(), c.bits(), c.value(), {}};
}

TrajectoryStepRow trajectory_step_row(SQLite::Statement& row) {
    Columns c(row);
    return {c.small(), c.small(), c.value(), c.value(), c.text()};
}

EventRow event_row(SQLite::Statement& row) {
    Columns c(row);
    return {c.integer(), c.time(), c.text(), c.text()};
}

/// What a worker wrote; of anything else, in a file from elsewhere, nothing.
std::vector<std::string> words_from(const std::string& json) {
    const auto words = nlohmann::json::parse(json, nullptr, false);
    const bool texts = words.is_array() && std::all_of(words.begin(), words.end(),
                                                       [](const nlohmann::json& word) { return word.is_string(); });
    return texts ? words.get<std::vector<std::string>>() : std::vector<std::string>();
}

AttemptRow attempt_row(SQLite::Statement& row) {
    Columns c(row);
    return {c.integer(), c.time(), c.time(), c.integer(), c.text(), words_from(c.text())};  // ended: NULL reads as 0
}

Progress progress_row(SQLite::Statement& row) {
    Columns c(row);
    return {c.text(), c.integer(), c.integer(), c.time(), c.time(), c.time(), c.time(), c.time()};
}

std::pair<RunInfo, ReachedState> run_row(SQLite::Statement& row) {
    Columns c(row);
    RunInfo info{c.text(), c.text(), c.text(), c.text(), c.text(), c.text(),
                 c.text(), c.bits(), c.text(), c.text(), c.text(), c.time()};
    return {std::move(info), static_cast<ReachedState>(c.small())};
}

std::int64_t first_integer(SQLite::Statement& row) {
    return row.getColumn(0).getInt64();
}
std::string first_text(SQLite::Statement& row) {
    return row.getColumn(0).getString();
}

std::string foreign_key_problem(SQLite::Statement& row) {
    Columns c(row);
    const std::string table = c.text();
    const std::string id = c.text();
    return "row " + id + " of " + table + " names a missing " + c.text();
}

}  // namespace

struct RunReader::Impl {
    Impl(const fs::path& run_dir, bool at_rest)
        : dir(run_dir), file(run_dir / "run.db"), database(open_for_reading(file, at_rest)) {
        require_known_format(database, file, run_migrations());
    }

    template <class Make, class... Values>
    auto rows(const char* sql, Make make, const Values&... values) {
        return with_errors(file, [&] { return select(database, sql, make, values...); });
    }

    /// Asked each time: a worker that resumes the run brings an old file up to date.
    std::int64_t format() { return rows("PRAGMA user_version", first_integer).at(0); }
    bool has_trajectories() { return format() >= 2; }
    bool has_commands() { return format() >= 3; }

    fs::path dir;
    fs::path file;
    SQLite::Database database;
};

RunReader::RunReader(const fs::path& run_dir, Condition condition)
    : impl_(std::make_unique<Impl>(run_dir, condition == Condition::AtRest)) {}
RunReader::~RunReader() = default;
RunReader::RunReader(RunReader&&) noexcept = default;
RunReader& RunReader::operator=(RunReader&&) noexcept = default;

std::int64_t RunReader::data_version() {
    return impl_->rows("PRAGMA data_version", first_integer).at(0);
}

RunSummary RunReader::summary() {
    // One transaction: the parts are of the same moment.
    const auto begun = with_errors(impl_->file, [&] { return SQLite::Transaction(impl_->database); });
    auto runs = impl_->rows(
        "SELECT uuid, name, method, reward, model, model_hash, config_hash, seed, versions, host, device, created, "
        "reached FROM run",
        run_row);
    if (runs.empty()) {
        throw Error("the run has no description", impl_->file.string(), "restore it from a copy");
    }
    RunSummary summary;
    std::tie(summary.info, summary.reached) = std::move(runs[0]);
    auto progress = impl_->rows(
        "SELECT phase, epoch, num_epochs, fraction, epoch_seconds, eta_seconds, resident_mib, wall FROM progress",
        progress_row);
    if (!progress.empty()) {
        summary.progress = std::move(progress[0]);
    }
    summary.attempts = impl_->rows(
        impl_->has_commands() ? "SELECT id, started, ended, from_epoch, reason, command FROM attempt ORDER BY id"
                              : "SELECT id, started, ended, from_epoch, reason, '[]' FROM attempt ORDER BY id",
        attempt_row);
    return summary;
}

std::string RunReader::config_toml() const {
    return read_file(impl_->dir / "config.toml");
}

std::int64_t RunReader::generation() {
    const auto generations = impl_->rows("SELECT generation FROM run", first_integer);
    return generations.empty() ? 0 : generations[0];
}

std::vector<MetricRow> RunReader::metrics_since(std::int64_t cursor, std::int64_t limit) {
    return impl_->rows(
        "SELECT id, key, epoch, step, reward_queries, wall, value FROM metric WHERE id > ? AND hidden = 0 "
        "ORDER BY id LIMIT ?",
        metric_row, cursor, limit);
}

std::vector<MetricRow> RunReader::metric(std::string_view key) {
    return impl_->rows(
        "SELECT id, key, epoch, step, reward_queries, wall, value FROM metric WHERE key = ? AND hidden = 0 "
        "ORDER BY epoch, step, id",
        metric_row, std::string(key));
}

std::vector<std::string> RunReader::metric_keys() {
    return impl_->rows("SELECT DISTINCT key FROM metric WHERE hidden = 0 ORDER BY key", first_text);
}

std::vector<MetricStats> RunReader::metric_stats() {
    // One transaction: both lists have the same metrics. Not-a-number is NULL and has no say.
    const auto begun = with_errors(impl_->file, [&] { return SQLite::Transaction(impl_->database); });
    auto stats = impl_->rows(
        "SELECT key, min(value), max(value) FROM metric WHERE hidden = 0 AND value IS NOT NULL GROUP BY key "
        "ORDER BY key",
        [](SQLite::Statement& row) {
            Columns c(row);
            return MetricStats{.key = c.text(), .min = c.value(), .max = c.value()};
        });
    // SQLite takes `value` from the row that has the maximum.
    const auto last = impl_->rows(
        "SELECT value, max(epoch * 4294967296 + step) FROM metric WHERE hidden = 0 AND value IS NOT NULL GROUP BY key "
        "ORDER BY key",
        [](SQLite::Statement& row) { return row.getColumn(0).getDouble(); });
    for (std::size_t i = 0; i < stats.size(); ++i) {
        stats[i].last = last.at(i);
    }
    return stats;
}

std::vector<SampleRow> RunReader::samples_since(std::int64_t cursor, std::int64_t limit) {
    return impl_->rows(
        "SELECT id, epoch, kind, prompt, seed, place, image, width, height FROM sample WHERE id > ? AND hidden = 0 "
        "ORDER BY id LIMIT ?",
        sample_row, cursor, limit);
}

std::vector<SampleRow> RunReader::samples(std::int64_t epoch, SampleKind kind) {
    return impl_->rows(
        "SELECT id, epoch, kind, prompt, seed, place, image, width, height FROM sample "
        "WHERE kind = ? AND hidden = 0 AND epoch = ? ORDER BY place, id",
        sample_row, static_cast<int>(kind), epoch);
}

std::vector<ScoreRow> RunReader::scores_since(std::int64_t cursor, std::int64_t limit) {
    return impl_->rows(
        "SELECT score.id, sample, reward, value FROM score JOIN sample ON sample.id = score.sample "
        "WHERE score.id > ? AND hidden = 0 ORDER BY score.id LIMIT ?",
        score_row, cursor, limit);
}

std::vector<ScoreRow> RunReader::scores(std::int64_t epoch, SampleKind kind) {
    return impl_->rows(
        "SELECT score.id, sample, reward, value FROM score JOIN sample ON sample.id = score.sample "
        "WHERE kind = ? AND hidden = 0 AND epoch = ? ORDER BY score.id",
        score_row, static_cast<int>(kind), epoch);
}

std::string RunReader::thumbnail(std::int64_t sample) {
    const auto pictures = impl_->rows("SELECT picture FROM thumbnail WHERE sample = ?", first_text, sample);
    return pictures.empty() ? "" : pictures[0];
}

std::vector<NeuronLayerRow> RunReader::neuron_layers_since(std::int64_t cursor, std::int64_t limit) {
    return impl_->rows(
        "SELECT id, epoch, layer, scores, dormant FROM neuron_layer WHERE id > ? AND hidden = 0 ORDER BY id LIMIT ?",
        neuron_layer_row, cursor, limit);
}

std::vector<NeuronLayerRow> RunReader::neuron_layers(std::int64_t epoch) {
    return impl_->rows(
        "SELECT id, epoch, layer, scores, dormant FROM neuron_layer WHERE epoch = ? AND hidden = 0 ORDER BY layer, id",
        neuron_layer_row, epoch);
}

std::vector<ResetRow> RunReader::resets() {
    return impl_->rows("SELECT id, epoch, layer, count FROM reset WHERE hidden = 0 ORDER BY id", reset_row);
}

std::vector<TimestepRow> RunReader::timestep_stats_since(std::int64_t cursor, std::int64_t limit) {
    return impl_->rows(
        "SELECT id, epoch, timestep, key, value FROM timestep_stat WHERE id > ? AND hidden = 0 ORDER BY id LIMIT ?",
        timestep_row, cursor, limit);
}

std::vector<TrajectoryRow> RunReader::trajectories(std::int64_t epoch) {
    if (!impl_->has_trajectories()) {
        return {};
    }
    // One transaction: a resume may hide rows between two of the queries.
    const auto begun = with_errors(impl_->file, [&] { return SQLite::Transaction(impl_->database); });
    auto rows = impl_->rows(
        "SELECT id, epoch, place, prompt, seed, reward FROM trajectory WHERE epoch = ? AND hidden = 0 "
        "ORDER BY place, id",
        trajectory_row, epoch);
    for (TrajectoryRow& row : rows) {
        row.steps = impl_->rows(
            "SELECT step, timestep, value, temporal_reward, picture FROM trajectory_step WHERE trajectory = ? "
            "ORDER BY step",
            trajectory_step_row, row.id);
    }
    return rows;
}

std::vector<std::int64_t> RunReader::trajectory_epochs() {
    if (!impl_->has_trajectories()) {
        return {};
    }
    return impl_->rows("SELECT DISTINCT epoch FROM trajectory WHERE hidden = 0 ORDER BY epoch", first_integer);
}

std::vector<EventRow> RunReader::events_since(std::int64_t cursor, std::int64_t limit) {
    return impl_->rows("SELECT id, wall, level, text FROM event WHERE id > ? ORDER BY id LIMIT ?", event_row, cursor,
                       limit);
}

std::vector<std::int64_t> RunReader::sample_epochs(SampleKind kind) {
    return impl_->rows("SELECT DISTINCT epoch FROM sample WHERE kind = ? AND hidden = 0 ORDER BY epoch", first_integer,
                       static_cast<int>(kind));
}

std::vector<std::string> RunReader::integrity_problems() {
    auto problems = impl_->rows("PRAGMA integrity_check", first_text);
    if (problems == std::vector<std::string>{"ok"}) {
        problems.clear();
    }
    for (std::string& problem : impl_->rows("PRAGMA foreign_key_check", foreign_key_problem)) {
        problems.push_back(std::move(problem));
    }
    for (std::string& problem :
         impl_->rows("SELECT 'sample ' || id || ' names a picture outside of the run: ' || substr(image, 1, 200) FROM "
                     "sample WHERE image <> '' AND (image NOT GLOB 'images/*' OR instr(image, '..') > 0)",
                     first_text)) {
        problems.push_back(std::move(problem));
    }
    return problems;
}

void post_command(const fs::path& run_dir, Command command) {
    const fs::path file = run_dir / "run.db";
    SQLite::Database database = open_for_writing(file, Access::Write);
    require_known_format(database, file, run_migrations());
    with_errors(file, [&] {
        execute(database, "INSERT INTO control (command, asked) VALUES (?,?)", to_string(command), unix_seconds());
    });
}

}  // namespace tempera
