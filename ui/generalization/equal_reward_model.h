// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QString>
#include <optional>
#include <vector>

#include "core/comparison/score_table.h"

namespace tempera::ui {

/// The table of core/comparison/score_table: one row per number, one column per method (runs that differ in their seed
/// alone), each cell the mean and, of several runs, the sample deviation.
class EqualRewardModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role {
        MeanRole = Qt::UserRole,  ///< double, invalid where no run has the number
        CountRole,                ///< int: runs behind it
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// `level`: nothing = there is none, and the table is empty.
    void show(std::vector<MethodRuns> methods, std::optional<double> level);
    std::optional<double> level() const { return m_level; }
    QString asText() const;  ///< tab-separated, for the clipboard

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString nameOf(const ScoreColumn& number) const;

    std::vector<MethodRuns> m_methods;
    std::vector<ScoreColumn> m_numbers;
    std::optional<double> m_level;
    QString m_reward;
};

}  // namespace tempera::ui
