// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/sample_filter.h"

#include "ui/samples/sample_model.h"

namespace tempera::ui {

SampleFilter::SampleFilter(QObject* parent) : QSortFilterProxyModel(parent) {
    setDynamicSortFilter(true);
    sort(0);
}

void SampleFilter::setOrder(SampleOrder order) {
    m_order = order;
    invalidate();
}

void SampleFilter::setPrompt(const QString& text) {
    m_prompt = text.trimmed();
    invalidateFilter();
}

bool SampleFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    return m_prompt.isEmpty() || sourceModel()
                                     ->index(row, 0, parent)
                                     .data(SampleModel::PromptRole)
                                     .toString()
                                     .contains(m_prompt, Qt::CaseInsensitive);
}

bool SampleFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    if (m_order == SampleOrder::Prompt) {
        const int order = QString::localeAwareCompare(left.data(SampleModel::PromptRole).toString(),
                                                      right.data(SampleModel::PromptRole).toString());
        if (order != 0) {
            return order < 0;
        }
    } else if (m_order != SampleOrder::Grid) {
        const QVariant a = left.data(SampleModel::ScoreRole);
        const QVariant b = right.data(SampleModel::ScoreRole);
        if (a.isValid() != b.isValid()) {
            return a.isValid();
        }
        if (a.toDouble() != b.toDouble()) {
            return (a.toDouble() > b.toDouble()) == (m_order == SampleOrder::BestFirst);
        }
    }
    return left.data(SampleModel::IndexRole).toLongLong() < right.data(SampleModel::IndexRole).toLongLong();
}

}  // namespace tempera::ui
