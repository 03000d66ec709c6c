// SPDX-License-Identifier: GPL-3.0-or-later
// Ranges, ticks, colours and redraws of a plot.
#include <QEvent>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/common/in_sight.h"
#include "ui/common/theme.h"
#include "ui/plot/plot_parts.h"
#include "ui/plot/plot_range.h"

namespace tempera::ui {

namespace {

/// Union of one range of all plottables; nothing when none has data.
template <typename RangeOf>
std::optional<QCPRange> spanOf(QCustomPlot* plot, const RangeOf& rangeOf) {
    std::optional<QCPRange> span;
    for (int i = 0; i < plot->plottableCount(); ++i) {
        bool has = false;
        const QCPRange own = rangeOf(*plot->plottable(i), has);
        if (has) {
            span = span ? span->expanded(own) : own;
        }
    }
    return span;
}

void setScale(QCPAxis* axis, bool log, bool whole) {
    axis->setScaleType(log ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    axis->setTicker(log     ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog)
                    : whole ? wholeTicker()
                            : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    axis->setNumberFormat(log ? QStringLiteral("gb") : QStringLiteral("g"));
}

}  // namespace

QSharedPointer<QCPAxisTicker> wholeTicker() {
    const auto ticker = QSharedPointer<QCPAxisTickerFixed>::create();
    ticker->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
    ticker->setTickCount(4);
    return ticker;
}

void PlotWidget::setAxisTitles(const QString& x, const QString& y) {
    if (m_plot->xAxis->label() != x || m_plot->yAxis->label() != y) {
        m_plot->xAxis->setLabel(x);
        m_plot->yAxis->setLabel(y);
        replot();
    }
}

void PlotWidget::setXScale(bool log, bool whole) {
    if (m_logX == log && m_wholeX == whole) {
        return;
    }
    m_logX = log;
    m_wholeX = whole;
    setScale(m_plot->xAxis, log, whole);
    applyColours();
    replot();
}

void PlotWidget::setLogY(bool log) {
    if (m_logY == log) {
        return;
    }
    m_logY = log;
    setScale(m_plot->yAxis, log, false);
    applyColours();
    replot();
}

void PlotWidget::setIgnoreOutliers(bool ignore) {
    if (m_ignoreOutliers != ignore) {
        m_ignoreOutliers = ignore;
        replot();
    }
}

void PlotWidget::setFixedXRange(std::optional<std::pair<double, double>> range) {
    if (m_fixedX != range) {
        m_fixedX = range;
        replot();
    }
}

void PlotWidget::setXRange(double low, double high) {
    m_zoomed = true;
    m_plot->xAxis->setRange(low, high);
    replot();
}

void PlotWidget::setYRange(std::optional<std::pair<double, double>> range) {
    m_fixedY = range;
    if (range) {
        m_zoomed = true;
        m_plot->yAxis->setRange(range->first, range->second);
    }
    replot();
}

void PlotWidget::resetZoom() {
    m_zoomed = false;
    m_fixedY.reset();
    replot();
}

std::pair<double, double> PlotWidget::xRange() const {
    return {m_plot->xAxis->range().lower, m_plot->xAxis->range().upper};
}

std::pair<double, double> PlotWidget::yRange() const {
    return {m_plot->yAxis->range().lower, m_plot->yAxis->range().upper};
}

double PlotWidget::xOfPixel(double pixel) const {
    return m_plot->xAxis->pixelToCoord(pixel);
}

QPointF PlotWidget::placeOf(const QPointF& pixel) const {
    return {m_plot->xAxis->pixelToCoord(pixel.x()), m_plot->yAxis->pixelToCoord(pixel.y())};
}

QPointF PlotWidget::pixelOf(const QPointF& place) const {
    return {m_plot->xAxis->coordToPixel(place.x()), m_plot->yAxis->coordToPixel(place.y())};
}

void PlotWidget::setLeftMargin(int pixels) {
    m_plot->axisRect()->setAutoMargins(QCP::msRight | QCP::msTop | QCP::msBottom);
    m_plot->axisRect()->setMargins(QMargins(pixels, 0, 0, 0));
}

void PlotWidget::fit() {
    if (!m_zoomed) {
        const QCP::SignDomain domain = m_logX ? QCP::sdPositive : QCP::sdBoth;
        const auto keys = spanOf(m_plot, [&](const QCPAbstractPlottable& p, bool& has) {  //
            return p.getKeyRange(has, domain);
        });
        QCPRange range = keys.value_or(m_logX ? QCPRange(1, 10) : QCPRange(0, 1));
        if (m_fixedX && (!m_logX || m_fixedX->first > 0)) {
            range = QCPRange(m_fixedX->first, m_fixedX->second);
        } else if (range.size() <= 0) {
            range =
                m_logX ? QCPRange(range.lower / 2, range.upper * 2) : QCPRange(range.lower - 0.5, range.upper + 0.5);
        }
        m_plot->xAxis->setRange(range);
    }
    fitY();
}

void PlotWidget::fitY() {
    if (m_fixedY) {
        return;
    }
    const QCP::SignDomain domain = m_logY ? QCP::sdPositive : QCP::sdBoth;
    auto values = spanOf(m_plot, [&](const QCPAbstractPlottable& p, bool& has) {
        return p.getValueRange(has, domain, m_plot->xAxis->range());
    });
    if (values && m_ignoreOutliers) {
        const auto [low, high] = rangeWithoutOutliers(sampledValues(), m_logY);
        if (low <= high) {
            values = QCPRange(low, high);
        }
    }
    if (!values) {
        m_plot->yAxis->setRange(m_logY ? QCPRange(0.1, 1) : QCPRange(0, 1));
        return;
    }
    const auto [low, high] = paddedRange(values->lower, values->upper, m_logY, !m_parts->bars.isEmpty(), m_floor);
    m_plot->yAxis->setRange(low, high);
}

std::vector<double> PlotWidget::sampledValues() const {
    constexpr qsizetype most = 2000;  // of each line
    const QCPRange range = m_plot->xAxis->range();
    std::vector<double> values;
    for (QCPAbstractPlottable* plottable : std::as_const(m_parts->lines)) {
        if (const auto* line = dynamic_cast<const LineItem*>(plottable)) {
            const qsizetype first = line->line().firstFrom(range.lower);
            const qsizetype last = line->line().firstFrom(range.upper, first);
            for (qsizetype i = first; i < last; i += 1 + (last - first) / most) {
                values.push_back(line->line().y().at(i));
            }
        } else if (const auto* path = qobject_cast<const QCPCurve*>(plottable)) {
            const auto points = path->data();
            for (auto point = points->constBegin(); point != points->constEnd(); ++point) {
                values.push_back(point->value);
            }
        }
    }
    return values;
}

void PlotWidget::replot() {
    m_fitPending = true;
    if (!inSight(*this)) {
        return;
    }
    // Fitting waits for the next turn, so that many changes in this one cost one redraw.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_fitPending && inSight(*this)) {
                m_fitPending = false;
                fit();
                m_plot->replot(QCustomPlot::rpQueuedRefresh);
            }
        },
        Qt::QueuedConnection);
}

void PlotWidget::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_plot->setBufferDevicePixelRatio(devicePixelRatioF());
    replot();
}

bool PlotWidget::eventFilter(QObject* watched, QEvent* event) {
    // Scrolled into view: what changed in the meantime is drawn now.
    if (event->type() == QEvent::Paint && m_fitPending) {
        replot();
    }
    return QWidget::eventFilter(watched, event);
}

void PlotWidget::applyColours() {
    const QPalette& colours = palette();
    const QColor text = theme::subtleText(colours);
    const QColor rule = theme::grid(colours);
    const QFont small = textFont(TextSize::Small);
    m_plot->setBackground(colours.base());
    for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setTickLabelColor(text);
        axis->setLabelColor(text);
        axis->setTickLabelFont(small);
        axis->setLabelFont(small);
        axis->setSubTicks(false);
        axis->setTickPen(Qt::NoPen);
        axis->setTickLabelPadding(4);
        axis->setLabelPadding(2);
        axis->setBasePen(QPen(rule, 1));
        axis->grid()->setPen(QPen(rule, 1));
        axis->grid()->setZeroLinePen(QPen(rule, 1));
        axis->grid()->setSubGridVisible(false);
        axis->ticker()->setTickCount(4);
    }
    m_plot->xAxis->grid()->setVisible(false);
    m_plot->yAxis->setBasePen(Qt::NoPen);
    m_parts->verticals[Current]->setPen(QPen(theme::accent(colours), 1));
    m_parts->verticals[Cursor]->setPen(QPen(text, 1));
    m_parts->verticals[Threshold]->setPen(QPen(colours.color(QPalette::Text), 1));
    colourMarks();
}

void PlotWidget::colourMarks() {
    const QColor text = theme::subtleText(palette());
    for (QCPItemStraightLine* mark : std::as_const(m_parts->marks[static_cast<std::size_t>(Mark::Dotted)])) {
        mark->setPen(QPen(text, 1, Qt::DotLine));
    }
    for (QCPItemStraightLine* mark : std::as_const(m_parts->marks[static_cast<std::size_t>(Mark::Dashed)])) {
        QPen pen(text, 1);
        pen.setDashPattern({10, 5});
        mark->setPen(pen);
    }
}

void PlotWidget::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        applyColours();
        replot();
    }
}

std::shared_ptr<QPainter> PlotWidget::figurePainter(QPaintDevice* device) {
    // Shared, because QPainter's destructor is not virtual: this pointer remembers which one to call.
    auto painter = std::make_shared<QCPPainter>(device);
    painter->setModes(QCPPainter::pmVectorized | QCPPainter::pmNoCaching);
    return painter;
}

void PlotWidget::paintFigure(QPainter& painter, const QRect& place) {
    m_fitPending = false;
    fit();
    painter.save();
    painter.translate(place.topLeft());
    m_plot->toPainter(static_cast<QCPPainter*>(&painter), place.width(), place.height());
    painter.restore();
}

}  // namespace tempera::ui
