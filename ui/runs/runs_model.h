// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>
#include <QHash>
#include <memory>
#include <vector>

#include "ui/runs/run_query.h"
#include "ui/session/run_data.h"

namespace tempera::ui {

class RunDigests;
class RunEdits;
class Session;

/// Tree of the workspace: groups, runs below them in the order in which they were found (RunsFilter sorts). Drawn
/// from summaries and digests alone; no series is ever read for it.
class RunsModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole,  ///< QString; "" for a group
        StateRole,              ///< int(RunState)
        ColourRole,             ///< int: index of the run's colour
        FractionRole,           ///< double 0..1 while live, else -1
        ProgressTextRole,       ///< "37/100", "done"; of a group the number of its runs
        LeftRole,               ///< "12 min left", "" when unknown
        FavouriteRole,          ///< bool
        SortRole,               ///< double or QString, by column
    };
    enum Column { Name, Epochs, Left, Last, Best, Least, Duration, Disk, Seed, Created, Tags, ColumnCount };
    Q_ENUM(Column)
    /// Group: the user's, else the method. Sweep: runs whose configurations differ in name and seed only.
    enum Grouping { ByGroup, ByMethod, ByReward, ByState, BySweep, Ungrouped };
    Q_ENUM(Grouping)

    /// Ids, one per line: runs that are dragged.
    static constexpr const char* mimeType = "application/x-tempera-runs";

    RunsModel(Session& session, const RunDigests& digests, RunEdits& edits, QObject* parent = nullptr);
    ~RunsModel() override;

    QModelIndex indexOf(const QString& runId) const;
    const RunData* runAt(const QModelIndex& index) const;  ///< nullptr = a group
    RunFacts facts(const RunData& run) const;

    Grouping grouping() const { return m_grouping; }
    void setGrouping(Grouping grouping);
    /// Metric of the columns Last, Best and Least: a key, or evalReward().
    const QString& metric() const { return m_metric; }
    void setMetric(const QString& key);

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    Qt::DropActions supportedDragActions() const override { return Qt::MoveAction | Qt::CopyAction; }
    QStringList mimeTypes() const override { return {QLatin1String(mimeType)}; }
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                         const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

private:
    struct Group {
        QString name;
        std::vector<const RunData*> runs;
    };
    struct Place {
        Group* group = nullptr;
        int row = 0;
    };

    void rebuild();
    void add(const QStringList& ids);
    void remove(const QString& id);
    void change(const QString& id);
    void onDigests(const QStringList& ids);
    QString groupOf(const RunData& run) const;
    Group* groupNamed(const QString& name);
    bool flat() const { return m_grouping == Ungrouped; }
    int rowOf(const Group* group) const;
    QVariant groupData(const Group& group, int column, int role) const;
    QVariant runData(const RunData& run, int column, int role) const;
    QString cellText(const RunData& run, int column) const;
    QVariant sortValue(const RunData& run, int column) const;
    QString toolTip(const RunData& run) const;

    Session& m_session;
    const RunDigests& m_digests;
    RunEdits& m_edits;
    Grouping m_grouping = ByGroup;
    QString m_metric;
    std::vector<std::unique_ptr<Group>> m_groups;
    QHash<QString, Place> m_places;
};

}  // namespace tempera::ui
