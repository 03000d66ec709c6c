// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/sample_model.h"

#include "ui/common/text_format.h"

namespace tempera::ui {

void SampleModel::setSet(const SampleSetPtr& set) {
    if (set == m_set) {
        return;
    }
    const auto sizeOf = [](const SampleSetPtr& any) { return any ? any->items.size() : 0; };
    if (sizeOf(set) == sizeOf(m_set) && sizeOf(set) > 0) {
        // The next epoch of the same grid: the view keeps its place and its selection.
        m_set = set;
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    m_set = set;
    endResetModel();
}

void SampleModel::setReward(const QString& reward) {
    m_reward = reward;
    if (rowCount() > 0) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    }
}

const SampleItem* SampleModel::item(int row) const {
    return m_set && row >= 0 && row < rowCount() ? &m_set->items[static_cast<std::size_t>(row)] : nullptr;
}

int SampleModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_set ? 0 : static_cast<int>(m_set->items.size());
}

QVariant SampleModel::data(const QModelIndex& index, int role) const {
    const SampleItem* item = index.isValid() ? this->item(index.row()) : nullptr;
    if (!item) {
        return {};
    }
    const auto score = item->scores.find(m_reward);
    switch (role) {
        case ImageRole:
            return item->thumbnail;
        case Qt::DisplayRole:
        case PromptRole:
            return fromStd(item->row.prompt);
        case ScoreRole:
            return score == item->scores.end() ? QVariant() : QVariant(score->second);
        case IndexRole:
            return QVariant::fromValue<qlonglong>(item->row.index);
        case Qt::ToolTipRole:
        case Qt::AccessibleTextRole: {
            QString text = tr("%1, seed %2").arg(fromStd(item->row.prompt)).arg(item->row.seed);
            for (const auto& [reward, value] : item->scores) {
                text += QStringLiteral("\n%1 %2").arg(reward, formatNumber(value));
            }
            return text;
        }
        default:
            return {};
    }
}

}  // namespace tempera::ui
