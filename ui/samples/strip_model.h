// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <cstdint>
#include <map>
#include <vector>

#include "ui/samples/sample_query.h"

namespace tempera::ui {

class SampleTable;
class ThumbnailCache;

/// The time strip: places of the grid (rows) by epochs (columns). Roles are those of SampleModel.
class StripModel : public QAbstractTableModel {
    Q_OBJECT

public:
    /// Both must outlive the model.
    StripModel(const SampleTable& table, ThumbnailCache& cache, QObject* parent = nullptr);

    /// Rows as `query` filters and orders the pictures of the latest epoch, so that they stay where they are while the
    /// epochs change.
    void update(const QString& folder, const SampleQuery& query);
    void clear();

    std::int64_t epoch(int column) const { return m_epochs[static_cast<std::size_t>(column)]; }
    int columnOf(std::int64_t epoch) const;  ///< -1 = none
    int rowOf(std::int64_t place) const;     ///< SampleRow::index; -1 = none
    std::int64_t place(int row) const { return m_places[static_cast<std::size_t>(row)]; }
    const SampleItem* item(const QModelIndex& index) const;  ///< nullptr = not read, or none
    void setCurrentEpoch(std::int64_t epoch);                ///< whose heading stands out

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;  ///< caller owns it

private:
    const SampleTable& m_table;
    ThumbnailCache& m_cache;
    QString m_runId;
    QString m_folder;
    SampleQuery m_query;
    std::vector<std::int64_t> m_epochs;
    std::vector<std::int64_t> m_places;
    std::vector<QString> m_prompts;                                             ///< of the places
    std::map<std::int64_t, std::map<std::int64_t, const SampleItem*>> m_items;  ///< epoch -> place -> picture
    std::vector<SampleSetPtr> m_sets;                                           ///< keeps the items alive
    std::int64_t m_current = -1;
};

}  // namespace tempera::ui
