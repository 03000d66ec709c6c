// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>
#include <QTableView>

namespace tempera::ui {

/// Shows a StripModel: scrolls both ways, prompts and epochs stay in sight, the current epoch stands between two lines
/// of the accent. Tells which cells are on screen, so that only those are read.
class StripView : public QTableView {
    Q_OBJECT

public:
    explicit StripView(QWidget* parent = nullptr);

    void setCell(const QSize& size);
    void setCurrentColumn(int column);  ///< -1 = none; brings it into sight
    int currentColumn() const { return m_current; }
    /// Columns by rows on screen; empty = none.
    QRect cellsOnScreen() const;

Q_SIGNALS:
    void cellsOnScreenChanged();
    void zoomAsked(int notches);
    void menuAsked(const QPoint& global);

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    int m_current = -1;
    QRect m_told;
};

}  // namespace tempera::ui
