// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <cstdint>
#include <vector>

#include "core/store/run_queue.h"

namespace tempera::ui {

class QueueRunner;
class Session;

/// The queue as a list, in its order. Dropping rows elsewhere asks the queue to move them; the list follows when the
/// queue has.
class QueueModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole,  ///< of the row
        StateRole,              ///< QueuedState
        IconStateRole,          ///< RunState
        DetailRole,             ///< second line
        FractionRole,           ///< 0..1 of a run that goes on, else negative
        RunIdRole               ///< "" until it was started
    };

    QueueModel(Session& session, QueueRunner& runner, QObject* parent = nullptr);

    std::int64_t idAt(int row) const;
    int rowOf(std::int64_t id) const;  ///< -1 = gone

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

private:
    struct Row {
        QueuedRun run;
        QString plan;  ///< "tdpo, 20 epochs, seed 3, GPU"

        friend bool operator==(const Row&, const Row&) = default;
    };

    void update();
    void runChanged(const QString& id);
    QString detail(const Row& row) const;
    static QString planOf(const QueuedRun& run);

    Session& m_session;
    QueueRunner& m_runner;
    std::vector<Row> m_rows;
};

}  // namespace tempera::ui
