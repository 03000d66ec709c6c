// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launch/preset_model.h"

#include <QFileInfo>
#include <algorithm>

#include "core/base/error.h"
#include "core/base/files.h"
#include "ui/common/core_text.h"
#include "ui/common/text_format.h"

namespace tempera::ui {

QString demoPreset() {
    return QStringLiteral("animals-quick");
}

PresetModel::PresetModel(QObject* parent) : QAbstractListModel(parent) {
    for (const Preset& preset : list_presets()) {
        Group group = Group::StableDiffusion;
        try {
            const bool embedded = load_preset(preset.file.string()).text("model.path") == "animals";
            group = fromStd(preset.name) == demoPreset() ? Group::First : embedded ? Group::Animals : group;
        } catch (const Error&) {
            group = Group::Files;  // choosing it says what is wrong
        }
        add(preset, group);
    }
    const std::filesystem::path comparison = preset_dir() / "paper-animals";
    if (std::filesystem::is_directory(comparison)) {
        for (const Preset& preset : list_presets(comparison)) {
            add(preset, Group::Comparison);
        }
    }
    std::stable_sort(m_entries.begin(), m_entries.end(),
                     [](const Entry& a, const Entry& b) { return a.group < b.group; });
}

QString PresetModel::titleOf(Group group) {
    switch (group) {
        case Group::First:
            return tr("First minutes");
        case Group::Animals:
            return tr("Embedded animals: any computer");
        case Group::Comparison:
            return tr("The paper's comparison, on the animals");
        case Group::StableDiffusion:
            return tr("Stable Diffusion: weights and a GPU");
        case Group::Files:
            break;
    }
    return tr("Your files");
}

int PresetModel::rowOf(const QString& name) const {
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const Entry& entry) { return fromStd(entry.preset.name) == name; });
    return found == m_entries.end() ? -1 : static_cast<int>(found - m_entries.begin());
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
    add({name, name, path.toStdString(), toPath(path)}, Group::Files);
    endInsertRows();
    return row;
}

int PresetModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant PresetModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const Preset& preset = this->preset(index.row());
    switch (role) {
        case Qt::DisplayRole:
            return preset.title.empty() ? fromStd(preset.name) : coreText(preset.title);
        case NameRole:
            return fromStd(preset.name);
        case DescriptionRole:
        case Qt::ToolTipRole:
            return coreText(preset.description);
        case GroupRole:
            return titleOf(m_entries[static_cast<std::size_t>(index.row())].group);
        default:
            return {};
    }
}

}  // namespace tempera::ui
