// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/page.h"

class QCheckBox;
class QDoubleSpinBox;
class QGridLayout;
class QStackedLayout;
class QToolButton;

namespace tempera::ui {

class ElidedLabel;
class EmptyState;
class HistoryPanel;
class LayerPanel;
class RuledArea;
struct RunData;

/// Dormant neurons of the critic: how scores are spread in every layer at the scrubbed epoch, and
/// how the dormant share went over the epochs. The threshold may be moved to ask "what if".
class NeuronsPage : public Page {
    Q_OBJECT

public:
    explicit NeuronsPage(Session& session, QWidget* parent = nullptr);

    std::vector<LayerPanel*> layers() const { return m_layers; }
    HistoryPanel* shares() const { return m_shares; }
    HistoryPanel* overlap() const { return m_overlap; }
    QDoubleSpinBox* thresholdBox() const { return m_threshold; }
    QCheckBox* logBox() const { return m_log; }
    QString summaryText() const;

protected:
    void refresh() override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeBar();
    void showEpoch();
    void showHistory(const RunData& run);
    void arrange();
    void setLayerCount(std::size_t count);
    double ownThreshold(const RunData& run) const;

    QDoubleSpinBox* m_threshold;
    QToolButton* m_ownThreshold;
    QCheckBox* m_log;
    ElidedLabel* m_summary;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    RuledArea* m_canvas;
    QGridLayout* m_grid;
    std::vector<LayerPanel*> m_layers;
    HistoryPanel* m_shares;
    HistoryPanel* m_overlap;
    QString m_shownRun;
    double m_upper = 1;
};

}  // namespace tempera::ui
