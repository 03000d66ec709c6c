// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/strip_model.h"

#include <QFont>
#include <QGuiApplication>
#include <QMimeData>
#include <QUrl>
#include <algorithm>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/samples/sample_model.h"
#include "ui/session/sample_table.h"
#include "ui/session/thumbnail_cache.h"

namespace tempera::ui {

StripModel::StripModel(const SampleTable& table, ThumbnailCache& cache, QObject* parent)
    : QAbstractTableModel(parent), m_table(table), m_cache(cache) {}

void StripModel::clear() {
    beginResetModel();
    m_epochs.clear();
    m_places.clear();
    m_prompts.clear();
    m_items.clear();
    m_sets.clear();
    endResetModel();
}

void StripModel::update(const QString& folder, const SampleQuery& query) {
    const std::vector<SampleSetPtr> sets = m_table.sets();
    if (sets.empty()) {
        clear();
        return;
    }
    const SampleArrangement rows = arrange({sets.back()}, query);
    std::vector<std::int64_t> places;
    std::vector<QString> prompts;
    for (const SampleItem* item : rows.items) {
        places.push_back(item->row.index);
        prompts.push_back(fromStd(item->row.prompt));
    }
    const bool same = m_runId == m_table.runId() && m_epochs == m_table.epochs() && m_places == places;
    if (!same) {
        beginResetModel();
    }
    m_runId = m_table.runId();
    m_folder = folder;
    m_query = query;
    m_epochs = m_table.epochs();
    m_places = std::move(places);
    m_prompts = std::move(prompts);
    if (m_sets != sets) {
        m_sets = sets;
        m_items.clear();
        for (const SampleSetPtr& set : m_sets) {
            auto& column = m_items[set->key.epoch];
            for (const SampleItem& item : set->items) {
                column[item.row.index] = &item;
            }
        }
    }
    if (!same) {
        endResetModel();
    } else if (rowCount() > 0 && columnCount() > 0) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

int StripModel::columnOf(std::int64_t epoch) const {
    const auto found = std::lower_bound(m_epochs.begin(), m_epochs.end(), epoch);
    return found == m_epochs.end() || *found != epoch ? -1 : static_cast<int>(found - m_epochs.begin());
}

int StripModel::rowOf(std::int64_t place) const {
    const auto found = std::find(m_places.begin(), m_places.end(), place);
    return found == m_places.end() ? -1 : static_cast<int>(found - m_places.begin());
}

const SampleItem* StripModel::item(const QModelIndex& index) const {
    if (!index.isValid()) {
        return nullptr;
    }
    const auto column = m_items.find(epoch(index.column()));
    if (column == m_items.end()) {
        return nullptr;
    }
    const auto found = column->second.find(place(index.row()));
    return found == column->second.end() ? nullptr : found->second;
}

void StripModel::setCurrentEpoch(std::int64_t epoch) {
    if (epoch != m_current) {
        m_current = epoch;
        if (columnCount() > 0) {
            Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
        }
    }
}

int StripModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_places.size());
}

int StripModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_epochs.size());
}

QVariant StripModel::data(const QModelIndex& index, int role) const {
    const SampleItem* one = item(index);
    if (!one) {
        return {};
    }
    switch (role) {
        case SampleModel::ImageRole:
            return m_cache.get(m_runId, one->row.id);
        case SampleModel::PromptRole:
            return fromStd(one->row.prompt);
        case SampleModel::ScoreRole: {
            const auto score = scoreOf(*one, m_query.reward);
            return score ? QVariant(*score) : QVariant();
        }
        case SampleModel::IndexRole:
            return QVariant::fromValue<qlonglong>(one->row.index);
        case SampleModel::EpochRole:
            return QVariant::fromValue<qlonglong>(one->row.epoch);
        case Qt::ToolTipRole:
        case Qt::AccessibleTextRole:
            return sampleText(*one);
        default:
            return {};
    }
}

QVariant StripModel::headerData(int section, Qt::Orientation orientation, int role) const {
    const bool current = orientation == Qt::Horizontal && epoch(section) == m_current;
    switch (role) {
        case Qt::DisplayRole:
            return orientation == Qt::Horizontal ? QString::number(epoch(section))
                                                 : m_prompts[static_cast<std::size_t>(section)];
        case Qt::ToolTipRole:
            return orientation == Qt::Horizontal ? tr("Epoch %1").arg(epoch(section))
                                                 : m_prompts[static_cast<std::size_t>(section)];
        case Qt::FontRole:
            return textFont(TextSize::Small, current);
        case Qt::ForegroundRole:
            return current ? theme::accent(QGuiApplication::palette()) : theme::subtleText(QGuiApplication::palette());
        case Qt::TextAlignmentRole:
            return orientation == Qt::Horizontal ? int(Qt::AlignCenter) : int(Qt::AlignRight | Qt::AlignVCenter);
        default:
            return {};
    }
}

Qt::ItemFlags StripModel::flags(const QModelIndex& index) const {
    const SampleItem* one = item(index);
    const Qt::ItemFlags plain = QAbstractTableModel::flags(index);
    return one && !one->row.image.empty() ? plain | Qt::ItemIsDragEnabled : plain;
}

QStringList StripModel::mimeTypes() const {
    return {QStringLiteral("text/uri-list")};
}

QMimeData* StripModel::mimeData(const QModelIndexList& indexes) const {
    QList<QUrl> urls;
    for (const QModelIndex& index : indexes) {
        const SampleItem* one = item(index);
        if (one && !one->row.image.empty()) {
            urls << QUrl::fromLocalFile(pictureRequest(m_runId, m_folder, *one, 0).file);
        }
    }
    auto* data = new QMimeData;
    data->setUrls(urls);
    return data;
}

}  // namespace tempera::ui
