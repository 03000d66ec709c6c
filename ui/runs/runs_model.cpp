// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/runs_model.h"

#include <QMap>
#include <QMimeData>
#include <algorithm>
#include <map>

#include "ui/common/theme.h"
#include "ui/runs/run_edits.h"
#include "ui/runs/run_facts.h"
#include "ui/session/run_digests.h"
#include "ui/session/session.h"

namespace tempera::ui {

RunsModel::RunsModel(Session& session, const RunDigests& digests, RunEdits& edits, QObject* parent)
    : QAbstractItemModel(parent), m_session(session), m_digests(digests), m_edits(edits), m_metric(evalReward()) {
    connect(&session, &Session::workspaceOpened, this, &RunsModel::rebuild);
    connect(&session, &Session::runsAdded, this, &RunsModel::add);
    connect(&session, &Session::runRemoved, this, &RunsModel::remove);
    connect(&session, &Session::runChanged, this, &RunsModel::change);
    connect(&digests, &RunDigests::changed, this, &RunsModel::onDigests);
    rebuild();
}

RunsModel::~RunsModel() = default;

void RunsModel::rebuild() {
    beginResetModel();
    m_groups.clear();
    m_places.clear();
    for (const RunData* run : m_session.runs()) {
        Group* group = groupNamed(groupOf(*run));
        m_places[run->id()] = {group, static_cast<int>(group->runs.size())};
        group->runs.push_back(run);
    }
    endResetModel();
}

void RunsModel::setGrouping(Grouping grouping) {
    if (m_grouping != grouping) {
        m_grouping = grouping;
        rebuild();
    }
}

void RunsModel::setMetric(const QString& key) {
    m_metric = key;
    Q_EMIT headerDataChanged(Qt::Horizontal, Last, Least);
    const auto everyRun = [this](const QModelIndex& parent) {
        if (const int rows = rowCount(parent); rows > 0) {
            Q_EMIT dataChanged(index(0, Last, parent), index(rows - 1, Least, parent));
        }
    };
    for (int row = 0; row < (flat() ? 0 : rowCount()); ++row) {
        everyRun(index(row, 0));
    }
    everyRun({});
}

QString RunsModel::groupOf(const RunData& run) const {
    const auto orNone = [](const std::string& text) {
        return text.empty() ? tr("none") : QString::fromStdString(text);
    };
    switch (m_grouping) {
        case ByGroup:
            return run.group();
        case ByMethod:
            return orNone(run.head.summary.info.method);
        case ByReward:
            return orNone(run.head.summary.info.reward);
        case ByState:
            return theme::stateText(run.head.state);
        case BySweep: {
            const RunExtras* extras = m_digests.of(run.id());
            return extras && !extras->sweep.isEmpty() ? extras->sweep : tr("not read yet");
        }
        case Ungrouped:
            break;
    }
    return {};
}

RunsModel::Group* RunsModel::groupNamed(const QString& name) {
    const auto found = std::find_if(m_groups.begin(), m_groups.end(), [&](const auto& g) { return g->name == name; });
    return found != m_groups.end() ? found->get()
                                   : m_groups.emplace_back(std::make_unique<Group>(Group{name, {}})).get();
}

int RunsModel::rowOf(const Group* group) const {
    const auto found =
        std::find_if(m_groups.begin(), m_groups.end(), [group](const auto& owned) { return owned.get() == group; });
    return static_cast<int>(found - m_groups.begin());
}

void RunsModel::add(const QStringList& ids) {
    QMap<QString, std::vector<const RunData*>> fresh;
    for (const QString& id : ids) {
        const RunData* run = m_session.run(id);
        if (run && !m_places.contains(id)) {
            fresh[groupOf(*run)].push_back(run);
        }
    }
    for (auto it = fresh.begin(); it != fresh.end(); ++it) {
        const bool known =
            std::any_of(m_groups.begin(), m_groups.end(), [&](const auto& group) { return group->name == it.key(); });
        if (!known && !flat()) {
            const int row = static_cast<int>(m_groups.size());
            beginInsertRows({}, row, row);
            groupNamed(it.key());
            endInsertRows();
        }
        Group* group = groupNamed(it.key());
        const int first = static_cast<int>(group->runs.size());
        const int count = static_cast<int>(it->size());
        beginInsertRows(flat() ? QModelIndex() : index(rowOf(group), 0), first, first + count - 1);
        for (const RunData* run : *it) {
            m_places[run->id()] = {group, static_cast<int>(group->runs.size())};
            group->runs.push_back(run);
        }
        endInsertRows();
    }
}

void RunsModel::remove(const QString& id) {
    const Place place = m_places.value(id);
    Group* group = place.group;
    if (!group) {
        return;
    }
    beginRemoveRows(flat() ? QModelIndex() : index(rowOf(group), 0), place.row, place.row);
    group->runs.erase(group->runs.begin() + place.row);
    m_places.remove(id);
    for (std::size_t row = static_cast<std::size_t>(place.row); row < group->runs.size(); ++row) {
        m_places[group->runs[row]->id()].row = static_cast<int>(row);
    }
    endRemoveRows();
    if (group->runs.empty() && !flat()) {
        const int row = rowOf(group);
        beginRemoveRows({}, row, row);
        m_groups.erase(m_groups.begin() + row);
        endRemoveRows();
    }
}

void RunsModel::change(const QString& id) {
    const RunData* run = m_session.run(id);
    const Place place = m_places.value(id);
    if (!run || !place.group) {
        return;
    }
    if (place.group->name != groupOf(*run)) {
        remove(id);
        add({id});
        return;
    }
    const QModelIndex changed = indexOf(id);
    Q_EMIT dataChanged(changed, changed.siblingAtColumn(ColumnCount - 1));
}

void RunsModel::onDigests(const QStringList& ids) {
    // Many at once while a workspace is read: one signal for each group instead of one for each run.
    std::map<Group*, std::pair<int, int>> ranges;
    QStringList moved;
    for (const QString& id : ids) {
        const Place place = m_places.value(id);
        if (!place.group) {
            continue;
        }
        if (m_grouping == BySweep && place.group->name != groupOf(*m_session.run(id))) {
            moved << id;
            continue;
        }
        auto& range = ranges.try_emplace(place.group, place.row, place.row).first->second;
        range = {std::min(range.first, place.row), std::max(range.second, place.row)};
    }
    for (const auto& [group, range] : ranges) {
        Q_EMIT dataChanged(createIndex(range.first, 0, group), createIndex(range.second, ColumnCount - 1, group));
    }
    for (const QString& id : std::as_const(moved)) {
        remove(id);
    }
    add(moved);
}

QModelIndex RunsModel::indexOf(const QString& runId) const {
    const Place place = m_places.value(runId);
    return place.group ? createIndex(place.row, 0, place.group) : QModelIndex();
}

const RunData* RunsModel::runAt(const QModelIndex& index) const {
    const auto* group = static_cast<const Group*>(index.internalPointer());
    return group ? group->runs[static_cast<std::size_t>(index.row())] : nullptr;
}

RunFacts RunsModel::facts(const RunData& run) const {
    return factsOf(run, m_digests.of(run.id()));
}

QModelIndex RunsModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    // A run's index points to its group; a group's points nowhere.
    Group* group = nullptr;
    if (flat()) {
        group = m_groups.front().get();
    } else if (parent.isValid()) {
        group = m_groups[static_cast<std::size_t>(parent.row())].get();
    }
    return createIndex(row, column, group);
}

QModelIndex RunsModel::parent(const QModelIndex& child) const {
    const auto* group = static_cast<const Group*>(child.internalPointer());
    return group && !flat() ? createIndex(rowOf(group), 0, nullptr) : QModelIndex();
}

int RunsModel::rowCount(const QModelIndex& parent) const {
    if (flat()) {
        return parent.isValid() || m_groups.empty() ? 0 : static_cast<int>(m_groups.front()->runs.size());
    }
    if (!parent.isValid()) {
        return static_cast<int>(m_groups.size());
    }
    if (parent.internalPointer() || parent.column() > 0) {
        return 0;
    }
    return static_cast<int>(m_groups[static_cast<std::size_t>(parent.row())]->runs.size());
}

int RunsModel::columnCount(const QModelIndex& /*parent*/) const {
    return ColumnCount;
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const RunData* run = runAt(index);
    return run ? runData(*run, index.column(), role)
               : groupData(*m_groups[static_cast<std::size_t>(index.row())], index.column(), role);
}

bool RunsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    const RunData* run = index.isValid() ? runAt(index) : nullptr;
    if (role != Qt::EditRole || !run || index.column() != Name) {
        return false;
    }
    if (value.toString().trimmed() != run->name()) {
        m_edits.rename(run->id(), value.toString());
    }
    return true;
}

Qt::ItemFlags RunsModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags dropHere = m_grouping == ByGroup ? Qt::ItemIsDropEnabled : Qt::NoItemFlags;
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    const Qt::ItemFlags basic = Qt::ItemIsEnabled | Qt::ItemIsSelectable | dropHere;
    if (!index.internalPointer()) {
        return basic;
    }
    return basic | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren |
           (index.column() == Name ? Qt::ItemIsEditable : Qt::NoItemFlags);
}

QMimeData* RunsModel::mimeData(const QModelIndexList& indexes) const {
    QStringList ids;
    for (const QModelIndex& index : indexes) {
        const RunData* run = index.column() == Name ? runAt(index) : nullptr;
        if (run) {
            ids << run->id();
        }
    }
    if (ids.isEmpty()) {
        return nullptr;
    }
    auto* data = new QMimeData;
    data->setData(QLatin1String(mimeType), ids.join(QLatin1Char('\n')).toUtf8());
    data->setText(ids.join(QLatin1Char('\n')));
    return data;
}

bool RunsModel::canDropMimeData(const QMimeData* data, Qt::DropAction /*action*/, int /*row*/, int /*column*/,
                                const QModelIndex& parent) const {
    return m_grouping == ByGroup && parent.isValid() && data->hasFormat(QLatin1String(mimeType));
}

bool RunsModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                             const QModelIndex& parent) {
    if (!canDropMimeData(data, action, row, column, parent)) {
        return false;
    }
    const RunData* onRun = runAt(parent);
    const QString target = onRun ? onRun->group() : m_groups[static_cast<std::size_t>(parent.row())]->name;
    QStringList home;  // a run that comes back under its method has no group of the user's any more
    QStringList moved;
    for (const QByteArray& id : data->data(QLatin1String(mimeType)).split('\n')) {
        const RunData* run = m_session.run(QString::fromUtf8(id));
        if (run && run->group() != target) {
            (QString::fromStdString(run->head.summary.info.method) == target ? home : moved) << run->id();
        }
    }
    m_edits.setGroup(home, QString());
    m_edits.setGroup(moved, target);
    return true;
}

}  // namespace tempera::ui
