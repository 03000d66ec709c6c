// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <vector>

#include "core/config/config.h"

namespace tempera::ui {

/// Every key of the configurations of one or several runs: one column of values per run, then the default, the unit and
/// what the key does. Of several runs, values that are not those of the first run are marked.
class ConfigModel : public QAbstractTableModel {
    Q_OBJECT

public:
    static constexpr int keyColumn = 0;
    static constexpr int firstValueColumn = 1;

    enum Role {
        ChangedRole = Qt::UserRole,  ///< bool: a value differs from the default
        DiffersRole,                 ///< bool: the runs have different values, and the key is not ignored
        SearchRole,
    };

    struct Run {
        QString name;
        QString toolTip;
        Config config;
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setRuns(const std::vector<Run>& runs);
    /// Keys whose differences do not count.
    void setIgnored(const QStringList& keys);

    int runCount() const { return static_cast<int>(m_runs.size()); }
    int defaultColumn() const { return firstValueColumn + runCount(); }
    int unitColumn() const { return defaultColumn() + 1; }
    int docColumn() const { return defaultColumn() + 2; }
    int changedCount() const;
    int differingCount() const;

    /// The given rows as settings files, one after the other, each under the name of its run when there are several.
    QString toml(const std::vector<int>& rows) const;
    /// The given rows with their headings: keys, values and defaults between tabs.
    QString table(const std::vector<int>& rows) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row {
        const Field* field;
        QStringList values;  ///< one per run
        QString standard;
        bool ignored;
    };

    bool isValue(int column) const { return column >= firstValueColumn && column < defaultColumn(); }
    bool changed(const Row& row) const;
    bool differs(const Row& row) const;
    QVariant text(const Row& row, int column) const;
    QVariant font(const Row& row, int column) const;

    std::vector<Run> m_runs;
    std::vector<Row> m_rows;
    QStringList m_ignored;
};

}  // namespace tempera::ui
