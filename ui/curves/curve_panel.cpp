// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/curve_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <cstdint>

#include "ui/common/elided_label.h"
#include "ui/common/epoch_keys.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/plot/plot_widget.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {

enum class Role { Main, Raw, Second };

QString lineId(const QString& runId, Role role) {
    switch (role) {
        case Role::Main:
            return runId;
        case Role::Raw:
            return runId + QStringLiteral("|raw");
        case Role::Second:
            break;
    }
    return runId + QStringLiteral("|second");
}

QString runOfLine(const QString& id) {
    return id.section(QLatin1Char('|'), 0, 0);
}

constexpr int readoutRows = 12;

}  // namespace

CurvePanel::CurvePanel(Session& session, PanelSpec spec, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_spec(std::move(spec)),
      m_title(new ElidedLabel(m_spec.unit.isEmpty() ? m_spec.title : tr("%1, %2").arg(m_spec.title, m_spec.unit))),
      m_legend(new ElidedLabel(m_spec.legend)),
      m_value(new QLabel),
      m_plot(new PlotWidget),
      m_readout(new QLabel(this)) {
    setObjectName(QStringLiteral("panel-") + m_spec.id);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_plot->setLogY(m_spec.logY);
    m_plot->setFloor(m_spec.floor);
    m_plot->setWholeX();
    m_plot->setAccessibleName(m_title->fullText());
    m_readout->setTextFormat(Qt::RichText);
    m_readout->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_readout->setAutoFillBackground(true);
    m_readout->setBackgroundRole(QPalette::ToolTipBase);
    m_readout->setForegroundRole(QPalette::ToolTipText);
    m_readout->setMargin(6);
    m_readout->hide();

    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 8, 12, 0);
    head->setSpacing(8);
    head->addWidget(m_title, 1);
    head->addWidget(m_value);
    auto* legendRow = new QHBoxLayout;
    legendRow->setContentsMargins(12, 0, 12, 0);
    legendRow->addWidget(m_legend);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 4);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addLayout(legendRow);
    layout->addWidget(m_plot, 1);
    m_legend->setForegroundRole(QPalette::PlaceholderText);
    m_legend->setVisible(!m_spec.legend.isEmpty());
    applyFonts();

    connect(m_plot, &PlotWidget::lineHovered, this, [this](const QString& id) { m_session.setHovered(runOfLine(id)); });
    connect(m_plot, &PlotWidget::clicked, this, [this](double x) {
        if (const RunData* run = m_session.current()) {
            if (const MetricSeries* points = series(*run, false)) {
                Q_EMIT epochChosen(epochAt(*points, *run, m_view.axis, x));
            }
        }
    });
}

void CurvePanel::applyFonts() {
    m_title->setFont(textFont(TextSize::Normal, true));
    m_legend->setFont(textFont(TextSize::Small));
    m_value->setFont(textFont(TextSize::Normal));
    m_readout->setFont(textFont(TextSize::Small));
    // One left edge for all plots of the page.
    m_plot->setLeftMargin(QFontMetrics(textFont(TextSize::Small)).horizontalAdvance(QStringLiteral("-0.00000")) + 14);
}

const MetricSeries* CurvePanel::series(const RunData& run, bool second) const {
    return run.series(keyFor(second ? m_spec.second : m_spec.key, run));
}

void CurvePanel::drawLine(const RunData& run, bool second) {
    const MetricSeries* points = series(run, second);
    const QString id = lineId(run.id(), second ? Role::Second : Role::Main);
    if (!points || points->empty()) {
        m_plot->removeLine(id);
        m_plot->removeLine(lineId(run.id(), Role::Raw));
        return;
    }
    QVector<double> x, y;
    x.reserve(static_cast<qsizetype>(points->size()));
    y.reserve(x.capacity());
    for (const MetricPoint& point : *points) {
        x.push_back(xOf(point, run, m_view.axis));
        y.push_back(point.value * m_spec.scale);
    }
    if (second || m_view.smoothing <= 0) {
        m_plot->removeLine(lineId(run.id(), second ? Role::Second : Role::Raw));
        m_plot->setLine(id, {}, x, y);
    } else {
        m_plot->setLine(lineId(run.id(), Role::Raw), {}, x, y);
        m_plot->setLine(id, {}, x, smoothed(y, m_view.smoothing));
    }
}

void CurvePanel::removeOthers() {
    const QStringList selected = m_session.selected();
    const auto ids = m_plot->lines();
    for (const QString& id : ids) {
        if (!selected.contains(runOfLine(id))) {
            m_plot->removeLine(id);
        }
    }
}

void CurvePanel::rebuild(const CurveView& view) {
    m_view = view;
    removeOthers();
    for (const QString& id : m_session.selected()) {
        if (const RunData* run = m_session.run(id)) {
            drawLine(*run, false);
            if (!m_spec.second.isEmpty()) {
                drawLine(*run, true);
            }
        }
    }
    updateColours();
    updateEpoch();
}

void CurvePanel::grow(const QString& runId) {
    const RunData* run = m_session.run(runId);
    if (!run || !m_session.selected().contains(runId)) {
        return;
    }
    for (const bool second : {false, true}) {
        const MetricSeries* points = second && m_spec.second.isEmpty() ? nullptr : series(*run, second);
        if (!points) {
            continue;
        }
        const QString id = lineId(runId, second ? Role::Second : Role::Main);
        const auto drawn = static_cast<std::size_t>(m_plot->pointCount(id));
        if (drawn == points->size()) {
            continue;
        }
        if (drawn == 0 || drawn > points->size() || m_view.smoothing > 0) {
            drawLine(*run, second);
            updateColours();
            continue;
        }
        QVector<double> x, y;
        for (std::size_t i = drawn; i < points->size(); ++i) {
            x.push_back(xOf((*points)[i], *run, m_view.axis));
            y.push_back((*points)[i].value * m_spec.scale);
        }
        m_plot->extendLine(id, x, y);
    }
    updateEpoch();
}

void CurvePanel::updateColours() {
    const QString hovered = m_session.hovered();
    const bool dimming =
        !hovered.isEmpty() && m_session.selected().contains(hovered) && m_session.selected().size() > 1;
    const auto ids = m_plot->lines();
    for (const QString& id : ids) {
        const RunData* run = m_session.run(runOfLine(id));
        if (!run) {
            continue;
        }
        PlotWidget::LineStyle style;
        style.colour = theme::run(run->head.entry.colour, palette());
        style.dash = theme::dash(run->head.entry.colour);
        style.front = run->id() == hovered;
        if (id.endsWith(QLatin1String("|raw"))) {
            style.colour.setAlphaF(0.28F);
        } else if (id.endsWith(QLatin1String("|second"))) {
            style.dash = Qt::DotLine;
        }
        if (dimming && !style.front) {
            style.colour.setAlphaF(style.colour.alphaF() * 0.25F);
        }
        m_plot->setLineStyle(id, style);
    }
}

void CurvePanel::setCursor(std::optional<double> x) {
    m_cursor = x;
    m_plot->setCursor(x);
    updateValue();
    updateReadout();
}

void CurvePanel::updateEpoch() {
    const RunData* run = m_session.current();
    const MetricSeries* points = run ? series(*run, false) : nullptr;
    if (run && (!points || points->empty()) && !m_spec.second.isEmpty()) {
        points = series(*run, true);
    }
    if (!run || !points || points->empty()) {
        m_plot->setCurrent(std::nullopt);
        m_plot->setMarks({});
    } else {
        m_plot->setCurrent(xOfEpoch(*points, *run, m_view.axis, m_session.epoch()));
        std::vector<double> marks;
        for (const double epoch : run->resetEpochs()) {
            marks.push_back(xOfEpoch(*points, *run, m_view.axis, static_cast<std::int64_t>(epoch)));
        }
        m_plot->setMarks(marks);
    }
    updateValue();
}

void CurvePanel::updateValue() {
    const RunData* run = m_session.current();
    QString text;
    if (run) {
        const MetricSeries* points = series(*run, false);
        const double x = m_cursor ? *m_cursor : points ? xOfEpoch(*points, *run, m_view.axis, m_session.epoch()) : 0;
        if (const auto value = m_plot->valueAt(lineId(run->id(), Role::Main), x)) {
            text = formatNumber(*value);
        }
    }
    m_value->setText(text);
    m_plot->setAccessibleDescription(text);
}

QString CurvePanel::valueText() const {
    return m_value->text();
}

QString CurvePanel::readoutText() const {
    if (!m_cursor) {
        return {};
    }
    std::vector<std::pair<double, QString>> rows;
    for (const QString& id : m_session.selected()) {
        const RunData* run = m_session.run(id);
        const auto value = m_plot->valueAt(lineId(id, Role::Main), *m_cursor);
        if (run && value) {
            rows.emplace_back(
                *value, QStringLiteral("<tr><td style='color:%1'>&#9473;&nbsp;</td><td>%2&nbsp;&nbsp;</td>"
                                       "<td align='right'>%3</td></tr>")
                            .arg(theme::run(run->head.entry.colour, palette()).name(), run->name().toHtmlEscaped(),
                                 formatNumber(*value)));
        }
    }
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    QString text;
    for (std::size_t i = 0; i < rows.size() && i < readoutRows; ++i) {
        text += rows[i].second;
    }
    if (rows.size() > readoutRows) {
        text += tr("<tr><td></td><td>and %1 more</td></tr>").arg(rows.size() - readoutRows);
    }
    return QStringLiteral("<table cellspacing='0'>") + text + QStringLiteral("</table>");
}

void CurvePanel::setReadoutVisible(bool visible) {
    m_readout->setVisible(visible && m_session.selected().size() > 1);
    updateReadout();
}

void CurvePanel::updateReadout() {
    if (!m_readout->isVisible() || !m_cursor) {
        return;
    }
    m_readout->setText(readoutText());
    m_readout->adjustSize();
    // On the side of the plot where the mouse is not.
    const bool right = m_plot->pixelOfX(*m_cursor) < m_plot->width() / 2.0;
    const int x = right ? width() - m_readout->width() - 12 : m_plot->x() + 64;
    m_readout->move(x, m_plot->y() + 8);
    m_readout->raise();
}

void CurvePanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    updateReadout();
}

void CurvePanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        applyFonts();
        updateColours();
    }
}

void CurvePanel::keyPressEvent(QKeyEvent* event) {
    // Before the scroll area around the panels takes the arrows.
    if (!handleEpochKey(m_session, *event)) {
        QWidget::keyPressEvent(event);
    }
}

}  // namespace tempera::ui
