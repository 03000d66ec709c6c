// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <SQLiteCpp/VariadicBind.h>

#include "core/base/error.h"

namespace tempera {

/// How every database of Tempera is opened, upgraded and complained about. Inside core/store only.

/// What SQLite said about `file`, with a remedy.
Error database_error(const SQLite::Exception& failure, const std::filesystem::path& file);

/// Runs `work`; exceptions of SQLite come out as Error.
template <class Work>
decltype(auto) with_errors(const std::filesystem::path& file, Work&& work) {
    try {
        return std::forward<Work>(work)();
    } catch (const SQLite::Exception& failure) {
        throw database_error(failure, file);
    }
}

enum class Access { Create, Write };

/// Opens for writing: write-ahead log (checked), synchronous NORMAL, foreign keys, log of at most 4 MB at
/// rest, 5 s of patience with other connections.
SQLite::Database open_for_writing(const std::filesystem::path& file, Access access);

/// Opens for reading, a file of strangers too: nothing in its schema is trusted, and a value of more than 64 MiB is an
/// error. Without a log beside it the file is taken as unchanging, with neither locks nor shared memory, in a folder
/// where nobody may write (SQLite could put none there) and where the caller knows that nobody does (`at_rest`).
SQLite::Database open_for_reading(const std::filesystem::path& file, bool at_rest = false);

/// One step of a file format: step n leads from user_version n to n + 1.
struct Migration {
    const char* tempera;  ///< first version of Tempera that knows the result, "0.1.0"
    const char* sql;
};

/// Runs the missing steps, each in a transaction of its own. Throws Error as require_known_format().
void migrate(SQLite::Database& database, const std::filesystem::path& file, std::span<const Migration> migrations);

/// Throws Error for a file that is empty or foreign, or whose format is newer than `migrations` lead to (names the
/// version of Tempera that it needs), or that holds more than tables and indices: views, triggers and virtual tables,
/// which act when it is used, are in none that Tempera wrote.
void require_known_format(SQLite::Database& database, const std::filesystem::path& file,
                          std::span<const Migration> migrations);

/// All rows of a query, each made into a Row by `make(statement)`. The statement is gone afterwards: an
/// open one would keep the log from shrinking.
template <class Make, class... Values>
auto select(SQLite::Database& database, const char* sql, Make make, const Values&... values) {
    SQLite::Statement statement(database, sql);
    SQLite::bind(statement, values...);
    std::vector<decltype(make(statement))> rows;
    while (statement.executeStep()) {
        rows.push_back(make(statement));
    }
    return rows;
}

/// One statement without result. Returns the number of changed rows.
template <class... Values>
int execute(SQLite::Database& database, const char* sql, const Values&... values) {
    SQLite::Statement statement(database, sql);
    SQLite::bind(statement, values...);
    return statement.exec();
}

}  // namespace tempera
