// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>

#include "ui/session/batches.h"

namespace tempera::ui {

/// The pictures of one epoch.
class SampleModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        ImageRole = Qt::UserRole,  ///< QImage
        PromptRole,
        ScoreRole,  ///< double of the chosen reward; invalid when it has none
        IndexRole,  ///< qlonglong: place inside the epoch
    };

    using QAbstractListModel::QAbstractListModel;

    void setSet(const SampleSetPtr& set);
    const SampleSetPtr& set() const { return m_set; }
    void setReward(const QString& reward);
    const QString& reward() const { return m_reward; }
    const SampleItem* item(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    SampleSetPtr m_set;
    QString m_reward;
};

}  // namespace tempera::ui
