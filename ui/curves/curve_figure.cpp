// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/curve_figure.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QScreen>
#include <QSvgGenerator>
#include <algorithm>
#include <memory>

#include "ui/common/theme.h"
#include "ui/curves/curve_drawing.h"
#include "ui/plot/line_legend.h"
#include "ui/plot/plot_widget.h"

namespace tempera::ui {

namespace {

constexpr int margin = 12;

QString tr(const char* text) {
    return QCoreApplication::translate("tempera::ui::CurveFigure", text);
}

QFontMetrics metrics() {
    return QFontMetrics(textFont(TextSize::Small));
}

/// Fonts have sizes in points: with the screen's resolution they fill as many pixels in the file as were measured.
int resolution() {
    const QScreen* screen = QGuiApplication::primaryScreen();
    return screen ? qRound(screen->logicalDotsPerInch()) : 96;
}

QVector<LineLegend::Entry> legendOf(const std::vector<FigurePanel>& panels, const QPalette& palette) {
    QVector<LineLegend::Entry> entries;
    for (const FigurePanel& panel : panels) {
        for (const Curve& curve : panel.curves) {
            const LineLegend::Entry entry = legendEntry(curve, palette);
            const bool known = std::any_of(entries.cbegin(), entries.cend(),
                                           [&](const LineLegend::Entry& other) { return other.name == entry.name; });
            if (!curve.second && !known) {
                entries.push_back(entry);
            }
        }
    }
    return entries;
}

QString bandWords(Band band) {
    switch (band) {
        case Band::Deviation:
            return tr("band: standard deviation");
        case Band::StandardError:
            return tr("band: standard error");
        case Band::Interval95:
            return tr("band: 95 % confidence interval of the mean");
        case Band::MinMax:
            return tr("band: smallest to largest");
        case Band::None:
            break;
    }
    return tr("faint: single runs");
}

}  // namespace

QStringList CurveFigure::remarks() const {
    QStringList words;
    if (view.grouped) {
        words << tr("Mean over seeds; %1; dashed: not all runs").arg(bandWords(view.band));
    }
    if (view.smoothing > 1) {
        words << tr("Smoothed, window %1 epochs; faint: before smoothing").arg(view.smoothing);
    }
    const auto any = [&](const auto& marks) {
        return std::any_of(panels.begin(), panels.end(), [&](const FigurePanel& p) { return !(p.*marks).empty(); });
    };
    if (any(&FigurePanel::resets)) {
        words << tr("Dotted vertical: neurons of the critic were reset");
    }
    if (any(&FigurePanel::resumes)) {
        words << tr("Dashed vertical: resumed");
    }
    return words;
}

QSize CurveFigure::panelSize() const {
    return {metrics().height() * 26, metrics().height() * 16};
}

int CurveFigure::legendHeight() const {
    LineLegend legend;
    legend.setEntries(legendOf(panels, theme::lightPalette()));
    const int width = panelSize().width() * columns - 2 * margin;
    return legend.heightForWidth(width) + static_cast<int>(remarks().size()) * metrics().height() + 2 * margin;
}

QSize CurveFigure::size() const {
    const int rows = (static_cast<int>(panels.size()) + columns - 1) / columns;
    return {panelSize().width() * columns, panelSize().height() * rows + legendHeight()};
}

void CurveFigure::paint(QPainter& painter) const {
    const QPalette light = theme::lightPalette();
    const QSize cell = panelSize();
    painter.fillRect(QRect(QPoint(), size()), light.base());
    int place = 0;
    for (const FigurePanel& panel : panels) {
        const QRect room(QPoint(place % columns * cell.width(), place / columns * cell.height()), cell);
        const QRect inner = room.adjusted(margin, margin, -margin / 2, -margin / 2);
        ++place;
        painter.setFont(textFont(TextSize::Normal, true));
        painter.setPen(light.color(QPalette::Text));
        const int line = QFontMetrics(painter.font()).height();
        painter.drawText(QRect(inner.topLeft(), QSize(inner.width(), line)), Qt::AlignLeft | Qt::AlignVCenter,
                         titleOf(panel.spec));
        int top = line;
        if (!panel.spec.legend.isEmpty()) {
            painter.setFont(textFont(TextSize::Small));
            painter.setPen(theme::subtleText(light));
            painter.drawText(QRect(inner.left(), inner.top() + top, inner.width(), metrics().height()),
                             Qt::AlignLeft | Qt::AlignVCenter, panel.spec.legend);
            top += metrics().height();
        }
        PlotWidget plot;
        plot.setPalette(light);
        plot.setLogY(panel.spec.logY);
        plot.setFloor(panel.spec.floor);
        plot.setIgnoreOutliers(view.ignoreOutliers);
        plot.setXScale(view.logX, view.axis != XAxis::Minutes && view.axis != XAxis::Metric);
        plot.setAxisTitles(axisTitle(view), QString());
        CurveDrawing drawing(plot);
        drawing.setCurves(panel.curves);
        drawing.restyle(light);
        plot.setMarks(panel.resets, PlotWidget::Mark::Dotted);
        plot.setMarks(panel.resumes, PlotWidget::Mark::Dashed);
        plot.setXRange(panel.x.first, panel.x.second);
        plot.setYRange(panel.y);
        plot.paintFigure(painter, inner.adjusted(0, top + 2, 0, 0));
    }
    LineLegend legend;
    legend.setPalette(light);
    legend.setEntries(legendOf(panels, light));
    QRect below(margin, size().height() - legendHeight() + margin, size().width() - 2 * margin, 0);
    below.setHeight(legend.heightForWidth(below.width()));
    legend.paint(painter, below);
    painter.setFont(textFont(TextSize::Small));
    painter.setPen(theme::subtleText(light));
    below.moveTop(below.bottom() + 1);
    for (const QString& remark : remarks()) {
        painter.drawText(QRect(below.topLeft(), QSize(below.width(), metrics().height())), Qt::AlignLeft, remark);
        below.translate(0, metrics().height());
    }
}

QByteArray CurveFigure::svg() const {
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(resolution());
    generator.setSize(size());
    generator.setViewBox(QRect(QPoint(), size()));
    generator.setTitle(tr("Curves"));
    const auto painter = PlotWidget::figurePainter(&generator);
    paint(*painter);
    painter->end();
    return buffer.data();
}

QByteArray CurveFigure::pdf() const {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(resolution());
    writer.setCreator(QStringLiteral("Tempera"));
    writer.setPageMargins(QMarginsF());
    writer.setPageSize(QPageSize(QSizeF(size()) * 72.0 / resolution(), QPageSize::Point, {}, QPageSize::ExactMatch));
    const auto painter = PlotWidget::figurePainter(&writer);
    paint(*painter);
    painter->end();
    return buffer.data();
}

QImage CurveFigure::picture() const {
    constexpr int scale = 2;
    QImage image(size() * scale, QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    const auto painter = PlotWidget::figurePainter(&image);
    painter->setRenderHint(QPainter::TextAntialiasing);
    paint(*painter);
    painter->end();
    return image;
}

}  // namespace tempera::ui
