// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/curve_view.h"

#include <QCoreApplication>

namespace tempera::ui {

QString axisTitle(const CurveView& view) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("tempera::ui::CurveView", text); };
    switch (view.axis) {
        case XAxis::Epoch:
            return tr("epoch");
        case XAxis::Step:
            return tr("optimizer step");
        case XAxis::Queries:
            return tr("reward queries");
        case XAxis::Minutes:
            return tr("time since the start, min");
        case XAxis::Metric:
            break;
    }
    return view.xMetric;
}

}  // namespace tempera::ui
