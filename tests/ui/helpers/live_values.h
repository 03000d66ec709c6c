// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace tempera::ui {
class CurvePanel;
}

namespace tempera::test {

class FakeRun;

/// Writes so many values of the metric that the panel shows first, at moments that have nothing to do with the clock
/// of the window. Milliseconds from each commit in run.db to the painted curve, at most ten seconds.
std::vector<double> valueLatencies(FakeRun& run, ui::CurvePanel& panel, int count);

}  // namespace tempera::test
