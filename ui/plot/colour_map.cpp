// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/colour_map.h"

#include <QtMath>
#include <algorithm>
#include <array>
#include <cmath>

namespace tempera::ui {

namespace {

constexpr int steps = 256;

struct Lab {
    double lightness = 0;
    double chroma = 0;
    double hue = 0;  // degrees
};

/// Linear sRGB, not clamped.
std::array<double, 3> linearRgb(const Lab& colour) {
    const double a = colour.chroma * std::cos(qDegreesToRadians(colour.hue));
    const double b = colour.chroma * std::sin(qDegreesToRadians(colour.hue));
    const double l = std::pow(colour.lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
    const double m = std::pow(colour.lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
    const double s = std::pow(colour.lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
    return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

bool shown(const Lab& colour) {
    const auto rgb = linearRgb(colour);
    return std::all_of(rgb.begin(), rgb.end(), [](double value) { return value >= 0 && value <= 1; });
}

int coded(double linear) {
    const double value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
    return std::clamp(qRound(255 * value), 0, 255);
}

Lab wish(ColourMap map, double share) {
    if (map == ColourMap::Sequential) {
        return {0.20 + 0.74 * share, 0.085 + 0.045 * std::pow(2 * share - 1, 2), 285 - 185 * share};
    }
    const double side = 2 * share - 1;
    return {0.27 + 0.63 * share, 0.115 * std::abs(side), side < 0 ? 258.0 : 70.0};
}

QRgb made(ColourMap map, double share) {
    Lab colour = wish(map, share);
    while (!shown(colour) && colour.chroma > 0) {
        colour.chroma = std::max(0.0, colour.chroma - 0.001);  // what a screen can not show is made paler
    }
    const auto rgb = linearRgb(colour);
    return qRgb(coded(rgb[0]), coded(rgb[1]), coded(rgb[2]));
}

QVector<QRgb> tableOf(ColourMap map) {
    QVector<QRgb> table;
    for (int i = 0; i < steps; ++i) {
        table.push_back(made(map, i / (steps - 1.0)));
    }
    return table;
}

}  // namespace

const QVector<QRgb>& colourTable(ColourMap map) {
    static const QVector<QRgb> sequential = tableOf(ColourMap::Sequential);
    static const QVector<QRgb> diverging = tableOf(ColourMap::Diverging);
    return map == ColourMap::Sequential ? sequential : diverging;
}

QColor colourAt(ColourMap map, double share) {
    return QColor::fromRgb(colourTable(map)[qRound(std::clamp(share, 0.0, 1.0) * (steps - 1))]);
}

}  // namespace tempera::ui
