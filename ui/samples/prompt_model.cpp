// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/prompt_model.h"

#include <QPointF>
#include <QVector>
#include <algorithm>
#include <cmath>
#include <map>

#include "ui/common/text_format.h"

namespace tempera::ui {

namespace {

std::optional<double> meanOf(const std::vector<double>& values) {
    if (values.empty()) {
        return std::nullopt;
    }
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    return sum / static_cast<double>(values.size());
}

std::optional<double> spreadOf(const std::vector<double>& values) {
    if (values.size() < 2) {
        return std::nullopt;
    }
    const double mean = *meanOf(values);
    double squares = 0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

std::optional<double> valueOf(const PromptRow& row, int column) {
    switch (column) {
        case PromptModel::PicturesColumn:
            return row.pictures;
        case PromptModel::MeanColumn:
            return row.mean;
        case PromptModel::ChangeColumn:
        case PromptModel::CourseColumn:
            return row.change;
        case PromptModel::SpreadColumn:
            return row.spread;
        case PromptModel::BestColumn:
            return row.best;
        default:
            return std::nullopt;
    }
}

}  // namespace

std::vector<PromptRow> promptRows(const std::vector<SampleSetPtr>& sets, std::int64_t epoch, const SampleQuery& query) {
    std::map<std::string, PromptRow> rows;
    std::map<std::string, std::vector<double>> scores;
    for (const SampleSetPtr& set : sets) {
        if (set->key.epoch != epoch) {
            continue;
        }
        for (const SampleItem& item : set->items) {
            const QString prompt = fromStd(item.row.prompt);
            if (!matchesPrompt(prompt, query.prompt)) {
                continue;
            }
            PromptRow& row = rows[item.row.prompt];
            row.prompt = prompt;
            ++row.pictures;
            if (const auto score = scoreOf(item, query.reward)) {
                scores[item.row.prompt].push_back(*score);
            }
        }
    }
    for (const SampleSetPtr& set : sets) {
        std::map<std::string, std::vector<double>> here;
        for (const SampleItem& item : set->items) {
            if (const auto score = scoreOf(item, query.reward); score && rows.contains(item.row.prompt)) {
                here[item.row.prompt].push_back(*score);
            }
        }
        for (const auto& [prompt, values] : here) {
            rows[prompt].course.emplace_back(static_cast<double>(set->key.epoch), *meanOf(values));
        }
    }
    std::vector<PromptRow> result;
    for (auto& [prompt, row] : rows) {
        const std::vector<double>& own = scores[prompt];
        row.mean = meanOf(own);
        row.spread = spreadOf(own);
        if (!own.empty()) {
            row.best = *std::max_element(own.begin(), own.end());
            row.change = *row.mean - row.course.front().second;
        }
        result.push_back(std::move(row));
    }
    return result;
}

PromptModel::PromptModel(QObject* parent) : QAbstractTableModel(parent) {
    m_pool.setMaxThreadCount(1);
}

PromptModel::~PromptModel() {
    m_pool.waitForDone();
}

void PromptModel::show(const std::vector<SampleSetPtr>& sets, std::int64_t epoch, const SampleQuery& query) {
    ++m_serial;
    if (!isLarge(sets)) {
        setRows(promptRows(sets, epoch, query), epoch);
        Q_EMIT counted();
        return;
    }
    m_pool.clear();
    m_pool.start([this, sets, epoch, query, serial = m_serial] {
        auto rows = promptRows(sets, epoch, query);
        QMetaObject::invokeMethod(this, [this, rows = std::move(rows), epoch, serial] {
            if (serial == m_serial) {
                setRows(rows, epoch);
                Q_EMIT counted();
            }
        });
    });
}

void PromptModel::setRows(std::vector<PromptRow> rows, std::int64_t epoch) {
    const bool same = std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(),
                                 [](const PromptRow& a, const PromptRow& b) { return a.prompt == b.prompt; });
    if (same && m_column == PromptColumn) {
        m_rows = std::move(rows);
        m_epoch = epoch;
        if (rowCount() > 0) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
        }
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    m_epoch = epoch;
    sortRows();
    endResetModel();
}

int PromptModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PromptModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

QVariant PromptModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const PromptRow& one = row(index.row());
    const auto value = valueOf(one, index.column());
    switch (role) {
        case Qt::DisplayRole:
            if (index.column() == PromptColumn) {
                return one.prompt;
            }
            if (index.column() == CourseColumn) {
                return {};
            }
            if (index.column() == ChangeColumn && value && *value > 0) {
                return QLatin1Char('+') + formatNumber(*value);
            }
            return value ? formatNumber(*value) : QStringLiteral("–");
        case Qt::TextAlignmentRole:
            return index.column() == PromptColumn ? int(Qt::AlignLeft | Qt::AlignVCenter)
                                                  : int(Qt::AlignRight | Qt::AlignVCenter);
        case CourseRole: {
            QVector<QPointF> points;
            for (const auto& [epoch, mean] : one.course) {
                points << QPointF(epoch, mean);
            }
            return QVariant::fromValue(points);
        }
        case Qt::ToolTipRole:
            return index.column() == CourseColumn && !one.course.empty()
                       ? tr("%1 at epoch %2, %3 at epoch %4")
                             .arg(formatNumber(one.course.front().second))
                             .arg(one.course.front().first)
                             .arg(formatNumber(one.course.back().second))
                             .arg(one.course.back().first)
                       : tr("Show the pictures of %1").arg(one.prompt);
        default:
            return {};
    }
}

QVariant PromptModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return section == PromptColumn || section == CourseColumn ? int(Qt::AlignLeft | Qt::AlignVCenter)
                                                                  : int(Qt::AlignRight | Qt::AlignVCenter);
    }
    static const char* const names[columns] = {QT_TR_NOOP("Prompt"),
                                               QT_TR_NOOP("Pictures"),
                                               QT_TR_NOOP("Mean"),
                                               QT_TR_NOOP("Change"),
                                               QT_TR_NOOP("Spread"),
                                               QT_TR_NOOP("Best"),
                                               QT_TR_NOOP("Mean over the epochs")};
    static const char* const tips[columns] = {
        QT_TR_NOOP("Click a prompt to see its pictures"),
        QT_TR_NOOP("Pictures of the prompt at this epoch"),
        QT_TR_NOOP("Mean of the chosen score at this epoch"),
        QT_TR_NOOP("Mean at this epoch minus the mean at the first"),
        QT_TR_NOOP("Standard deviation over the pictures of the prompt"),
        QT_TR_NOOP("Highest score at this epoch"),
        QT_TR_NOOP("Sorted by the change"),
    };
    if (role == Qt::DisplayRole) {
        return tr(names[section]);
    }
    return role == Qt::ToolTipRole ? QVariant(tr(tips[section])) : QVariant();
}

void PromptModel::sort(int column, Qt::SortOrder order) {
    m_column = column < 0 ? PromptColumn : column;
    m_order = order;
    beginResetModel();
    sortRows();
    endResetModel();
}

void PromptModel::sortRows() {
    const bool up = m_order == Qt::AscendingOrder;
    std::stable_sort(m_rows.begin(), m_rows.end(), [&](const PromptRow& a, const PromptRow& b) {
        if (m_column == PromptColumn) {
            const int compared = QString::localeAwareCompare(a.prompt, b.prompt);
            return up ? compared < 0 : compared > 0;
        }
        const auto x = valueOf(a, m_column);
        const auto y = valueOf(b, m_column);
        if (!x || !y) {
            return x && !y;
        }
        return up ? *x < *y : *x > *y;
    });
}

}  // namespace tempera::ui
