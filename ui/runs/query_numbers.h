// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

namespace tempera::ui {

/// A number as it is typed for `key` in the filter of runs: 1e-4; for "duration" with s, m, h or d ("2h", seconds
/// without), for "disk" with K, M, G or T ("500M", powers of 1024), for "created" a day ("2026-01-31") or how long
/// ago ("7d"). Nothing when it can not be read.
std::optional<double> queryNumber(const QString& key, const QString& text);

/// What may be typed there, for a sentence: "a number such as 1e-4".
QString queryNumberExample(const QString& key);

}  // namespace tempera::ui
