// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/catalog_schema.h"

namespace tempera {

namespace {

// catalog.db, one per workspace, written by the window only. Runs without a row here have defaults. Times are unix
// seconds.
constexpr const char* format_1 = R"sql(
CREATE TABLE entry (
    run_id       TEXT PRIMARY KEY,          -- name of the run's folder
    display_name TEXT NOT NULL,
    run_group    TEXT NOT NULL,
    notes        TEXT NOT NULL,
    favourite    INTEGER NOT NULL,
    colour       INTEGER NOT NULL           -- index into the palette, -1 = not given
);
CREATE TABLE tag (
    run_id TEXT NOT NULL REFERENCES entry (run_id) ON DELETE CASCADE,
    place  INTEGER NOT NULL,
    tag    TEXT NOT NULL,
    PRIMARY KEY (run_id, place)
);
CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
)sql";

// What people said and what they want next.
constexpr const char* format_2 = R"sql(
CREATE TABLE rating (                       -- one blind choice between two pictures of one prompt and seed
    id          INTEGER PRIMARY KEY,
    wall        REAL NOT NULL,
    prompt      TEXT NOT NULL,
    seed        INTEGER NOT NULL,           -- bits of an unsigned number
    kind        INTEGER NOT NULL,           -- SampleKind
    left_run    TEXT NOT NULL,              -- name of the run's folder
    left_epoch  INTEGER NOT NULL,
    right_run   TEXT NOT NULL,
    right_epoch INTEGER NOT NULL,
    choice      INTEGER NOT NULL            -- -1: the left one, 0: neither, 1: the right one
);
CREATE TABLE queued (                       -- runs that wait for their turn
    id      INTEGER PRIMARY KEY,
    place   INTEGER NOT NULL,               -- order, ascending
    name    TEXT NOT NULL,
    sweep   TEXT NOT NULL,                  -- '' or the name that the runs of one sweep share
    config  TEXT NOT NULL,                  -- TOML: every key that is to differ from the defaults
    state   INTEGER NOT NULL,               -- QueuedState
    run_id  TEXT NOT NULL,                  -- name of the run's folder once started
    problem TEXT NOT NULL,                  -- why it could not be started
    added   REAL NOT NULL
);
)sql";

constexpr Migration migrations[] = {{"0.1.0", format_1}, {"0.1.0", format_2}};

}  // namespace

std::span<const Migration> catalog_migrations() {
    return migrations;
}

}  // namespace tempera
