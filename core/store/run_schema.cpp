// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/run_schema.h"

#include <algorithm>
#include <iterator>

namespace tempera {

namespace {

// run.db, one per run. Who writes what:
//   worker (RunWriter)             every table but control; of control the column taken
//   anyone (post_command)          new rows of control, the mailbox
//   window and command line        nothing else: they read through RunReader
// Every table that a reader follows has an ascending id, its cursor. Rows are never deleted: a resume
// sets `hidden` on the rows of the epochs that it repeats, and run.generation tells readers to start
// over. Times are unix seconds. NULL in a `value` stands for not-a-number.
constexpr const char* format_1 = R"sql(
CREATE TABLE run (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    uuid        TEXT NOT NULL,
    name        TEXT NOT NULL,
    method      TEXT NOT NULL,
    reward      TEXT NOT NULL,
    model       TEXT NOT NULL,              -- as configured
    model_hash  TEXT NOT NULL,
    config_hash TEXT NOT NULL,
    seed        INTEGER NOT NULL,           -- bits of an unsigned number
    versions    TEXT NOT NULL,
    host        TEXT NOT NULL,
    device      TEXT NOT NULL,
    created     REAL NOT NULL,
    reached     INTEGER NOT NULL DEFAULT 0, -- ReachedState
    generation  INTEGER NOT NULL DEFAULT 0  -- grows when rows are hidden
);

CREATE TABLE attempt (
    id         INTEGER PRIMARY KEY,
    started    REAL NOT NULL,
    ended      REAL,                        -- NULL: still going, or the worker was lost
    from_epoch INTEGER NOT NULL,
    reason     TEXT NOT NULL DEFAULT ''
);

CREATE TABLE metric (
    id             INTEGER PRIMARY KEY,
    key            TEXT NOT NULL,
    epoch          INTEGER NOT NULL,
    step           INTEGER NOT NULL,        -- optimizer steps of the policy so far
    reward_queries INTEGER NOT NULL,        -- pictures scored by the training reward so far
    wall           REAL NOT NULL,
    value          REAL,
    hidden         INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX metric_by_key ON metric (key, hidden);

CREATE TABLE sample (
    id     INTEGER PRIMARY KEY,
    epoch  INTEGER NOT NULL,
    kind   INTEGER NOT NULL,                -- SampleKind
    prompt TEXT NOT NULL,
    seed   INTEGER NOT NULL,                -- bits of an unsigned number
    place  INTEGER NOT NULL,                -- inside the epoch's grid
    image  TEXT NOT NULL,                   -- path from the run folder; '': thumbnail only
    width  INTEGER NOT NULL,                -- of the full image, pixels
    height INTEGER NOT NULL,
    hidden INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX sample_by_epoch ON sample (kind, hidden, epoch);

CREATE TABLE thumbnail (                    -- apart, so that lists of samples stay small
    sample  INTEGER PRIMARY KEY REFERENCES sample (id),
    picture BLOB NOT NULL                   -- encoded, at most 128 px
);

CREATE TABLE score (
    id     INTEGER PRIMARY KEY,
    sample INTEGER NOT NULL REFERENCES sample (id),
    reward TEXT NOT NULL,
    value  REAL
);
CREATE INDEX score_by_sample ON score (sample);

CREATE TABLE neuron_layer (
    id      INTEGER PRIMARY KEY,
    epoch   INTEGER NOT NULL,
    layer   INTEGER NOT NULL,
    scores  BLOB NOT NULL,                  -- float32, little-endian, one per neuron
    dormant BLOB NOT NULL,                  -- one byte per neuron, 1 = dormant
    hidden  INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX neuron_layer_by_epoch ON neuron_layer (epoch);

CREATE TABLE reset (
    id     INTEGER PRIMARY KEY,
    epoch  INTEGER NOT NULL,
    layer  INTEGER NOT NULL,
    count  INTEGER NOT NULL,
    hidden INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE timestep_stat (
    id       INTEGER PRIMARY KEY,
    epoch    INTEGER NOT NULL,
    timestep INTEGER NOT NULL,              -- diffusion time 0..999
    key      TEXT NOT NULL,
    value    REAL,
    hidden   INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE event (
    id    INTEGER PRIMARY KEY,
    wall  REAL NOT NULL,
    level TEXT NOT NULL,
    text  TEXT NOT NULL
);

CREATE TABLE progress (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    phase         TEXT NOT NULL,
    epoch         INTEGER NOT NULL,
    num_epochs    INTEGER NOT NULL,
    fraction      REAL NOT NULL,
    epoch_seconds REAL NOT NULL,
    eta_seconds   REAL NOT NULL,
    resident_mib  REAL NOT NULL,
    wall          REAL NOT NULL
);

CREATE TABLE control (
    id      INTEGER PRIMARY KEY,
    command TEXT NOT NULL CHECK (command IN ('stop', 'pause', 'continue', 'checkpoint', 'sample-now')),
    asked   REAL NOT NULL,
    taken   REAL                            -- NULL: waits in the mailbox
);
)sql";

// How a few training pictures came to be, step by step.
constexpr const char* format_2 = R"sql(
CREATE TABLE trajectory (
    id     INTEGER PRIMARY KEY,
    epoch  INTEGER NOT NULL,
    place  INTEGER NOT NULL,                -- as in sample, of the training pictures
    prompt TEXT NOT NULL,
    seed   INTEGER NOT NULL,                -- bits of an unsigned number
    reward REAL,                            -- what training earned for the picture
    hidden INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX trajectory_by_epoch ON trajectory (epoch, hidden);

CREATE TABLE trajectory_step (
    trajectory      INTEGER NOT NULL REFERENCES trajectory (id),
    step            INTEGER NOT NULL,       -- 0 = the noisiest
    timestep        INTEGER NOT NULL,       -- diffusion time 0..999
    value           REAL,                   -- the critic's; NULL: it did not look at this step
    temporal_reward REAL,                   -- NULL: the step was not trained
    picture         BLOB NOT NULL,          -- of the predicted x0, encoded, at most 128 px
    PRIMARY KEY (trajectory, step)
);
)sql";

// How each worker was started.
constexpr const char* format_3 = R"sql(
ALTER TABLE attempt ADD COLUMN command TEXT NOT NULL DEFAULT '[]';  -- JSON: program and arguments, as given
)sql";

/// In the order of the enumeration. The table admits no other name.
constexpr const char* command_names[] = {"stop", "pause", "continue", "checkpoint", "sample-now"};

constexpr Migration migrations[] = {{"0.1.0", format_1}, {"0.1.0", format_2}, {"0.1.0", format_3}};

}  // namespace

std::span<const Migration> run_migrations() {
    return migrations;
}

const char* to_string(Command command) {
    return command_names[static_cast<std::size_t>(command)];
}

Command command_named(const std::string& name) {
    const auto found = std::find(std::begin(command_names), std::end(command_names), name);
    return static_cast<Command>(found - std::begin(command_names));
}

}  // namespace tempera
