// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>
#include <cstdint>
#include <vector>

#include "ui/samples/sample_query.h"
#include "ui/session/thumbnail_cache.h"

namespace tempera::ui {

class SampleModel;
class SampleTable;
class StripModel;

/// Which pictures the views need: those on screen first, then what will probably be looked at next.

using PictureRequests = std::vector<PictureRequest>;

/// Rows `onScreen` of the grid, then a screen below and one above. `pixels`: side of a cell, device pixels.
PictureRequests gridWishes(const SampleModel& model, std::pair<int, int> onScreen, int pixels);

/// The pictures that the same rows of the grid would show at another epoch; nothing when its rows are not read.
PictureRequests epochWishes(const SampleTable& table, const QString& folder, std::int64_t epoch,
                            const SampleQuery& query, std::pair<int, int> onScreen, int pixels);

/// Cells `onScreen` of the strip, then half a screen to each side.
PictureRequests stripWishes(const StripModel& model, const QString& runId, const QString& folder, const QRect& onScreen,
                            int pixels);

}  // namespace tempera::ui
