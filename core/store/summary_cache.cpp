// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/summary_cache.h"

#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include "core/base/clock.h"
#include "core/store/database.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"
#include "core/store/summary_json.h"
#include "core/store/trash.h"

namespace tempera {

namespace fs = std::filesystem;

namespace {

// Two writes within the grain of a file system's clock would leave the same stamp.
constexpr double settled_after = 2;  // seconds

constexpr const char* format_1 = R"sql(
CREATE TABLE summary (
    run_id  TEXT PRIMARY KEY,               -- name of the run's folder
    stamp   TEXT NOT NULL,                  -- run_stamp() when it was read
    content TEXT NOT NULL                   -- JSON
);
CREATE TABLE digest (
    run_id  TEXT PRIMARY KEY,
    stamp   TEXT NOT NULL,
    content TEXT NOT NULL
);
)sql";

constexpr Migration migrations[] = {{"0.1.0", format_1}};

SQLite::Database open_cache(const fs::path& file) {
    SQLite::Database database = open_for_writing(file, Access::Create);
    migrate(database, file, migrations);
    return database;
}

SQLite::Database open_or_make_afresh(const fs::path& file) {
    try {
        return open_cache(file);
    } catch (const Error& error) {
        spdlog::warn("{}; it is made afresh", error.what());
        std::error_code none;
        for (const char* end : {"", "-wal", "-shm"}) {
            fs::remove(file.string() + end, none);
        }
        return open_cache(file);
    }
}

/// What `read` makes of a run.
template <class Read>
auto read_run(const fs::path& run_dir, Read read) {
    const std::string stamp = run_stamp(run_dir);
    if (!stamp.empty()) {
        try {
            auto content = read(RunReader(run_dir, RunReader::Condition::AtRest));
            if (run_stamp(run_dir) == stamp) {
                return content;
            }
        } catch (const Error&) {
            // A worker that began in this moment; of a file that is damaged the second attempt says so.
        }
    }
    return read(RunReader(run_dir));
}

}  // namespace

RunSummary read_summary(const fs::path& run_dir) {
    return read_run(run_dir, [](RunReader reader) { return reader.summary(); });
}

RunDigest read_digest(const fs::path& run_dir) {
    RunDigest digest;
    digest.metrics = read_run(run_dir, [](RunReader reader) { return reader.metric_stats(); });
    digest.disk_bytes = folder_bytes(run_dir);
    return digest;
}

std::string run_stamp(const fs::path& run_dir) {
    std::string stamp;
    double changed = 0;
    for (const char* name : {"run.db", "run.db-wal"}) {
        struct stat status {};
        // An empty log is what a reader leaves behind.
        if (::stat((run_dir / name).c_str(), &status) != 0 || status.st_size == 0) {
            stamp += "-;";
            continue;
        }
        changed = std::max(changed, static_cast<double>(status.st_mtim.tv_sec));
        stamp += std::to_string(status.st_size) + "@" + std::to_string(status.st_mtim.tv_sec) + "." +
                 std::to_string(status.st_mtim.tv_nsec) + ";";
    }
    return unix_seconds() - changed < settled_after || lock_holder(run_dir) ? "" : stamp;
}

struct SummaryCache::Impl {
    explicit Impl(const fs::path& workspace) : file(workspace / "cache.db"), database(open_or_make_afresh(file)) {}

    template <class Content, class Read>
    std::map<std::string, Entry<Content>> all(const char* sql, Read read) {
        std::map<std::string, Entry<Content>> entries;
        with_errors(file, [&] {
            SQLite::Statement statement(database, sql);
            while (statement.executeStep()) {
                try {
                    entries[statement.getColumn(0).getString()] = {statement.getColumn(1).getString(),
                                                                   read(statement.getColumn(2).getString())};
                } catch (const SQLite::Exception&) {
                    throw;
                } catch (const std::exception& error) {
                    spdlog::debug("{}: a row is left out: {}", file.string(), error.what());
                }
            }
        });
        return entries;
    }

    template <class Content>
    void save(const char* sql, const std::map<std::string, Entry<Content>>& entries) {
        with_errors(file, [&] {
            SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
            for (const auto& [run_id, entry] : entries) {
                if (!entry.stamp.empty()) {
                    execute(database, sql, run_id, entry.stamp, to_json_text(entry.content));
                }
            }
            transaction.commit();
        });
    }

    fs::path file;
    SQLite::Database database;
};

SummaryCache::SummaryCache(const fs::path& workspace) : impl_(std::make_unique<Impl>(workspace)) {}
SummaryCache::~SummaryCache() = default;

std::map<std::string, SummaryCache::Entry<RunSummary>> SummaryCache::summaries() {
    return impl_->all<RunSummary>("SELECT run_id, stamp, content FROM summary", summary_from_json);
}

std::map<std::string, SummaryCache::Entry<RunDigest>> SummaryCache::digests() {
    return impl_->all<RunDigest>("SELECT run_id, stamp, content FROM digest", digest_from_json);
}

void SummaryCache::save(const std::map<std::string, Entry<RunSummary>>& summaries) {
    impl_->save("INSERT OR REPLACE INTO summary VALUES (?,?,?)", summaries);
}

void SummaryCache::save(const std::map<std::string, Entry<RunDigest>>& digests) {
    impl_->save("INSERT OR REPLACE INTO digest VALUES (?,?,?)", digests);
}

}  // namespace tempera
