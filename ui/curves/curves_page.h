// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <optional>

#include "ui/common/page.h"
#include "ui/curves/curve_view.h"
#include "ui/curves/panel_spec.h"

class QComboBox;
class QGridLayout;
class QLabel;
class QMenu;
class QScrollArea;
class QStackedLayout;
class QToolButton;

namespace tempera::ui {

class CurvePanel;
class EmptyState;

/// Small multiples of the selected runs' metrics, with one cursor and one zoom for all.
class CurvesPage : public Page {
    Q_OBJECT

public:
    explicit CurvesPage(Session& session, QWidget* parent = nullptr);

    std::vector<CurvePanel*> panels() const { return m_panels; }
    void setView(const CurveView& view);

protected:
    void refresh() override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeBar();
    std::vector<const RunData*> selectedRuns() const;
    void onGrown(const QString& runId);
    void rebuildPanels(const std::vector<PanelSpec>& specs);
    CurvePanel* makePanel(const PanelSpec& spec);
    void arrange();
    void alignAxes();
    void updateWhere(std::optional<double> x);
    void moveCursor(std::optional<double> x);
    void fillChooser();
    void choose(const QString& id, bool shown);
    bool isShown(const PanelSpec& spec) const;
    void updateEmptyState();

    QComboBox* m_axis;
    QComboBox* m_smoothing;
    QToolButton* m_chooser;
    QMenu* m_chooserMenu;
    QLabel* m_where;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QScrollArea* m_scroll;
    QWidget* m_canvas;
    QGridLayout* m_grid;
    std::vector<CurvePanel*> m_panels;
    std::vector<PanelSpec> m_available;
    QSet<QString> m_hidden;  ///< hidden by the user although shown by default
    QSet<QString> m_added;   ///< shown by the user although hidden by default
    CurveView m_view;
};

}  // namespace tempera::ui
