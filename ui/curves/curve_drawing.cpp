// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/curve_drawing.h"

#include <QCoreApplication>
#include <QSet>
#include <algorithm>
#include <limits>

#include "ui/common/theme.h"
#include "ui/plot/plot_widget.h"

namespace tempera::ui {

namespace {

constexpr double faint = 0.28;
constexpr double faded = 0.25;

QString lineId(const Curve& curve, const char* part = "") {
    return curve.id + (curve.second ? QStringLiteral("|second") : QString()) + QLatin1String(part);
}

QString strandId(const Curve& curve, std::size_t strand) {
    return lineId(curve) + QStringLiteral("|run%1").arg(strand);
}

QStringList lineIds(const Curve& curve) {
    QStringList ids{lineId(curve)};
    for (const char* part : {"|partial", "|raw", "|band"}) {
        ids << lineId(curve, part);
    }
    for (std::size_t i = 0; i < curve.strands.size(); ++i) {
        ids << strandId(curve, i);
    }
    return ids;
}

/// Values where all members are there, and those where one is missing with the neighbours that they lead to.
std::pair<QVector<double>, QVector<double>> split(const Curve& curve) {
    const double gap = std::numeric_limits<double>::quiet_NaN();
    QVector<double> whole = curve.values;
    QVector<double> partial(curve.size(), gap);
    for (qsizetype i = 0; i < curve.size(); ++i) {
        if (curve.complete(i)) {
            continue;
        }
        whole[i] = gap;
        for (qsizetype near = std::max<qsizetype>(i - 1, 0); near <= std::min(i + 1, curve.size() - 1); ++near) {
            partial[near] = curve.values.at(near);
        }
    }
    return {whole, partial};
}

}  // namespace

void CurveDrawing::draw(const Curve& curve) {
    const QString main = lineId(curve);
    if (!curve.ascending) {
        m_plot.setPath(main, {}, curve.x, curve.values);
        return;
    }
    const bool whole = curve.counts.isEmpty() || std::all_of(curve.counts.cbegin(), curve.counts.cend(),
                                                             [&](int count) { return count == curve.members.size(); });
    if (whole) {
        m_plot.setLine(main, {}, curve.x, curve.values);
    } else {
        const auto [solid, partial] = split(curve);
        m_plot.setLine(main, {}, curve.x, solid);
        m_plot.setLine(lineId(curve, "|partial"), {}, curve.x, partial);
    }
    if (!curve.raw.isEmpty()) {
        m_plot.setLine(lineId(curve, "|raw"), {}, curve.x, curve.raw);
    }
    if (!curve.low.isEmpty()) {
        m_plot.setBand(lineId(curve, "|band"), {}, curve.x, curve.low, curve.high);
    }
    for (std::size_t i = 0; i < curve.strands.size(); ++i) {
        m_plot.setLine(strandId(curve, i), {}, curve.strands[i].x, curve.strands[i].values);
    }
}

void CurveDrawing::setCurves(std::vector<Curve> curves) {
    m_curves = std::move(curves);
    const QStringList before = m_plot.lines();
    QSet<QString> wanted;
    for (const Curve& curve : m_curves) {
        const QStringList ids = lineIds(curve);
        wanted.unite(QSet<QString>(ids.begin(), ids.end()));
        if (curve.raw.isEmpty()) {
            m_plot.removeLine(lineId(curve, "|raw"));
        }
        if (curve.low.isEmpty()) {
            m_plot.removeLine(lineId(curve, "|band"));
        }
        m_plot.removeLine(lineId(curve, "|partial"));
        draw(curve);
    }
    for (const QString& id : before) {
        if (!wanted.contains(id)) {
            m_plot.removeLine(id);
        }
    }
}

void CurveDrawing::restyle(const QPalette& palette, const QString& front) {
    const auto own = [](const Curve& curve, const QPalette& colours) {
        PlotWidget::LineStyle style;
        style.colour = theme::run(curve.colour, colours);
        style.dash = curve.second ? Qt::DotLine : theme::dash(curve.colour);
        return style;
    };
    const bool fading = !front.isEmpty() && m_curves.size() > 1;
    for (const Curve& curve : m_curves) {
        PlotWidget::LineStyle style = own(curve, palette);
        style.front = curve.id == front;
        if (fading && !style.front) {
            style.colour.setAlphaF(static_cast<float>(faded));
        }
        m_plot.setLineStyle(lineId(curve), style);
        m_plot.setLineStyle(lineId(curve, "|band"), style);
        PlotWidget::LineStyle partial = style;
        partial.dash = Qt::DashLine;
        m_plot.setLineStyle(lineId(curve, "|partial"), partial);
        PlotWidget::LineStyle behind = style;
        behind.front = false;
        behind.colour.setAlphaF(behind.colour.alphaF() * static_cast<float>(faint));
        m_plot.setLineStyle(lineId(curve, "|raw"), behind);
        for (std::size_t i = 0; i < curve.strands.size(); ++i) {
            m_plot.setLineStyle(strandId(curve, i), behind);
        }
    }
}

const Curve* CurveDrawing::curve(const QString& id) const {
    const auto found = std::find_if(m_curves.begin(), m_curves.end(), [&](const Curve& one) { return one.id == id; });
    return found == m_curves.end() ? nullptr : &*found;
}

const Curve* CurveDrawing::curveOfLine(const QString& lineIdText) const {
    for (const Curve& one : m_curves) {
        if (lineIds(one).contains(lineIdText)) {
            return &one;
        }
    }
    return nullptr;
}

const Curve* CurveDrawing::curveOfRun(const QString& runId) const {
    const auto found = std::find_if(m_curves.begin(), m_curves.end(),
                                    [&](const Curve& one) { return !one.second && one.members.contains(runId); });
    return found == m_curves.end() ? nullptr : &*found;
}

LineLegend::Entry legendEntry(const Curve& curve, const QPalette& palette) {
    LineLegend::Entry entry;
    entry.colour = theme::run(curve.colour, palette);
    entry.dash = curve.second ? Qt::DotLine : theme::dash(curve.colour);
    entry.name = curve.mean ? QCoreApplication::translate("tempera::ui::CurveDrawing", "%1, n = %2")
                                  .arg(curve.label)
                                  .arg(curve.members.size())
                            : curve.label;
    return entry;
}

}  // namespace tempera::ui
