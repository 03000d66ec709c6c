// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/config_page/config_model.h"

#include <QFont>
#include <QGuiApplication>
#include <QPalette>
#include <algorithm>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"

namespace tempera::ui {

void ConfigModel::setConfig(const Config& config) {
    beginResetModel();
    m_rows.clear();
    for (const Field& field : schema()) {
        m_rows.push_back({&field, fromStd(to_text(config.value(field.key))), fromStd(to_text(field.default_value))});
    }
    endResetModel();
}

int ConfigModel::changedCount() const {
    return static_cast<int>(
        std::count_if(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.value != row.standard; }));
}

int ConfigModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ConfigModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ConfigModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const bool changed = row.value != row.standard;
    switch (role) {
        case Qt::DisplayRole:
        case Qt::ToolTipRole:
            switch (index.column()) {
                case KeyColumn:
                    return fromStd(row.field->key);
                case ValueColumn:
                    return row.value;
                case DefaultColumn:
                    return row.standard;
                case UnitColumn:
                    return fromStd(row.field->unit);
                default:
                    return fromStd(row.field->doc);
            }
        case ChangedRole:
            return changed;
        case SearchRole:
            return QStringList{fromStd(row.field->key), row.value, fromStd(row.field->doc)}.join(' ');
        case Qt::TextAlignmentRole:
            return QVariant(
                (index.column() == ValueColumn || index.column() == DefaultColumn ? Qt::AlignRight : Qt::AlignLeft) |
                Qt::AlignVCenter);
        case Qt::FontRole: {
            QFont font = QGuiApplication::font();
            font.setBold(changed && (index.column() == KeyColumn || index.column() == ValueColumn));
            return font;
        }
        case Qt::ForegroundRole:
            if (index.column() >= DefaultColumn) {
                return theme::subtleText(QGuiApplication::palette());
            }
            return {};
        default:
            return {};
    }
}

QVariant ConfigModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant((section == ValueColumn || section == DefaultColumn ? Qt::AlignRight : Qt::AlignLeft) |
                        Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
        case KeyColumn:
            return tr("Setting");
        case ValueColumn:
            return tr("Value");
        case DefaultColumn:
            return tr("Default");
        case UnitColumn:
            return tr("Unit");
        default:
            return tr("What it does");
    }
}

}  // namespace tempera::ui
