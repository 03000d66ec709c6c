// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/plot_widget.h"

// The library's header is written with Qt's short keywords, which Tempera switches off.
#define signals Q_SIGNALS
#define slots Q_SLOTS
#define foreach Q_FOREACH
#include <qcustomplot.h>
#undef signals
#undef slots
#undef foreach

#include <array>

#include "ui/common/theme.h"
#include "ui/plot/plot_input.h"
#include "ui/plot/plot_range.h"

namespace tempera::ui {

struct PlotWidget::Parts {
    QMap<QString, QCPAbstractPlottable*> lines;  // and paths
    QCPGraph* graph(const QString& id) const { return qobject_cast<QCPGraph*>(lines.value(id)); }
    QVector<QCPAbstractItem*> notes;
    QVector<QCPBars*> bars;
    QVector<QCPItemStraightLine*> marks;
    std::array<QCPItemStraightLine*, 3> verticals{};  // by Vertical
};

namespace {

QCPItemStraightLine* vertical(QCustomPlot* plot, const QString& layer) {
    auto* line = new QCPItemStraightLine(plot);
    line->setLayer(layer);
    line->setVisible(false);
    return line;
}

void place(QCPItemStraightLine* line, std::optional<double> x) {
    line->setVisible(x.has_value());
    line->point1->setCoords(x.value_or(0), 1);
    line->point2->setCoords(x.value_or(0), 2);
}

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

/// Whole numbers only: epochs and counts have no halves.
QSharedPointer<QCPAxisTicker> wholeTicker() {
    const auto ticker = QSharedPointer<QCPAxisTickerFixed>::create();
    ticker->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
    ticker->setTickCount(4);
    return ticker;
}

/// A lone point has no line: it is shown as a dot until the second one comes.
void showLonePoint(QCPGraph* graph) {
    const bool lone = graph->dataCount() == 1;
    graph->setScatterStyle(lone ? QCPScatterStyle(QCPScatterStyle::ssDisc, 4) : QCPScatterStyle::ssNone);
}

}  // namespace

PlotWidget::PlotWidget(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot), m_parts(new Parts) {
    setFocusPolicy(Qt::StrongFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    m_plot->setInteractions(QCP::iNone);
    // Cursor and epoch move without redrawing the curves: a buffer of their own.
    m_plot->addLayer(QStringLiteral("cursor"), m_plot->layer(QStringLiteral("main")), QCustomPlot::limAbove);
    m_plot->layer(QStringLiteral("cursor"))->setMode(QCPLayer::lmBuffered);
    for (auto& line : m_parts->verticals) {
        line = vertical(m_plot, QStringLiteral("cursor"));
    }
    m_plot->axisRect()->setMinimumMargins(QMargins(4, 6, 8, 4));
    connect(m_plot, &QCustomPlot::afterReplot, this, [this] { ++m_replots; });
    connectInput(new PlotInput(*this, m_plot));
    applyColours();
}

PlotWidget::~PlotWidget() = default;

void PlotWidget::setAxisTitles(const QString& x, const QString& y) {
    m_plot->xAxis->setLabel(x);
    m_plot->yAxis->setLabel(y);
    replot();
}

void PlotWidget::setWholeX() {
    m_plot->xAxis->setTicker(wholeTicker());
}

void PlotWidget::setLogY(bool log) {
    if (m_logY == log) {
        return;
    }
    m_logY = log;
    m_plot->yAxis->setScaleType(log ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    m_plot->yAxis->setTicker(QSharedPointer<QCPAxisTicker>(log ? new QCPAxisTickerLog : new QCPAxisTicker));
    m_plot->yAxis->setNumberFormat(log ? QStringLiteral("gb") : QStringLiteral("g"));
    applyColours();
    replot();
}

void PlotWidget::setLine(const QString& id, const LineStyle& style, const QVector<double>& x,
                         const QVector<double>& y) {
    QCPGraph* graph = m_parts->graph(id);
    if (!graph) {
        graph = m_plot->addGraph();
        graph->setAdaptiveSampling(true);
        m_parts->lines[id] = graph;
    }
    graph->setData(x, y, true);
    setLineStyle(id, style);
    replot();
}

void PlotWidget::extendLine(const QString& id, const QVector<double>& x, const QVector<double>& y) {
    if (QCPGraph* graph = m_parts->graph(id)) {
        graph->addData(x, y, true);
        showLonePoint(graph);
        replot();
    }
}

void PlotWidget::setLineStyle(const QString& id, const LineStyle& style) {
    QCPAbstractPlottable* line = m_parts->lines.value(id);
    if (!line) {
        return;
    }
    line->setPen(QPen(style.colour, 1, style.dash));
    line->setLayer(style.front ? QStringLiteral("axes") : QStringLiteral("main"));
    if (QCPGraph* graph = m_parts->graph(id)) {
        showLonePoint(graph);
    } else if (auto* path = qobject_cast<QCPCurve*>(line)) {
        path->setScatterStyle(style.points == Points::Discs   ? QCPScatterStyle(QCPScatterStyle::ssDisc, 4)
                              : style.points == Points::Rings ? QCPScatterStyle(QCPScatterStyle::ssCircle, 11)
                                                              : QCPScatterStyle());
    }
    replot();
}

void PlotWidget::setPath(const QString& id, const LineStyle& style, const QVector<double>& x,
                         const QVector<double>& y) {
    auto* curve = qobject_cast<QCPCurve*>(m_parts->lines.value(id));
    if (!curve) {
        curve = new QCPCurve(m_plot->xAxis, m_plot->yAxis);
        m_parts->lines[id] = curve;
    }
    curve->setData(x, y);
    setLineStyle(id, style);
}

void PlotWidget::removeLine(const QString& id) {
    if (QCPAbstractPlottable* line = m_parts->lines.take(id)) {
        m_plot->removePlottable(line);
        replot();
    }
}

QStringList PlotWidget::lines() const {
    return m_parts->lines.keys();
}

void PlotWidget::setNotes(const QVector<Note>& notes) {
    for (QCPAbstractItem* item : std::as_const(m_parts->notes)) {
        m_plot->removeItem(item);
    }
    m_parts->notes.clear();
    for (const Note& note : notes) {
        auto* text = new QCPItemText(m_plot);
        text->setText(note.text);
        text->setColor(note.colour);
        text->setFont(textFont(TextSize::Small, note.bold));
        text->setPositionAlignment(note.side);
        text->setBrush(palette().base());
        auto* place = new QCPItemTracer(m_plot);
        place->setStyle(QCPItemTracer::tsNone);
        place->position->setCoords(note.place);
        text->position->setParentAnchor(place->position);
        text->position->setCoords(0, note.side & Qt::AlignTop ? 7 : -7);  // pixels: clear of a ring
        m_parts->notes << text << place;
    }
    replot();
}

int PlotWidget::pointCount(const QString& id) const {
    QCPAbstractPlottable* line = m_parts->lines.value(id);
    return line ? line->interface1D()->dataCount() : 0;
}

std::optional<double> PlotWidget::valueAt(const QString& id, double x) const {
    const QCPGraph* graph = m_parts->graph(id);
    if (!graph || graph->dataCount() == 0) {
        return std::nullopt;
    }
    auto right = graph->data()->findBegin(x, false);
    if (right == graph->data()->constEnd()) {
        return (right - 1)->value;
    }
    if (right != graph->data()->constBegin() && x - (right - 1)->key < right->key - x) {
        --right;
    }
    return right->value;
}

QColor PlotWidget::lineColour(const QString& id) const {
    const QCPAbstractPlottable* line = m_parts->lines.value(id);
    return line ? line->pen().color() : QColor();
}

void PlotWidget::setBars(const QVector<Bars>& groups) {
    for (QCPBars* bars : std::as_const(m_parts->bars)) {
        m_plot->removePlottable(bars);
    }
    m_parts->bars.clear();
    if (!m_logY) {
        m_plot->yAxis->setTicker(wholeTicker());
    }
    for (const Bars& group : groups) {
        auto* bars = new QCPBars(m_plot->xAxis, m_plot->yAxis);
        bars->setWidth(group.width);
        bars->setWidthType(QCPBars::wtPlotCoords);
        bars->setData(group.centres, group.heights, true);
        bars->setBaseValue(m_logY ? 0.5 : 0);
        bars->setPen(QPen(group.colour, 1));
        QColor fill = group.colour;
        fill.setAlphaF(group.hatched ? 1.0F : 0.55F);
        bars->setBrush(QBrush(fill, group.hatched ? Qt::BDiagPattern : Qt::SolidPattern));
        bars->setAntialiased(false);
        m_parts->bars.push_back(bars);
    }
    replot();
}

void PlotWidget::setMarks(const std::vector<double>& xs) {
    while (m_parts->marks.size() > static_cast<qsizetype>(xs.size())) {
        m_plot->removeItem(m_parts->marks.takeLast());
    }
    while (m_parts->marks.size() < static_cast<qsizetype>(xs.size())) {
        m_parts->marks.push_back(vertical(m_plot, QStringLiteral("grid")));
    }
    for (qsizetype i = 0; i < m_parts->marks.size(); ++i) {
        place(m_parts->marks[i], xs[static_cast<std::size_t>(i)]);
        m_parts->marks[i]->setPen(QPen(theme::subtleText(palette()), 1, Qt::DotLine));
    }
    replot();
}

void PlotWidget::setVertical(Vertical which, std::optional<double> x) {
    place(m_parts->verticals[which], x);
    if (isVisible() && !m_fitPending) {  // else the full redraw that is due draws it too
        m_plot->layer(QStringLiteral("cursor"))->replot();
    }
}

void PlotWidget::setXRange(double low, double high) {
    m_zoomed = true;
    m_plot->xAxis->setRange(low, high);
    fitY();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
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

QPointF PlotWidget::pixelOf(const QPointF& place) const {
    return {m_plot->xAxis->coordToPixel(place.x()), m_plot->yAxis->coordToPixel(place.y())};
}

void PlotWidget::setLeftMargin(int pixels) {
    m_plot->axisRect()->setAutoMargins(QCP::msRight | QCP::msTop | QCP::msBottom);
    m_plot->axisRect()->setMargins(QMargins(pixels, 0, 0, 0));
}

void PlotWidget::fit() {
    if (!m_zoomed) {
        auto keys = spanOf(m_plot, [](const QCPAbstractPlottable& p, bool& has) { return p.getKeyRange(has); });
        QCPRange range = keys.value_or(QCPRange(0, 1));
        if (m_fixedX) {
            range = QCPRange(m_fixedX->first, m_fixedX->second);
        } else if (range.size() <= 0) {
            range = QCPRange(range.lower - 0.5, range.upper + 0.5);
        }
        m_plot->xAxis->setRange(range);
    }
    fitY();
}

void PlotWidget::fitY() {
    const auto values = spanOf(m_plot, [this](const QCPAbstractPlottable& p, bool& has) {
        return p.getValueRange(has, m_logY ? QCP::sdPositive : QCP::sdBoth, m_plot->xAxis->range());
    });
    if (!values) {
        m_plot->yAxis->setRange(m_logY ? QCPRange(0.1, 1) : QCPRange(0, 1));
        return;
    }
    const auto [low, high] = paddedRange(values->lower, values->upper, m_logY, !m_parts->bars.isEmpty(), m_floor);
    m_plot->yAxis->setRange(low, high);
}

void PlotWidget::replot() {
    m_fitPending = true;
    if (!isVisible()) {
        return;
    }
    // Fitting waits for the queued redraw, so that many changes in one turn cost one fit.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_fitPending && isVisible()) {
                m_fitPending = false;
                fit();
                m_plot->replot(QCustomPlot::rpQueuedReplot);
            }
        },
        Qt::QueuedConnection);
}

void PlotWidget::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_plot->setBufferDevicePixelRatio(devicePixelRatioF());
    replot();
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
    for (QCPItemStraightLine* mark : std::as_const(m_parts->marks)) {
        mark->setPen(QPen(text, 1, Qt::DotLine));
    }
}

void PlotWidget::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        applyColours();
        replot();
    }
}

QString PlotWidget::lineAt(const QPointF& position) const {
    QString best;
    double nearest = 8;  // pixels
    for (auto it = m_parts->lines.begin(); it != m_parts->lines.end(); ++it) {
        const double distance = it.value()->selectTest(position, false);
        if (distance >= 0 && distance < nearest) {
            nearest = distance;
            best = it.key();
        }
    }
    return best;
}

}  // namespace tempera::ui
