// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/config_page/config_filter.h"

#include <algorithm>

#include "ui/config_page/config_model.h"

namespace tempera::ui {

void ConfigFilter::setText(const QString& text) {
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

void ConfigFilter::setOnly(int role) {
    m_only = role;
    invalidateFilter();
}

bool ConfigFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    if (m_only >= 0 && !index.data(m_only).toBool()) {
        return false;
    }
    const QString text = index.data(ConfigModel::SearchRole).toString();
    return std::all_of(m_words.begin(), m_words.end(),
                       [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

}  // namespace tempera::ui
