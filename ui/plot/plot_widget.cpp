// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/plot_widget.h"

#include <array>

#include "ui/common/theme.h"
#include "ui/plot/plot_input.h"
#include "ui/plot/plot_parts.h"

namespace tempera::ui {

namespace {

constexpr double bandOpacity = 0.15;
constexpr qsizetype mostPathPoints = 6000;

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

}  // namespace

PlotWidget::PlotWidget(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot), m_parts(new Parts) {
    setFocusPolicy(Qt::StrongFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    m_plot->setInteractions(QCP::iNone);
    m_plot->setFocusPolicy(Qt::NoFocus);  // the keyboard belongs to this widget, which has the name
    // Cursor and epoch move without redrawing the curves: a buffer of their own.
    m_plot->addLayer(QStringLiteral("cursor"), m_plot->layer(QStringLiteral("main")), QCustomPlot::limAbove);
    m_plot->layer(QStringLiteral("cursor"))->setMode(QCPLayer::lmBuffered);
    for (auto& line : m_parts->verticals) {
        line = vertical(m_plot, QStringLiteral("cursor"));
    }
    m_plot->axisRect()->setMinimumMargins(QMargins(4, 6, 8, 4));
    m_plot->installEventFilter(this);
    connect(m_plot, &QCustomPlot::afterReplot, this, [this] { ++m_replots; });
    connectInput(new PlotInput(*this, m_plot));
    applyColours();
}

PlotWidget::~PlotWidget() {
    // The plot goes when this is a plain widget already, and says that the mouse has left it.
    m_input->disconnect(this);
}

void PlotWidget::setLine(const QString& id, const LineStyle& style, const QVector<double>& x,
                         const QVector<double>& y) {
    LineItem* line = m_parts->line(id);
    if (!line) {
        removeLine(id);
        line = new LineItem(m_plot->xAxis, m_plot->yAxis);
        m_parts->lines[id] = line;
    }
    line->setLine(LinePyramid(x, y));
    setLineStyle(id, style);
}

void PlotWidget::setBand(const QString& id, const QColor& colour, const QVector<double>& x, const QVector<double>& low,
                         const QVector<double>& high) {
    BandItem* band = m_parts->band(id);
    if (!band) {
        removeLine(id);
        band = new BandItem(m_plot->xAxis, m_plot->yAxis);
        m_parts->lines[id] = band;
    }
    band->setBand(LinePyramid(x, low), LinePyramid(x, high));
    setLineStyle(id, {colour});
}

void PlotWidget::setLineStyle(const QString& id, const LineStyle& style) {
    QCPAbstractPlottable* line = m_parts->lines.value(id);
    if (!line) {
        return;
    }
    line->setPen(QPen(style.colour, 1, style.dash));
    // Bands lie behind all lines.
    line->setLayer(m_parts->band(id) ? QStringLiteral("grid")
                   : style.front     ? QStringLiteral("axes")
                                     : QStringLiteral("main"));
    if (m_parts->band(id)) {
        QColor fill = style.colour;
        fill.setAlphaF(fill.alphaF() * bandOpacity);
        line->setBrush(fill);
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
        removeLine(id);
        curve = new QCPCurve(m_plot->xAxis, m_plot->yAxis);
        m_parts->lines[id] = curve;
    }
    const auto [thinX, thinY] = thinnedPath(x, y, mostPathPoints);
    curve->setData(thinX, thinY);
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
    if (const LineItem* line = m_parts->line(id)) {
        return static_cast<int>(line->line().size());
    }
    const auto* path = qobject_cast<QCPCurve*>(m_parts->lines.value(id));
    return path ? path->dataCount() : 0;
}

std::optional<double> PlotWidget::valueAt(const QString& id, double x) const {
    const LineItem* line = m_parts->line(id);
    const qsizetype place = line ? line->line().nearest(x) : -1;
    return place < 0 ? std::nullopt : std::optional(line->line().y().at(place));
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

void PlotWidget::setMarks(const std::vector<double>& xs, Mark kind) {
    auto& marks = m_parts->marks[static_cast<std::size_t>(kind)];
    auto& places = m_parts->markPlaces[static_cast<std::size_t>(kind)];
    if (places == xs) {
        return;
    }
    places = xs;
    while (marks.size() > static_cast<qsizetype>(xs.size())) {
        m_plot->removeItem(marks.takeLast());
    }
    while (marks.size() < static_cast<qsizetype>(xs.size())) {
        marks.push_back(vertical(m_plot, QStringLiteral("grid")));
    }
    for (qsizetype i = 0; i < marks.size(); ++i) {
        place(marks[i], xs[static_cast<std::size_t>(i)]);
    }
    colourMarks();
    replot();
}

void PlotWidget::setVertical(Vertical which, std::optional<double> x) {
    place(m_parts->verticals[which], x);
    if (isVisible() && !m_fitPending) {  // else the full redraw that is due draws it too
        m_plot->layer(QStringLiteral("cursor"))->replot();
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
