// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>

#include "core/store/run_reader.h"
#include "ui/session/batches.h"
#include "ui/session/log_tail.h"

namespace tempera::ui {

/// Follows one run: remembers how far each table was read and returns what is new. Lives in the
/// reader thread. The database is open only between open() and close(), so that a workspace of a
/// thousand runs does not need three thousand file handles. Throws Error naming the file.
class RunTail {
public:
    RunTail(QString id, std::filesystem::path dir) : m_id(std::move(id)), m_dir(std::move(dir)) {}

    const QString& id() const { return m_id; }
    const std::filesystem::path& dir() const { return m_dir; }

    /// Whether the lock has been taken or given back since the last call; cheap, does not touch the database.
    bool lockChanged();
    bool live() const { return m_pid != 0; }

    /// Whether another connection has written since the last call, or nothing was read so far.
    bool databaseChanged();

    /// Head only: the summary and the state. `known`: the summary, if it need not be read.
    RunHead head(const RunSummary* known = nullptr);

    /// Everything new. At most a hundred thousand metric rows at once; `more` says to call again.
    RunBatch read(bool withValues, bool* more);

    RunReader& reader();
    void close() { m_reader.reset(); }

    std::optional<LogChunk> readLog(bool fromStart) { return m_log.read(fromStart); }

private:
    void forgetCursors();
    std::optional<std::int64_t> changedPictures();

    QString m_id;
    std::filesystem::path m_dir;
    std::optional<RunReader> m_reader;
    std::optional<std::int64_t> m_version;
    std::int64_t m_generation = -1;
    std::int64_t m_metricCursor = 0;
    std::int64_t m_neuronCursor = 0;
    std::int64_t m_eventCursor = 0;
    std::int64_t m_sampleCursor = 0;
    std::int64_t m_scoreCursor = 0;
    std::map<std::int64_t, std::int64_t> m_pictureEpochs;  ///< first sample of a row of one epoch -> that epoch
    bool m_configSent = false;
    qint64 m_pid = 0;
    std::filesystem::file_time_type m_lockTaken{};
    LogTail m_log{m_id, m_dir};
};

}  // namespace tempera::ui
