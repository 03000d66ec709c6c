// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/log_lines.h"

#include <QDate>
#include <QTime>
#include <array>
#include <optional>
#include <utility>

namespace tempera::ui {

namespace {

constexpr char escape = '\x1b';
constexpr int tabWidth = 8;

/// First byte after the escape sequence that begins at `at` (ECMA-48: CSI ends with @ to ~, OSC with BEL or ESC \).
qsizetype afterEscape(const QByteArray& raw, qsizetype at) {
    if (at + 1 >= raw.size()) {
        return raw.size();
    }
    const char kind = raw[at + 1];
    if (kind == '[') {
        qsizetype end = at + 2;
        while (end < raw.size() && (raw[end] < '@' || raw[end] > '~')) {
            ++end;
        }
        return end + 1;
    }
    if (kind == ']') {
        for (qsizetype end = at + 2; end < raw.size(); ++end) {
            if (raw[end] == '\a') {
                return end + 1;
            }
            if (raw[end] == escape) {
                return end + 2;
            }
        }
        return raw.size();
    }
    return at + 2;
}

/// What a terminal would show of one line: the last text that was written over the others.
QByteArray visible(const QByteArray& raw) {
    QByteArray shown;
    bool overwrite = false;
    for (qsizetype i = 0; i < raw.size();) {
        const char c = raw[i];
        if (c == escape) {
            i = afterEscape(raw, i);
            continue;
        }
        ++i;
        if (c == '\r') {
            overwrite = true;  // only once something follows: "\r\n" ends lines on other systems
            continue;
        }
        if (overwrite) {
            shown.clear();
            overwrite = false;
        }
        if (c == '\t') {
            shown.append(tabWidth - shown.size() % tabWidth, ' ');
        } else if (static_cast<unsigned char>(c) >= ' ' && c != '\x7f') {
            shown.append(c);
        }
        if (shown.size() > LogLines::longest) {
            shown.append("…");
            break;
        }
    }
    return shown;
}

std::optional<int> number(const QByteArray& text, qsizetype at, qsizetype digits) {
    int value = 0;
    for (qsizetype i = at; i < at + digits; ++i) {
        if (i >= text.size() || text[i] < '0' || text[i] > '9') {
            return std::nullopt;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

/// "2026-11-21 14:38:05.210 " at the beginning, also with T or a comma; its length goes to `length`.
qint64 leadingTime(const QByteArray& text, qsizetype* length) {
    *length = 0;
    if (text.size() < 19 || text[4] != '-' || text[7] != '-' || (text[10] != ' ' && text[10] != 'T') ||
        text[13] != ':' || text[16] != ':') {
        return 0;
    }
    const auto year = number(text, 0, 4), month = number(text, 5, 2), day = number(text, 8, 2);
    const auto hour = number(text, 11, 2), minute = number(text, 14, 2), second = number(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second) {
        return 0;
    }
    qsizetype end = 19;
    int milliseconds = 0;
    if (text.size() > 23 && (text[19] == '.' || text[19] == ',')) {
        if (const auto fraction = number(text, 20, 3)) {
            milliseconds = *fraction;
            end = 23;
        }
    }
    const QDate date(*year, *month, *day);
    const QTime time(*hour, *minute, *second, milliseconds);
    if (!date.isValid() || !time.isValid()) {
        return 0;
    }
    while (end < text.size() && text[end] == ' ') {
        ++end;
    }
    *length = end;
    return (date.toJulianDay() - QDate(1970, 1, 1).toJulianDay()) * 86400000LL + time.msecsSinceStartOfDay();
}

/// "info ", "[warning] ", "ERROR: " at `at`; its length goes to `length`.
std::optional<LogLevel> leadingLevel(const QByteArray& text, qsizetype at, qsizetype* length) {
    static const std::array<std::pair<const char*, LogLevel>, 9> words{{{"trace", LogLevel::Debug},
                                                                        {"debug", LogLevel::Debug},
                                                                        {"info", LogLevel::Info},
                                                                        {"warning", LogLevel::Warning},
                                                                        {"warn", LogLevel::Warning},
                                                                        {"error", LogLevel::Error},
                                                                        {"critical", LogLevel::Error},
                                                                        {"fatal", LogLevel::Error},
                                                                        {"err", LogLevel::Error}}};
    const bool bracket = at < text.size() && text[at] == '[';
    const qsizetype from = at + (bracket ? 1 : 0);
    for (const auto& [word, level] : words) {
        const auto size = static_cast<qsizetype>(qstrlen(word));
        if (from + size > text.size() ||
            qstrnicmp(text.constData() + from, word, static_cast<std::size_t>(size)) != 0) {
            continue;
        }
        qsizetype end = from + size;
        const char next = end < text.size() ? text[end] : ' ';
        if (bracket ? next != ']' : next != ' ' && next != ':') {
            continue;
        }
        if (next != ' ') {
            ++end;
        }
        while (end < text.size() && text[end] == ' ') {
            ++end;
        }
        *length = end - at;
        return level;
    }
    return std::nullopt;
}

}  // namespace

LogLine LogLines::parsed(const QByteArray& raw) {
    const QByteArray text = visible(raw);
    LogLine line;
    qsizetype start = 0;
    line.time = leadingTime(text, &start);
    qsizetype length = 0;
    if (const auto level = leadingLevel(text, start, &length)) {
        m_level = *level;
        start += length;
    } else if (line.time != 0) {
        m_level = LogLevel::Info;
    }
    line.level = m_level;
    line.text = QString::fromUtf8(text.constData() + start, text.size() - start);
    return line;
}

LogLines::Result LogLines::add(const QByteArray& bytes) {
    Result result;
    result.replacesLast = m_open && !bytes.isEmpty();
    for (qsizetype from = 0; from < bytes.size();) {
        qsizetype end = bytes.indexOf('\n', from);
        m_open = end < 0;
        if (m_open) {
            end = bytes.size();
        }
        result.lines.push_back(parsed(bytes.mid(from, end - from)));
        from = end + 1;
    }
    return result;
}

}  // namespace tempera::ui
