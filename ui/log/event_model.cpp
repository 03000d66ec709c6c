// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/log/event_model.h"

#include <QDateTime>
#include <QGuiApplication>
#include <QPalette>

#include "ui/common/icons.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"

namespace tempera::ui {

void EventModel::setEvents(const std::vector<EventRow>& events) {
    const bool continues = events.size() >= m_events.size() && !m_events.empty() &&
                           events[m_events.size() - 1].id == m_events.back().id &&
                           events.front().id == m_events.front().id;
    if (!continues) {
        beginResetModel();
        m_events = events;
        endResetModel();
        return;
    }
    if (events.size() > m_events.size()) {
        beginInsertRows({}, static_cast<int>(m_events.size()), static_cast<int>(events.size()) - 1);
        m_events = events;
        endInsertRows();
    }
}

int EventModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_events.size());
}

int EventModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EventModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const EventRow& event = m_events[static_cast<std::size_t>(index.row())];
    const bool isError = event.level == "error";
    const bool isWarning = event.level == "warning";
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole) {
        switch (index.column()) {
            case TimeColumn:
                return role == Qt::ToolTipRole ? exactTime(event.wall)
                                               : QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(event.wall * 1000))
                                                     .toString(QStringLiteral("HH:mm:ss"));
            case LevelColumn:
                return fromStd(event.level);
            default:
                return fromStd(event.text);
        }
    }
    const QPalette palette = QGuiApplication::palette();
    if (role == Qt::ForegroundRole && index.column() != TextColumn) {
        return isError ? theme::error(palette) : isWarning ? theme::warning(palette) : theme::subtleText(palette);
    }
    if (role == Qt::DecorationRole && index.column() == LevelColumn) {
        return isError     ? icon(QStringLiteral("error"), theme::error(palette))
               : isWarning ? icon(QStringLiteral("warning"), theme::warning(palette))
                           : icon(QStringLiteral("info"), theme::subtleText(palette));
    }
    return {};
}

QVariant EventModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
        case TimeColumn:
            return tr("Time");
        case LevelColumn:
            return tr("Level");
        default:
            return tr("What happened");
    }
}

}  // namespace tempera::ui
