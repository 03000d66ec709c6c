// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

namespace tempera::ui {

enum class SampleOrder { Grid, BestFirst, WorstFirst, Prompt };

/// Pictures whose prompt contains a text, in the chosen order. Pictures without a score come last.
class SampleFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit SampleFilter(QObject* parent = nullptr);

    void setOrder(SampleOrder order);
    void setPrompt(const QString& text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    SampleOrder m_order = SampleOrder::Grid;
    QString m_prompt;
};

}  // namespace tempera::ui
