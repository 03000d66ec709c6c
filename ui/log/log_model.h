// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <deque>

#include "ui/session/batches.h"

namespace tempera::ui {

/// The newest lines of a log file, those of a level and above, and which of them hold a searched text. Its memory is
/// bounded: when there are too many lines, the oldest go, a tenth at once.
class LogModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        LevelRole = Qt::UserRole,  ///< LogLevel as int
        TimeRole,                  ///< "14:38:05", "" = the line has none
        MatchRole,                 ///< bool: holds the searched text
    };

    static constexpr std::size_t mostLines = 50000;
    static constexpr qsizetype mostCharacters = 16 * 1024 * 1024;

    using QAbstractListModel::QAbstractListModel;

    void clear();
    void add(const LogChunk& chunk);
    void setLevel(LogLevel lowest);
    /// Case does not matter; "" = nothing is searched.
    void setSearch(const QString& text);

    const QString& searched() const { return m_search; }
    int matchCount() const { return static_cast<int>(m_matches.size()); }
    /// Row of a match; `number` from 0 to matchCount() - 1.
    int matchRow(int number) const;
    /// Number of the first match at `row` or below, the first of all when there is none; -1 = no match.
    int matchFrom(int row) const;
    /// Number of the last match above `row`, the last of all when there is none; -1 = no match.
    int matchBefore(int row) const;

    /// Characters of the longest line that was shown.
    int longestLine() const { return m_longest; }
    /// "2026-11-21 14:38:05.210 warning  text" of every given row.
    QString textOf(const QModelIndexList& rows) const;
    qsizetype characters() const { return m_characters; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// `count` rows were taken away at the top.
    void dropped(int count);
    void matchesChanged();

private:
    using Number = qint64;  ///< of a line since the beginning; never used twice

    const LogLine& line(Number number) const { return m_lines[static_cast<std::size_t>(number - m_first)]; }
    bool shows(const LogLine& line) const { return line.level >= m_level; }
    bool matches(const LogLine& line) const;
    void removeLast();
    void append(std::vector<LogLine>::const_iterator begin, std::vector<LogLine>::const_iterator end);
    void dropOldest();
    void rebuild();

    std::deque<LogLine> m_lines;
    std::deque<Number> m_shown;    ///< ascending
    std::deque<Number> m_matches;  ///< ascending, some of m_shown
    Number m_first = 0;            ///< number of m_lines.front()
    LogLevel m_level = LogLevel::Debug;
    QString m_search;
    qsizetype m_characters = 0;
    int m_longest = 0;
};

}  // namespace tempera::ui
