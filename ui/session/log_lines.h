// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QtGlobal>
#include <vector>

namespace tempera::ui {

enum class LogLevel { Debug, Info, Warning, Error };

/// One line of a log file as a person reads it: no escape sequences, no overwritten progress, tabs as spaces.
struct LogLine {
    qint64 time = 0;  ///< ms since the start of year 1970 in the clock of the line itself; 0 = the line has none
    LogLevel level = LogLevel::Info;
    QString text;
};

/// Turns the bytes of a log file into lines. What a carriage return overwrites is dropped, so that a progress bar is
/// one line and not a thousand. A line without a level (the trace of an error) has that of the line before it. Value
/// type.
class LogLines {
public:
    /// Longer lines are cut: a binary file is no log.
    static constexpr qsizetype longest = 4096;

    struct Result {
        bool replacesLast = false;  ///< the first of `lines` stands in the place of the last one of the result before
        std::vector<LogLine> lines;
    };

    /// `bytes` end with \n, or with \r when the line is still being written.
    Result add(const QByteArray& bytes);

private:
    LogLine parsed(const QByteArray& raw);

    bool m_open = false;  ///< the last line may still be overwritten
    LogLevel m_level = LogLevel::Info;
};

}  // namespace tempera::ui
