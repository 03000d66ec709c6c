// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QVector>

namespace tempera::ui {

/// Colours that stand for numbers. Both maps grow in lightness from end to end, so that they read in
/// grey too, and take equal steps in OKLab (B. Ottosson, "A perceptual color space for image
/// processing", 2020), so that equal differences of the number look equally large.
enum class ColourMap {
    Sequential,  ///< dark violet over teal to light yellow
    Diverging,   ///< dark blue, neutral grey in the middle, light orange: for numbers whose sign matters
};

/// Colour of `share` of the way from the lowest to the highest number; clamped to 0..1.
QColor colourAt(ColourMap map, double share);
/// The same in 256 steps.
const QVector<QRgb>& colourTable(ColourMap map);

}  // namespace tempera::ui
