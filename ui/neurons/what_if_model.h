// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "core/store/records.h"

namespace tempera::ui {

/// Dormant share of each layer of one epoch for several thresholds: those that papers use, the run's own and the one
/// that is looked at. One row per threshold, ascending; one column per layer and one for all.
class WhatIfModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role {
        ThresholdRole = Qt::UserRole,  ///< double
        ShareRole,                     ///< double 0..1, of a share
    };

    using QAbstractTableModel::QAbstractTableModel;

    void show(const std::vector<NeuronLayerRow>& layers, double threshold, double own);
    double thresholdAt(int row) const { return m_rows[static_cast<std::size_t>(row)].threshold; }
    int currentRow() const;  ///< of the threshold that is looked at, -1 = nothing shown

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row {
        double threshold = 0;
        QVector<double> shares;
    };
    std::vector<Row> m_rows;
    int m_layers = 0;
    double m_threshold = 0;
    double m_own = 0;
};

}  // namespace tempera::ui
