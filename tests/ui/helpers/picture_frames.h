// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "tests/ui/helpers/frame_times.h"

namespace tempera::ui {
class ComparePage;
class SamplesPage;
class Session;
}  // namespace tempera::ui

namespace tempera::test {

/// A finished run with so many pictures of 128 px, 64 in each evaluation, all of them stored as small pictures alone.
/// Returns how many there are: whole evaluations.
int makeManyPictures(const std::filesystem::path& workspace, int count);

struct Scrolling {
    FrameTimes wheel;  ///< a notch at a time
    FrameTimes jumps;  ///< from end to end, as with the scroll bar
    double seen = 0;   ///< share of the pictures in sight that were there a sixtieth of a second after each notch
};

/// Scrolls the grid of the page, which is shown, in so many steps of a sixtieth of a second, while its pictures are
/// read; then looks at as many places until all pictures are there: two hundred fill the cache.
Scrolling scrollPictures(ui::SamplesPage& page, int steps);

/// Steps through the epochs up to `last` and back, after they were looked at once: each with all pictures on screen.
FrameTimes scrubPictures(ui::SamplesPage& page, ui::Session& session, int last);

struct Comparing {
    FrameTimes sideBySide;  ///< zoom by the wheel, in and out
    FrameTimes difference;
    FrameTimes scrub;
};

/// Zooms all panes of the page, which is shown, and steps through the epochs 0 to 2, whose pictures of `side` pixels
/// are in the caches when it is measured.
Comparing compareFrames(ui::ComparePage& page, ui::Session& session, int side);

}  // namespace tempera::test
