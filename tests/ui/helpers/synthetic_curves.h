// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRandomGenerator>
#include <cmath>
#include <vector>

#include "ui/curves/curve.h"

namespace tempera::test {

/// So many noisy curves of so many points each, the same every time: for CurvePanel::setCurves().
inline std::vector<ui::Curve> syntheticCurves(int count, int points) {
    std::vector<ui::Curve> curves;
    QVector<double> x(points);
    for (int i = 0; i < points; ++i) {
        x[i] = i;
    }
    for (int number = 0; number < count; ++number) {
        QRandomGenerator random(static_cast<quint32>(number + 1));
        ui::Curve curve;
        curve.id = QStringLiteral("synthetic-%1").arg(number);
        curve.label = curve.id;
        curve.members = QStringList{curve.id};
        curve.colour = number;
        curve.x = x;
        curve.epochs = x;
        curve.values.resize(points);
        for (int i = 0; i < points; ++i) {
            curve.values[i] = number * 0.05 + std::sin(i * 2e-4 + number) + 0.3 * random.generateDouble();
        }
        curves.push_back(std::move(curve));
    }
    return curves;
}

}  // namespace tempera::test
