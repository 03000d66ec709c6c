// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/query_numbers.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QMap>

#include "core/base/clock.h"

namespace tempera::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("RunQuery", text);
}

std::optional<double> plain(const QString& text) {
    bool known = false;
    const double number = QLocale::c().toDouble(text, &known);
    return known ? std::optional(number) : std::nullopt;
}

/// A number followed by one of the units.
std::optional<double> withUnit(QString text, const QMap<QString, double>& units) {
    for (auto unit = units.begin(); unit != units.end(); ++unit) {
        if (text.endsWith(unit.key(), Qt::CaseInsensitive)) {
            text.chop(unit.key().size());
            const auto number = plain(text);
            return number ? std::optional(*number * unit.value()) : std::nullopt;
        }
    }
    return plain(text);
}

std::optional<double> seconds(const QString& text) {
    static const QMap<QString, double> units{{QStringLiteral("s"), 1},
                                             {QStringLiteral("m"), 60},
                                             {QStringLiteral("min"), 60},
                                             {QStringLiteral("h"), 3600},
                                             {QStringLiteral("d"), 86400}};
    return withUnit(text, units);
}

std::optional<double> bytes(QString text) {
    static const QMap<QString, double> units{{QStringLiteral("k"), 1024.0},
                                             {QStringLiteral("m"), 1024.0 * 1024},
                                             {QStringLiteral("g"), 1024.0 * 1024 * 1024},
                                             {QStringLiteral("t"), 1024.0 * 1024 * 1024 * 1024}};
    if (text.endsWith(QStringLiteral("ib"), Qt::CaseInsensitive)) {
        text.chop(2);
    } else if (text.endsWith(QLatin1Char('b'), Qt::CaseInsensitive)) {
        text.chop(1);
    }
    return withUnit(text, units);
}

std::optional<double> moment(const QString& text) {
    const QDate day = QDate::fromString(text, Qt::ISODate);
    if (day.isValid()) {
        return static_cast<double>(day.startOfDay().toSecsSinceEpoch());
    }
    const auto ago = text.isEmpty() || text.back().isDigit() ? std::nullopt : seconds(text);
    return ago ? std::optional(unix_seconds() - *ago) : std::nullopt;
}

}  // namespace

std::optional<double> queryNumber(const QString& key, const QString& text) {
    if (key == QLatin1String("duration")) {
        return seconds(text);
    }
    if (key == QLatin1String("disk")) {
        return bytes(text);
    }
    return key == QLatin1String("created") ? moment(text) : plain(text);
}

QString queryNumberExample(const QString& key) {
    if (key == QLatin1String("duration")) {
        return tr("a time such as 90s, 20m or 2h");
    }
    if (key == QLatin1String("disk")) {
        return tr("a size such as 500M or 2G");
    }
    if (key == QLatin1String("created")) {
        return tr("a day such as 2026-01-31, or an age such as 7d");
    }
    return tr("a number such as 12 or 1e-4");
}

}  // namespace tempera::ui
