// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/neurons/neurons_page.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cstdint>

#include "core/config/config.h"
#include "ui/common/elided_label.h"
#include "ui/common/empty_state.h"
#include "ui/common/icons.h"
#include "ui/common/page_bar.h"
#include "ui/common/ruled_area.h"
#include "ui/neurons/history_panel.h"
#include "ui/neurons/layer_panel.h"
#include "ui/plot/plot_widget.h"
#include "ui/session/session.h"

namespace tempera::ui {

NeuronsPage::NeuronsPage(Session& session, QWidget* parent)
    : Page(session, QStringLiteral("neurons"), tr("Neurons"), parent),
      m_threshold(new QDoubleSpinBox),
      m_ownThreshold(new QToolButton),
      m_log(new QCheckBox(tr("Logarithmic counts"))),
      m_summary(new ElidedLabel),
      m_stack(new QStackedLayout),
      m_empty(new EmptyState),
      m_canvas(new RuledArea),
      m_grid(new QGridLayout(m_canvas)),
      m_shares(new HistoryPanel(tr("Dormant neurons, %"))),
      m_overlap(new HistoryPanel(tr("Dormant neurons that were dormant before, %"))) {
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addLayout(m_stack, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_canvas);
    for (HistoryPanel* panel : {m_shares, m_overlap}) {
        connect(panel, &HistoryPanel::epochChosen, this,
                [this](std::int64_t epoch) { this->session().setEpoch(epoch); });
    }
    connect(&m_shares->plot(), &PlotWidget::xRangeChanged, &m_overlap->plot(), &PlotWidget::setXRange);
    connect(&m_overlap->plot(), &PlotWidget::xRangeChanged, &m_shares->plot(), &PlotWidget::setXRange);
    connect(&m_shares->plot(), &PlotWidget::zoomReset, &m_overlap->plot(), &PlotWidget::resetZoom);
    connect(&m_overlap->plot(), &PlotWidget::zoomReset, &m_shares->plot(), &PlotWidget::resetZoom);

    connect(&session, &Session::currentChanged, this, [this] { invalidate(); });
    connect(&session, &Session::epochChanged, this, [this] {
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
    connect(&session, &Session::valuesGrown, this, ifCurrent);
    connect(&session, &Session::valuesReset, this, ifCurrent);
}

QWidget* NeuronsPage::makeBar() {
    m_summary->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_threshold->setRange(0, 100);
    m_threshold->setDecimals(3);
    m_threshold->setSingleStep(0.025);
    m_threshold->setAccessibleName(tr("Threshold of the normalised score"));
    m_threshold->setToolTip(
        tr("Neurons whose normalised score is at most this count as dormant here; "
           "the run itself is not changed"));
    m_ownThreshold->setIcon(icon(QStringLiteral("reset")));
    m_ownThreshold->setAutoRaise(true);
    m_ownThreshold->setToolTip(tr("Back to the run's own threshold"));
    m_ownThreshold->setAccessibleName(tr("Back to the run's own threshold"));
    connect(m_threshold, &QDoubleSpinBox::valueChanged, this, [this] { invalidate(); });
    connect(m_ownThreshold, &QToolButton::clicked, this, [this] {
        if (const RunData* run = session().current()) {
            m_threshold->setValue(ownThreshold(*run));
        }
    });
    connect(m_log, &QCheckBox::toggled, this, [this] { invalidate(); });
    auto* bar = new PageBar;
    bar->addLabelled(tr("Threshold"), m_threshold);
    bar->add(m_ownThreshold);
    bar->add(m_log);
    bar->add(m_summary, 1);
    return bar;
}

double NeuronsPage::ownThreshold(const RunData& run) const {
    try {
        return Config::from_toml(run.configToml.toStdString(), "config.toml").real("sample.dormant_threshold");
    } catch (const std::exception&) {
        return 0;  // a configuration that can not be read is reported by its own page
    }
}

void NeuronsPage::setLayerCount(std::size_t count) {
    while (m_layers.size() > count) {
        delete m_layers.back();
        m_layers.pop_back();
    }
    while (m_layers.size() < count) {
        m_layers.push_back(new LayerPanel(static_cast<int>(m_layers.size())));
    }
    arrange();
}

void NeuronsPage::arrange() {
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        delete item;
    }
    const int count = static_cast<int>(m_layers.size());
    if (count == 0) {
        return;
    }
    const bool wide = width() >= fontMetrics().averageCharWidth() * 26 * count;
    const int columns = wide ? count : std::min(count, 2);
    const int rows = (count + columns - 1) / columns;
    for (int i = 0; i < count; ++i) {
        m_grid->addWidget(m_layers[static_cast<std::size_t>(i)], i / columns, i % columns);
    }
    for (int row = 0; row < m_grid->rowCount(); ++row) {
        m_grid->setRowStretch(row, row <= rows ? 1 : 0);
    }
    // The histories share the row below: an inner layout keeps both equally wide.
    auto* below = new QHBoxLayout;
    below->setSpacing(1);
    below->addWidget(m_shares, 1);
    below->addWidget(m_overlap, 1);
    m_grid->addLayout(below, rows, 0, 1, columns);
    m_grid->setRowStretch(rows, 1);
    for (LayerPanel* panel : m_layers) {
        panel->setVisible(true);
    }
}

void NeuronsPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    arrange();
}

void NeuronsPage::refresh() {
    const RunData* run = session().current();
    if (!run || run->neurons.empty()) {
        const bool critic = run && run->head.summary.info.method.starts_with("tdpo");
        m_summary->setFullText(QString());
        m_empty->setText(!run           ? tr("Choose a run on the left to see the neurons of its critic.")
                         : !run->loaded ? QString()
                         : !critic      ? tr("This method has no critic. Neurons are watched in TDPO and TDPO-R runs.")
                         : run->live()  ? tr("The neurons appear here after the first epoch.")
                                        : tr("This run has no neuron statistics."));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_stack->setCurrentWidget(m_canvas);
    if (m_shownRun != run->id()) {
        m_shownRun = run->id();
        const QSignalBlocker quiet(m_threshold);
        m_threshold->setValue(ownThreshold(*run));
    }
    const std::size_t layers = run->neurons.rbegin()->second.size();
    if (layers != m_layers.size()) {
        setLayerCount(layers);
    }
    m_upper = std::max(commonUpperEdge(run->neurons), m_threshold->value() * 1.5);
    showHistory(*run);
    showEpoch();
}

void NeuronsPage::showHistory(const RunData& run) {
    const double threshold = m_threshold->value();
    HistoryPanel::Line total{tr("all"), {}, {}, -1};
    QVector<HistoryPanel::Line> lines(static_cast<qsizetype>(m_layers.size()));
    for (qsizetype i = 0; i < lines.size(); ++i) {
        lines[i].name = tr("layer %1").arg(i + 1);
        lines[i].tone = static_cast<int>(i);
    }
    for (const auto& [epoch, layers] : run.neurons) {
        int dormant = 0;
        std::size_t neurons = 0;
        for (std::size_t i = 0; i < layers.size() && i < m_layers.size(); ++i) {
            const int count = countDormant(layers[i].scores, threshold);
            HistoryPanel::Line& line = lines[static_cast<qsizetype>(i)];
            line.epochs.push_back(static_cast<double>(epoch));
            line.percent.push_back(100.0 * count /
                                   static_cast<double>(std::max<std::size_t>(layers[i].scores.size(), 1)));
            dormant += count;
            neurons += layers[i].scores.size();
        }
        total.epochs.push_back(static_cast<double>(epoch));
        total.percent.push_back(100.0 * dormant / static_cast<double>(std::max<std::size_t>(neurons, 1)));
    }
    lines.push_back(total);
    m_shares->show(lines, run.resetEpochs());
    HistoryPanel::Line stayed{tr("all"), {}, {}, -1};
    if (const MetricSeries* overlap = run.series(QStringLiteral("neurons/overlap"))) {
        for (const MetricPoint& point : *overlap) {
            stayed.epochs.push_back(point.epoch);
            stayed.percent.push_back(100 * point.value);
        }
    }
    m_overlap->show({stayed}, run.resetEpochs());
}

void NeuronsPage::showEpoch() {
    const RunData* run = session().current();
    if (!run || run->neurons.empty()) {
        return;
    }
    // The scrubbed epoch, else the nearest earlier one that was recorded, else the first.
    auto after = run->neurons.upper_bound(session().epoch());
    const auto shown = after == run->neurons.begin() ? after : std::prev(after);
    int dormant = 0;
    int neurons = 0;
    for (std::size_t i = 0; i < m_layers.size() && i < shown->second.size(); ++i) {
        const NeuronLayerRow& row = shown->second[i];
        m_layers[i]->show(row, m_threshold->value(), m_upper, m_log->isChecked());
        dormant += countDormant(row.scores, m_threshold->value());
        neurons += static_cast<int>(row.scores.size());
    }
    m_shares->setEpoch(shown->first);
    m_overlap->setEpoch(shown->first);
    const QLocale locale;
    QStringList parts{tr("Epoch %1").arg(shown->first),
                      tr("%1 of %2 neurons dormant (%3 %)")
                          .arg(locale.toString(dormant), locale.toString(neurons),
                               locale.toString(100.0 * dormant / std::max(neurons, 1), 'f', 1))};
    std::int64_t reset = 0;
    for (const ResetRow& row : run->resets) {
        reset += row.epoch == shown->first ? row.count : 0;
    }
    if (reset > 0) {
        parts << tr("%1 reset after it").arg(locale.toString(static_cast<qlonglong>(reset)));
    }
    m_summary->setFullText(parts.join(QStringLiteral("  ·  ")));
}

QString NeuronsPage::summaryText() const {
    return m_summary->fullText();
}

}  // namespace tempera::ui
