// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/contact_sheet.h"

#include <QFontMetrics>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "core/store/run_reader.h"
#include "ui/samples/picture_paint.h"

namespace tempera::ui {

namespace {

constexpr int margin = 24;
constexpr int gap = 8;

const QColor ink(0x20, 0x20, 0x20);
const QColor faint(0x66, 0x66, 0x66);

QFont scaled(const QFont& font, double scale, bool bold = false) {
    QFont result = font;
    if (font.pointSizeF() > 0) {
        result.setPointSizeF(font.pointSizeF() * scale);
    } else {
        result.setPixelSize(qRound(font.pixelSize() * scale));
    }
    result.setBold(bold);
    return result;
}

/// Where everything goes; computed once for size and painting.
struct Layout {
    explicit Layout(const SheetSpec& spec)
        : title(scaled(spec.font, 1.2, true)),
          small(scaled(spec.font, 0.85)),
          caption(QFontMetrics(small).height() + 4),
          top(margin + QFontMetrics(title).height() + 2 + QFontMetrics(small).height() + 12 +
              (spec.columnTitles.empty() ? 0 : caption)),
          cell(spec.side + gap, spec.side + caption + gap),
          rows((static_cast<int>(spec.cells.size()) + spec.columns - 1) / spec.columns),
          size(std::max(2 * margin + spec.columns * cell.width() - gap, 240),
               top + rows * cell.height() - gap + margin) {}

    QFont title;
    QFont small;
    int caption;
    int top;
    QSize cell;
    int rows;
    QSize size;
};

void write(QPainter& painter, const QRect& place, int flags, const QString& text, const QColor& colour) {
    painter.setPen(colour);
    painter.drawText(place, flags | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, place.width()));
}

void paintCell(QPainter& painter, const QRect& place, const Layout& layout, const SheetCell& cell,
               const QImage& picture) {
    const QRect square(place.topLeft(), QSize(place.width(), place.width()));
    if (picture.isNull()) {
        painter.fillRect(square, QColor(0xdd, 0xdd, 0xdd));
    } else {
        paintPicture(painter, square, picture);
    }
    QRect line(square.left(), square.bottom() + 1, square.width(), layout.caption);
    const int number = painter.fontMetrics().horizontalAdvance(cell.score);
    write(painter, line, Qt::AlignRight, cell.score, ink);
    line.setRight(line.right() - number - gap);
    if (line.width() > 0) {
        write(painter, line, Qt::AlignLeft, cell.caption, faint);
    }
}

}  // namespace

int sheetSide(int cells, int columns, int pictureSide, double pixels, int least) {
    const int rows = (cells + columns - 1) / columns;
    const double one = std::sqrt(pixels / (static_cast<double>(rows) * columns)) - gap - 20;
    int side = std::max(pictureSide, 1);
    while (side < 128) {
        side += std::max(pictureSide, 1);
    }
    if (side > one) {
        // Whole multiples while the pictures are enlarged, then whatever fits.
        side =
            one >= pictureSide ? static_cast<int>(one) / std::max(pictureSide, 1) * pictureSide : static_cast<int>(one);
    }
    return side < least ? 0 : side;
}

QSize sheetSize(const SheetSpec& spec) {
    return Layout(spec).size;
}

PictureSource::PictureSource(std::filesystem::path run) : m_run(std::move(run)) {}
PictureSource::~PictureSource() = default;

RunReader& PictureSource::reader() {
    if (!m_reader) {
        m_reader = std::make_unique<RunReader>(m_run);
    }
    return *m_reader;
}

QImage PictureSource::read(const SheetCell& cell) {
    QImage picture;
    if (cell.sample < 0 || (!cell.file.isEmpty() && picture.load(cell.file))) {
        return picture;
    }
    const std::string bytes = reader().thumbnail(cell.sample);
    picture.loadFromData(reinterpret_cast<const uchar*>(bytes.data()), static_cast<int>(bytes.size()));
    return picture;
}

QImage paintSheet(const SheetSpec& spec, PictureSource& source, const SheetProgress& progress) {
    const Layout layout(spec);
    QImage sheet(layout.size, QImage::Format_RGB32);
    sheet.fill(Qt::white);
    QPainter painter(&sheet);
    const int width = layout.size.width() - 2 * margin;
    painter.setFont(layout.title);
    write(painter, QRect(margin, margin, width, painter.fontMetrics().height()), Qt::AlignLeft, spec.title, ink);
    const int below = margin + painter.fontMetrics().height() + 2;
    painter.setFont(layout.small);
    write(painter, QRect(margin, below, width, painter.fontMetrics().height()), Qt::AlignLeft, spec.subtitle, faint);
    for (std::size_t column = 0; column < spec.columnTitles.size(); ++column) {
        const int x = margin + static_cast<int>(column) * layout.cell.width();
        write(painter, QRect(x, layout.top - layout.caption, spec.side, layout.caption), Qt::AlignHCenter,
              spec.columnTitles[column], faint);
    }
    const int total = static_cast<int>(spec.cells.size());
    for (int i = 0; i < total; ++i) {
        const SheetCell& cell = spec.cells[static_cast<std::size_t>(i)];
        const QPoint at(margin + i % spec.columns * layout.cell.width(),
                        layout.top + i / spec.columns * layout.cell.height());
        if (cell.sample >= 0) {
            paintCell(painter, QRect(at, QSize(spec.side, spec.side + layout.caption)), layout, cell,
                      source.read(cell));
        }
        if (!progress(i + 1, total)) {
            return {};
        }
    }
    return sheet;
}

}  // namespace tempera::ui
