// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/text_format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <cmath>

#include "core/base/clock.h"

namespace tempera::ui {

namespace {

QString tr(const char* text, int n = -1) {
    return QCoreApplication::translate("tempera::ui::text_format", text, nullptr, n);
}

}  // namespace

QString fromStd(const std::string& text) {
    return QString::fromStdString(text);
}

QString fromPath(const std::filesystem::path& path) {
    return QString::fromStdString(path.string());
}

std::filesystem::path toPath(const QString& text) {
    return {text.toStdString()};
}

QString formatNumber(double value) {
    if (std::isnan(value)) {
        return QStringLiteral("–");
    }
    if (std::isinf(value)) {
        return value > 0 ? QStringLiteral("∞") : QStringLiteral("−∞");
    }
    const double magnitude = std::abs(value);
    const QLocale locale;
    if (magnitude >= 1e4 && magnitude < 1e9 && value == std::round(value)) {
        return locale.toString(static_cast<qlonglong>(value));
    }
    return locale.toString(value, 'g', 4);
}

QString exactNumber(double value) {
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QString relativeTime(double unixSeconds) {
    if (unixSeconds <= 0) {
        return QStringLiteral("–");
    }
    const double age = unix_seconds() - unixSeconds;
    if (age < 60) {
        return tr("just now");
    }
    if (age < 3600) {
        return tr("%1 min ago").arg(static_cast<int>(age / 60));
    }
    const QDateTime then = QDateTime::fromSecsSinceEpoch(static_cast<qint64>(unixSeconds));
    const qint64 days = then.date().daysTo(QDate::currentDate());
    if (days == 0) {
        return tr("%1 h ago").arg(static_cast<int>(age / 3600));
    }
    if (days == 1) {
        return tr("yesterday");
    }
    if (days < 7) {
        return tr("%1 days ago").arg(days);
    }
    return QLocale().toString(then.date(), QLocale::ShortFormat);
}

QString exactTime(double unixSeconds) {
    if (unixSeconds <= 0) {
        return QStringLiteral("–");
    }
    return QLocale().toString(QDateTime::fromSecsSinceEpoch(static_cast<qint64>(unixSeconds)), QLocale::ShortFormat);
}

QString formatDuration(double seconds) {
    return fromStd(human_duration(seconds));
}

QString endsAbout(double secondsFromNow) {
    const QDateTime end = QDateTime::currentDateTime().addSecs(static_cast<qint64>(secondsFromNow));
    const QString time = end.toString(QStringLiteral("HH:mm"));
    if (end.date() == QDate::currentDate()) {
        return tr("ends about %1").arg(time);
    }
    return tr("ends about %1 %2").arg(QLocale().toString(end.date(), QStringLiteral("ddd")), time);
}

QString formatMemory(double mebibytes) {
    if (mebibytes < 1024) {
        return tr("%1 MiB").arg(qRound(mebibytes));
    }
    return tr("%1 GiB").arg(QLocale().toString(mebibytes / 1024, 'f', 1));
}

}  // namespace tempera::ui
