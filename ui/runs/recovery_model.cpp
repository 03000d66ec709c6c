// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/recovery_model.h"

#include <QPointer>

#include "ui/common/icons.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/session/session.h"
#include "ui/session/store_feed.h"

namespace tempera::ui {

RecoveryModel::RecoveryModel(Session& session, QObject* parent) : QAbstractTableModel(parent), m_session(session) {
    connect(&session, &Session::workspaceOpened, this, &RecoveryModel::clear);
    connect(&session, &Session::runsAdded, this, [this](const QStringList& ids) {
        for (const QString& id : ids) {
            look(id);
        }
    });
    connect(&session, &Session::runChanged, this, &RecoveryModel::look);
    connect(&session, &Session::runRemoved, this, &RecoveryModel::remove);
    for (const RunData* run : session.runs()) {
        look(run->id());
    }
}

void RecoveryModel::clear() {
    beginResetModel();
    m_ids.clear();
    m_lost.clear();
    endResetModel();
}

void RecoveryModel::look(const QString& id) {
    const RunData* run = m_session.run(id);
    if (!run || run->head.state != RunState::Interrupted) {
        remove(id);
        return;
    }
    if (const int row = static_cast<int>(m_ids.indexOf(id)); row >= 0) {
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        return;
    }
    const int row = static_cast<int>(m_ids.size());
    beginInsertRows({}, row, row);
    m_ids << id;
    endInsertRows();
    examine(id);
}

void RecoveryModel::remove(const QString& id) {
    const int row = static_cast<int>(m_ids.indexOf(id));
    if (row >= 0) {
        beginRemoveRows({}, row, row);
        m_ids.removeAt(row);
        m_lost.erase(id);
        endRemoveRows();
    }
}

void RecoveryModel::examine(const QString& id) {
    const auto dir = m_session.run(id)->head.dir;
    // The session outlives its reader thread; this object need not.
    m_session.ask([session = &m_session, self = QPointer(this), id, dir](StoreFeed&) {
        LostRun lost;
        try {
            lost = examine_lost_run(dir);
        } catch (const std::exception& error) {
            lost.last_log_line = error.what();
        }
        QMetaObject::invokeMethod(session, [self, id, lost] {
            if (self) {
                self->take(id, lost);
            }
        });
    });
}

void RecoveryModel::take(const QString& id, const LostRun& lost) {
    const int row = static_cast<int>(m_ids.indexOf(id));
    if (row >= 0) {
        m_lost[id] = lost;
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

int RecoveryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

int RecoveryModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RecoveryModel::data(const QModelIndex& index, int role) const {
    const RunData* run = index.isValid() ? m_session.run(m_ids[index.row()]) : nullptr;
    if (!run) {
        return {};
    }
    if (role == IdRole) {
        return run->id();
    }
    if (role == Qt::DecorationRole && index.column() == Run) {
        return icon(theme::stateIcon(RunState::Interrupted));
    }
    const auto found = m_lost.find(run->id());
    const LostRun* lost = found == m_lost.end() ? nullptr : &found->second;
    if (role == Qt::ToolTipRole && index.column() == LastLine && lost) {
        return fromStd(lost->last_log_line);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const Progress& progress = run->head.summary.progress;
    switch (index.column()) {
        case Run:
            return run->name();
        case Epoch:
            return tr("%1 of %2").arg(progress.epoch).arg(progress.num_epochs);
        case Checkpoint:
            return !lost ? QString() : lost->last_checkpoint ? tr("epoch %1").arg(*lost->last_checkpoint) : tr("none");
        case LastLine:
            return !lost ? QString() : lost->last_log_line.empty() ? tr("no log") : fromStd(lost->last_log_line);
        default:
            return {};
    }
}

QVariant RecoveryModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    const QString titles[] = {tr("Run"), tr("Done"), tr("Last checkpoint"), tr("Last line of the log")};
    return section >= 0 && section < ColumnCount ? titles[section] : QString();
}

}  // namespace tempera::ui
