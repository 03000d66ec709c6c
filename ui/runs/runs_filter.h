// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

#include "ui/runs/run_query.h"

namespace tempera::ui {

class RunsModel;

/// Keeps the runs that meet a query, sorted by a column; groups stay while a run of theirs does, and always in the
/// order of their names. Runs without a value in the column come last, the newest first among equals.
class RunsFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit RunsFilter(RunsModel& model, QObject* parent = nullptr);

    void setQuery(const RunQuery& query);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    RunsModel& m_model;
    RunQuery m_query;
};

}  // namespace tempera::ui
