// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

namespace tempera::ui {

/// Pictures in rows that fill the width. Tells which of them are on screen, so that only those are read. The geometry
/// of a cell follows from its row alone: a hundred thousand cost no more than ten.
class PictureGrid : public QListView {
    Q_OBJECT

public:
    explicit PictureGrid(QWidget* parent = nullptr);

    /// Size of a cell with its caption.
    void setCell(const QSize& size);
    int columns() const;
    /// First and last row on screen; (-1, -1) = none.
    std::pair<int, int> rowsOnScreen() const;

Q_SIGNALS:
    /// The pictures on screen are others than at the last paint.
    void rowsOnScreenChanged(int first, int last);
    void zoomAsked(int notches);
    void menuAsked(const QPoint& global);

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void reset() override;

private:
    std::pair<int, int> m_told{-1, -1};
};

}  // namespace tempera::ui
