// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/runs_model.h"

#include <QCollator>
#include <algorithm>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/session/session.h"

namespace tempera::ui {

RunsModel::RunsModel(Session& session, QObject* parent) : QAbstractItemModel(parent), m_session(session) {
    connect(&session, &Session::workspaceOpened, this, &RunsModel::rebuild);
    connect(&session, &Session::runAdded, this, &RunsModel::add);
    connect(&session, &Session::runRemoved, this, &RunsModel::remove);
    connect(&session, &Session::runChanged, this, &RunsModel::change);
    rebuild();
}

RunsModel::~RunsModel() = default;

void RunsModel::rebuild() {
    beginResetModel();
    m_groups.clear();
    endResetModel();
    for (const RunData* run : m_session.runs()) {
        add(run->id());
    }
}

int RunsModel::rowOf(const Group* group) const {
    const auto found =
        std::find_if(m_groups.begin(), m_groups.end(), [group](const auto& owned) { return owned.get() == group; });
    return static_cast<int>(found - m_groups.begin());
}

RunsModel::Group* RunsModel::groupHolding(const QString& id) const {
    for (const auto& group : m_groups) {
        if (std::find(group->runs.begin(), group->runs.end(), id) != group->runs.end()) {
            return group.get();
        }
    }
    return nullptr;
}

void RunsModel::add(const QString& id) {
    const RunData* run = m_session.run(id);
    if (!run || groupHolding(id)) {
        return;
    }
    const QString name = run->group();
    auto place = std::find_if(m_groups.begin(), m_groups.end(), [&](const auto& group) { return group->name >= name; });
    if (place == m_groups.end() || (*place)->name != name) {
        const int row = static_cast<int>(place - m_groups.begin());
        beginInsertRows({}, row, row);
        place = m_groups.insert(place, std::make_unique<Group>(Group{name, {}}));
        endInsertRows();
    }
    Group* group = place->get();
    const double created = run->head.summary.info.created;
    const auto before = std::find_if(group->runs.begin(), group->runs.end(), [&](const QString& other) {
        const RunData* known = m_session.run(other);
        return !known || known->head.summary.info.created <= created;
    });
    const int row = static_cast<int>(before - group->runs.begin());
    beginInsertRows(index(rowOf(group), 0), row, row);
    group->runs.insert(before, id);
    endInsertRows();
}

void RunsModel::remove(const QString& id) {
    Group* group = groupHolding(id);
    if (!group) {
        return;
    }
    const auto place = std::find(group->runs.begin(), group->runs.end(), id);
    const int row = static_cast<int>(place - group->runs.begin());
    beginRemoveRows(index(rowOf(group), 0), row, row);
    group->runs.erase(place);
    endRemoveRows();
    if (group->runs.empty()) {
        const int groupRow = rowOf(group);
        beginRemoveRows({}, groupRow, groupRow);
        m_groups.erase(m_groups.begin() + groupRow);
        endRemoveRows();
    }
}

void RunsModel::change(const QString& id) {
    const RunData* run = m_session.run(id);
    const Group* group = groupHolding(id);
    if (!run || !group) {
        return;
    }
    if (group->name != run->group()) {
        remove(id);
        add(id);
        return;
    }
    const QModelIndex changed = indexOf(id);
    Q_EMIT dataChanged(changed, changed);
}

QModelIndex RunsModel::indexOf(const QString& runId) const {
    Group* group = groupHolding(runId);
    if (!group) {
        return {};
    }
    const auto place = std::find(group->runs.begin(), group->runs.end(), runId);
    return createIndex(static_cast<int>(place - group->runs.begin()), 0, group);
}

QModelIndex RunsModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    // A run's index points to its group; a group's points nowhere.
    return createIndex(row, column,
                       parent.isValid() ? m_groups[static_cast<std::size_t>(parent.row())].get() : nullptr);
}

QModelIndex RunsModel::parent(const QModelIndex& child) const {
    const auto* group = static_cast<const Group*>(child.internalPointer());
    return group ? createIndex(rowOf(group), 0, nullptr) : QModelIndex();
}

int RunsModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) {
        return static_cast<int>(m_groups.size());
    }
    if (parent.internalPointer()) {
        return 0;
    }
    return static_cast<int>(m_groups[static_cast<std::size_t>(parent.row())]->runs.size());
}

int RunsModel::columnCount(const QModelIndex& /*parent*/) const {
    return 1;
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const auto* group = static_cast<const Group*>(index.internalPointer());
    if (!group) {
        const Group& own = *m_groups[static_cast<std::size_t>(index.row())];
        switch (role) {
            case Qt::DisplayRole:
                return own.name;
            case Qt::AccessibleTextRole:
                return tr("Group %1, runs: %2").arg(own.name).arg(own.runs.size());
            case ProgressTextRole:
                return QString::number(own.runs.size());
            case IdRole:
                return QString();
            default:
                return {};
        }
    }
    const RunData* run = m_session.run(group->runs[static_cast<std::size_t>(index.row())]);
    return run ? runData(*run, role) : QVariant();
}

QVariant RunsModel::runData(const RunData& run, int role) const {
    const Progress& progress = run.head.summary.progress;
    const auto epochs = [&] { return QStringLiteral("%1/%2").arg(progress.epoch).arg(progress.num_epochs); };
    switch (role) {
        case Qt::DisplayRole:
        case Qt::EditRole:
            return run.name();
        case IdRole:
            return run.id();
        case StateRole:
            return static_cast<int>(run.head.state);
        case ColourRole:
            return run.head.entry.colour;
        case FractionRole:
            return run.live() ? progress.fraction : -1.0;
        case ProgressTextRole:
            if (run.stopping) {
                return tr("stopping");
            }
            if (run.head.state == RunState::Finished) {
                return tr("done");
            }
            return progress.num_epochs > 0 ? epochs() : QString();
        case SearchRole:
            return QStringList{run.name(),
                               run.id(),
                               run.group(),
                               fromStd(run.head.summary.info.method),
                               fromStd(run.head.summary.info.reward),
                               fromStd(run.head.summary.info.model),
                               theme::stateText(run.head.state)}
                .join(QLatin1Char(' '));
        case Qt::AccessibleTextRole:
            return tr("%1, %2, epoch %3 of %4")
                .arg(run.name(), theme::stateText(run.head.state))
                .arg(progress.epoch)
                .arg(progress.num_epochs);
        case Qt::ToolTipRole: {
            QString text = tr("%1 – %2").arg(run.name(), theme::stateText(run.head.state));
            if (progress.num_epochs > 0) {
                text += QLatin1Char('\n') + tr("epoch %1").arg(epochs());
            }
            if (run.head.state == RunState::Running && progress.eta_seconds >= 0) {
                text += QStringLiteral(", ") + endsAbout(progress.eta_seconds);
            }
            return QString(text + QLatin1Char('\n') + tr("created %1").arg(exactTime(run.head.summary.info.created)));
        }
        default:
            return {};
    }
}

bool RunsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    const QString id = index.data(IdRole).toString();
    if (role != Qt::EditRole || id.isEmpty()) {
        return false;
    }
    m_session.rename(id, value.toString());
    return true;
}

Qt::ItemFlags RunsModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    const Qt::ItemFlags basic = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    return index.internalPointer() ? basic | Qt::ItemIsEditable | Qt::ItemNeverHasChildren : basic;
}

}  // namespace tempera::ui
