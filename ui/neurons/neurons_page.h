// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include "ui/common/page.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QScrollArea;
class QStackedLayout;
class QToolButton;

namespace tempera::ui {

class ElidedLabel;
class EmptyState;
class HistoryPanel;
class LayerChooser;
class LayerPanel;
class NeuronHeatmap;
class RuledArea;
class WhatIfPanel;
struct RunData;

/// Neurons of the critic: how their scores are spread in every layer at the scrubbed epoch, how many of them are
/// dormant over the epochs, and whether the critic works at all. The threshold may be moved to ask "what if": all that
/// depends on it is computed again from the stored scores, and the run is not changed.
class NeuronsPage : public Page {
    Q_OBJECT

public:
    explicit NeuronsPage(Session& session, QWidget* parent = nullptr);

    const std::vector<LayerPanel*>& layers() const { return m_layers; }  ///< that are shown
    HistoryPanel* shares() const { return m_shares; }
    HistoryPanel* overlap() const { return m_overlap; }
    HistoryPanel* explained() const { return m_explained; }
    HistoryPanel* loss() const { return m_loss; }
    NeuronHeatmap* heatmap() const { return m_heatmap; }
    WhatIfPanel* whatIf() const { return m_whatIf; }
    LayerChooser* chooser() const { return m_chooser; }
    QDoubleSpinBox* thresholdBox() const { return m_box; }
    QToolButton* ownButton() const { return m_ownButton; }
    QCheckBox* logBox() const { return m_log; }
    QComboBox* shareBox() const { return m_share; }
    EmptyState* empty() const { return m_empty; }  ///< visible when there is nothing to show
    double threshold() const { return m_threshold; }
    QString summaryText() const;

protected:
    void refresh() override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeBar();
    void makePanels();
    void connectPanels();
    void connectSession();
    QString emptyText(const RunData* run) const;
    void startRun(const RunData& run);
    void setThreshold(double threshold);
    void updateLayers();
    void showEpoch();
    void showHistory(const RunData& run);
    void showCritic(const RunData& run);
    QString criticText(const RunData& run) const;
    void arrange();

    QDoubleSpinBox* m_box;
    QToolButton* m_ownButton;
    QCheckBox* m_log;
    LayerChooser* m_chooser;
    ElidedLabel* m_summary;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QScrollArea* m_scroll;
    RuledArea* m_canvas;
    QGridLayout* m_grid;
    std::vector<LayerPanel*> m_layers;
    QComboBox* m_share;
    HistoryPanel* m_shares;
    HistoryPanel* m_overlap;
    HistoryPanel* m_explained;
    HistoryPanel* m_loss;
    NeuronHeatmap* m_heatmap;
    WhatIfPanel* m_whatIf;
    QString m_shownRun;
    double m_threshold = 0;
    double m_own = 0;    ///< the run's threshold
    double m_upper = 1;  ///< right edge that the run's scores need
};

}  // namespace tempera::ui
