// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/curve_panel.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineF>
#include <QMenu>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/common/elided_label.h"
#include "ui/common/epoch_keys.h"
#include "ui/common/icons.h"
#include "ui/common/in_sight.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/curves/curve_readout.h"
#include "ui/curves/curve_source.h"
#include "ui/plot/plot_widget.h"
#include "ui/session/session.h"

namespace tempera::ui {

CurvePanel::CurvePanel(Session& session, CurveSource& source, PanelSpec spec, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_source(source),
      m_spec(std::move(spec)),
      m_title(new ElidedLabel(titleOf(m_spec))),
      m_legend(new ElidedLabel(m_spec.legend)),
      m_value(new QLabel),
      m_menuButton(new QToolButton),
      m_plot(new PlotWidget),
      m_drawing(*m_plot),
      m_readout(new QLabel(this)) {
    setObjectName(QStringLiteral("panel-") + m_spec.id);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_plot->setLogY(m_spec.logY);
    m_plot->setFloor(m_spec.floor);
    m_plot->setAccessibleName(m_title->fullText());
    m_plot->installEventFilter(this);
    m_readout->setTextFormat(Qt::RichText);
    m_readout->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_readout->setAutoFillBackground(true);
    m_readout->setBackgroundRole(QPalette::ToolTipBase);
    m_readout->setForegroundRole(QPalette::ToolTipText);
    m_readout->setMargin(6);
    m_readout->hide();
    m_menuButton->setIcon(icon(QStringLiteral("more")));
    m_menuButton->setAutoRaise(true);
    m_menuButton->setAccessibleName(tr("Menu of the panel %1").arg(m_spec.title));
    m_menuButton->setToolTip(tr("What can be done with this panel"));
    m_menuButton->hide();

    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 6, 6, 0);
    head->setSpacing(6);
    head->addWidget(m_title, 1);
    head->addWidget(m_value);
    head->addWidget(m_menuButton);
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

    connect(m_plot, &PlotWidget::lineHovered, this, &CurvePanel::hover);
    connect(m_plot, &PlotWidget::clickedAt, this, &CurvePanel::choose);
    connect(m_menuButton, &QToolButton::clicked, this,
            [this] { showMenu(m_menuButton->mapToGlobal(QPoint(0, m_menuButton->height()))); });
}

void CurvePanel::applyFonts() {
    m_title->setFont(textFont(TextSize::Normal, true));
    m_legend->setFont(textFont(TextSize::Small));
    m_value->setFont(textFont(TextSize::Normal));
    m_readout->setFont(textFont(TextSize::Small));
    // One left edge for all plots of the page.
    m_plot->setLeftMargin(QFontMetrics(textFont(TextSize::Small)).horizontalAdvance(QStringLiteral("-0.00000")) + 14);
}

void CurvePanel::setMenu(QMenu* menu) {
    m_menu = menu;
    m_menuButton->show();
}

void CurvePanel::showMenu(const QPoint& place) {
    if (m_menu) {
        Q_EMIT activated();  // the menu is that of all panels
        m_menu->popup(place);
    }
}

void CurvePanel::contextMenuEvent(QContextMenuEvent* event) {
    showMenu(event->globalPos());
}

void CurvePanel::rebuild() {
    m_stale = !inSight(*this);
    if (m_stale) {
        return;
    }
    m_plot->setIgnoreOutliers(m_source.view().ignoreOutliers);
    const XAxis axis = m_source.view().axis;
    m_plot->setXScale(m_source.view().logX, axis != XAxis::Minutes && axis != XAxis::Metric);
    setCurves(m_source.curves(m_spec));
}

void CurvePanel::setCurves(std::vector<Curve> curves) {
    m_drawing.setCurves(std::move(curves));
    updateColours();
    updateEpoch();
    Q_EMIT redrawn();
}

void CurvePanel::setLogY(bool log) {
    m_spec.logY = log;
    m_plot->setLogY(log);
}

void CurvePanel::paintEvent(QPaintEvent* event) {
    QWidget::paintEvent(event);
    if (m_stale) {
        // Scrolled into view.
        QMetaObject::invokeMethod(this, &CurvePanel::rebuild, Qt::QueuedConnection);
    }
    if (m_plot->hasFocus()) {
        QPainter painter(this);
        painter.setPen(theme::subtleText(palette()));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

bool CurvePanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_plot && (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)) {
        update();
        if (event->type() == QEvent::FocusIn) {
            Q_EMIT activated();
        }
    }
    return QWidget::eventFilter(watched, event);
}

void CurvePanel::hover(const QString& lineId) {
    const Curve* curve = m_drawing.curveOfLine(lineId);
    m_session.setHovered(curve && !curve->members.isEmpty() ? curve->members.front() : QString());
}

std::optional<qsizetype> CurvePanel::placeAt(const Curve& curve, const QPointF& pixel) const {
    if (curve.ascending) {
        return curve.nearest(m_plot->xOfPixel(pixel.x()));
    }
    double nearest = std::numeric_limits<double>::infinity();
    std::optional<qsizetype> best;
    for (qsizetype i = 0; i < curve.size(); ++i) {
        const double distance = QLineF(m_plot->pixelOf({curve.x.at(i), curve.values.at(i)}), pixel).length();
        if (distance < nearest) {
            nearest = distance;
            best = i;
        }
    }
    return best;
}

void CurvePanel::choose(const QPointF& pixel) {
    if (const Curve* curve = m_drawing.curveOfLine(m_plot->lineAt(pixel))) {
        if (const auto place = placeAt(*curve, pixel)) {
            const double epoch = curve->epochs.at(*place);
            Q_EMIT pointChosen(m_source.runBehind(m_spec, *curve, *place), static_cast<std::int64_t>(epoch));
        }
        return;
    }
    const RunData* run = m_session.current();
    const Curve* curve = run ? m_drawing.curveOfRun(run->id()) : nullptr;
    const auto place = curve ? placeAt(*curve, pixel) : std::nullopt;
    if (m_source.view().axis == XAxis::Epoch) {
        Q_EMIT epochChosen(std::llround(m_plot->xOfPixel(pixel.x())));
    } else if (place) {
        Q_EMIT epochChosen(static_cast<std::int64_t>(curve->epochs.at(*place)));
    }
}

void CurvePanel::updateColours() {
    const QString hovered = m_session.hovered();
    const Curve* front = hovered.isEmpty() ? nullptr : m_drawing.curveOfRun(hovered);
    m_drawing.restyle(palette(), front ? front->id : QString());
}

void CurvePanel::setCursor(std::optional<double> x) {
    m_cursor = x;
    m_plot->setCursor(x);
    updateValue();
    updateReadout();
}

void CurvePanel::stepCursor(int direction) {
    const RunData* run = m_session.current();
    const auto here = run ? m_source.xOfEpoch(m_spec, *run, m_session.epoch()) : std::nullopt;
    const double from = m_cursor.value_or(here.value_or(-direction * std::numeric_limits<double>::infinity()));
    double best = direction * std::numeric_limits<double>::infinity();
    for (const Curve& curve : curves()) {
        for (const double x : curve.x) {
            if ((x - from) * direction > 0 && (x - best) * direction < 0) {
                best = x;
            }
        }
    }
    if (std::isfinite(best)) {
        Q_EMIT cursorAsked(best);
    }
}

std::vector<double> CurvePanel::placed(const std::vector<double>& epochs) const {
    std::vector<double> xs;
    for (const double epoch : epochs) {
        if (const auto x = m_source.xOfEpoch(m_spec, *m_session.current(), static_cast<std::int64_t>(epoch))) {
            xs.push_back(*x);
        }
    }
    return xs;
}

void CurvePanel::updateEpoch() {
    const RunData* run = m_session.current();
    m_plot->setCurrent(run ? m_source.xOfEpoch(m_spec, *run, m_session.epoch()) : std::nullopt);
    m_plot->setMarks(run ? placed(run->resetEpochs()) : std::vector<double>(), PlotWidget::Mark::Dotted);
    m_plot->setMarks(run ? placed(resumeEpochs(*run)) : std::vector<double>(), PlotWidget::Mark::Dashed);
    updateValue();
}

FigurePanel CurvePanel::figure() const {
    FigurePanel figure;
    figure.spec = m_spec;
    figure.curves = m_stale ? m_source.curves(m_spec) : curves();
    const auto whole = m_source.xRange({m_spec});
    figure.x = m_stale && !m_plot->zoomed() && whole ? *whole : m_plot->xRange();
    figure.y = m_plot->chosenYRange();
    if (const RunData* run = m_session.current()) {
        figure.resets = placed(run->resetEpochs());
        figure.resumes = placed(resumeEpochs(*run));
    }
    return figure;
}

void CurvePanel::updateValue() {
    QString text;
    const RunData* run = m_session.current();
    if (const Curve* curve = run ? m_drawing.curveOfRun(run->id()) : nullptr) {
        const auto place = m_cursor ? curve->nearest(*m_cursor) : curve->atEpoch(m_session.epoch());
        if (place) {
            text = formatNumber(curve->values.at(*place));
        }
    }
    m_value->setText(text);
    m_plot->setAccessibleDescription(m_cursor ? readoutWords(curves(), *m_cursor) : text);
}

QString CurvePanel::valueText() const {
    return m_value->text();
}

QString CurvePanel::readoutText() const {
    return m_cursor ? readoutTable(curves(), *m_cursor, axisTitle(m_source.view()), palette()) : QString();
}

void CurvePanel::setReadoutVisible(bool visible) {
    m_readout->setVisible(visible && !curves().empty());
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
    const bool shift = (event->modifiers() & ~Qt::KeypadModifier) == Qt::ShiftModifier;
    if (shift && (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)) {
        stepCursor(event->key() == Qt::Key_Left ? -1 : 1);
    } else if (event->key() == Qt::Key_Escape && m_cursor) {
        Q_EMIT cursorAsked(std::nullopt);
    } else if (!handleEpochKey(m_session, *event)) {
        // Before the scroll area around the panels takes the arrows.
        QWidget::keyPressEvent(event);
    }
}

}  // namespace tempera::ui
