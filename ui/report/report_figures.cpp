// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/report_figures.h"

#include <QCoreApplication>
#include <QXmlStreamWriter>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "ui/common/text_format.h"

namespace tempera::ui {

namespace {

constexpr double left = 56;
constexpr double right = 12;
constexpr double top = 30;
constexpr double bottom = 36;
const QString ink = QStringLiteral("#222222");
const QString faint = QStringLiteral("#777777");
const QString rule = QStringLiteral("#e2e2e2");

/// Where a metric stands among the figures; equals go by name.
int rankOf(const std::string& key) {
    static constexpr std::array order{"reward/", "eval/", "unseen/", "policy/", "critic/", "neurons/", "time/"};
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (key.starts_with(order[i])) {
            return static_cast<int>(i);
        }
    }
    return static_cast<int>(order.size());
}

struct Range {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    void add(double value) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    void widen(double share) {
        if (low > high) {
            low = 0;
            high = 1;
        }
        const double air = high > low ? (high - low) * share : std::max(std::abs(low) * 0.1, 0.5);
        low -= air;
        high += air;
    }
};

/// About four round numbers inside the range.
std::vector<double> ticksOf(const Range& range, bool whole) {
    const double rough = (range.high - range.low) / 4;
    const double decade = std::pow(10, std::floor(std::log10(rough)));
    double step = 10 * decade;
    for (const double nice : {1.0, 2.0, 5.0}) {
        if (nice * decade >= rough) {
            step = nice * decade;
            break;
        }
    }
    step = whole ? std::max(1.0, step) : step;
    std::vector<double> ticks;
    for (double tick = std::ceil(range.low / step) * step; tick <= range.high; tick += step) {
        ticks.push_back(std::abs(tick) < step * 1e-9 ? 0 : tick);
    }
    return ticks;
}

QString number(double value) {
    return QString::number(value, 'f', 1);
}

class Drawing {
public:
    explicit Drawing(const ReportFigure& figure) : m_figure(figure), m_svg(&m_bytes) {
        for (const ReportFigure::Line& line : figure.lines) {
            for (std::size_t i = 0; i < line.values->size(); ++i) {
                if (std::isfinite((*line.values)[i])) {
                    m_x.add((*line.epochs)[i]);
                    m_y.add((*line.values)[i]);
                }
            }
        }
        m_x.widen(0.02);
        m_y.widen(0.06);
    }

    QByteArray draw() {
        m_svg.writeStartDocument();
        m_svg.writeStartElement(QStringLiteral("svg"));
        m_svg.writeAttribute(QStringLiteral("xmlns"), QStringLiteral("http://www.w3.org/2000/svg"));
        m_svg.writeAttribute(QStringLiteral("width"), QString::number(figureWidth));
        m_svg.writeAttribute(QStringLiteral("height"), QString::number(figureHeight));
        m_svg.writeAttribute(QStringLiteral("viewBox"), QStringLiteral("0 0 %1 %2").arg(figureWidth).arg(figureHeight));
        m_svg.writeEmptyElement(QStringLiteral("rect"));
        attributes(
            {{"width", QString::number(figureWidth)}, {"height", QString::number(figureHeight)}, {"fill", "#ffffff"}});
        text(12, 18, m_figure.title, ink, 13, "start", true);
        axes();
        for (const double mark : m_figure.marks) {
            line(pixelX(mark), top, pixelX(mark), figureHeight - bottom, faint, "1 3");
        }
        for (const ReportFigure::Line& one : m_figure.lines) {
            curve(one);
        }
        m_svg.writeEndElement();
        m_svg.writeEndDocument();
        return m_bytes;
    }

private:
    double pixelX(double x) const { return left + (x - m_x.low) / (m_x.high - m_x.low) * (figureWidth - left - right); }
    double pixelY(double y) const {
        return figureHeight - bottom - (y - m_y.low) / (m_y.high - m_y.low) * (figureHeight - top - bottom);
    }

    void attributes(const std::vector<std::pair<const char*, QString>>& values) {
        for (const auto& [name, value] : values) {
            m_svg.writeAttribute(QString::fromLatin1(name), value);
        }
    }

    void text(double x, double y, const QString& words, const QString& colour, int size, const char* anchor,
              bool bold = false) {
        m_svg.writeStartElement(QStringLiteral("text"));
        attributes({{"x", number(x)},
                    {"y", number(y)},
                    {"fill", colour},
                    {"font-family", "sans-serif"},
                    {"font-size", QString::number(size)},
                    {"font-weight", bold ? "bold" : "normal"},
                    {"text-anchor", QString::fromLatin1(anchor)}});
        m_svg.writeCharacters(words);
        m_svg.writeEndElement();
    }

    void line(double x1, double y1, double x2, double y2, const QString& colour, const char* dash = "none") {
        m_svg.writeEmptyElement(QStringLiteral("line"));
        attributes({{"x1", number(x1)},
                    {"y1", number(y1)},
                    {"x2", number(x2)},
                    {"y2", number(y2)},
                    {"stroke", colour},
                    {"stroke-width", "1"},
                    {"stroke-dasharray", QString::fromLatin1(dash)}});
    }

    void axes() {
        for (const double tick : ticksOf(m_y, false)) {
            line(left, pixelY(tick), figureWidth - right, pixelY(tick), rule);
            text(left - 6, pixelY(tick) + 4, formatNumber(tick), faint, 11, "end");
        }
        for (const double tick : ticksOf(m_x, true)) {
            text(pixelX(tick), figureHeight - bottom + 15, formatNumber(tick), faint, 11, "middle");
        }
        text((left + figureWidth - right) / 2, figureHeight - 6,
             QCoreApplication::translate("tempera::ui::Report", "epoch"), faint, 11, "middle");
    }

    void curve(const ReportFigure::Line& one) {
        QString path;
        bool pen = false;
        int points = 0;
        for (std::size_t i = 0; i < one.values->size(); ++i) {
            const double value = (*one.values)[i];
            if (!std::isfinite(value)) {
                pen = false;
                continue;
            }
            path += (pen ? QStringLiteral("L") : QStringLiteral("M")) + number(pixelX((*one.epochs)[i])) +
                    QLatin1Char(' ') + number(pixelY(value));
            pen = true;
            ++points;
        }
        if (points == 1) {
            path += QStringLiteral("h0.1");  // a lone point has no line
        }
        m_svg.writeEmptyElement(QStringLiteral("path"));
        attributes({{"d", path},
                    {"fill", "none"},
                    {"stroke", one.colour.name()},
                    {"stroke-width", points == 1 ? "5" : "1.5"},
                    {"stroke-linecap", "round"},
                    {"stroke-linejoin", "round"},
                    {"stroke-dasharray", one.dash == Qt::SolidLine ? "none" : "6 4"}});
    }

    const ReportFigure& m_figure;
    QByteArray m_bytes;
    QXmlStreamWriter m_svg;
    Range m_x;
    Range m_y;
};

}  // namespace

std::vector<ReportFigure> figuresOf(const ReportContent& content) {
    std::set<std::pair<int, std::string>> keys;
    for (const ReportRun& run : content.runs) {
        for (const ReportCurve& curve : run.curves) {
            keys.emplace(rankOf(curve.key), curve.key);
        }
    }
    std::vector<ReportFigure> figures;
    for (const auto& [rank, key] : keys) {
        ReportFigure figure;
        figure.title = fromStd(key);
        for (const ReportRun& run : content.runs) {
            for (const ReportCurve& curve : run.curves) {
                if (curve.key == key && !curve.values.empty()) {
                    figure.lines.push_back(
                        {run.source.name, run.source.colour, run.source.dash, &curve.epochs, &curve.values});
                }
            }
        }
        if (content.runs.size() == 1) {
            figure.marks = content.runs.front().resets;
        }
        if (!figure.lines.empty()) {
            figures.push_back(std::move(figure));
        }
    }
    return figures;
}

QByteArray svgOf(const ReportFigure& figure) {
    return Drawing(figure).draw();
}

}  // namespace tempera::ui
