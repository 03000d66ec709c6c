// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/helpers/frame_times.h"

namespace tempera::ui {
class PlotWidget;
}

namespace tempera::test {

struct PanZoom {
    FrameTimes zoom;
    FrameTimes pan;
};

/// Turns the wheel over a plot that is shown, in and out again, then drags it; each step is painted.
PanZoom panAndZoom(ui::PlotWidget& plot);

}  // namespace tempera::test
