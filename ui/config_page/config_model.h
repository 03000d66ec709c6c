// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "core/config/config.h"

namespace tempera::ui {

/// Every key of a configuration beside its default.
class ConfigModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { KeyColumn, ValueColumn, DefaultColumn, UnitColumn, DocColumn, ColumnCount };
    enum Role {
        ChangedRole = Qt::UserRole,  ///< bool: differs from the default
        SearchRole,
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setConfig(const Config& config);
    int changedCount() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row {
        const Field* field;
        QString value;
        QString standard;
    };
    std::vector<Row> m_rows;
};

}  // namespace tempera::ui
