// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace tempera::ui {

class HeatmapWidget;

/// Filters of a file dialog: the kinds that saveHeatmap() writes.
QStringList heatmapFileKinds();

/// The cells as text: one row per row of the map, after a head with the columns' x; nothing stands for NaN.
/// Numbers with a point and nine digits, whatever the locale.
QString heatmapCsv(const HeatmapWidget& map);

/// Writes what the map shows, by the ending of the file: .csv the numbers, .svg in lines and letters, anything
/// else a picture of twice the size. False when the file can not be written.
bool saveHeatmap(HeatmapWidget& map, const QString& file);

}  // namespace tempera::ui
