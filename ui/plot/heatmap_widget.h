// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QVector>
#include <QWidget>
#include <optional>

#include "ui/plot/colour_map.h"

namespace tempera::ui {

class PlotInput;

/// A table of numbers as colours, one cell each, with axes and a legend, whose ends carry ≤ or ≥ when some
/// number lies beyond. Cells without a number are hatched. A crosshair follows the mouse; without one it stands in the
/// chosen row of the current column.
///
/// Mouse: move looks, click chooses, drag pans, Ctrl+wheel zooms x, double click shows everything again.
/// Keys: Up, Down, Page up, Page down, Home and End choose the row, + and - zoom, 0 shows everything.
class HeatmapWidget : public QWidget {
    Q_OBJECT

public:
    struct Table {
        QVector<double> x;      ///< of the columns, ascending: epochs
        QVector<double> y;      ///< of the rows, from the top: diffusion times, neurons
        QVector<float> values;  ///< row by row, x.size() of them in each of the y.size() rows; NaN = none
    };
    struct Scale {
        double low = 0;  ///< and below: the first colour
        double high = 1;
        ColourMap map = ColourMap::Sequential;
    };

    explicit HeatmapWidget(QWidget* parent = nullptr);

    /// `value` is the title of the legend, with its unit.
    void setTitles(const QString& x, const QString& y, const QString& value);
    /// Keeps the chosen row and, unless it shows everything, the zoom.
    void setTable(const Table& table, const Scale& scale);
    const Table& table() const { return m_table; }
    const Scale& scale() const { return m_scale; }

    void setCurrent(std::optional<double> x);      ///< accent line through the column at or before x
    void setMarks(const QVector<double>& afterX);  ///< thin dotted lines behind these columns

    int row() const { return m_row; }  ///< chosen row, inside the table when it has any
    void setRow(int row);
    int currentColumn() const;  ///< -1 = none

    std::optional<float> valueAt(int row, int column) const;  ///< nothing outside and for NaN
    /// Where a cell lies, in this widget's coordinates.
    QRectF cellRect(int row, int column) const;
    QRectF area() const;  ///< of all cells that are shown

    QSize sizeHint() const override { return {480, 320}; }
    QSize minimumSizeHint() const override { return {200, 120}; }

Q_SIGNALS:
    void cellHovered(int row, int column);
    void hoverLeft();
    void cellClicked(int row, int column);
    void rowChosen(int row);  ///< by keyboard or click

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Cell {
        int row = 0;
        int column = 0;
        friend bool operator==(const Cell&, const Cell&) = default;
    };

    static constexpr double gap = 6;         // pixels between parts
    static constexpr double legendBar = 12;  // width, pixels

    void connectInput();
    std::optional<Cell> cellAt(const QPointF& position) const;
    int columnOf(double x) const;
    void moveColumns(double from, double to);
    QString widestRowLabel() const;
    void colourCells();
    QString legendLabel(double value) const;
    void paintCells(QPainter& painter) const;
    void paintAxes(QPainter& painter) const;
    void paintLegend(QPainter& painter) const;
    void paintLines(QPainter& painter) const;

    Table m_table;
    Scale m_scale;
    QString m_titleX;
    QString m_titleY;
    QString m_titleValue;
    QImage m_cells;
    bool m_below = false;  // whether some number is beyond the scale
    bool m_above = false;
    std::optional<double> m_current;
    QVector<double> m_marks;
    std::optional<Cell> m_hovered;
    int m_row = 0;
    double m_from = 0;  // first and last edge that is shown, in columns
    double m_to = 0;
};

}  // namespace tempera::ui
