// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <map>
#include <optional>
#include <vector>

#include "core/store/run_recovery.h"

namespace tempera::ui {

class Session;

/// The runs whose worker vanished, and what is left of each; read in the reader thread.
class RecoveryModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Run, Epoch, Checkpoint, LastLine, ColumnCount };
    enum Role { IdRole = Qt::UserRole };

    explicit RecoveryModel(Session& session, QObject* parent = nullptr);

    const QStringList& ids() const { return m_ids; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void clear();
    void look(const QString& id);
    void remove(const QString& id);
    void examine(const QString& id);
    void take(const QString& id, const LostRun& lost);

    Session& m_session;
    QStringList m_ids;
    std::map<QString, LostRun> m_lost;
};

}  // namespace tempera::ui
