// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>
#include <QStringList>
#include <vector>

#include "ui/curves/curve_view.h"
#include "ui/curves/panel_spec.h"

namespace tempera::ui {

/// What the user has chosen of the page: which panels, in which order, in how many columns, and how they are seen.
/// Remembered for each workspace in the user's settings. Value type.
struct PanelLayout {
    QSet<QString> hidden;      ///< ids of panels that are shown by default, but not here
    QSet<QString> added;       ///< ids of panels that are not shown by default, but here
    QStringList order;         ///< ids in the order that the user gave them; others follow their neighbour
    QSet<QString> otherScale;  ///< ids of panels whose y axis is logarithmic where it is not by default, or the reverse
    int columns = 0;           ///< 0 = as many as fit
    CurveView view;

    bool shows(const PanelSpec& spec) const { return spec.shown ? !hidden.contains(spec.id) : added.contains(spec.id); }
    void setShown(const PanelSpec& spec, bool shown);
    /// The shown ones of what is available, in the user's order, with the user's scales.
    std::vector<PanelSpec> shown(const std::vector<PanelSpec>& available) const;

    static PanelLayout stored(const QString& workspace);
    void store(const QString& workspace) const;
};

}  // namespace tempera::ui
