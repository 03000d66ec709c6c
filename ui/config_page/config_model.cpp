// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/config_page/config_model.h"

#include <QFont>
#include <QGuiApplication>
#include <QPalette>
#include <algorithm>

#include "core/config/values.h"
#include "ui/common/core_text.h"
#include "ui/common/icons.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"

namespace tempera::ui {

void ConfigModel::setRuns(const std::vector<Run>& runs) {
    beginResetModel();
    m_runs = runs;
    m_rows.clear();
    for (const Field& field : schema()) {
        Row row{&field, {}, fromStd(to_text(field.default_value)), m_ignored.contains(fromStd(field.key))};
        for (const Run& run : runs) {
            row.values << fromStd(to_text(run.config.value(field.key)));
        }
        m_rows.push_back(std::move(row));
    }
    endResetModel();
}

void ConfigModel::setIgnored(const QStringList& keys) {
    m_ignored = keys;
    for (Row& row : m_rows) {
        row.ignored = keys.contains(fromStd(row.field->key));
    }
    if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

bool ConfigModel::changed(const Row& row) const {
    return std::any_of(row.values.begin(), row.values.end(),
                       [&](const QString& value) { return value != row.standard; });
}

bool ConfigModel::differs(const Row& row) const {
    return !row.ignored && std::any_of(row.values.begin(), row.values.end(),
                                       [&](const QString& value) { return value != row.values.front(); });
}

int ConfigModel::changedCount() const {
    return static_cast<int>(
        std::count_if(m_rows.begin(), m_rows.end(), [this](const Row& row) { return changed(row); }));
}

int ConfigModel::differingCount() const {
    return static_cast<int>(
        std::count_if(m_rows.begin(), m_rows.end(), [this](const Row& row) { return differs(row); }));
}

int ConfigModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ConfigModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() || m_runs.empty() ? 0 : docColumn() + 1;
}

QVariant ConfigModel::text(const Row& row, int column) const {
    if (column == keyColumn) {
        return fromStd(row.field->key);
    }
    if (isValue(column)) {
        return row.values[column - firstValueColumn];
    }
    return column == defaultColumn() ? row.standard
                                     : coreText(column == unitColumn() ? row.field->unit : row.field->doc);
}

QVariant ConfigModel::font(const Row& row, int column) const {
    QFont font = QGuiApplication::font();
    if (runCount() > 1) {
        font.setBold(
            differs(row) &&
            (column == keyColumn || (isValue(column) && row.values[column - firstValueColumn] != row.values.front())));
    } else {
        font.setBold(changed(row) && (column == keyColumn || isValue(column)));
    }
    return font;
}

QVariant ConfigModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    const QPalette palette = QGuiApplication::palette();
    switch (role) {
        case Qt::DisplayRole:
            return text(row, column);
        case Qt::ToolTipRole:
            return column == keyColumn ? coreText(row.field->doc) : text(row, column);
        case ChangedRole:
            return changed(row);
        case DiffersRole:
            return differs(row);
        case SearchRole:
            return QStringList{fromStd(row.field->key), row.values.join(' '), coreText(row.field->doc)}.join(' ');
        case Qt::AccessibleTextRole:
            return column == keyColumn && differs(row) ? tr("%1, differs").arg(text(row, column).toString())
                                                       : text(row, column);
        case Qt::TextAlignmentRole:
            return QVariant((isValue(column) || column == defaultColumn() ? Qt::AlignRight : Qt::AlignLeft) |
                            Qt::AlignVCenter);
        case Qt::FontRole:
            return font(row, column);
        case Qt::DecorationRole:
            return column == keyColumn && differs(row)
                       ? QVariant(icon(QStringLiteral("differs"), palette.color(QPalette::Text)))
                       : QVariant();
        case Qt::ForegroundRole:
            return column >= defaultColumn() ? QVariant(theme::subtleText(palette)) : QVariant();
        default:
            return {};
    }
}

QVariant ConfigModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant((isValue(section) || section == defaultColumn() ? Qt::AlignRight : Qt::AlignLeft) |
                        Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole && isValue(section)) {
        return m_runs[static_cast<std::size_t>(section - firstValueColumn)].toolTip;
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    if (section == keyColumn) {
        return tr("Setting");
    }
    if (isValue(section)) {
        return runCount() == 1 ? tr("Value") : m_runs[static_cast<std::size_t>(section - firstValueColumn)].name;
    }
    return section == defaultColumn() ? tr("Default") : section == unitColumn() ? tr("Unit") : tr("What it does");
}

QString ConfigModel::toml(const std::vector<int>& rows) const {
    QStringList lines;
    for (const Run& run : m_runs) {
        if (runCount() > 1) {
            lines << (lines.isEmpty() ? QString() : QStringLiteral("\n")) + QStringLiteral("# ") + run.name;
        }
        for (const int row : rows) {
            const std::string& key = m_rows[static_cast<std::size_t>(row)].field->key;
            lines << fromStd(key + " = " + toml_literal(run.config.value(key)));
        }
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

QString ConfigModel::table(const std::vector<int>& rows) const {
    QStringList lines;
    QStringList cells;
    for (int column = 0; column <= defaultColumn(); ++column) {
        cells << headerData(column, Qt::Horizontal).toString();
    }
    lines << cells.join(QLatin1Char('\t'));
    for (const int row : rows) {
        cells.clear();
        for (int column = 0; column <= defaultColumn(); ++column) {
            cells << text(m_rows[static_cast<std::size_t>(row)], column).toString();
        }
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

}  // namespace tempera::ui
