// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>
#include <vector>

namespace tempera::ui {

/// Controls in a row that goes on in further rows where the width does not suffice; all rows are as high as the highest
/// control. Hidden controls take no room. Nothing gets less than its size hint while another row can hold it; controls
/// with a stretch may shrink to their minimum first.
class BarLayout : public QLayout {
public:
    explicit BarLayout(QWidget* parent);
    ~BarLayout() override;

    /// `stretch`: share of what is left of its row. `tied`: always in the row of the control before it.
    void add(QWidget* widget, int stretch = 0, bool tied = false);
    /// Room between the neighbours, besides the usual: device-independent pixels. None at the begin of a row.
    void addGap(int room);
    /// Moves what follows to the right edge; to the left edge where it begins a row.
    void addStretch();

    void addItem(QLayoutItem* item) override;
    int count() const override { return static_cast<int>(m_places.size()); }
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    QSize sizeHint() const override;     ///< of one row
    QSize minimumSize() const override;  ///< as wide as the widest part that stays together
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    Qt::Orientations expandingDirections() const override { return {}; }
    void setGeometry(const QRect& rect) override;

private:
    struct Place {
        QLayoutItem* item;
        int stretch = 0;
        int gap = 0;
        bool tied = false;
    };
    struct Cell {
        const Place* place;
        int before;  ///< free room between it and its neighbour
        int width;
    };
    using Row = std::vector<Cell>;

    std::vector<Row> parts() const;  ///< what stays together; a stretch is a part of its own
    std::vector<Row> rows(int width) const;
    static void fit(Row& row, int width);
    static int heightOf(const Row& row);
    int rowHeight() const;  ///< the same for bars without a field or button
    static int least(const Place& place);
    static int wanted(const Place& place);

    std::vector<Place> m_places;
};

}  // namespace tempera::ui
