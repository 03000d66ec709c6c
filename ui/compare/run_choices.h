// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QStringList>

namespace tempera::ui {

class Session;

/// The runs of the workspace, newest first, for the boxes of all panes: one list, however many panes.
class RunChoices : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { IdRole = Qt::UserRole };

    explicit RunChoices(Session& session, QObject* parent = nullptr);

    /// Reads the session's runs again.
    void update();
    int rowOf(const QString& runId) const { return static_cast<int>(m_ids.indexOf(runId)); }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    Session& m_session;
    QStringList m_ids;
    QStringList m_names;
};

}  // namespace tempera::ui
