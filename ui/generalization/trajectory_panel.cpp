// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/generalization/trajectory_panel.h"

#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/common/elided_label.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/plot/line_legend.h"
#include "ui/plot/plot_widget.h"

namespace tempera::ui {

namespace {

const QString currentId = QStringLiteral("current epoch");
const QString ringId = QStringLiteral("ring|");
constexpr int namedEpochs = 6;
constexpr double clickReach = 24;  // pixels

/// The lowest and the highest of some values.
struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    void add(const QVector<double>& values) {
        for (const double value : values) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    /// 0 at the lowest, 1 at the highest; in the middle when all are alike.
    double share(double value) const { return high > low ? (value - low) / (high - low) : 0.5; }
};

}  // namespace

TrajectoryPanel::TrajectoryPanel(Axis axis, Unit unit, const QString& title, QWidget* parent)
    : QWidget(parent),
      m_axis(axis),
      m_unit(unit),
      m_title(new ElidedLabel(title)),
      m_legend(new LineLegend),
      m_plot(new PlotWidget) {
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_title->setFont(textFont(TextSize::Normal, true));
    m_plot->setAccessibleName(title);
    m_plot->setWheelZooms(true);
    m_plot->setLeftMargin(QFontMetrics(textFont(TextSize::Small)).horizontalAdvance(QStringLiteral("-0.000")) + 14);
    if (axis == Axis::Epoch) {
        m_plot->setWholeX();
    }
    auto* head = new QVBoxLayout;
    head->setContentsMargins(12, 8, 12, 0);
    head->setSpacing(3);
    head->addWidget(m_title);
    head->addWidget(m_legend);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 4);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_plot, 1);
    connect(m_plot, &PlotWidget::clickedAt, this, &TrajectoryPanel::choose);
    connect(m_plot, &PlotWidget::lineHovered, this, [this](const QString& id) {
        const auto line =
            std::find_if(m_lines.begin(), m_lines.end(), [&](const TrajectoryLine& one) { return one.id == id; });
        const bool ofRun = line != m_lines.end() && !id.startsWith(QLatin1String("judge|"));
        Q_EMIT runHovered(ofRun ? id.section(QLatin1Char('|'), 0, 0) : QString());
    });
}

const QVector<double>& TrajectoryPanel::xOf(const TrajectoryLine& line) const {
    return m_axis == Axis::Trained ? line.trained : m_epochs[static_cast<qsizetype>(&line - m_lines.constData())];
}

void TrajectoryPanel::setTitle(const QString& title) {
    m_title->setFullText(title);
    m_plot->setAccessibleName(title);
}

QString TrajectoryPanel::title() const {
    return m_title->fullText();
}

void TrajectoryPanel::show(const QVector<TrajectoryLine>& lines, const QString& xTitle) {
    m_lines = lines;
    m_epochs.clear();
    for (const TrajectoryLine& line : std::as_const(m_lines)) {
        m_epochs.push_back({line.epochs.begin(), line.epochs.end()});
    }
    m_plot->setAxisTitles(xTitle, {});
    draw();
}

void TrajectoryPanel::draw() {
    QStringList ids{currentId};
    for (const TrajectoryLine& line : std::as_const(m_lines)) {
        const QVector<double>& x = xOf(line);
        if (x.isEmpty()) {
            continue;
        }
        PlotWidget::LineStyle style;
        style.colour = line.colour;
        style.dash = line.dash;
        style.front = line.leads;
        style.points = line.leads ? PlotWidget::Points::Discs : PlotWidget::Points::None;
        if (!m_hovered.isEmpty() && !line.id.startsWith(m_hovered)) {
            style.colour.setAlphaF(0.25F);
        }
        ids << line.id;
        m_plot->setPath(line.id, style, x, line.values);
        if (line.ringed) {
            style.dash = Qt::SolidLine;
            style.points = PlotWidget::Points::Rings;
            ids << ringId + line.id;
            m_plot->setPath(ids.back(), style, {x[*line.ringed]}, {line.values[*line.ringed]});
        }
    }
    const auto drawn = m_plot->lines();
    for (const QString& id : drawn) {
        if (!ids.contains(id)) {
            m_plot->removeLine(id);
        }
    }
    fitX();
    drawMarks();
    drawCurrent();
    updateLegend();
}

void TrajectoryPanel::fitX() {
    Extent across;
    for (const TrajectoryLine& line : std::as_const(m_lines)) {
        across.add(xOf(line));
    }
    if (across.low <= across.high) {
        // Air for the discs at the rims.
        const double air = across.high > across.low ? (across.high - across.low) * 0.04 : 0.5;
        m_plot->setFixedXRange(std::pair(across.low - air, across.high + air));
    }
}

void TrajectoryPanel::drawMarks() {
    Extent across;
    Extent up;
    for (const TrajectoryLine& line : std::as_const(m_lines)) {
        across.add(xOf(line));
        up.add(line.values);
    }
    QVector<PlotWidget::Note> notes;
    const auto add = [&](const QPointF& at, const QString& text, bool bold) {
        const double x = across.share(at.x());
        const double y = up.share(at.y());
        const bool taken = std::any_of(notes.begin(), notes.end(), [&](const PlotWidget::Note& other) {
            return std::abs(across.share(other.place.x()) - x) < (other.bold ? 0.15 : 0.09) &&
                   std::abs(up.share(other.place.y()) - y) < 0.16;
        });
        if (taken) {
            return;
        }
        PlotWidget::Note note{at, text, bold ? palette().color(QPalette::Text) : theme::subtleText(palette()), bold};
        // At the rims of the plot the words stay inside.
        note.side = (bold && x < 0.08   ? Qt::AlignLeft
                     : bold && x > 0.92 ? Qt::AlignRight
                                        : Qt::AlignHCenter) |
                    (y > 0.82 ? Qt::AlignTop : Qt::AlignBottom);
        notes.push_back(note);
    };
    for (const TrajectoryLine& line : std::as_const(m_lines)) {
        const QVector<double>& x = xOf(line);
        if (!line.chosen || x.isEmpty()) {
            continue;
        }
        const auto name = [&](int place, const QString& text, bool bold) {
            add({x[place], line.values[place]}, text, bold);
        };
        if (line.ringed) {
            name(*line.ringed, tr("epoch %1").arg(line.epochs[*line.ringed]), true);
        }
        if (m_axis == Axis::Trained) {  // over the epochs the axis tells
            const int last = static_cast<int>(x.size()) - 1;
            const int stride = std::max(1, (last + namedEpochs - 1) / namedEpochs);
            for (int place = 0; place < last; place += stride) {
                name(place, QString::number(line.epochs[place]), false);
            }
            name(last, QString::number(line.epochs[last]), false);
        }
    }
    m_plot->setNotes(notes);
}

void TrajectoryPanel::drawCurrent() {
    const auto chosen =
        std::find_if(m_lines.begin(), m_lines.end(), [](const TrajectoryLine& line) { return line.chosen; });
    if (chosen == m_lines.end() || xOf(*chosen).isEmpty()) {
        m_plot->setCurrent(std::nullopt);
        m_plot->removeLine(currentId);
        return;
    }
    const int place = placeAt(chosen->epochs, m_epoch);
    const double x = xOf(*chosen)[place];
    PlotWidget::LineStyle style;
    style.colour = theme::accent(palette());
    style.front = true;
    style.points = PlotWidget::Points::Rings;
    m_plot->setPath(currentId, style, {x}, {chosen->values[place]});
    m_plot->setCurrent(x);
}

void TrajectoryPanel::setEpoch(std::int64_t epoch) {
    m_epoch = epoch;
    drawCurrent();
    updateLegend();
}

void TrajectoryPanel::setHovered(const QString& runId) {
    const bool known = std::any_of(m_lines.begin(), m_lines.end(),
                                   [&](const TrajectoryLine& line) { return line.id.startsWith(runId); });
    const bool several =
        std::count_if(m_lines.begin(), m_lines.end(), [](const TrajectoryLine& line) { return line.leads; }) > 1;
    const QString hovered = known && several ? runId : QString();
    if (hovered != m_hovered) {
        m_hovered = hovered;
        draw();
    }
}

void TrajectoryPanel::choose(const QPointF& position) {
    double nearest = clickReach;
    std::optional<std::int64_t> epoch;
    for (const TrajectoryLine& line : std::as_const(m_lines)) {
        const QVector<double>& x = xOf(line);
        for (qsizetype i = 0; line.chosen && i < x.size(); ++i) {
            const QPointF point = m_plot->pixelOf({x[i], line.values[i]});
            // Over the epochs a click anywhere above one means it.
            const double distance = m_axis == Axis::Epoch
                                        ? std::abs(point.x() - position.x())
                                        : std::hypot(point.x() - position.x(), point.y() - position.y());
            if (distance < nearest) {
                nearest = distance;
                epoch = line.epochs[i];
            }
        }
    }
    if (epoch) {
        Q_EMIT epochChosen(*epoch);
    }
}

void TrajectoryPanel::updateLegend() {
    QVector<LineLegend::Entry> entries;
    for (const TrajectoryLine& line : std::as_const(m_lines)) {
        const double value = line.values[placeAt(line.epochs, m_epoch)];
        entries.push_back({line.colour, line.dash, line.name,
                           m_unit == Unit::Own ? formatNumber(value) : QLocale().toString(value, 'f', 2)});
    }
    m_legend->setEntries(entries);
}

QString TrajectoryPanel::legendText() const {
    return m_legend->text();
}

}  // namespace tempera::ui
