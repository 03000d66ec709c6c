// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include "ui/common/page_bar.h"
#include "ui/curves/curve_view.h"

class QCheckBox;
class QComboBox;
class QSpinBox;
class QToolButton;

namespace tempera::ui {

class ElidedLabel;

/// The controls above the panels: how all curves are seen.
class CurvesBar : public PageBar {
    Q_OBJECT

public:
    explicit CurvesBar(QWidget* parent = nullptr);

    const CurveView& view() const { return m_view; }
    void setView(const CurveView& view);
    /// What may be the x axis besides the four that every run has.
    void setMetrics(const QStringList& keys);
    void setWhere(const QString& text);

Q_SIGNALS:
    void viewChanged(const tempera::ui::CurveView& view);  ///< by the user
    void chooseAsked();

private:
    void change(CurveView view);
    void showControls();

    QComboBox* m_axis;
    QComboBox* m_metric;
    QSpinBox* m_smoothing;
    QCheckBox* m_grouped;
    QComboBox* m_band;
    QToolButton* m_choose;
    ElidedLabel* m_where;
    CurveView m_view;
};

}  // namespace tempera::ui
