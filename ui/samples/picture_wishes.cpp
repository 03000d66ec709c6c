// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/picture_wishes.h"

#include <algorithm>

#include "ui/samples/sample_model.h"
#include "ui/samples/strip_model.h"
#include "ui/session/sample_table.h"

namespace tempera::ui {

PictureRequests gridWishes(const SampleModel& model, std::pair<int, int> onScreen, int pixels) {
    PictureRequests wishes;
    const auto [first, last] = onScreen;
    if (first < 0) {
        return wishes;
    }
    const auto add = [&](int from, int to) {
        for (int row = std::max(0, from); row <= to; ++row) {
            if (const SampleItem* item = model.item(row)) {
                wishes.push_back(pictureRequest(model.runId(), model.folder(), *item, pixels));
            }
        }
    };
    const int screen = last - first + 1;
    add(first, last);
    add(last + 1, last + screen);
    add(first - screen, first - 1);
    return wishes;
}

PictureRequests epochWishes(const SampleTable& table, const QString& folder, std::int64_t epoch,
                            const SampleQuery& query, std::pair<int, int> onScreen, int pixels) {
    PictureRequests wishes;
    const SampleSetPtr set = table.known(epoch);
    if (!set || onScreen.first < 0) {
        return wishes;
    }
    const SampleArrangement rows = arrange({set}, query);
    const auto count = static_cast<int>(rows.items.size());
    for (int row = onScreen.first; row <= std::min(onScreen.second, count - 1); ++row) {
        wishes.push_back(pictureRequest(table.runId(), folder, *rows.items[static_cast<std::size_t>(row)], pixels));
    }
    return wishes;
}

PictureRequests stripWishes(const StripModel& model, const QString& runId, const QString& folder, const QRect& onScreen,
                            int pixels) {
    PictureRequests wishes;
    if (onScreen.isEmpty()) {
        return wishes;
    }
    const auto add = [&](int from, int to) {
        for (int column = std::max(0, from); column <= std::min(to, model.columnCount() - 1); ++column) {
            for (int row = onScreen.top(); row <= onScreen.bottom(); ++row) {
                if (const SampleItem* item = model.item(model.index(row, column))) {
                    wishes.push_back(pictureRequest(runId, folder, *item, pixels));
                }
            }
        }
    };
    const int half = (onScreen.width() + 1) / 2;
    add(onScreen.left(), onScreen.right());
    add(onScreen.right() + 1, onScreen.right() + half);
    add(onScreen.left() - half, onScreen.left() - 1);
    return wishes;
}

}  // namespace tempera::ui
