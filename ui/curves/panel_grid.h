// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

#include "ui/common/ruled_area.h"

class QGridLayout;

namespace tempera::ui {

class CurvePanel;

/// Panels of one size in rows, with a rule of one pixel between them.
class PanelGrid : public RuledArea {
    Q_OBJECT

public:
    explicit PanelGrid(QWidget* parent = nullptr);

    /// `wanted`: 0 = as many as have room in `width` pixels.
    int columnsFor(int panels, int wanted, int width) const;
    /// Makes the panels its children. Where all of them fit into `height` pixels the wheel zooms, else it scrolls; the
    /// lowest panel of each column has the title of the axis.
    void arrange(const std::vector<CurvePanel*>& panels, int columns, int height, const QString& axisTitle);

private:
    void clear();

    QGridLayout* m_layout;
    QWidget* m_filler;
};

}  // namespace tempera::ui
