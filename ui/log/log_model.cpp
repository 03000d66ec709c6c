// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/log/log_model.h"

#include <QDateTime>
#include <QTimeZone>
#include <algorithm>

namespace tempera::ui {

namespace {

/// The clock of the line itself: it is not moved to another time zone.
QDateTime timeOf(const LogLine& line) {
    return QDateTime::fromMSecsSinceEpoch(line.time, QTimeZone::utc());
}

QString levelText(LogLevel level) {
    switch (level) {
        case LogLevel::Debug:
            return LogModel::tr("debug");
        case LogLevel::Info:
            return LogModel::tr("info");
        case LogLevel::Warning:
            return LogModel::tr("warning");
        default:
            return LogModel::tr("error");
    }
}

}  // namespace

void LogModel::clear() {
    beginResetModel();
    m_lines.clear();
    m_shown.clear();
    m_matches.clear();
    m_characters = 0;
    m_longest = 0;
    endResetModel();
    Q_EMIT matchesChanged();
}

bool LogModel::matches(const LogLine& line) const {
    return !m_search.isEmpty() && line.text.contains(m_search, Qt::CaseInsensitive);
}

void LogModel::removeLast() {
    const Number last = m_first + static_cast<Number>(m_lines.size()) - 1;
    if (!m_shown.empty() && m_shown.back() == last) {
        const int row = static_cast<int>(m_shown.size()) - 1;
        beginRemoveRows({}, row, row);
        m_shown.pop_back();
        if (!m_matches.empty() && m_matches.back() == last) {
            m_matches.pop_back();
        }
        endRemoveRows();
    }
    m_characters -= m_lines.back().text.size();
    m_lines.pop_back();
}

void LogModel::append(std::vector<LogLine>::const_iterator begin, std::vector<LogLine>::const_iterator end) {
    const int count = static_cast<int>(std::count_if(begin, end, [this](const LogLine& line) { return shows(line); }));
    if (count > 0) {
        const int from = static_cast<int>(m_shown.size());
        beginInsertRows({}, from, from + count - 1);
    }
    for (auto it = begin; it != end; ++it) {
        const Number number = m_first + static_cast<Number>(m_lines.size());
        m_lines.push_back(*it);
        m_characters += it->text.size();
        if (shows(*it)) {
            m_shown.push_back(number);
            m_longest = std::max(m_longest, static_cast<int>(it->text.size()));
            if (matches(*it)) {
                m_matches.push_back(number);
            }
        }
    }
    if (count > 0) {
        endInsertRows();
    }
}

void LogModel::dropOldest() {
    if (m_lines.size() <= mostLines && m_characters <= mostCharacters) {
        return;
    }
    std::size_t count = 0;
    qsizetype characters = m_characters;
    while (count < m_lines.size() &&
           (m_lines.size() - count > mostLines / 10 * 9 || characters > mostCharacters / 10 * 9)) {
        characters -= m_lines[count++].text.size();
    }
    const Number first = m_first + static_cast<Number>(count);
    const auto firstShown = std::lower_bound(m_shown.begin(), m_shown.end(), first);
    const int rows = static_cast<int>(firstShown - m_shown.begin());
    if (rows > 0) {
        beginRemoveRows({}, 0, rows - 1);
    }
    m_shown.erase(m_shown.begin(), firstShown);
    m_matches.erase(m_matches.begin(), std::lower_bound(m_matches.begin(), m_matches.end(), first));
    m_lines.erase(m_lines.begin(), m_lines.begin() + static_cast<std::ptrdiff_t>(count));
    m_first = first;
    m_characters = characters;
    if (rows > 0) {
        endRemoveRows();
        Q_EMIT dropped(rows);
    }
}

void LogModel::add(const LogChunk& chunk) {
    if (chunk.restart) {
        clear();
    }
    auto begin = chunk.lines.begin();
    // Of a progress line that moves on only the text changes: the row stays, and so do selection and scrolling.
    if (chunk.replacesLast && !m_lines.empty() && begin != chunk.lines.end()) {
        const LogLine& old = m_lines.back();
        const Number last = m_first + static_cast<Number>(m_lines.size()) - 1;
        if (shows(old) && shows(*begin) && matches(old) == matches(*begin)) {
            m_characters += begin->text.size() - old.text.size();
            m_lines.back() = *begin++;
            m_longest = std::max(m_longest, static_cast<int>(m_lines.back().text.size()));
            const auto row = std::lower_bound(m_shown.begin(), m_shown.end(), last) - m_shown.begin();
            Q_EMIT dataChanged(index(static_cast<int>(row)), index(static_cast<int>(row)));
        } else {
            removeLast();
        }
    }
    append(begin, chunk.lines.end());
    dropOldest();
    if (!m_search.isEmpty()) {
        Q_EMIT matchesChanged();
    }
}

void LogModel::rebuild() {
    m_shown.clear();
    m_matches.clear();
    m_longest = 0;
    Number number = m_first;
    for (const LogLine& line : m_lines) {
        if (shows(line)) {
            m_shown.push_back(number);
            m_longest = std::max(m_longest, static_cast<int>(line.text.size()));
            if (matches(line)) {
                m_matches.push_back(number);
            }
        }
        ++number;
    }
}

void LogModel::setLevel(LogLevel lowest) {
    if (lowest != m_level) {
        beginResetModel();
        m_level = lowest;
        rebuild();
        endResetModel();
        Q_EMIT matchesChanged();
    }
}

void LogModel::setSearch(const QString& text) {
    if (text == m_search) {
        return;
    }
    m_search = text;
    m_matches.clear();
    for (const Number number : m_shown) {
        if (matches(line(number))) {
            m_matches.push_back(number);
        }
    }
    if (!m_shown.empty()) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {MatchRole});
    }
    Q_EMIT matchesChanged();
}

int LogModel::matchRow(int number) const {
    const Number wanted = m_matches[static_cast<std::size_t>(number)];
    return static_cast<int>(std::lower_bound(m_shown.begin(), m_shown.end(), wanted) - m_shown.begin());
}

int LogModel::matchFrom(int row) const {
    if (m_matches.empty()) {
        return -1;
    }
    const auto begin = row >= 0 && row < rowCount() ? std::lower_bound(m_matches.begin(), m_matches.end(),
                                                                       m_shown[static_cast<std::size_t>(row)])
                                                    : m_matches.end();
    return begin == m_matches.end() ? 0 : static_cast<int>(begin - m_matches.begin());
}

int LogModel::matchBefore(int row) const {
    if (m_matches.empty()) {
        return -1;
    }
    const auto end = row >= 0 && row < rowCount()
                         ? std::lower_bound(m_matches.begin(), m_matches.end(), m_shown[static_cast<std::size_t>(row)])
                         : m_matches.end();
    return static_cast<int>((end == m_matches.begin() ? m_matches.end() : end) - m_matches.begin()) - 1;
}

QString LogModel::textOf(const QModelIndexList& rows) const {
    std::vector<int> sorted;
    for (const QModelIndex& row : rows) {
        sorted.push_back(row.row());
    }
    std::sort(sorted.begin(), sorted.end());
    QStringList text;
    for (const int row : sorted) {
        const LogLine& line = this->line(m_shown[static_cast<std::size_t>(row)]);
        const QString time =
            line.time == 0 ? QString() : timeOf(line).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz "));
        text << (line.time == 0 ? line.text
                                : time + levelText(line.level).leftJustified(7) + QLatin1Char(' ') + line.text);
    }
    return text.join(QLatin1Char('\n'));
}

int LogModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant LogModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const LogLine& line = this->line(m_shown[static_cast<std::size_t>(index.row())]);
    switch (role) {
        case Qt::DisplayRole:
            return line.text;
        case Qt::AccessibleTextRole:
            return line.level == LogLevel::Info ? line.text : levelText(line.level) + QStringLiteral(": ") + line.text;
        case Qt::ToolTipRole:
            return line.time == 0
                       ? QVariant()
                       : timeOf(line).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz  ")) + levelText(line.level);
        case LevelRole:
            return static_cast<int>(line.level);
        case TimeRole:
            return line.time == 0 ? QString() : timeOf(line).toString(QStringLiteral("HH:mm:ss"));
        case MatchRole:
            return matches(line);
        default:
            return {};
    }
}

}  // namespace tempera::ui
