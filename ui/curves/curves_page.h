// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QPointer>
#include <cstdint>
#include <optional>
#include <vector>

#include "ui/common/page.h"
#include "ui/curves/curve_figure.h"
#include "ui/curves/curve_source.h"
#include "ui/curves/panel_layout.h"

class QMenu;
class QScrollArea;
class QStackedLayout;
class QTimer;

namespace tempera::ui {

class CurvePanel;
class CurvesBar;
class EmptyState;
class LineLegend;
class PanelGrid;

/// Small multiples of the selected runs' metrics, with one cursor and one zoom for all.
class CurvesPage : public Page {
    Q_OBJECT

public:
    explicit CurvesPage(Session& session, QWidget* parent = nullptr);

    const std::vector<CurvePanel*>& panels() const { return m_panels; }
    /// The panel that was used last, else the first; nullptr = there is none.
    CurvePanel* currentPanel() const;
    CurveSource& source() { return m_source; }

    const CurveView& view() const { return m_layout.view; }
    void setView(const CurveView& view);
    const PanelLayout& panelLayout() const { return m_layout; }
    void setPanelLayout(const PanelLayout& layout);
    /// Every panel that the selected runs have values for.
    const std::vector<PanelSpec>& available() const { return m_available; }

    /// What each panel's menu shows; the page does not own it.
    void setPanelMenu(QMenu* menu);
    void movePanel(CurvePanel& panel, int by);
    void removePanel(const CurvePanel& panel);
    void toggleLogY(CurvePanel& panel);
    void resetZoom();
    int columns() const;
    /// What is on the screen, for export: all panels, or the current one only.
    CurveFigure figure(bool onlyCurrent);

    /// Redraws of live curves, at most.
    static constexpr int redrawInterval = 100;  ///< ms

Q_SIGNALS:
    void layoutChanged();
    /// Panels, or the one that commands are about, are others.
    void panelsChanged();
    void chooseAsked();
    /// A point of a curve was clicked. Run and epoch are chosen already; somebody may show its pictures.
    void picturesAsked(const QString& runId, std::int64_t epoch);

protected:
    void refresh() override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void onGrown(const QString& runId);
    void drawGrown();
    void rebuildPanels(const std::vector<PanelSpec>& specs);
    CurvePanel* makePanel(const PanelSpec& spec);
    void arrange();
    void alignAxes();
    void updateLegend();
    void updateWhere(std::optional<double> x);
    void moveCursor(CurvePanel* panel, std::optional<double> x);
    void updateEmptyState();
    void choosePoint(const QString& runId, std::int64_t epoch);

    CurveSource m_source;
    PanelLayout m_layout;
    CurvesBar* m_bar;
    LineLegend* m_legend;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QScrollArea* m_scroll;
    PanelGrid* m_grid;
    QTimer* m_growTimer;
    QElapsedTimer m_sinceDrawn;
    QMenu* m_panelMenu = nullptr;
    std::vector<CurvePanel*> m_panels;
    std::vector<PanelSpec> m_available;
    QPointer<CurvePanel> m_current;
};

}  // namespace tempera::ui
