// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>

namespace tempera::ui {

/// Settings that contain every word of a search, and of which a role says so if that is wished.
class ConfigFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setText(const QString& text);
    /// ConfigModel::ChangedRole or DiffersRole; -1: all.
    void setOnly(int role);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QStringList m_words;
    int m_only = -1;
};

}  // namespace tempera::ui
