// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launch/preset_model.h"

#include <QFileInfo>
#include <algorithm>

#include "ui/common/text_format.h"

namespace tempera::ui {

QString demoPreset() {
    return QStringLiteral("animals-quick");
}

PresetModel::PresetModel(QObject* parent) : QAbstractListModel(parent), m_presets(list_presets()) {
    std::stable_partition(m_presets.begin(), m_presets.end(),
                          [](const Preset& preset) { return fromStd(preset.name) == demoPreset(); });
}

int PresetModel::rowOf(const QString& name) const {
    const auto found = std::find_if(m_presets.begin(), m_presets.end(),
                                    [&](const Preset& preset) { return fromStd(preset.name) == name; });
    return found == m_presets.end() ? -1 : static_cast<int>(found - m_presets.begin());
}

int PresetModel::addFile(const QString& file) {
    const QString path = QFileInfo(file).absoluteFilePath();
    for (int row = 0; row < rowCount(); ++row) {
        if (fromPath(preset(row).file) == path) {
            return row;
        }
    }
    const int row = rowCount();
    beginInsertRows({}, row, row);
    const std::string name = QFileInfo(file).completeBaseName().toStdString();
    m_presets.push_back({name, name, path.toStdString(), toPath(path)});
    endInsertRows();
    return row;
}

int PresetModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_presets.size());
}

QVariant PresetModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const Preset& preset = this->preset(index.row());
    switch (role) {
        case Qt::DisplayRole:
            return fromStd(preset.title.empty() ? preset.name : preset.title);
        case NameRole:
            return fromStd(preset.name);
        case DescriptionRole:
        case Qt::ToolTipRole:
            return fromStd(preset.description);
        default:
            return {};
    }
}

}  // namespace tempera::ui
