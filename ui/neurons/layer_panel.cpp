// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/neurons/layer_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include "ui/common/elided_label.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/neurons/threshold_handle.h"
#include "ui/plot/plot_widget.h"

namespace tempera::ui {

namespace {
constexpr int bins = 40;

QVector<double> toQt(const std::vector<double>& values) {
    return {values.begin(), values.end()};
}
}  // namespace

LayerPanel::LayerPanel(int layer, QWidget* parent)
    : QWidget(parent), m_layer(layer), m_title(new ElidedLabel), m_counts(new QLabel), m_plot(new PlotWidget) {
    setObjectName(QStringLiteral("layer-%1").arg(layer));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_counts->setTextFormat(Qt::RichText);
    m_counts->setFont(textFont(TextSize::Small));
    m_counts->setWordWrap(true);
    m_counts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // never widens the page
    m_title->setFont(textFont(TextSize::Normal, true));
    m_plot->setAxisTitles(tr("normalised activation score"), {});
    m_plot->setFloor(0);
    m_plot->setLeftMargin(QFontMetrics(textFont(TextSize::Small)).horizontalAdvance(QStringLiteral("00000")) + 14);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 4);
    layout->setSpacing(0);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(12, 0, 12, 0);
    head->setSpacing(1);
    head->addWidget(m_title);
    head->addWidget(m_counts);
    layout->addLayout(head);
    layout->addWidget(m_plot, 1);
    m_plot->setToolTip(tr("Click or drag to move the threshold; Shift+Left and Shift+Right step it, 0 goes back"));
    m_handle = new ThresholdHandle(*m_plot);
    connect(m_handle, &ThresholdHandle::moved, this, &LayerPanel::thresholdMoved);
    connect(m_handle, &ThresholdHandle::stepped, this, &LayerPanel::thresholdStepped);
    connect(m_handle, &ThresholdHandle::resetAsked, this, &LayerPanel::ownThresholdAsked);
}

void LayerPanel::show(const NeuronLayerRow& row, const View& view) {
    m_view = view;
    m_histogram = scoreHistogram(row.scores, view.threshold, view.upper, bins);
    m_plot->setLogY(view.logCounts);
    // The bins move with the threshold, the axis does not: two bins of air on the left hold those of exactly 0.
    m_plot->setFixedXRange(std::pair(-2 * m_histogram.binWidth, view.upper + 2 * m_histogram.binWidth));
    m_title->setFullText(tr("Layer %1, %2 neurons").arg(m_layer + 1).arg(QLocale().toString(m_histogram.total)),
                         tr("The last bar counts all scores of %1 and above")
                             .arg(formatNumber(m_histogram.activeCentres.back() - m_histogram.binWidth / 2)));
    draw();
}

void LayerPanel::draw() {
    const QColor dormant = theme::dormant(palette());
    const QColor active = theme::active(palette());
    m_plot->setBars(
        {{toQt(m_histogram.dormantCentres), toQt(m_histogram.dormantCounts), m_histogram.binWidth, dormant, true},
         {toQt(m_histogram.activeCentres), toQt(m_histogram.activeCounts), m_histogram.binWidth, active, false}});
    m_plot->setThreshold(m_view.threshold);
    m_plot->setCursor(m_view.own);
    m_handle->setThreshold(m_view.threshold);
    const QLocale locale;
    m_counts->setText(tr("<span style='color:%1'>▨</span> %2 dormant (%3 %)&nbsp;&nbsp; "
                         "<span style='color:%4'>■</span> %5 active")
                          .arg(dormant.name(), locale.toString(m_histogram.dormant),
                               locale.toString(100 * m_histogram.dormantShare(), 'f', 1), active.name(),
                               locale.toString(m_histogram.total - m_histogram.dormant)));
    m_plot->setAccessibleName(m_title->fullText());
    m_plot->setAccessibleDescription(
        tr("%1 dormant, %2 active").arg(m_histogram.dormant).arg(m_histogram.total - m_histogram.dormant));
}

QString LayerPanel::countsText() const {
    return m_plot->accessibleDescription();
}

void LayerPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_histogram.total > 0) {
        draw();
    }
}

}  // namespace tempera::ui
