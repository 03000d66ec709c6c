// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/neurons/neurons_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLocale>
#include <QScrollArea>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "ui/common/elided_label.h"
#include "ui/common/empty_state.h"
#include "ui/common/icons.h"
#include "ui/common/page_bar.h"
#include "ui/common/ruled_area.h"
#include "ui/common/text_format.h"
#include "ui/neurons/dormancy.h"
#include "ui/neurons/history_panel.h"
#include "ui/neurons/layer_chooser.h"
#include "ui/neurons/layer_panel.h"
#include "ui/neurons/neuron_heatmap.h"
#include "ui/neurons/what_if_panel.h"
#include "ui/plot/plot_widget.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {

constexpr double step = 0.025;
const QString explainedKey = QStringLiteral("critic/explained_variance");
const QString lossKey = QStringLiteral("critic/loss");

QVector<double> percent(const QVector<double>& shares, bool rest) {
    QVector<double> values;
    for (const double share : shares) {
        values.push_back(100 * (rest ? 1 - share : share));
    }
    return values;
}

}  // namespace

NeuronsPage::NeuronsPage(Session& session, QWidget* parent)
    : Page(session, QStringLiteral("neurons"), tr("Neurons"), parent),
      m_box(new QDoubleSpinBox),
      m_ownButton(new QToolButton),
      m_log(new QCheckBox(tr("Logarithmic counts"))),
      m_chooser(new LayerChooser),
      m_summary(new ElidedLabel),
      m_stack(new QStackedLayout),
      m_empty(new EmptyState),
      m_scroll(new QScrollArea),
      m_canvas(new RuledArea),
      m_grid(new QGridLayout(m_canvas)),
      m_share(new QComboBox) {
    makePanels();
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(1);
    m_scroll->setWidget(m_canvas);
    m_scroll->setWidgetResizable(true);
    m_scroll->setAccessibleName(title());
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    keepEpochKeys(*m_scroll);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addLayout(m_stack, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_scroll);
    connectPanels();
    connectSession();
}

void NeuronsPage::makePanels() {
    using Unit = HistoryPanel::Unit;
    m_shares = new HistoryPanel(QString(), Unit::Percent);
    m_overlap = new HistoryPanel(tr("Still dormant, % of the last dormant set"), Unit::Percent);
    m_explained = new HistoryPanel(tr("Explained variance of the critic"), Unit::Plain);
    m_loss = new HistoryPanel(tr("Loss of the critic"), Unit::Plain);
    m_heatmap = new NeuronHeatmap;
    m_whatIf = new WhatIfPanel;
    m_overlap->setToolTip(
        tr("Neurons that are dormant now and were in the last recorded epoch, as a share of those that were"));
    m_explained->setToolTip(
        tr("1 − Var(return − value) / Var(return): 1 means that the critic foresees every reward, 0 or less that it "
           "does not work: the policy learns no better than with no critic"));
    m_share->addItem(tr("Dormant"));
    m_share->addItem(tr("Active"));
    m_share->setAccessibleName(tr("Which share is drawn"));
    m_shares->setTitle(tr("Share of neurons, %"));
    m_shares->addControl(m_share);
    connect(m_share, &QComboBox::currentIndexChanged, this, [this] { invalidate(); });
    connect(m_heatmap, &NeuronHeatmap::epochChosen, this,
            [this](std::int64_t epoch) { this->session().setEpoch(epoch); });
    connect(m_whatIf, &WhatIfPanel::thresholdChosen, this, &NeuronsPage::setThreshold);
}

QWidget* NeuronsPage::makeBar() {
    m_summary->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_box->setRange(0, 100);
    m_box->setDecimals(3);
    m_box->setSingleStep(step);
    m_box->setKeyboardTracking(false);
    m_box->setAccessibleName(tr("Threshold of the normalised score"));
    m_box->setToolTip(
        tr("Neurons whose normalised score is at most this count as dormant here; "
           "the run itself is not changed"));
    m_ownButton->setIcon(icon(QStringLiteral("reset")));
    m_ownButton->setAutoRaise(true);
    m_ownButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(m_box, &QDoubleSpinBox::valueChanged, this, &NeuronsPage::setThreshold);
    connect(m_ownButton, &QToolButton::clicked, this, [this] { setThreshold(m_own); });
    connect(m_log, &QCheckBox::toggled, this, [this] { invalidate(); });
    connect(m_chooser, &LayerChooser::changed, this, [this] { invalidate(); });
    auto* bar = new PageBar;
    bar->addLabelled(tr("Threshold"), m_box);
    bar->add(m_ownButton);
    bar->add(m_chooser);
    bar->add(m_log);
    bar->add(m_summary, 1);
    return bar;
}

void NeuronsPage::connectPanels() {
    const std::vector<HistoryPanel*> histories{m_shares, m_overlap, m_explained, m_loss};
    for (HistoryPanel* panel : histories) {
        connect(panel, &HistoryPanel::epochChosen, this,
                [this](std::int64_t epoch) { this->session().setEpoch(epoch); });
        // One axis of epochs: zooming one zooms all.
        for (HistoryPanel* other : histories) {
            if (other != panel) {
                connect(&panel->plot(), &PlotWidget::xRangeChanged, &other->plot(), &PlotWidget::setXRange);
                connect(&panel->plot(), &PlotWidget::zoomReset, &other->plot(), &PlotWidget::resetZoom);
            }
        }
    }
}

void NeuronsPage::connectSession() {
    connect(&session(), &Session::currentChanged, this, [this] { invalidate(); });
    connect(&session(), &Session::epochChanged, this, [this] {
        if (isVisible()) {
            showEpoch();
        } else {
            invalidate();
        }
    });
    const auto ifCurrent = [this](const QString& id) {
        if (id == this->session().currentId()) {
            invalidate();
        }
    };
    connect(&session(), &Session::valuesGrown, this, ifCurrent);
    connect(&session(), &Session::valuesReset, this, ifCurrent);
}

void NeuronsPage::arrange() {
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        delete item;
    }
    for (int row = 0; row < m_grid->rowCount(); ++row) {
        m_grid->setRowStretch(row, 0);
        m_grid->setRowMinimumHeight(row, 0);
    }
    const bool wide = width() >= fontMetrics().averageCharWidth() * 130;
    const int columns = wide ? 4 : 2;
    const int count = static_cast<int>(m_layers.size());
    for (int column = 0; column < 4; ++column) {
        m_grid->setColumnStretch(column, column < columns ? 1 : 0);
    }
    int row = 0;
    const int least = fontMetrics().height() * 10;
    const auto endRow = [&] {
        m_grid->setRowStretch(row, 1);
        m_grid->setRowMinimumHeight(row, least);
        ++row;
    };
    for (int first = 0; first < count; first += columns) {
        // The histograms of a row share its width evenly, however many they are.
        auto* line = new QHBoxLayout;
        line->setSpacing(1);
        for (int i = first; i < std::min(first + columns, count); ++i) {
            line->addWidget(m_layers[static_cast<std::size_t>(i)], 1);
        }
        m_grid->addLayout(line, row, 0, 1, columns);
        endRow();
    }
    m_grid->addWidget(m_shares, row, 0, 1, 2);
    if (!wide) {
        endRow();
    }
    m_grid->addWidget(m_explained, row, wide ? 2 : 0);
    m_grid->addWidget(m_loss, row, wide ? 3 : 1);
    endRow();
    m_grid->addWidget(m_heatmap, row, 0, 1, 2);
    if (!wide) {
        endRow();
    }
    m_grid->addWidget(m_overlap, row, wide ? 2 : 0);
    m_grid->addWidget(m_whatIf, row, wide ? 3 : 1);
    endRow();
    for (LayerPanel* panel : m_layers) {
        panel->setVisible(true);
    }
}

void NeuronsPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    arrange();
}

QString NeuronsPage::emptyText(const RunData* run) const {
    if (!run) {
        return tr("Choose a run on the left to see the neurons of its critic.");
    }
    if (!run->loaded) {
        return {};
    }
    if (!run->head.summary.info.method.starts_with("tdpo") && !run->series(lossKey)) {
        return tr("This method has no critic. Neurons are watched in TDPO and TDPO-R runs.");
    }
    return run->live() ? tr("The neurons appear here after the first epoch.")
                       : tr("This run has no neuron statistics.");
}

void NeuronsPage::refresh() {
    const RunData* run = session().current();
    if (!run || run->neurons.empty()) {
        m_summary->setFullText(QString());
        m_empty->setText(emptyText(run));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_stack->setCurrentWidget(m_scroll);
    if (m_shownRun != run->id()) {
        startRun(*run);
    }
    updateLayers();
    m_upper = commonUpperEdge(run->neurons);
    showHistory(*run);
    showCritic(*run);
    m_heatmap->show(run->neurons, run->resetEpochs(), m_upper);
    showEpoch();
}

void NeuronsPage::startRun(const RunData& run) {
    m_shownRun = run.id();
    m_own = ownThreshold(run);
    m_ownButton->setText(tr("Back to the run's %1").arg(formatNumber(m_own)));
    setThreshold(m_own);
}

void NeuronsPage::setThreshold(double threshold) {
    m_threshold = threshold;
    const QSignalBlocker quiet(m_box);
    m_box->setValue(threshold);
    m_ownButton->setEnabled(threshold != m_own);
    const RunData* run = session().current();
    if (isVisible() && run && run->id() == m_shownRun && !run->neurons.empty()) {
        showHistory(*run);
        showEpoch();
    }
}

void NeuronsPage::updateLayers() {
    const std::vector<NeuronLayerRow>& rows = session().current()->neurons.rbegin()->second;
    std::vector<std::size_t> widths;
    for (const NeuronLayerRow& row : rows) {
        widths.push_back(row.scores.size());
    }
    m_chooser->setLayers(widths);
    const std::vector<int> wanted = m_chooser->chosen();
    const bool same = std::equal(wanted.begin(), wanted.end(), m_layers.begin(), m_layers.end(),
                                 [](int layer, const LayerPanel* panel) { return panel->layer() == layer; });
    if (same) {
        return;
    }
    for (LayerPanel* panel : m_layers) {
        delete panel;
    }
    m_layers.clear();
    for (const int layer : wanted) {
        auto* panel = new LayerPanel(layer);
        connect(panel, &LayerPanel::thresholdMoved, this, [this](double x) {
            // A drag ends where the axis does; a thousandth is finer than a pixel.
            setThreshold(std::round(std::clamp(x, 0.0, m_upper) * 1000) / 1000);
        });
        connect(panel, &LayerPanel::thresholdStepped, this,
                [this](int direction) { setThreshold(std::max(0.0, m_box->value() + direction * step)); });
        connect(panel, &LayerPanel::ownThresholdAsked, this, [this] { setThreshold(m_own); });
        m_layers.push_back(panel);
    }
    arrange();
}

void NeuronsPage::showHistory(const RunData& run) {
    const bool active = m_share->currentIndex() == 1;
    const Dormancy dormancy = dormancyAt(run.neurons, m_threshold);
    QVector<HistoryPanel::Line> shares;
    QVector<HistoryPanel::Line> overlaps;
    const auto add = [&](const QString& name, const DormancyCurve& curve, int tone) {
        shares.push_back({name, curve.epochs, percent(curve.dormantShare, active), tone});
        overlaps.push_back({name, curve.overlapEpochs, percent(curve.overlap, false), tone});
    };
    for (const int layer : m_chooser->chosen()) {
        if (static_cast<std::size_t>(layer) < dormancy.layers.size()) {
            add(tr("layer %1").arg(layer + 1), dormancy.layers[static_cast<std::size_t>(layer)], layer);
        }
    }
    add(tr("all"), dormancy.all, -1);
    const auto first = static_cast<double>(run.neurons.begin()->first);
    const auto last = static_cast<double>(run.neurons.rbegin()->first);
    for (HistoryPanel* panel : {m_shares, m_overlap, m_explained, m_loss}) {
        panel->setRange(first, last);
    }
    m_shares->show(shares, run.resetEpochs(), QString());
    m_overlap->show(overlaps, run.resetEpochs(), tr("No epoch followed one that had dormant neurons."));
}

void NeuronsPage::showCritic(const RunData& run) {
    const QString nothing = tr("This run did not record it.");
    m_explained->showSeries(tr("explained"), run.series(explainedKey), run.resetEpochs(), nothing);
    m_loss->showSeries(tr("loss"), run.series(lossKey), run.resetEpochs(), nothing);
}

QString NeuronsPage::criticText(const RunData& run) const {
    const MetricSeries* series = run.series(explainedKey);
    if (!series) {
        return {};
    }
    const auto after = std::upper_bound(series->begin(), series->end(), static_cast<double>(session().epoch()),
                                        [](double epoch, const MetricPoint& point) { return epoch < point.epoch; });
    const double value = (after == series->begin() ? *after : *std::prev(after)).value;
    if (!std::isfinite(value)) {
        return {};
    }
    return value < 0.005 ? tr("the critic explains nothing")
                         : tr("the critic explains %1 %").arg(QLocale().toString(100 * value, 'f', 0));
}

void NeuronsPage::showEpoch() {
    const RunData* run = session().current();
    if (!run || run->neurons.empty()) {
        return;
    }
    const auto shown = recordedEpoch(run->neurons, session().epoch());
    const LayerPanel::View view{m_threshold, m_own, std::max(m_upper, m_threshold * 1.25), m_log->isChecked()};
    for (LayerPanel* panel : m_layers) {
        if (static_cast<std::size_t>(panel->layer()) < shown->second.size()) {
            panel->show(shown->second[static_cast<std::size_t>(panel->layer())], view);
        }
    }
    m_whatIf->show(shown->second, m_threshold, m_own);
    for (HistoryPanel* panel : {m_shares, m_overlap, m_explained, m_loss}) {
        panel->setEpoch(shown->first);
    }
    m_heatmap->setEpoch(shown->first);
    int dormant = 0;
    int neurons = 0;
    for (const NeuronLayerRow& row : shown->second) {
        dormant += countDormant(row.scores, m_threshold);
        neurons += static_cast<int>(row.scores.size());
    }
    const QLocale locale;
    QStringList parts{tr("Epoch %1").arg(shown->first),
                      tr("%1 of %2 dormant (%3 %)")
                          .arg(locale.toString(dormant), locale.toString(neurons),
                               locale.toString(100.0 * dormant / std::max(neurons, 1), 'f', 1))};
    std::int64_t reset = 0;
    for (const ResetRow& row : run->resets) {
        reset += row.epoch == shown->first ? row.count : 0;
    }
    if (reset > 0) {
        parts << tr("%1 reset after it").arg(locale.toString(static_cast<qlonglong>(reset)));
    }
    if (const QString critic = criticText(*run); !critic.isEmpty()) {
        parts << critic;
    }
    m_summary->setFullText(parts.join(QStringLiteral("  ·  ")));
}

QString NeuronsPage::summaryText() const {
    return m_summary->fullText();
}

}  // namespace tempera::ui
