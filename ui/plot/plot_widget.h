// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QMap>
#include <QVector>
#include <QWidget>
#include <memory>
#include <optional>

class QCustomPlot;

namespace tempera::ui {

class PlotInput;

/// One plot in Tempera's style: 1 px lines, light horizontal grid, no frame, colours from the
/// palette. The only class that knows the plotting library. Pens are never wider than 1 px: wider
/// ones cost a hundred times more on long curves.
///
/// Mouse: drag pans, Ctrl+wheel zooms x, double click shows everything again, click chooses an x.
/// Keys: + and - zoom, 0 shows everything.
class PlotWidget : public QWidget {
    Q_OBJECT

public:
    enum class Points { None, Discs, Rings };
    struct LineStyle {
        QColor colour;
        Qt::PenStyle dash = Qt::SolidLine;
        bool front = false;            ///< drawn above the others
        Points points = Points::None;  ///< on a path
    };
    /// Words beside a place.
    struct Note {
        QPointF place;  ///< x and y of the plot
        QString text;
        QColor colour;
        bool bold = false;
        Qt::Alignment side = Qt::AlignHCenter | Qt::AlignBottom;  ///< of the words that is at the place
    };
    struct Bars {
        QVector<double> centres;
        QVector<double> heights;
        double width = 1;
        QColor colour;
        bool hatched = false;
    };

    explicit PlotWidget(QWidget* parent = nullptr);
    ~PlotWidget() override;

    void setAxisTitles(const QString& x, const QString& y);
    /// Ticks at whole numbers only (epochs, steps).
    void setWholeX();
    void setLogY(bool log);
    /// y never goes below this value by itself (0 for shares and counts).
    void setFloor(std::optional<double> floor) { m_floor = floor; }

    /// Replaces or creates a line; x ascending.
    void setLine(const QString& id, const LineStyle& style, const QVector<double>& x, const QVector<double>& y);
    /// Adds points behind the last one; the line must exist.
    void extendLine(const QString& id, const QVector<double>& x, const QVector<double>& y);
    void setLineStyle(const QString& id, const LineStyle& style);
    /// Replaces or creates a path: a line whose points keep the order that they are given in.
    void setPath(const QString& id, const LineStyle& style, const QVector<double>& x, const QVector<double>& y);
    void removeLine(const QString& id);  ///< or path
    QStringList lines() const;           ///< and paths
    int pointCount(const QString& id) const;
    /// Value of the point nearest to x; nothing for an empty or unknown line.
    std::optional<double> valueAt(const QString& id, double x) const;
    QColor lineColour(const QString& id) const;

    void setNotes(const QVector<Note>& notes);
    void setBars(const QVector<Bars>& groups);

    void setMarks(const std::vector<double>& xs);  ///< thin dotted verticals
    /// Accent vertical.
    void setCurrent(std::optional<double> x) { setVertical(Current, x); }
    /// Faint vertical that follows the mouse.
    void setCursor(std::optional<double> x) { setVertical(Cursor, x); }
    /// Solid vertical in text colour.
    void setThreshold(std::optional<double> x) { setVertical(Threshold, x); }

    /// Fixed x range that also survives a reset of the zoom; nothing = fit the data.
    void setFixedXRange(std::optional<std::pair<double, double>> range) {
        if (m_fixedX != range) {
            m_fixedX = range;
            replot();
        }
    }
    void setXRange(double low, double high);
    std::pair<double, double> xRange() const;
    std::pair<double, double> yRange() const;
    bool zoomed() const { return m_zoomed; }
    void resetZoom() {
        m_zoomed = false;
        replot();
    }

    /// Whether a plain wheel zooms (nothing around the plot scrolls).
    void setWheelZooms(bool zooms);

    /// Where x lies, in this widget's coordinates.
    double pixelOfX(double x) const { return pixelOf({x, 0}).x(); }
    double xOfPixel(double pixel) const;
    QPointF pixelOf(const QPointF& place) const;
    /// Pixels from the left edge to the plotting area; equal margins align plots that are stacked.
    void setLeftMargin(int pixels);

    /// One redraw at the next turn of the event loop, and none while hidden.
    void replot();
    int replotCount() const { return m_replots; }

    QSize sizeHint() const override { return {320, 200}; }
    QSize minimumSizeHint() const override { return {120, 90}; }

Q_SIGNALS:
    void cursorMoved(double x);
    void cursorLeft();
    void lineHovered(const QString& id);  ///< "" = none
    void clicked(double x);
    void clickedAt(const QPointF& position);  ///< the same click, in this widget's coordinates
    void xRangeChanged(double low, double high);
    void zoomReset();

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Parts;
    enum Vertical { Current, Cursor, Threshold };

    void applyColours();
    void connectInput(PlotInput* input);
    void fit();
    void setVertical(Vertical which, std::optional<double> x);
    void fitY();
    QString lineAt(const QPointF& position) const;
    void moveXRange(double low, double high);

    QCustomPlot* m_plot;
    PlotInput* m_input = nullptr;
    std::unique_ptr<Parts> m_parts;
    std::optional<double> m_floor;
    std::optional<std::pair<double, double>> m_fixedX;
    bool m_zoomed = false;
    bool m_logY = false;
    bool m_fitPending = true;
    int m_replots = 0;
};

}  // namespace tempera::ui
