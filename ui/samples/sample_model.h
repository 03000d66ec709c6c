// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QThreadPool>
#include <cstdint>

#include "ui/samples/sample_query.h"
#include "ui/session/batches.h"

namespace tempera::ui {

class ThumbnailCache;

/// Pictures of one epoch or of many, filtered and in an order. Large sets are arranged in a thread.
class SampleModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        ImageRole = Qt::UserRole,  ///< QImage; null while it is read
        PromptRole,
        ScoreRole,    ///< double of the chosen reward; invalid when it has none
        IndexRole,    ///< qlonglong: place inside the epoch
        EpochRole,    ///< qlonglong
        CaptionRole,  ///< what stands under the picture beside the score
    };

    /// `cache` must outlive the model.
    explicit SampleModel(ThumbnailCache& cache, QObject* parent = nullptr);
    ~SampleModel() override;

    /// Folder of the run, for the files that are dragged out.
    void setRun(const QString& runId, const QString& folder);
    /// `manyEpochs`: the sets are those of several epochs, and captions tell which. Followed by arranged(), at once
    /// unless there are many pictures.
    void show(const std::vector<SampleSetPtr>& sets, const SampleQuery& query, bool manyEpochs);
    void clear();
    /// Never null.
    const SampleArrangementPtr& arrangement() const { return m_shown; }
    bool manyEpochs() const { return m_many; }
    const QString& runId() const { return m_runId; }
    const QString& folder() const { return m_folder; }
    const SampleItem* item(int row) const;  ///< nullptr = no such row
    /// The same picture at another epoch has the same identity; of many epochs, each picture its own.
    qlonglong identity(int row) const;
    int rowOf(qlonglong identity) const;  ///< -1 = not shown
    QString file(int row) const;          ///< absolute; "" = the run kept no file

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;  ///< caller owns it
    Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }

Q_SIGNALS:
    void arranged();

private:
    void apply(const SampleArrangementPtr& next, bool many);
    void moveTo(const SampleArrangementPtr& next);

    ThumbnailCache& m_cache;
    QThreadPool m_pool;
    QString m_runId;
    QString m_folder;
    SampleArrangementPtr m_shown;
    bool m_many = false;
    std::uint64_t m_serial = 0;  ///< of the arrangement asked for last
};

/// Tooltip and spoken text of a picture.
QString sampleText(const SampleItem& item);

}  // namespace tempera::ui
