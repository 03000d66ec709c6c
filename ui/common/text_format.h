// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <filesystem>
#include <string>

namespace tempera::ui {

QString fromStd(const std::string& text);
QString fromPath(const std::filesystem::path& path);
std::filesystem::path toPath(const QString& text);

/// At most four significant digits in the user's locale: "0.5132", "1,234", "1.2e-05"; "–" for NaN.
QString formatNumber(double value);

/// All digits that it takes to read the same number back, with a point, for files and other programs; "nan", "inf".
QString exactNumber(double value);

/// "just now", "3 min ago", "yesterday", a date when older than a week.
QString relativeTime(double unixSeconds);
/// Date and time in the user's locale, for tooltips.
QString exactTime(double unixSeconds);
/// "12 s", "3 min 20 s", "2 h 05 min".
QString formatDuration(double seconds);
/// "ends about 14:05", with the weekday when that is not today.
QString endsAbout(double secondsFromNow);
/// "812 MiB", "1.2 GiB".
QString formatMemory(double mebibytes);

}  // namespace tempera::ui
