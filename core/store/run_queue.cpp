// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/run_queue.h"

#include <algorithm>
#include <map>

#include "core/base/clock.h"
#include "core/store/catalog_schema.h"
#include "core/store/database.h"

namespace tempera {

namespace fs = std::filesystem;

namespace {

using SQLite::TransactionBehavior;

std::string text_at(SQLite::Statement& row, int place) {
    return row.getColumn(place).getString();
}

std::vector<QueuedRun> read_rows(SQLite::Database& database) {
    return select(database,
                  "SELECT id, name, sweep, config, state, run_id, problem, added FROM queued ORDER BY place, id",
                  [](SQLite::Statement& row) {
                      return QueuedRun{row.getColumn(0).getInt64(),
                                       text_at(row, 1),
                                       text_at(row, 2),
                                       text_at(row, 3),
                                       static_cast<QueuedState>(row.getColumn(4).getInt()),
                                       text_at(row, 5),
                                       text_at(row, 6),
                                       row.getColumn(7).getDouble()};
                  });
}

/// Files that people edited may hold anything.
int number_in(const std::string& text, int otherwise, int min, int max) {
    try {
        return std::clamp(std::stoi(text), min, max);
    } catch (const std::exception&) {
        return otherwise;
    }
}

constexpr int most_runs = 64;
constexpr int most_threads = 1024;

QueueRules read_rules(SQLite::Database& database) {
    std::map<std::string, std::string> values;
    for (auto& [key, value] :
         select(database, "SELECT key, value FROM setting WHERE key LIKE 'queue.%'",
                [](SQLite::Statement& row) { return std::pair(text_at(row, 0), text_at(row, 1)); })) {
        values[key] = std::move(value);
    }
    QueueRules rules;
    rules.paused = values["queue.paused"] == "1";
    rules.why_paused = values["queue.why_paused"];
    rules.pause_on_error = values["queue.pause_on_error"] == "1";
    rules.cpu_runs = number_in(values["queue.cpu_runs"], rules.cpu_runs, 1, most_runs);
    rules.gpu_runs = number_in(values["queue.gpu_runs"], rules.gpu_runs, 1, most_runs);
    rules.cpu_threads = number_in(values["queue.cpu_threads"], rules.cpu_threads, 0, most_threads);
    return rules;
}

void write_rules(SQLite::Database& database, const QueueRules& rules) {
    const auto set = [&](const char* key, const std::string& value) {
        execute(database, "INSERT OR REPLACE INTO setting VALUES (?,?)", std::string(key), value);
    };
    set("queue.paused", rules.paused ? "1" : "0");
    set("queue.why_paused", rules.paused ? rules.why_paused : "");
    set("queue.pause_on_error", rules.pause_on_error ? "1" : "0");
    set("queue.cpu_runs", std::to_string(rules.cpu_runs));
    set("queue.gpu_runs", std::to_string(rules.gpu_runs));
    set("queue.cpu_threads", std::to_string(rules.cpu_threads));
}

std::int64_t next_place(SQLite::Database& database) {
    return select(database, "SELECT COALESCE(MAX(place), 0) + 1 FROM queued",
                  [](SQLite::Statement& row) { return row.getColumn(0).getInt64(); })
        .front();
}

int number(QueuedState state) {
    return static_cast<int>(state);
}

}  // namespace

struct RunQueue::Impl {
    explicit Impl(const fs::path& workspace)
        : file(workspace / "catalog.db"), database(open_for_writing(file, Access::Create)) {
        migrate(database, file, catalog_migrations());
    }

    /// `work` alone with the file: nobody writes between what it reads and what it writes.
    template <class Work>
    decltype(auto) alone(Work&& work) {
        return with_errors(file, [&]() -> decltype(auto) {
            SQLite::Transaction transaction(database, TransactionBehavior::IMMEDIATE);
            if constexpr (std::is_void_v<decltype(work())>) {
                work();
                transaction.commit();
            } else {
                auto result = work();
                transaction.commit();
                return result;
            }
        });
    }

    fs::path file;
    SQLite::Database database;
};

RunQueue::RunQueue(const fs::path& workspace) : impl_(std::make_unique<Impl>(workspace)) {}
RunQueue::~RunQueue() = default;

std::vector<QueuedRun> RunQueue::rows() {
    return with_errors(impl_->file, [&] { return read_rows(impl_->database); });
}

QueueRules RunQueue::rules() {
    return with_errors(impl_->file, [&] { return read_rules(impl_->database); });
}

void RunQueue::set_rules(const QueueRules& rules) {
    impl_->alone([&] { write_rules(impl_->database, rules); });
}

void RunQueue::add(const std::vector<QueuedRun>& runs) {
    impl_->alone([&] {
        std::int64_t place = next_place(impl_->database);
        for (const QueuedRun& run : runs) {
            execute(impl_->database,
                    "INSERT INTO queued (place, name, sweep, config, state, run_id, problem, added) "
                    "VALUES (?,?,?,?,?,'','',?)",
                    place++, run.name, run.sweep, run.config, number(QueuedState::Waiting), unix_seconds());
        }
    });
}

bool RunQueue::replace(std::int64_t id, const std::string& name, const std::string& config) {
    return impl_->alone([&] {
        return execute(impl_->database, "UPDATE queued SET name = ?, config = ? WHERE id = ? AND state = ?", name,
                       config, id, number(QueuedState::Waiting)) > 0;
    });
}

void RunQueue::move(const std::vector<std::int64_t>& ids, std::int64_t before) {
    impl_->alone([&] {
        const auto moved = [&](std::int64_t id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); };
        std::vector<std::int64_t> order;
        std::vector<std::int64_t> known;
        for (const QueuedRun& row : read_rows(impl_->database)) {
            (moved(row.id) ? known : order).push_back(row.id);
        }
        auto place = std::find(order.begin(), order.end(), before);
        for (const std::int64_t id : ids) {
            // One that another window removed meanwhile does not come back.
            if (std::find(known.begin(), known.end(), id) != known.end()) {
                place = order.insert(place, id) + 1;
            }
        }
        std::int64_t number = 1;
        for (const std::int64_t id : order) {
            execute(impl_->database, "UPDATE queued SET place = ? WHERE id = ?", number++, id);
        }
    });
}

void RunQueue::remove(const std::vector<std::int64_t>& ids) {
    impl_->alone([&] {
        for (const std::int64_t id : ids) {
            execute(impl_->database, "DELETE FROM queued WHERE id = ? AND state NOT IN (?,?)", id,
                    number(QueuedState::Starting), number(QueuedState::Running));
        }
    });
}

void RunQueue::retry(std::int64_t id) {
    impl_->alone([&] {
        execute(impl_->database,
                "UPDATE queued SET state = ?, run_id = '', problem = '', place = ? WHERE id = ? AND state IN (?,?)",
                number(QueuedState::Waiting), next_place(impl_->database), id, number(QueuedState::Ended),
                number(QueuedState::Failed));
    });
}

std::optional<QueuedRun> RunQueue::claim(const Chooser& choose) {
    return impl_->alone([&]() -> std::optional<QueuedRun> {
        const std::vector<QueuedRun> rows = read_rows(impl_->database);
        const std::optional<Claim> claim = choose(rows, read_rules(impl_->database));
        if (!claim) {
            return std::nullopt;
        }
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const QueuedRun& each) {
            return each.id == claim->id && each.state == QueuedState::Waiting;
        });
        if (row == rows.end()) {
            return std::nullopt;
        }
        QueuedRun taken = *row;
        taken.state = QueuedState::Starting;
        taken.run_id = claim->run_id;
        execute(impl_->database, "UPDATE queued SET state = ?, run_id = ? WHERE id = ?", number(taken.state),
                taken.run_id, taken.id);
        return taken;
    });
}

bool RunQueue::advance(std::int64_t id, QueuedState from, QueuedState to, const std::string& problem) {
    return impl_->alone([&] {
        const bool changed =
            execute(impl_->database, "UPDATE queued SET state = ?, problem = ? WHERE id = ? AND state = ?", number(to),
                    problem, id, number(from)) > 0;
        QueueRules rules = read_rules(impl_->database);
        if (changed && to == QueuedState::Failed && rules.pause_on_error && !rules.paused) {
            rules.paused = true;
            rules.why_paused = problem;
            write_rules(impl_->database, rules);
        }
        return changed;
    });
}

}  // namespace tempera
