// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/neurons/history_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>
#include <array>
#include <cmath>
#include <cstdint>

#include "ui/common/elided_label.h"
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

HistoryPanel::HistoryPanel(const QString& title, QWidget* parent)
    : QWidget(parent), m_title(new ElidedLabel(title)), m_legend(new QLabel), m_plot(new PlotWidget) {
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_title->setFont(textFont(TextSize::Normal, true));
    m_legend->setFont(textFont(TextSize::Small));
    m_legend->setTextFormat(Qt::RichText);
    m_legend->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // never widens the page
    m_plot->setAxisTitles(tr("epoch"), {});
    m_plot->setFloor(0);
    m_plot->setWholeX();
    m_plot->setAccessibleName(title);
    m_plot->setWheelZooms(true);
    m_plot->setLeftMargin(QFontMetrics(textFont(TextSize::Small)).horizontalAdvance(QStringLiteral("00000")) + 14);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(12, 8, 12, 0);
    head->setSpacing(1);
    head->addWidget(m_title);
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

void HistoryPanel::show(const QVector<Line>& lines, const std::vector<double>& resets) {
    m_lines = lines;
    m_hasResets = !resets.empty();
    m_plot->setMarks(resets);
    draw();
}

void HistoryPanel::draw() {
    QStringList names;
    for (const Line& line : std::as_const(m_lines)) {
        names << line.name;
        m_plot->setLine(line.name, styleOf(line, palette()), line.epochs, line.percent);
    }
    if (!m_lines.isEmpty() && !m_lines.front().epochs.isEmpty()) {
        // A little air, so that the line of the newest epoch is not on the edge.
        const double first = m_lines.front().epochs.front();
        const double last = m_lines.front().epochs.back();
        const double air = last > first ? (last - first) * 0.015 : 0.5;
        m_plot->setFixedXRange(std::pair(first - air, last + air));
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
    for (const Line& line : std::as_const(m_lines)) {
        const auto value = m_plot->valueAt(line.name, epoch.value_or(static_cast<double>(m_epoch)));
        parts << QStringLiteral("<span style='white-space:nowrap'><span style='color:%1'>%2</span> %3&nbsp;%4</span>")
                     .arg(styleOf(line, palette()).colour.name(), glyph(line), line.name.toHtmlEscaped(),
                          value ? QLocale().toString(*value, 'f', 1) : QStringLiteral("–"));
    }
    if (m_hasResets) {
        parts << QStringLiteral("<span style='white-space:nowrap;color:%1'>┊ %2</span>")
                     .arg(theme::subtleText(palette()).name(), tr("reset"));
    }
    m_legend->setText(parts.join(QStringLiteral("&nbsp;&nbsp;&nbsp; ")));
}

void HistoryPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        draw();
    }
}

}  // namespace tempera::ui
