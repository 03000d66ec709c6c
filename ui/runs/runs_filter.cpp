// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/runs_filter.h"

#include <cmath>

#include "ui/runs/run_facts.h"
#include "ui/runs/runs_model.h"

namespace tempera::ui {

RunsFilter::RunsFilter(RunsModel& model, QObject* parent) : QSortFilterProxyModel(parent), m_model(model) {
    setRecursiveFilteringEnabled(true);
    setSourceModel(&model);
    sort(RunsModel::Created, Qt::DescendingOrder);
}

void RunsFilter::setQuery(const RunQuery& query) {
    m_query = query;
    invalidateFilter();
}

bool RunsFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    if (m_query.isEmpty()) {
        return true;
    }
    const RunData* run = m_model.runAt(m_model.index(row, 0, parent));
    return run && m_query.matches(m_model.facts(*run));
}

bool RunsFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    const bool down = sortOrder() == Qt::DescendingOrder;
    const RunData* a = m_model.runAt(left);
    const RunData* b = m_model.runAt(right);
    if (!a || !b) {
        const QString first = left.siblingAtColumn(0).data().toString();
        const QString second = right.siblingAtColumn(0).data().toString();
        return down ? naturalLess(second, first) : naturalLess(first, second);
    }
    const QVariant first = left.data(RunsModel::SortRole);
    const QVariant second = right.data(RunsModel::SortRole);
    if (first.typeId() == QMetaType::QString) {
        const QString x = first.toString();
        const QString y = second.toString();
        if (naturalLess(x, y) || naturalLess(y, x)) {
            return naturalLess(x, y);
        }
    } else {
        const double x = first.toDouble();
        const double y = second.toDouble();
        if (std::isnan(x) != std::isnan(y)) {
            return down ? std::isnan(x) : std::isnan(y);
        }
        if (x != y && !std::isnan(x)) {
            return x < y;
        }
    }
    const double older = a->head.summary.info.created;
    const double newer = b->head.summary.info.created;
    return down ? older < newer : older > newer;
}

}  // namespace tempera::ui
