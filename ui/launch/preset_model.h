// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <vector>

#include "core/config/config.h"

namespace tempera::ui {

/// The presets that come with Tempera, grouped by what they are for, the one for the first minutes in
/// front, and files that the user opened.
class PresetModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { NameRole = Qt::UserRole, DescriptionRole, GroupRole };

    explicit PresetModel(QObject* parent = nullptr);

    const Preset& preset(int row) const { return m_entries[static_cast<std::size_t>(row)].preset; }
    int rowOf(const QString& name) const;  ///< -1 = there is none of that name
    int addFile(const QString& file);      ///< row of the file

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    enum class Group { First, Animals, Comparison, StableDiffusion, Files };
    struct Entry {
        Preset preset;
        Group group;
    };

    void add(const Preset& preset, Group group) { m_entries.push_back({preset, group}); }
    static QString titleOf(Group group);

    std::vector<Entry> m_entries;
};

/// Name of the preset for the first minutes.
QString demoPreset();

}  // namespace tempera::ui
