// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/curves_page.h"

#include <QEvent>
#include <QScrollArea>
#include <QStackedLayout>
#include <QTimer>
#include <algorithm>
#include <cstdint>

#include "ui/common/empty_state.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/curves/curve_panel.h"
#include "ui/curves/curves_bar.h"
#include "ui/curves/panel_grid.h"
#include "ui/plot/line_legend.h"
#include "ui/plot/plot_widget.h"
#include "ui/session/session.h"

namespace tempera::ui {

CurvesPage::CurvesPage(Session& session, QWidget* parent)
    : Page(session, QStringLiteral("curves"), tr("Curves"), parent),
      m_source(session),
      m_bar(new CurvesBar),
      m_legend(new LineLegend),
      m_stack(new QStackedLayout),
      m_empty(new EmptyState),
      m_scroll(new QScrollArea),
      m_grid(new PanelGrid),
      m_growTimer(new QTimer(this)) {
    m_scroll->setWidget(m_grid);
    m_scroll->setWidgetResizable(true);
    m_scroll->setAccessibleName(title());
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* legendRow = new QWidget;
    legendRow->setBackgroundRole(QPalette::Base);
    legendRow->setAutoFillBackground(true);
    auto* legendLayout = new QVBoxLayout(legendRow);
    legendLayout->setContentsMargins(12, 6, 12, 6);
    legendLayout->addWidget(m_legend);
    legendRow->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(legendRow);
    layout->addLayout(m_stack, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_scroll);

    m_growTimer->setSingleShot(true);
    connect(m_growTimer, &QTimer::timeout, this, &CurvesPage::drawGrown);
    connect(m_bar, &CurvesBar::viewChanged, this, &CurvesPage::setView);
    connect(m_bar, &CurvesBar::chooseAsked, this, &CurvesPage::chooseAsked);
    connect(m_empty, &EmptyState::activated, this, &CurvesPage::chooseAsked);
    connect(&session, &Session::workspaceOpened, this, [this](const QString& root) {
        m_layout = PanelLayout::stored(root);
        m_source.setView(m_layout.view);
        m_bar->setView(m_layout.view);
        Q_EMIT layoutChanged();
    });
    connect(&session.settings(), &Settings::changed, this, [this](const QString& key) {
        if (isKey(key, settings::smoothing) && !this->session().workspace().isEmpty()) {
            CurveView wanted = view();
            wanted.smoothing = this->session().settings().value(settings::smoothing);
            setView(wanted);
        }
    });
    connect(&session, &Session::selectionChanged, this, [this] { invalidate(); });
    connect(&session, &Session::currentChanged, this, [this] { invalidate(); });
    connect(&session, &Session::valuesReset, this, [this] { invalidate(); });
    connect(&session, &Session::valuesGrown, this, &CurvesPage::onGrown);
    connect(&session, &Session::epochChanged, this, [this] {
        for (CurvePanel* panel : m_panels) {
            panel->updateEpoch();
        }
    });
    connect(&session, &Session::hoveredChanged, this, [this] {
        for (CurvePanel* panel : m_panels) {
            panel->updateColours();
        }
    });
}

CurvePanel* CurvesPage::currentPanel() const {
    return m_current ? m_current.data() : m_panels.empty() ? nullptr : m_panels.front();
}

void CurvesPage::setView(const CurveView& view) {
    PanelLayout layout = m_layout;
    layout.view = view;
    setPanelLayout(layout);
}

void CurvesPage::setPanelLayout(const PanelLayout& layout) {
    const bool sameX =
        layout.view.axis == view().axis && layout.view.xMetric == view().xMetric && layout.view.logX == view().logX;
    m_layout = layout;
    m_layout.store(session().workspace());
    m_source.setView(m_layout.view);
    m_bar->setView(m_layout.view);
    if (!sameX) {
        resetZoom();  // the range was one of another axis
    }
    invalidate();
    Q_EMIT layoutChanged();
}

void CurvesPage::setPanelMenu(QMenu* menu) {
    m_panelMenu = menu;
    for (CurvePanel* panel : m_panels) {
        panel->setMenu(menu);
    }
}

void CurvesPage::movePanel(CurvePanel& panel, int by) {
    QStringList ids;
    for (const CurvePanel* one : m_panels) {
        ids << one->spec().id;
    }
    const qsizetype from = ids.indexOf(panel.spec().id);
    const qsizetype to = from + by;
    if (from >= 0 && to >= 0 && to < ids.size()) {
        ids.move(from, to);
        PanelLayout layout = m_layout;
        layout.order = ids;
        setPanelLayout(layout);
    }
}

void CurvesPage::removePanel(const CurvePanel& panel) {
    PanelLayout layout = m_layout;
    for (const PanelSpec& spec : m_available) {
        if (spec.id == panel.spec().id) {
            layout.setShown(spec, false);
        }
    }
    setPanelLayout(layout);
}

void CurvesPage::toggleLogY(CurvePanel& panel) {
    PanelLayout layout = m_layout;
    if (!layout.otherScale.remove(panel.spec().id)) {
        layout.otherScale.insert(panel.spec().id);
    }
    panel.setLogY(!panel.spec().logY);
    setPanelLayout(layout);
}

void CurvesPage::resetZoom() {
    for (CurvePanel* panel : m_panels) {
        panel->plot().resetZoom();
    }
}

void CurvesPage::refresh() {
    m_available = panelsFor(m_source.runs());
    rebuildPanels(m_layout.shown(m_available));
    updateEmptyState();  // before the panels draw: they put it off while they are hidden
    alignAxes();
    for (CurvePanel* panel : m_panels) {
        panel->rebuild();
    }
    QStringList keys;
    for (const RunData* run : m_source.runs()) {
        for (const auto& [key, series] : run->metrics) {
            keys << key;
        }
    }
    keys.removeDuplicates();
    keys.sort();
    m_bar->setMetrics(keys);
    updateLegend();
    updateWhere(std::nullopt);
    m_sinceDrawn.start();
    Q_EMIT panelsChanged();
}

void CurvesPage::updateLegend() {
    QVector<LineLegend::Entry> entries;
    if (view().grouped) {
        for (const RunGroup& group : m_source.groups()) {
            entries.push_back({theme::run(group.colour, palette()), theme::dash(group.colour), group.label,
                               tr("n = %1").arg(group.runs.size())});
        }
    }
    m_legend->setEntries(entries);
    m_legend->parentWidget()->setVisible(!entries.isEmpty());
}

void CurvesPage::updateEmptyState() {
    if (!m_panels.empty()) {
        m_stack->setCurrentWidget(m_scroll);
        return;
    }
    const RunData* run = session().current();
    if (run && !run->loaded) {
        m_empty->setText(tr("Reading the values of the run…"));
    } else if (run && !m_available.empty()) {
        m_empty->setText(tr("All panels are hidden."), tr("Choose panels…"));
    } else if (run && run->live()) {
        m_empty->setText(tr("The first values appear here when the first evaluation is done."));
    } else {
        m_empty->setText(run ? tr("This run has no values.") : tr("Choose a run on the left to see its curves."));
    }
    m_stack->setCurrentWidget(m_empty);
}

void CurvesPage::onGrown(const QString& runId) {
    if (!isVisible()) {
        invalidate();
    } else if (!session().selected().contains(runId)) {
        return;
    } else if (!m_growTimer->isActive()) {
        // At once after a pause, else at the pace that eyes can follow.
        const qint64 since = m_sinceDrawn.isValid() ? m_sinceDrawn.elapsed() : redrawInterval;
        m_growTimer->start(static_cast<int>(std::max<qint64>(redrawInterval - since, 0)));
    }
}

void CurvesPage::drawGrown() {
    if (!isVisible() || panelsFor(m_source.runs()).size() != m_available.size()) {
        invalidate();
        return;
    }
    alignAxes();
    for (CurvePanel* panel : m_panels) {
        panel->rebuild();
    }
    m_sinceDrawn.start();
}

void CurvesPage::alignAxes() {
    // One x axis for all panels: the same place means the same moment.
    std::vector<PanelSpec> specs;
    for (const CurvePanel* panel : m_panels) {
        specs.push_back(panel->spec());
    }
    const auto range = m_source.xRange(specs);
    for (CurvePanel* panel : m_panels) {
        panel->plot().setFixedXRange(range);
    }
}

CurvePanel* CurvesPage::makePanel(const PanelSpec& spec) {
    auto* panel = new CurvePanel(session(), m_source, spec, m_grid);
    PlotWidget* plot = &panel->plot();
    if (m_panelMenu) {
        panel->setMenu(m_panelMenu);
    }
    connect(panel, &CurvePanel::epochChosen, this, [this](std::int64_t epoch) { session().setEpoch(epoch); });
    connect(panel, &CurvePanel::pointChosen, this, &CurvesPage::choosePoint);
    connect(panel, &CurvePanel::cursorAsked, this, [=, this](std::optional<double> x) { moveCursor(panel, x); });
    connect(panel, &CurvePanel::activated, this, [=, this] {
        m_current = panel;
        Q_EMIT panelsChanged();
    });
    connect(plot, &PlotWidget::cursorMoved, this, [=, this](double x) { moveCursor(panel, x); });
    connect(plot, &PlotWidget::cursorLeft, this, [=, this] { moveCursor(panel, std::nullopt); });
    connect(plot, &PlotWidget::xRangeChanged, this, [this, plot](double low, double high) {
        for (CurvePanel* other : m_panels) {
            if (&other->plot() != plot) {
                other->plot().setXRange(low, high);
            }
        }
    });
    connect(plot, &PlotWidget::zoomReset, this, &CurvesPage::resetZoom);
    return panel;
}

void CurvesPage::choosePoint(const QString& runId, std::int64_t epoch) {
    session().setCurrent(runId);
    session().setEpoch(epoch);
    Q_EMIT picturesAsked(runId, epoch);
}

void CurvesPage::rebuildPanels(const std::vector<PanelSpec>& specs) {
    std::vector<CurvePanel*> kept;
    for (const PanelSpec& spec : specs) {
        const auto old = std::find_if(m_panels.begin(), m_panels.end(),
                                      [&](const CurvePanel* panel) { return panel->spec().id == spec.id; });
        if (old != m_panels.end()) {
            (*old)->setLogY(spec.logY);
            kept.push_back(*old);
            m_panels.erase(old);
        } else {
            kept.push_back(makePanel(spec));
        }
    }
    for (CurvePanel* gone : m_panels) {
        delete gone;
    }
    m_panels = std::move(kept);
    arrange();
}

int CurvesPage::columns() const {
    return m_grid->columnsFor(static_cast<int>(m_panels.size()), m_layout.columns, width());
}

void CurvesPage::arrange() {
    m_grid->arrange(m_panels, columns(), m_scroll->viewport()->height(), axisTitle(view()));
}

CurveFigure CurvesPage::figure(bool onlyCurrent) {
    CurveFigure figure;
    figure.view = view();
    figure.columns = onlyCurrent ? 1 : columns();
    for (const CurvePanel* panel : m_panels) {
        if (!onlyCurrent || panel == currentPanel()) {
            figure.panels.push_back(panel->figure());
        }
    }
    return figure;
}

void CurvesPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    arrange();
}

void CurvesPage::changeEvent(QEvent* event) {
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        updateLegend();
    }
}

void CurvesPage::moveCursor(CurvePanel* panel, std::optional<double> x) {
    for (CurvePanel* one : m_panels) {
        one->setCursor(x);
        one->setReadoutVisible(x && one == panel);
    }
    updateWhere(x);
}

void CurvesPage::updateWhere(std::optional<double> x) {
    QStringList words;
    if (x) {
        words << QStringLiteral("%1 %2").arg(axisTitle(view()), formatNumber(*x));
    } else if (const RunData* run = session().current()) {
        if (!run->resets.empty()) {
            words << tr("┊ neurons of the critic were reset");
        }
        if (!resumeEpochs(*run).empty()) {
            words << tr("╎ resumed");
        }
    }
    m_bar->setWhere(words.join(QStringLiteral("   ")));
}

}  // namespace tempera::ui
