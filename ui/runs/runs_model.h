// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>
#include <memory>
#include <vector>

#include "ui/session/run_data.h"

namespace tempera::ui {

class Session;

/// Tree of the workspace: groups (the user's own, else the method), runs below them, newest first.
class RunsModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole,  ///< QString; "" for a group
        StateRole,              ///< int(RunState)
        ColourRole,             ///< int: index of the run's colour
        FractionRole,           ///< double 0..1 while live, else -1
        ProgressTextRole,       ///< "37/100", "done"
        SearchRole,             ///< everything the filter looks at
    };

    explicit RunsModel(Session& session, QObject* parent = nullptr);
    ~RunsModel() override;

    QModelIndex indexOf(const QString& runId) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Group {
        QString name;
        std::vector<QString> runs;
    };

    void rebuild();
    void add(const QString& id);
    void remove(const QString& id);
    void change(const QString& id);
    int rowOf(const Group* group) const;
    Group* groupHolding(const QString& id) const;
    QVariant runData(const RunData& run, int role) const;

    Session& m_session;
    std::vector<std::unique_ptr<Group>> m_groups;  ///< by name
};

}  // namespace tempera::ui
