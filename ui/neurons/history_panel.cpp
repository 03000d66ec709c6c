// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/neurons/history_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QTextDocumentFragment>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "ui/common/elided_label.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/plot/plot_widget.h"

namespace tempera::ui {

namespace {

/// Layers are told apart by tone and dash: the hues belong to the runs.
PlotWidget::LineStyle styleOf(const HistoryPanel::Line& line, const QPalette& palette) {
    static constexpr std::array dashes{Qt::SolidLine, Qt::DashLine, Qt::DashDotLine, Qt::DotLine};
    PlotWidget::LineStyle style;
    if (line.tone < 0) {
        style.colour = palette.color(QPalette::Text);
        style.front = true;
        return style;
    }
    style.colour = theme::dormant(palette);
    const int shift = 100 + 14 * line.tone;
    style.colour = theme::isDark(palette) ? style.colour.darker(shift) : style.colour.lighter(shift);
    style.dash = dashes[static_cast<std::size_t>(line.tone) % dashes.size()];
    return style;
}

QString glyph(const HistoryPanel::Line& line) {
    static const QStringList glyphs{QStringLiteral("━━"), QStringLiteral("╍╍"), QStringLiteral("━╸╸"),
                                    QStringLiteral("┅┅")};
    return line.tone < 0 ? QStringLiteral("━━") : glyphs[line.tone % glyphs.size()];
}

}  // namespace

HistoryPanel::HistoryPanel(const QString& title, Unit unit, QWidget* parent)
    : QWidget(parent),
      m_unit(unit),
      m_head(new QHBoxLayout),
      m_title(new ElidedLabel(title)),
      m_legend(new QLabel),
      m_plot(new PlotWidget) {
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_title->setFont(textFont(TextSize::Normal, true));
    m_legend->setFont(textFont(TextSize::Small));
    m_legend->setTextFormat(Qt::RichText);
    m_legend->setWordWrap(true);
    m_legend->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // never widens the page
    m_plot->setAxisTitles(tr("epoch"), {});
    if (unit == Unit::Percent) {
        m_plot->setFloor(0);
    }
    m_plot->setWholeX();
    m_plot->setAccessibleName(title);
    m_plot->setLeftMargin(QFontMetrics(textFont(TextSize::Small)).horizontalAdvance(QStringLiteral("00000")) + 14);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(12, 8, 12, 0);
    head->setSpacing(1);
    m_head->setSpacing(8);
    m_head->addWidget(m_title, 1);
    head->addLayout(m_head);
    head->addWidget(m_legend);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 4);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_plot, 1);
    connect(m_plot, &PlotWidget::clicked, this, [this](double x) { Q_EMIT epochChosen(std::llround(x)); });
    connect(m_plot, &PlotWidget::cursorMoved, this, [this](double x) {
        m_plot->setCursor(x);
        updateLegend(x);
    });
    connect(m_plot, &PlotWidget::cursorLeft, this, [this] {
        m_plot->setCursor(std::nullopt);
        updateLegend(std::nullopt);
    });
}

void HistoryPanel::setTitle(const QString& title) {
    m_title->setFullText(title);
    m_plot->setAccessibleName(title);
}

void HistoryPanel::addControl(QWidget* control) {
    m_head->addWidget(control);
}

void HistoryPanel::show(const QVector<Line>& lines, const std::vector<double>& resets, const QString& nothing) {
    m_lines = lines;
    m_nothing = nothing;
    m_hasResets = !resets.empty();
    m_plot->setMarks(resets);
    draw();
}

void HistoryPanel::showSeries(const QString& name, const MetricSeries* series, const std::vector<double>& resets,
                              const QString& nothing) {
    Line line{name, {}, {}, -1};
    for (const MetricPoint& point : series ? *series : MetricSeries()) {
        line.epochs.push_back(point.epoch);
        line.values.push_back(point.value);
    }
    show({line}, resets, nothing);
}

void HistoryPanel::setRange(double first, double last) {
    // A little air, so that the line of the newest epoch is not on the edge.
    const double air = last > first ? (last - first) * 0.015 : 0.5;
    m_plot->setFixedXRange(std::pair(first - air, last + air));
}

void HistoryPanel::draw() {
    QStringList names;
    for (const Line& line : std::as_const(m_lines)) {
        names << line.name;
        m_plot->setLine(line.name, styleOf(line, palette()), line.epochs, line.values);
    }
    const auto drawn = m_plot->lines();
    for (const QString& name : drawn) {
        if (!names.contains(name)) {
            m_plot->removeLine(name);
        }
    }
    updateLegend(std::nullopt);
}

void HistoryPanel::setEpoch(std::int64_t epoch) {
    m_epoch = epoch;
    m_plot->setCurrent(static_cast<double>(epoch));
    updateLegend(std::nullopt);
}

void HistoryPanel::updateLegend(std::optional<double> epoch) {
    QStringList parts;
    const bool empty =
        std::all_of(m_lines.cbegin(), m_lines.cend(), [](const Line& one) { return one.epochs.isEmpty(); });
    if (empty) {
        m_legend->setText(m_nothing.toHtmlEscaped());
        return;
    }
    for (const Line& line : std::as_const(m_lines)) {
        const auto value = m_plot->valueAt(line.name, epoch.value_or(static_cast<double>(m_epoch)));
        parts << QStringLiteral("<span style='white-space:nowrap'><span style='color:%1'>%2</span> %3&nbsp;%4</span>")
                     .arg(styleOf(line, palette()).colour.name(), glyph(line), line.name.toHtmlEscaped(),
                          !value                    ? QStringLiteral("–")
                          : m_unit == Unit::Percent ? QLocale().toString(*value, 'f', 1)
                                                    : formatNumber(*value));
    }
    if (m_hasResets) {
        parts << QStringLiteral("<span style='white-space:nowrap;color:%1'>┊ %2</span>")
                     .arg(theme::subtleText(palette()).name(), tr("reset"));
    }
    m_legend->setText(parts.join(QStringLiteral("&nbsp;&nbsp; ")));
}

QString HistoryPanel::legendText() const {
    return QTextDocumentFragment::fromHtml(m_legend->text()).toPlainText();
}

void HistoryPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        draw();
    }
}

}  // namespace tempera::ui
