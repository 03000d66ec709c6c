// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/neurons/dormancy.h"
#include "ui/plot/heatmap_widget.h"

class QComboBox;

namespace tempera::ui {

class ElidedLabel;

/// The neurons of one layer over the epochs, the most active on top.
struct SortedNeurons {
    std::vector<int> neurons;    ///< place in its layer of each row
    HeatmapWidget::Table table;  ///< epochs x rows; rows are numbered from 1
};

/// Sorted by the mean of the scores over the recorded epochs, the earlier neuron first of equals.
SortedNeurons sortedNeurons(const NeuronHistory& history, int layer);

/// Heatmap of the normalised scores, neuron by epoch, of the chosen layer.
class NeuronHeatmap : public QWidget {
    Q_OBJECT

public:
    explicit NeuronHeatmap(QWidget* parent = nullptr);

    /// `upper`: the score that has the last colour. `history` must live until the next call.
    void show(const NeuronHistory& history, const std::vector<double>& resets, double upper);
    void setEpoch(std::int64_t epoch);
    HeatmapWidget& map() const { return *m_map; }
    QComboBox* layerBox() const { return m_layer; }
    QString readout() const;

Q_SIGNALS:
    void epochChosen(std::int64_t epoch);

private:
    void draw();
    void read(int row, int column);
    void readChosen();

    const NeuronHistory* m_history = nullptr;
    double m_upper = 1;
    SortedNeurons m_sorted;
    QComboBox* m_layer;
    ElidedLabel* m_readout;
    HeatmapWidget* m_map;
};

}  // namespace tempera::ui
