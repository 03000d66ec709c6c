// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace tempera::ui {

/// A table whose first column stays where it is while the others scroll sideways.
class FrozenTable : public QTableView {
    Q_OBJECT

public:
    explicit FrozenTable(QWidget* parent = nullptr);

    /// What shows the first column, over that of the table.
    const QTableView& frozen() const { return *m_frozen; }

    void setModel(QAbstractItemModel* model) override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void updateGeometries() override;
    void scrollTo(const QModelIndex& index, ScrollHint hint) override;

private:
    void hideOthers();
    void place();

    QTableView* m_frozen;
};

}  // namespace tempera::ui
