// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/neurons/neuron_heatmap.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "ui/common/elided_label.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"

namespace tempera::ui {

SortedNeurons sortedNeurons(const NeuronHistory& history, int layer) {
    const auto place = static_cast<std::size_t>(layer);
    std::vector<double> sums;
    SortedNeurons sorted;
    for (const auto& [epoch, layers] : history) {
        sorted.table.x.push_back(static_cast<double>(epoch));
        if (place >= layers.size()) {
            continue;
        }
        const std::vector<float>& scores = layers[place].scores;
        sums.resize(std::max(sums.size(), scores.size()));
        for (std::size_t i = 0; i < scores.size(); ++i) {
            sums[i] += std::isfinite(scores[i]) ? scores[i] : 0;
        }
    }
    sorted.neurons.resize(sums.size());
    std::iota(sorted.neurons.begin(), sorted.neurons.end(), 0);
    std::stable_sort(sorted.neurons.begin(), sorted.neurons.end(), [&](int a, int b) {
        return sums[static_cast<std::size_t>(a)] > sums[static_cast<std::size_t>(b)];
    });
    for (std::size_t row = 0; row < sorted.neurons.size(); ++row) {
        sorted.table.y.push_back(static_cast<double>(row + 1));
        const auto neuron = static_cast<std::size_t>(sorted.neurons[row]);
        for (const auto& [epoch, layers] : history) {
            const bool has = place < layers.size() && neuron < layers[place].scores.size();
            sorted.table.values.push_back(has ? layers[place].scores[neuron] : std::numeric_limits<float>::quiet_NaN());
        }
    }
    return sorted;
}

NeuronHeatmap::NeuronHeatmap(QWidget* parent)
    : QWidget(parent), m_layer(new QComboBox), m_readout(new ElidedLabel), m_map(new HeatmapWidget) {
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto* title = new ElidedLabel;
    title->setFullText(tr("Score of every neuron"),
                       tr("One row for each neuron, the one with the highest mean score on top. Dark rows are dormant; "
                          "a row that darkens at a dotted line was reset."));
    title->setFont(textFont(TextSize::Normal, true));
    m_layer->setAccessibleName(tr("Layer of the heatmap"));
    m_readout->setFont(textFont(TextSize::Small));
    m_map->setTitles(tr("epoch"), tr("neuron, by activity"), tr("score"));
    m_map->setAccessibleName(tr("Normalised activation score, neuron by epoch"));
    auto* bar = new QHBoxLayout;
    bar->setSpacing(8);
    bar->addWidget(title, 1);
    bar->addWidget(m_layer);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(12, 8, 12, 0);
    head->setSpacing(1);
    head->addLayout(bar);
    head->addWidget(m_readout);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 4);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_map, 1);
    connect(m_layer, &QComboBox::currentIndexChanged, this, &NeuronHeatmap::draw);
    connect(m_map, &HeatmapWidget::cellHovered, this, &NeuronHeatmap::read);
    connect(m_map, &HeatmapWidget::hoverLeft, this, &NeuronHeatmap::readChosen);
    connect(m_map, &HeatmapWidget::rowChosen, this, &NeuronHeatmap::readChosen);
    connect(m_map, &HeatmapWidget::cellClicked, this,
            [this](int, int column) { Q_EMIT epochChosen(std::llround(m_map->table().x[column])); });
}

void NeuronHeatmap::show(const NeuronHistory& history, const std::vector<double>& resets, double upper) {
    m_history = &history;
    m_upper = upper;
    const std::size_t layers = history.rbegin()->second.size();
    if (static_cast<int>(layers) != m_layer->count()) {
        const QSignalBlocker quiet(m_layer);
        m_layer->clear();
        for (std::size_t i = 0; i < layers; ++i) {
            m_layer->addItem(tr("Layer %1").arg(i + 1));
        }
    }
    m_map->setMarks({resets.begin(), resets.end()});
    draw();
}

void NeuronHeatmap::draw() {
    m_sorted = sortedNeurons(*m_history, std::max(0, m_layer->currentIndex()));
    m_map->setTable(m_sorted.table, {0, m_upper, ColourMap::Sequential});
    readChosen();
}

void NeuronHeatmap::setEpoch(std::int64_t epoch) {
    m_map->setCurrent(static_cast<double>(epoch));
    readChosen();
}

void NeuronHeatmap::readChosen() {
    read(m_map->row(), m_map->currentColumn());
}

void NeuronHeatmap::read(int row, int column) {
    const auto value = m_map->valueAt(row, column);
    m_readout->setFullText(value ? tr("neuron %1, rank %2 of %3, epoch %4: score %5")
                                       .arg(m_sorted.neurons[static_cast<std::size_t>(row)])
                                       .arg(row + 1)
                                       .arg(m_sorted.neurons.size())
                                       .arg(std::llround(m_sorted.table.x[column]))
                                       .arg(formatNumber(static_cast<double>(*value)))
                                 : QString());
}

QString NeuronHeatmap::readout() const {
    return m_readout->fullText();
}

}  // namespace tempera::ui
