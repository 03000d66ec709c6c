// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <filesystem>
#include <optional>

#include "ui/session/batches.h"
#include "ui/session/log_lines.h"

namespace tempera::ui {

/// Follows the log file of one run, however large it is. Lives in the reader thread.
class LogTail {
public:
    /// Bytes that are read at once at most: of a longer file the end.
    static constexpr qint64 most = 4 * 1024 * 1024;

    LogTail(QString runId, const std::filesystem::path& runDir);

    /// New lines since the last call, nothing when there are none. Goes on after the worker has rotated the file.
    std::optional<LogChunk> read(bool fromStart);

private:
    QByteArray bytes(const QString& path, qint64* skipped);

    QString m_runId;
    QString m_dir;
    qint64 m_position = 0;
    LogLines m_lines;
};

}  // namespace tempera::ui
