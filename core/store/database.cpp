// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include <cerrno>

#include <sqlite3.h>
#include <unistd.h>

#include "core/base/files.h"

namespace tempera {

namespace fs = std::filesystem;

namespace {

constexpr int patience_ms = 5000;
constexpr int largest_value = 64 << 20;            // bytes; Tempera's own have some thousand
constexpr std::uintmax_t nearly_full = 64 * 1024;  // bytes left where SQLite already fails

/// Shared memory that cannot grow fails as an input/output error instead of as a full disk.
bool disk_is_full(const fs::path& file) {
    std::error_code failure;
    const fs::space_info space = fs::space(file.parent_path(), failure);
    return !failure && space.available < nearly_full;
}

std::int64_t format_of(SQLite::Database& database) {
    return database.execAndGet("PRAGMA user_version").getInt64();
}

/// The version of Tempera that the file itself says its format came with.
std::string needed_version(SQLite::Database& database, std::int64_t format) {
    try {
        const auto names = select(
            database, "SELECT tempera FROM format WHERE version = ?",
            [](SQLite::Statement& row) { return row.getColumn(0).getString(); }, format);
        return names.empty() ? "a newer Tempera" : "Tempera " + names[0] + " or newer";
    } catch (const SQLite::Exception&) {
        return "a newer Tempera";
    }
}

bool folder_is_writable(const fs::path& file) {
    return ::eaccess(file.parent_path().c_str(), W_OK) == 0;
}

bool has_log(const fs::path& file) {
    std::error_code failure;
    const auto size = fs::file_size(file.string() + "-wal", failure);
    return !failure && size > 0;
}

/// SQLite's URI form of a path.
std::string uri_of(const fs::path& file) {
    std::string uri = "file:";
    for (const char letter : file.string()) {
        if (letter == '%' || letter == '?' || letter == '#') {
            constexpr char digits[] = "0123456789ABCDEF";
            uri += '%';
            uri += digits[letter >> 4];
            uri += digits[letter & 15];
        } else {
            uri += letter;
        }
    }
    return uri;
}

/// The schema of the file must do nothing by itself.
void distrust(SQLite::Database& database) {
    sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
}

void require_plain_tables(SQLite::Database& database, const fs::path& file) {
    const auto names = with_errors(file, [&] {
        return select(database,
                      "SELECT CASE WHEN type IN ('table', 'index') THEN 'virtual table' ELSE type END || ' ' || name "
                      "FROM sqlite_master WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'",
                      [](SQLite::Statement& row) { return row.getColumn(0).getString(); });
    });
    if (!names.empty()) {
        throw Error("has a " + names[0] + ", which no database of Tempera has", file.string(),
                    "restore it from a copy");
    }
}

void require_file(const fs::path& file) {
    if (!fs::exists(file)) {
        throw file_error("cannot be read", file, ENOENT);
    }
}

}  // namespace

Error database_error(const SQLite::Exception& failure, const fs::path& file) {
    const int code = failure.getErrorCode() & 0xff;
    const std::string reason = std::string(" (") + failure.what() + ")";
    if (code == SQLITE_FULL || ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && disk_is_full(file))) {
        return {"the disk is full", file.string(), "free some disk space and try again"};
    }
    switch (code) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {"is damaged or not a database of Tempera" + reason, file.string(), "restore it from a copy"};
        case SQLITE_ERROR:
            return {"does not have the tables of Tempera" + reason, file.string(), "restore it from a copy"};
        case SQLITE_TOOBIG:
            return {"holds a value that is larger than any of Tempera" + reason, file.string(),
                    "restore it from a copy"};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {"is in use by another program" + reason, file.string(), "close that program and try again"};
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
        case SQLITE_AUTH:
            return {"cannot be opened or written" + reason, file.string(),
                    "change the permissions of the folder or copy it to another place"};
        case SQLITE_IOERR:
            return {"the disk reports an error" + reason, file.string(), "check the disk"};
        default:
            return {"the database refuses" + reason, file.string(), "please report this as a bug"};
    }
}

SQLite::Database open_for_writing(const fs::path& file, Access access) {
    if (access == Access::Write) {
        require_file(file);
    }
    return with_errors(file, [&] {
        const int create = access == Access::Create ? SQLite::OPEN_CREATE : 0;
        SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | create, patience_ms);
        if (database.execAndGet("PRAGMA journal_mode = WAL").getString() != "wal") {
            throw Error("the write-ahead log does not work here", file.string(),
                        "keep runs on a local disk that you can write to");
        }
        database.exec("PRAGMA synchronous = NORMAL");
        database.exec("PRAGMA foreign_keys = ON");
        database.exec("PRAGMA journal_size_limit = 4194304");
        distrust(database);
        return database;
    });
}

SQLite::Database open_for_reading(const fs::path& file, bool at_rest) {
    require_file(file);
    return with_errors(file, [&] {
        const bool unchanging = (at_rest || !folder_is_writable(file)) && !has_log(file);
        const char* mode = unchanging ? "?immutable=1" : "?mode=ro";
        SQLite::Database database(uri_of(fs::absolute(file)) + mode, SQLite::OPEN_READONLY | SQLite::OPEN_URI,
                                  patience_ms);
        distrust(database);
        sqlite3_limit(database.getHandle(), SQLITE_LIMIT_LENGTH, largest_value);
        database.exec("PRAGMA cell_size_check = ON");
        return database;
    });
}

void require_known_format(SQLite::Database& database, const fs::path& file, std::span<const Migration> migrations) {
    const std::int64_t format = with_errors(file, [&] { return format_of(database); });
    if (format == 0) {
        throw Error("is not a database of Tempera", file.string(), "restore it from a copy");
    }
    if (format > std::ssize(migrations)) {
        throw Error("has format " + std::to_string(format) + ", and this program knows formats up to " +
                        std::to_string(migrations.size()),
                    file.string(), "use " + needed_version(database, format));
    }
    require_plain_tables(database, file);
}

void migrate(SQLite::Database& database, const fs::path& file, std::span<const Migration> migrations) {
    require_plain_tables(database, file);
    with_errors(file, [&] {
        for (std::int64_t format = format_of(database); format < std::ssize(migrations); ++format) {
            SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
            database.exec("CREATE TABLE IF NOT EXISTS format (version INTEGER PRIMARY KEY, tempera TEXT NOT NULL)");
            database.exec(migrations[format].sql);
            execute(database, "INSERT INTO format VALUES (?, ?)", format + 1, migrations[format].tempera);
            database.exec("PRAGMA user_version = " + std::to_string(format + 1));
            transaction.commit();
        }
    });
    require_known_format(database, file, migrations);
}

}  // namespace tempera
