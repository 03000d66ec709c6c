// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QWidget>
#include <cstdint>
#include <optional>

#include "ui/curves/curve_view.h"
#include "ui/curves/panel_spec.h"

class QLabel;

namespace tempera::ui {

class ElidedLabel;
class PlotWidget;
class Session;

/// One small plot with its title and the value of the current run at the cursor, else at the
/// scrubbed epoch. Draws the selected runs.
class CurvePanel : public QWidget {
    Q_OBJECT

public:
    CurvePanel(Session& session, PanelSpec spec, QWidget* parent = nullptr);

    const PanelSpec& spec() const { return m_spec; }
    PlotWidget& plot() const { return *m_plot; }
    QString valueText() const;

    void rebuild(const CurveView& view);
    /// Appends what the run has more than is drawn.
    void grow(const QString& runId);
    void updateColours();
    void setCursor(std::optional<double> x);
    void updateEpoch();
    /// Values of every run at the cursor, in a small table over the plot.
    void setReadoutVisible(bool visible);
    QString readoutText() const;

Q_SIGNALS:
    void epochChosen(std::int64_t epoch);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void drawLine(const RunData& run, bool second);
    void removeOthers();
    void updateValue();
    void updateReadout();
    void applyFonts();
    const MetricSeries* series(const RunData& run, bool second) const;

    Session& m_session;
    PanelSpec m_spec;
    CurveView m_view;
    ElidedLabel* m_title;
    ElidedLabel* m_legend;
    QLabel* m_value;
    PlotWidget* m_plot;
    QLabel* m_readout;
    std::optional<double> m_cursor;
};

}  // namespace tempera::ui
