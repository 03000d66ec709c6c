// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QMap>
#include <QVector>
#include <QWidget>
#include <memory>
#include <optional>

class QCustomPlot;
class QPainter;
class QPaintDevice;
class QRubberBand;

namespace tempera::ui {

class PlotInput;

/// One plot in Tempera's style: 1 px lines, light horizontal grid, no frame, colours from the
/// palette. The only class that knows the plotting library. Pens are never wider than 1 px: wider
/// ones cost a hundred times more on long curves.
///
/// Mouse: drag pans, Shift+drag zooms to a box, Ctrl+wheel zooms x, double click shows everything again, click chooses.
/// Keys: + and - zoom, Alt and an arrow pans, 0 shows everything.
class PlotWidget : public QWidget {
    Q_OBJECT

public:
    enum class Points { None, Discs, Rings };
    enum class Mark { Dotted, Dashed };
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
    /// `whole`: ticks at whole numbers only (epochs, steps).
    void setXScale(bool log, bool whole);
    void setWholeX() { setXScale(false, true); }
    void setLogY(bool log);
    /// y never goes below this value by itself (0 for shares and counts).
    void setFloor(std::optional<double> floor) { m_floor = floor; }

    /// The y axis leaves out values beyond the quartiles by more than three times their distance.
    void setIgnoreOutliers(bool ignore);

    /// Replaces or creates a line; x ascending. Values that are not finite are gaps. Of any length: the cost of a
    /// redraw is that of its pixels. The vectors are shared, not copied.
    void setLine(const QString& id, const LineStyle& style, const QVector<double>& x, const QVector<double>& y);
    /// Replaces or creates the area between two lines over one x, faint, behind all lines.
    void setBand(const QString& id, const QColor& colour, const QVector<double>& x, const QVector<double>& low,
                 const QVector<double>& high);
    void setLineStyle(const QString& id, const LineStyle& style);
    /// Replaces or creates a path: a line whose points keep the order that they are given in.
    void setPath(const QString& id, const LineStyle& style, const QVector<double>& x, const QVector<double>& y);
    void removeLine(const QString& id);  ///< or path or band
    QStringList lines() const;           ///< and paths and bands
    int pointCount(const QString& id) const;
    /// Value of the point nearest to x; nothing for an empty or unknown line.
    std::optional<double> valueAt(const QString& id, double x) const;
    QColor lineColour(const QString& id) const;

    void setNotes(const QVector<Note>& notes);
    void setBars(const QVector<Bars>& groups);

    void setMarks(const std::vector<double>& xs, Mark kind = Mark::Dotted);  ///< thin verticals
    /// Accent vertical.
    void setCurrent(std::optional<double> x) { setVertical(Current, x); }
    /// Faint vertical that follows the mouse.
    void setCursor(std::optional<double> x) { setVertical(Cursor, x); }
    /// Solid vertical in text colour.
    void setThreshold(std::optional<double> x) { setVertical(Threshold, x); }

    /// Fixed x range that also survives a reset of the zoom; nothing = fit the data.
    void setFixedXRange(std::optional<std::pair<double, double>> range);
    void setXRange(double low, double high);
    /// Nothing = fits the visible values by itself.
    void setYRange(std::optional<std::pair<double, double>> range);
    std::optional<std::pair<double, double>> chosenYRange() const { return m_fixedY; }
    std::pair<double, double> xRange() const;
    std::pair<double, double> yRange() const;
    bool zoomed() const { return m_zoomed; }
    void resetZoom();

    /// Whether a plain wheel zooms (nothing around the plot scrolls).
    void setWheelZooms(bool zooms);
    /// What gets the mouse, for handles that are drawn on the plot.
    QWidget* canvas() const;

    /// Where x lies, in this widget's coordinates.
    double pixelOfX(double x) const { return pixelOf({x, 0}).x(); }
    double xOfPixel(double pixel) const;
    QPointF pixelOf(const QPointF& place) const;
    QPointF placeOf(const QPointF& pixel) const;
    /// Id of the line that passes within eight pixels of a point of this widget; "" = none.
    QString lineAt(const QPointF& pixel) const;
    /// Pixels from the left edge to the plotting area; equal margins align plots that are stacked.
    void setLeftMargin(int pixels);

    /// One redraw at the next turn of the event loop, and none while hidden or scrolled out of view.
    void replot();
    int replotCount() const { return m_replots; }

    /// A painter that paintFigure() accepts, for any device.
    static std::shared_ptr<QPainter> figurePainter(QPaintDevice* device);
    /// Draws the plot into a rectangle, in lines and letters, not pixels. Need not be visible.
    void paintFigure(QPainter& painter, const QRect& place);

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
    bool eventFilter(QObject* watched, QEvent* event) override;
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
    std::vector<double> sampledValues() const;
    void colourMarks();
    void moveXRange(double low, double high);
    void pan(const QPointF& way);
    void zoomToBox(const QRectF& box);

    QCustomPlot* m_plot;
    PlotInput* m_input = nullptr;
    std::unique_ptr<Parts> m_parts;
    std::optional<double> m_floor;
    std::optional<std::pair<double, double>> m_fixedX;
    std::optional<std::pair<double, double>> m_fixedY;
    QRubberBand* m_box = nullptr;
    bool m_zoomed = false;
    bool m_logX = false;
    bool m_wholeX = false;
    bool m_logY = false;
    bool m_ignoreOutliers = false;
    bool m_fitPending = true;
    int m_replots = 0;
};

}  // namespace tempera::ui
