// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plot/line_pyramid.h"
#include "ui/plot/qcp.h"

namespace tempera::ui {

/// What lines and bands have in common. Draws at the cost of the pixels that are crossed, whatever the number of
/// points. Owned by the plot.
class PyramidItem : public QCPAbstractPlottable {
public:
    using QCPAbstractPlottable::QCPAbstractPlottable;

    QCPRange getKeyRange(bool& found, QCP::SignDomain domain = QCP::sdBoth) const override;
    QCPRange getValueRange(bool& found, QCP::SignDomain domain = QCP::sdBoth,
                           const QCPRange& keys = QCPRange()) const override;

protected:
    /// Where the visible part of the line begins and ends, with a neighbour on either side.
    std::pair<qsizetype, qsizetype> visible(const LinePyramid& line) const;
    /// Whether so many points are more than pixels can tell apart.
    bool dense(qsizetype points) const;
    QPointF pixel(double key, double value) const;
    virtual const LinePyramid& lower() const = 0;
    virtual const LinePyramid& upper() const = 0;
    void drawLegendIcon(QCPPainter* painter, const QRectF& rect) const override;
};

/// A line of one pixel; gaps where values are not finite.
class LineItem : public PyramidItem {
public:
    using PyramidItem::PyramidItem;

    void setLine(const LinePyramid& line) { m_line = line; }
    const LinePyramid& line() const { return m_line; }
    double selectTest(const QPointF& place, bool onlySelectable, QVariant* details = nullptr) const override;

protected:
    void draw(QCPPainter* painter) override;
    const LinePyramid& lower() const override { return m_line; }
    const LinePyramid& upper() const override { return m_line; }

private:
    QVector<QPolygonF> pieces(qsizetype first, qsizetype last) const;
    QVector<QPolygonF> columns(qsizetype first, qsizetype last) const;

    LinePyramid m_line;
};

/// The area between two lines over the same x; not drawn where either has a gap.
class BandItem : public PyramidItem {
public:
    using PyramidItem::PyramidItem;

    void setBand(const LinePyramid& low, const LinePyramid& high) {
        m_low = low;
        m_high = high;
    }
    double selectTest(const QPointF& /*place*/, bool /*only*/, QVariant* /*details*/ = nullptr) const override {
        return -1;  // what is chosen is the line in it
    }

protected:
    void draw(QCPPainter* painter) override;
    const LinePyramid& lower() const override { return m_low; }
    const LinePyramid& upper() const override { return m_high; }

private:
    LinePyramid m_low;
    LinePyramid m_high;
};

}  // namespace tempera::ui
