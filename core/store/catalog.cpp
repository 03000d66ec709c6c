// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/catalog.h"

#include <cstdint>

#include "core/store/catalog_schema.h"
#include "core/store/database.h"

namespace tempera {

namespace fs = std::filesystem;

namespace {

std::string text_at(SQLite::Statement& row, int place) {
    return row.getColumn(place).getString();
}

}  // namespace

struct Catalog::Impl {
    explicit Impl(const fs::path& workspace)
        : file(workspace / "catalog.db"), database(open_for_writing(file, Access::Create)) {
        migrate(database, file, catalog_migrations());
    }

    fs::path file;
    SQLite::Database database;
};

Catalog::Catalog(const fs::path& workspace) : impl_(std::make_unique<Impl>(workspace)) {}
Catalog::~Catalog() = default;

std::map<std::string, CatalogEntry> Catalog::entries() {
    return with_errors(impl_->file, [&] {
        std::map<std::string, CatalogEntry> entries;
        for (CatalogEntry& entry :
             select(impl_->database, "SELECT run_id, display_name, run_group, notes, favourite, colour FROM entry",
                    [](SQLite::Statement& row) {
                        return CatalogEntry{text_at(row, 0),
                                            text_at(row, 1),
                                            text_at(row, 2),
                                            text_at(row, 3),
                                            {},
                                            row.getColumn(4).getInt() != 0,
                                            row.getColumn(5).getInt()};
                    })) {
            entries[entry.run_id] = std::move(entry);
        }
        for (auto& [run_id, tag] :
             select(impl_->database, "SELECT run_id, tag FROM tag ORDER BY run_id, place",
                    [](SQLite::Statement& row) { return std::pair(text_at(row, 0), text_at(row, 1)); })) {
            entries[run_id].tags.push_back(std::move(tag));
        }
        return entries;
    });
}

void Catalog::save(std::span<const CatalogEntry> entries) {
    with_errors(impl_->file, [&] {
        SQLite::Database& database = impl_->database;
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
        for (const CatalogEntry& entry : entries) {
            execute(database, "DELETE FROM entry WHERE run_id = ?", entry.run_id);
            execute(database, "INSERT INTO entry VALUES (?,?,?,?,?,?)", entry.run_id, entry.display_name, entry.group,
                    entry.notes, static_cast<int>(entry.favourite), entry.colour);
            for (std::size_t place = 0; place < entry.tags.size(); ++place) {
                execute(database, "INSERT INTO tag VALUES (?,?,?)", entry.run_id, static_cast<std::int64_t>(place),
                        entry.tags[place]);
            }
        }
        transaction.commit();
    });
}

void Catalog::remove(const std::string& run_id) {
    with_errors(impl_->file, [&] { execute(impl_->database, "DELETE FROM entry WHERE run_id = ?", run_id); });
}

std::string Catalog::setting(const std::string& key) {
    return with_errors(impl_->file, [&]() -> std::string {
        const auto values = select(
            impl_->database, "SELECT value FROM setting WHERE key = ?",
            [](SQLite::Statement& row) { return text_at(row, 0); }, key);
        return values.empty() ? "" : values[0];
    });
}

void Catalog::set_setting(const std::string& key, const std::string& value) {
    with_errors(impl_->file,
                [&] { execute(impl_->database, "INSERT OR REPLACE INTO setting VALUES (?,?)", key, value); });
}

}  // namespace tempera
