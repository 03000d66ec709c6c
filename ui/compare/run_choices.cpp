// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/run_choices.h"

#include "ui/session/session.h"

namespace tempera::ui {

RunChoices::RunChoices(Session& session, QObject* parent) : QAbstractListModel(parent), m_session(session) {}

void RunChoices::update() {
    QStringList ids;
    QStringList names;
    for (const RunData* run : m_session.runs()) {
        ids << run->id();
        names << run->name();
    }
    if (ids != m_ids) {
        beginResetModel();
        m_ids = ids;
        m_names = names;
        endResetModel();
    } else if (names != m_names) {
        m_names = names;
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    }
}

int RunChoices::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

QVariant RunChoices::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    switch (role) {
        case Qt::DisplayRole:
        case Qt::ToolTipRole:
            return m_names.value(index.row());
        case IdRole:
            return m_ids.value(index.row());
        default:
            return {};
    }
}

}  // namespace tempera::ui
