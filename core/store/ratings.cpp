// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/ratings.h"

#include <bit>

#include "core/store/catalog_schema.h"
#include "core/store/database.h"

namespace tempera {

struct Ratings::Impl {
    explicit Impl(const std::filesystem::path& workspace)
        : file(workspace / "catalog.db"), database(open_for_writing(file, Access::Create)) {
        migrate(database, file, catalog_migrations());
    }

    std::filesystem::path file;
    SQLite::Database database;
};

Ratings::Ratings(const std::filesystem::path& workspace) : impl_(std::make_unique<Impl>(workspace)) {}
Ratings::~Ratings() = default;

std::int64_t Ratings::add(const Rating& rating) {
    return with_errors(impl_->file, [&] {
        execute(impl_->database,
                "INSERT INTO rating (wall, prompt, seed, kind, left_run, left_epoch, right_run, right_epoch, choice) "
                "VALUES (?,?,?,?,?,?,?,?,?)",
                rating.wall, rating.prompt, std::bit_cast<std::int64_t>(rating.seed), static_cast<int>(rating.kind),
                rating.left.run_id, rating.left.epoch, rating.right.run_id, rating.right.epoch,
                static_cast<int>(rating.choice));
        return static_cast<std::int64_t>(impl_->database.getLastInsertRowid());
    });
}

void Ratings::remove(std::int64_t id) {
    with_errors(impl_->file, [&] { execute(impl_->database, "DELETE FROM rating WHERE id = ?", id); });
}

std::vector<Rating> Ratings::all() {
    return with_errors(impl_->file, [&] {
        return select(impl_->database,
                      "SELECT id, wall, prompt, seed, kind, left_run, left_epoch, right_run, right_epoch, choice "
                      "FROM rating ORDER BY id",
                      [](SQLite::Statement& row) {
                          return Rating{row.getColumn(0).getInt64(),
                                        row.getColumn(1).getDouble(),
                                        row.getColumn(2).getString(),
                                        std::bit_cast<std::uint64_t>(row.getColumn(3).getInt64()),
                                        static_cast<SampleKind>(row.getColumn(4).getInt()),
                                        {row.getColumn(5).getString(), row.getColumn(6).getInt64()},
                                        {row.getColumn(7).getString(), row.getColumn(8).getInt64()},
                                        static_cast<Choice>(row.getColumn(9).getInt())};
                      });
    });
}

}  // namespace tempera
