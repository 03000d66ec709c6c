// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

#include "ui/plot/heatmap_widget.h"

namespace tempera::ui {

/// What is known of a statistic that training stores per denoising step.
struct TimestepKey {
    enum class Range {
        FromZero,  ///< sequential, from 0 up
        Signed,    ///< diverging, as far below 0 as above
        Share,     ///< sequential, 0 to 1
        Explained  ///< diverging, -1 to 1
    };
    QString id;           ///< as stored, "temporal_reward_mean"
    QString title;        ///< "Temporal reward"
    QString axis;         ///< title of the legend, with the unit
    QString explanation;  ///< one sentence
    Range range = Range::FromZero;
};

/// Of a stored name; names that are not known explain nothing.
TimestepKey timestepKey(const QString& id);

/// The names among `present` in the order in which a person looks for them.
QStringList orderedTimestepKeys(const QStringList& present);

/// Colours of the values: from their 1st to their 99th percentile, so that one wild cell does not make all others
/// look alike; NaN is left out.
HeatmapWidget::Scale timestepScale(TimestepKey::Range range, const std::vector<float>& values);

}  // namespace tempera::ui
