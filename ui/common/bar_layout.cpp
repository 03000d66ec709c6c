// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/bar_layout.h"

#include <QStyle>
#include <QWidget>
#include <algorithm>
#include <numeric>

namespace tempera::ui {

namespace {

constexpr int betweenRows = 6;

template <typename Cells>
int widthOf(const Cells& cells) {
    return std::accumulate(cells.begin(), cells.end(), 0,
                           [](int sum, const auto& cell) { return sum + cell.before + cell.width; });
}

}  // namespace

BarLayout::BarLayout(QWidget* parent) : QLayout(parent) {}

BarLayout::~BarLayout() {
    for (const Place& place : m_places) {
        delete place.item;
    }
}

void BarLayout::add(QWidget* widget, int stretch, bool tied) {
    addChildWidget(widget);
    addItem(new QWidgetItem(widget));
    m_places.back().stretch = stretch;
    m_places.back().tied = tied;
}

void BarLayout::addGap(int room) {
    addItem(new QSpacerItem(0, 0));
    m_places.back().gap = room;
}

void BarLayout::addStretch() {
    addItem(new QSpacerItem(0, 0));
    m_places.back().stretch = 1;
}

void BarLayout::addItem(QLayoutItem* item) {
    m_places.push_back({item});
    invalidate();
}

QLayoutItem* BarLayout::itemAt(int index) const {
    return index >= 0 && index < count() ? m_places[static_cast<std::size_t>(index)].item : nullptr;
}

QLayoutItem* BarLayout::takeAt(int index) {
    QLayoutItem* item = itemAt(index);
    if (item) {
        m_places.erase(m_places.begin() + index);
        invalidate();
    }
    return item;
}

int BarLayout::least(const Place& place) {
    return place.item->minimumSize().width();
}

int BarLayout::wanted(const Place& place) {
    return place.stretch > 0 ? least(place) : std::max(least(place), place.item->sizeHint().width());
}

std::vector<BarLayout::Row> BarLayout::parts() const {
    std::vector<Row> found;
    int gap = 0;
    bool afterWidget = false;
    for (const Place& place : m_places) {
        const bool spacer = place.item->spacerItem() != nullptr;
        if (!spacer && place.item->isEmpty()) {
            continue;
        }
        if (spacer && place.stretch == 0) {
            gap += place.gap;
            continue;
        }
        // A stretch has no width and no spacing of its own.
        Cell cell{&place, spacer ? 0 : std::max(0, spacing()) + gap, spacer ? 0 : wanted(place)};
        if (place.tied && afterWidget) {
            found.back().push_back(cell);
        } else {
            found.push_back({cell});
        }
        gap = spacer ? gap : 0;
        afterWidget = !spacer;
    }
    return found;
}

std::vector<BarLayout::Row> BarLayout::rows(int width) const {
    std::vector<Row> found;
    int used = 0;
    for (Row& part : parts()) {
        const bool begins = found.empty() || used + widthOf(part) > width;
        if (begins) {
            if (!found.empty() && part.front().place->item->spacerItem()) {
                continue;
            }
            part.front().before = 0;
            found.emplace_back();
            used = 0;
        }
        used += widthOf(part);
        found.back().insert(found.back().end(), part.begin(), part.end());
    }
    for (Row& row : found) {
        fit(row, width);
    }
    return found;
}

void BarLayout::fit(Row& row, int width) {
    int left = width - widthOf(row);
    for (auto cell = row.rbegin(); cell != row.rend() && left < 0; ++cell) {
        const int given = std::min(-left, cell->width - least(*cell->place));
        cell->width -= std::max(0, given);
        left += std::max(0, given);
    }
    // What a control at its largest leaves goes to the others.
    std::vector<Cell*> open;
    for (Cell& cell : row) {
        if (cell.place->stretch > 0) {
            open.push_back(&cell);
        }
    }
    while (left > 0 && !open.empty()) {
        const int shares = std::accumulate(open.begin(), open.end(), 0,
                                           [](int sum, const Cell* cell) { return sum + cell->place->stretch; });
        const int before = left;
        std::vector<Cell*> still;
        for (Cell* cell : open) {
            const int share = std::max(1, before * cell->place->stretch / shares);
            const int room = cell->place->item->spacerItem() ? QLAYOUTSIZE_MAX
                                                             : cell->place->item->maximumSize().width() - cell->width;
            const int given = std::min({share, room, left});
            cell->width += given;
            left -= given;
            if (given < room) {
                still.push_back(cell);
            }
        }
        open = std::move(still);
    }
}

int BarLayout::heightOf(const Row& row) {
    int height = 0;
    for (const Cell& cell : row) {
        height = std::max({height, cell.place->item->sizeHint().height(), cell.place->item->minimumSize().height()});
    }
    return height;
}

int BarLayout::rowHeight() const {
    int height = parentWidget() ? parentWidget()->fontMetrics().height() + 13 : 0;
    for (const Row& part : parts()) {
        height = std::max(height, heightOf(part));
    }
    return height;
}

QSize BarLayout::sizeHint() const {
    int width = 0;
    for (const Row& part : parts()) {
        for (const Cell& cell : part) {
            width += cell.before + std::max(cell.width, cell.place->item->sizeHint().width());
        }
    }
    const QMargins rim = contentsMargins();
    return {width + rim.left() + rim.right(), rowHeight() + rim.top() + rim.bottom()};
}

QSize BarLayout::minimumSize() const {
    int width = 0;
    for (const Row& part : parts()) {
        int needed = 0;
        for (const Cell& cell : part) {
            const bool first = &cell == &part.front();
            needed += (first ? 0 : cell.before) + (cell.place->item->spacerItem() ? 0 : least(*cell.place));
        }
        width = std::max(width, needed);
    }
    const QMargins rim = contentsMargins();
    return {width + rim.left() + rim.right(), rowHeight() + rim.top() + rim.bottom()};
}

int BarLayout::heightForWidth(int width) const {
    const QMargins rim = contentsMargins();
    const auto count = static_cast<int>(rows(width - rim.left() - rim.right()).size());
    return rim.top() + rim.bottom() + count * rowHeight() + std::max(0, count - 1) * betweenRows;
}

void BarLayout::setGeometry(const QRect& rect) {
    QLayout::setGeometry(rect);
    const QRect inside = contentsRect();
    const Qt::LayoutDirection direction = parentWidget() ? parentWidget()->layoutDirection() : Qt::LeftToRight;
    const int height = rowHeight();
    int top = inside.top();
    for (const Row& row : rows(inside.width())) {
        int left = inside.left();
        for (const Cell& cell : row) {
            left += cell.before;
            const QRect place(left, top, cell.width, height);
            cell.place->item->setGeometry(QStyle::visualRect(direction, inside, place));
            left += cell.width;
        }
        top += height + betweenRows;
    }
}

}  // namespace tempera::ui
