// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/generalization/equal_reward_model.h"

#include <QFont>

#include "ui/common/text_format.h"

namespace tempera::ui {

void EqualRewardModel::show(std::vector<MethodRuns> methods, std::optional<double> level) {
    beginResetModel();
    m_methods = std::move(methods);
    m_level = level;
    m_numbers = level ? score_columns(m_methods) : std::vector<ScoreColumn>();
    m_reward.clear();
    for (const MethodRuns& method : m_methods) {
        if (!method.runs.empty()) {
            m_reward = fromStd(method.runs.front().reward);
        }
    }
    if (!level) {
        m_methods.clear();
    }
    endResetModel();
}

int EqualRewardModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_numbers.size());
}

int EqualRewardModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_methods.size());
}

QVariant EqualRewardModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || !m_level) {
        return {};
    }
    const MethodRuns& method = m_methods[static_cast<std::size_t>(index.column())];
    const std::vector<double> values = values_of(m_numbers[static_cast<std::size_t>(index.row())], method, *m_level);
    const Spread spread = spread_of(values);
    switch (role) {
        case Qt::DisplayRole: {
            if (spread.count == 0) {
                return QStringLiteral("–");
            }
            QString text = formatNumber(spread.mean);
            if (spread.count > 1) {
                text += QStringLiteral(" ± %1").arg(formatNumber(spread.deviation));
            }
            return values.size() < method.runs.size() ? text + QStringLiteral(" (%1)").arg(values.size()) : text;
        }
        case Qt::ToolTipRole:
            return spread.count == 0 ? tr("No run of this method has it: the level was not reached, or nobody asked.")
                                     : tr("%n runs", nullptr, static_cast<int>(spread.count));
        case Qt::TextAlignmentRole:
            return QVariant(Qt::AlignRight | Qt::AlignVCenter);
        case MeanRole:
            return spread.count == 0 ? QVariant() : QVariant(spread.mean);
        case CountRole:
            return static_cast<int>(spread.count);
        default:
            return {};
    }
}

QString EqualRewardModel::nameOf(const ScoreColumn& number) const {
    const QString judge = number.judge.empty() ? m_reward : fromStd(number.judge);
    const QString what = number.unseen ? tr("%1 on unseen prompts").arg(judge) : judge;
    switch (number.kind) {
        case ScoreColumn::Kind::Untrained:
            return tr("%1, untrained").arg(what);
        case ScoreColumn::Kind::End:
            return tr("%1, at the end").arg(what);
        case ScoreColumn::Kind::Queries:
            return tr("Reward queries to the level");
        case ScoreColumn::Kind::AtLevel:
            return tr("%1 at the level").arg(what);
        case ScoreColumn::Kind::Dormant:
            return tr("Dormant share of the critic, at the end");
    }
    return {};
}

QVariant EqualRewardModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Vertical) {
        const ScoreColumn& number = m_numbers[static_cast<std::size_t>(section)];
        if (role == Qt::FontRole) {
            QFont font;
            font.setBold(number.kind == ScoreColumn::Kind::AtLevel || number.kind == ScoreColumn::Kind::Queries);
            return font;
        }
        return role == Qt::DisplayRole         ? QVariant(nameOf(number))
               : role == Qt::TextAlignmentRole ? QVariant(Qt::AlignLeft | Qt::AlignVCenter)
                                               : QVariant();
    }
    const MethodRuns& method = m_methods[static_cast<std::size_t>(section)];
    switch (role) {
        case Qt::DisplayRole:
            return fromStd(method.name);
        case Qt::ToolTipRole:
            return tr("%1: mean and sample deviation of %n runs", nullptr, static_cast<int>(method.runs.size()))
                .arg(fromStd(method.name));
        case Qt::TextAlignmentRole:
            return QVariant(Qt::AlignRight | Qt::AlignVCenter);
        default:
            return {};
    }
}

QString EqualRewardModel::asText() const {
    QStringList lines;
    QStringList heading{QString()};
    for (int column = 0; column < columnCount(); ++column) {
        heading << headerData(column, Qt::Horizontal).toString();
    }
    lines << heading.join(QLatin1Char('\t'));
    for (int row = 0; row < rowCount(); ++row) {
        QStringList cells{headerData(row, Qt::Vertical).toString()};
        for (int column = 0; column < columnCount(); ++column) {
            cells << index(row, column).data().toString();
        }
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n'));
}

}  // namespace tempera::ui
