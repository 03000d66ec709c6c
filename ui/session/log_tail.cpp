// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/log_tail.h"

#include <QFile>
#include <QFileInfo>
#include <utility>

#include "ui/common/text_format.h"

namespace tempera::ui {

LogTail::LogTail(QString runId, const std::filesystem::path& runDir)
    : m_runId(std::move(runId)), m_dir(fromPath(runDir)) {}

QByteArray LogTail::bytes(const QString& path, qint64* skipped) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    const qint64 jump = qMax<qint64>(0, file.size() - most - m_position);
    m_position += jump;
    *skipped += jump;
    file.seek(m_position);
    QByteArray bytes = file.read(most);
    // Only what is complete: the worker may be writing a line right now.
    bytes.truncate(qMax(bytes.lastIndexOf('\n'), bytes.lastIndexOf('\r')) + 1);
    m_position += bytes.size();
    if (jump > 0) {
        const qsizetype firstWhole = bytes.indexOf('\n') + 1;
        *skipped += firstWhole;
        bytes.remove(0, firstWhole);
    }
    return bytes;
}

std::optional<LogChunk> LogTail::read(bool fromStart) {
    const QString path = m_dir + QStringLiteral("/log.txt");
    LogChunk chunk;
    chunk.runId = m_runId;
    chunk.restart = fromStart;
    if (fromStart) {
        m_position = 0;
        m_lines = {};
    }
    QByteArray news;
    if (QFileInfo(path).size() < m_position) {
        // Rotated: the rest of what was being read has another name now.
        news = bytes(m_dir + QStringLiteral("/log.1.txt"), &chunk.skipped);
        m_position = 0;
    }
    news += bytes(path, &chunk.skipped);
    if (news.isEmpty() && !fromStart) {
        return std::nullopt;
    }
    LogLines::Result result = m_lines.add(news);
    chunk.replacesLast = result.replacesLast && !fromStart;
    chunk.lines = std::move(result.lines);
    return chunk;
}

}  // namespace tempera::ui
