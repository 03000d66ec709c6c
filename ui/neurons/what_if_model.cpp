// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/neurons/what_if_model.h"

#include <QFont>
#include <QLocale>
#include <algorithm>

#include "ui/common/text_format.h"
#include "ui/neurons/dormancy.h"

namespace tempera::ui {

namespace {
/// 0 as in TDPO-R, 0.025 and 0.1 as in ReDo (Sokar et al. 2023), and some around them.
constexpr double usualThresholds[] = {0, 0.01, 0.025, 0.1, 0.25, 0.5};
}  // namespace

void WhatIfModel::show(const std::vector<NeuronLayerRow>& layers, double threshold, double own) {
    std::vector<double> thresholds(std::begin(usualThresholds), std::end(usualThresholds));
    thresholds.push_back(threshold);
    thresholds.push_back(own);
    std::sort(thresholds.begin(), thresholds.end());
    thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
    std::vector<Row> rows;
    for (const double one : thresholds) {
        rows.push_back({one, dormantShares(layers, one)});
    }
    // While dragging only values change, and the selection stays.
    const bool sameShape = rows.size() == m_rows.size() && static_cast<int>(layers.size()) == m_layers;
    if (!sameShape) {
        beginResetModel();
    }
    m_rows = std::move(rows);
    m_layers = static_cast<int>(layers.size());
    m_threshold = threshold;
    m_own = own;
    if (!sameShape) {
        endResetModel();
    } else if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

int WhatIfModel::currentRow() const {
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].threshold == m_threshold) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

int WhatIfModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int WhatIfModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_layers + 2;
}

QVariant WhatIfModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const bool isThreshold = index.column() == 0;
    switch (role) {
        case Qt::DisplayRole:
            return isThreshold ? formatNumber(row.threshold)
                               : QLocale().toString(100 * row.shares[index.column() - 1], 'f', 1);
        case Qt::ToolTipRole:
            if (row.threshold == m_own) {
                return row.threshold == m_threshold ? tr("The run's own threshold, looked at now")
                                                    : tr("The run's own threshold");
            }
            return row.threshold == m_threshold ? tr("Looked at now") : QString();
        case Qt::TextAlignmentRole:
            return QVariant(Qt::AlignRight | Qt::AlignVCenter);
        case Qt::FontRole: {
            QFont font;
            font.setBold(row.threshold == m_threshold);
            font.setUnderline(isThreshold && row.threshold == m_own);
            return font;
        }
        case ThresholdRole:
            return row.threshold;
        case ShareRole:
            return isThreshold ? QVariant() : QVariant(row.shares[index.column() - 1]);
        default:
            return {};
    }
}

QVariant WhatIfModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole) {
        return section == 0              ? tr("Threshold of the normalised score")
               : section == m_layers + 1 ? tr("Dormant share of all neurons, %")
                                         : tr("Dormant share of layer %1, %").arg(section);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    return section == 0 ? tr("Score ≤") : section == m_layers + 1 ? tr("All") : QString::number(section);
}

}  // namespace tempera::ui
