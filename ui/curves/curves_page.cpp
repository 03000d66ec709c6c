// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/curves_page.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QSettings>
#include <QStackedLayout>
#include <QToolButton>
#include <algorithm>
#include <cstdint>

#include "ui/common/empty_state.h"
#include "ui/common/icons.h"
#include "ui/common/page_bar.h"
#include "ui/common/ruled_area.h"
#include "ui/common/text_format.h"
#include "ui/curves/curve_panel.h"
#include "ui/plot/plot_widget.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {

QSet<QString> storedSet(const QString& key) {
    const QStringList list = QSettings().value(key).toStringList();
    return {list.begin(), list.end()};
}

void storeSet(const QString& key, const QSet<QString>& set) {
    QSettings().setValue(key, QStringList(set.values()));
}

}  // namespace

CurvesPage::CurvesPage(Session& session, QWidget* parent)
    : Page(session, QStringLiteral("curves"), tr("Curves"), parent),
      m_axis(new QComboBox),
      m_smoothing(new QComboBox),
      m_chooser(new QToolButton),
      m_chooserMenu(new QMenu(this)),
      m_where(new QLabel),
      m_stack(new QStackedLayout),
      m_empty(new EmptyState),
      m_scroll(new QScrollArea),
      m_canvas(new RuledArea),
      m_grid(new QGridLayout(m_canvas)),
      m_hidden(storedSet(QStringLiteral("curves/hidden"))),
      m_added(storedSet(QStringLiteral("curves/added"))) {
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(1);  // the canvas shows through as a one-pixel rule
    m_scroll->setWidget(m_canvas);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addLayout(m_stack, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_scroll);

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

QWidget* CurvesPage::makeBar() {
    m_axis->addItems({tr("Epoch"), tr("Optimizer step"), tr("Reward queries"), tr("Minutes")});
    m_axis->setAccessibleName(tr("Horizontal axis"));
    m_smoothing->addItem(tr("None"), 0.0);
    m_smoothing->addItem(tr("Light"), 0.6);
    m_smoothing->addItem(tr("Medium"), 0.8);
    m_smoothing->addItem(tr("Strong"), 0.93);
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_chooser->setText(tr("Panels"));
    m_chooser->setIcon(icon(QStringLiteral("columns")));
    m_chooser->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_chooser->setPopupMode(QToolButton::InstantPopup);
    m_chooser->setMenu(m_chooserMenu);
    m_chooser->setAutoRaise(true);
    connect(m_chooserMenu, &QMenu::aboutToShow, this, &CurvesPage::fillChooser);
    connect(m_axis, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_view.axis = static_cast<XAxis>(index);
        invalidate();
    });
    connect(m_smoothing, &QComboBox::currentIndexChanged, this, [this] {
        m_view.smoothing = m_smoothing->currentData().toDouble();
        invalidate();
    });
    auto* bar = new PageBar;
    bar->addLabelled(tr("Over"), m_axis);
    bar->addLabelled(tr("Smoothing"), m_smoothing);
    bar->add(m_chooser);
    bar->addStretch();
    m_where->setForegroundRole(QPalette::PlaceholderText);
    bar->add(m_where);
    return bar;
}

void CurvesPage::setView(const CurveView& view) {
    m_axis->setCurrentIndex(static_cast<int>(view.axis));
    m_smoothing->setCurrentIndex(m_smoothing->findData(view.smoothing));
}

std::vector<const RunData*> CurvesPage::selectedRuns() const {
    std::vector<const RunData*> runs;
    for (const QString& id : session().selected()) {
        if (const RunData* run = session().run(id)) {
            runs.push_back(run);
        }
    }
    return runs;
}

bool CurvesPage::isShown(const PanelSpec& spec) const {
    return spec.shown ? !m_hidden.contains(spec.id) : m_added.contains(spec.id);
}

void CurvesPage::refresh() {
    m_available = panelsFor(selectedRuns());
    std::vector<PanelSpec> shown;
    for (const PanelSpec& spec : m_available) {
        if (isShown(spec)) {
            shown.push_back(spec);
        }
    }
    rebuildPanels(shown);
    for (CurvePanel* panel : m_panels) {
        panel->rebuild(m_view);
    }
    alignAxes();
    updateWhere(std::nullopt);
    updateEmptyState();
}

void CurvesPage::updateEmptyState() {
    if (!m_panels.empty()) {
        m_stack->setCurrentWidget(m_scroll);
        return;
    }
    const RunData* run = session().current();
    if (run && !run->loaded) {
        m_empty->setText(QString());
    } else if (run && !m_available.empty()) {
        m_empty->setText(tr("All panels are hidden. Choose some under Panels."));
    } else if (run && run->live()) {
        m_empty->setText(tr("The first values appear here when the first evaluation is done."));
    } else {
        m_empty->setText(run ? tr("This run has no values.") : tr("Choose a run on the left to see its curves."));
    }
    m_stack->setCurrentWidget(m_empty);
}

void CurvesPage::onGrown(const QString& runId) {
    if (!isVisible() || panelsFor(selectedRuns()).size() != m_available.size()) {
        invalidate();
        return;
    }
    for (CurvePanel* panel : m_panels) {
        panel->grow(runId);
    }
    alignAxes();
}

void CurvesPage::alignAxes() {
    // One x axis for all panels: the same place means the same moment.
    std::optional<std::pair<double, double>> range;
    for (const RunData* run : selectedRuns()) {
        for (const CurvePanel* panel : m_panels) {
            for (const QString& key : {panel->spec().key, panel->spec().second}) {
                const MetricSeries* series = run->series(keyFor(key, *run));
                if (series && !series->empty()) {
                    const double first = xOf(series->front(), *run, m_view.axis);
                    const double last = xOf(series->back(), *run, m_view.axis);
                    range = std::pair(std::min(first, range ? range->first : first),
                                      std::max(last, range ? range->second : last));
                }
            }
        }
    }
    if (range) {
        // A little air, so that the line of the newest epoch is not on the edge.
        const double span = range->second - range->first;
        const double air = span > 0 ? span * 0.015 : 0.5;
        range = std::pair(range->first - air, range->second + air);
    }
    for (CurvePanel* panel : m_panels) {
        panel->plot().setFixedXRange(range);
    }
}

CurvePanel* CurvesPage::makePanel(const PanelSpec& spec) {
    auto* panel = new CurvePanel(session(), spec, m_canvas);
    PlotWidget* plot = &panel->plot();
    connect(panel, &CurvePanel::epochChosen, this, [this](std::int64_t epoch) { session().setEpoch(epoch); });
    connect(plot, &PlotWidget::cursorMoved, this, [this, panel](double x) {
        moveCursor(x);
        panel->setReadoutVisible(true);
    });
    connect(plot, &PlotWidget::cursorLeft, this, [this, panel] {
        panel->setReadoutVisible(false);
        moveCursor(std::nullopt);
    });
    connect(plot, &PlotWidget::xRangeChanged, this, [this, plot](double low, double high) {
        for (CurvePanel* other : m_panels) {
            if (&other->plot() != plot) {
                other->plot().setXRange(low, high);
            }
        }
    });
    connect(plot, &PlotWidget::zoomReset, this, [this] {
        for (CurvePanel* other : m_panels) {
            other->plot().resetZoom();
        }
    });
    return panel;
}

void CurvesPage::rebuildPanels(const std::vector<PanelSpec>& specs) {
    std::vector<CurvePanel*> kept;
    for (const PanelSpec& spec : specs) {
        const auto old = std::find_if(m_panels.begin(), m_panels.end(),
                                      [&](const CurvePanel* panel) { return panel && panel->spec().id == spec.id; });
        if (old != m_panels.end()) {
            kept.push_back(*old);
            *old = nullptr;
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

void CurvesPage::arrange() {
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        delete item;
    }
    for (int row = 0; row < m_grid->rowCount(); ++row) {
        m_grid->setRowStretch(row, 0);
        m_grid->setRowMinimumHeight(row, 0);
    }
    for (int column = 0; column < m_grid->columnCount(); ++column) {
        m_grid->setColumnStretch(column, 0);
    }
    if (m_panels.empty()) {
        return;
    }
    const int letter = fontMetrics().averageCharWidth();
    const int count = static_cast<int>(m_panels.size());
    const int fitting = std::clamp(width() / (letter * 44), 1, std::min(4, count));
    const int rows = (count + fitting - 1) / fitting;
    const int columns = (count + rows - 1) / rows;  // six panels are 3 + 3, not 4 + 2
    const int lowest = fontMetrics().height() * 11;
    for (int i = 0; i < count; ++i) {
        CurvePanel* panel = m_panels[static_cast<std::size_t>(i)];
        m_grid->addWidget(panel, i / columns, i % columns);
        panel->plot().setWheelZooms(lowest * rows <= m_scroll->viewport()->height());
        panel->plot().setAxisTitles(i + columns >= count ? m_axis->currentText().toLower() : QString(), QString());
        panel->show();
    }
    // An unfinished last row is filled, so that the page has no grey hole.
    if (const int left = rows * columns - count; left > 0) {
        auto* filler = m_canvas->findChild<QWidget*>(QStringLiteral("filler"));
        if (!filler) {
            filler = new QWidget(m_canvas);
            filler->setObjectName(QStringLiteral("filler"));
            filler->setBackgroundRole(QPalette::Base);
            filler->setAutoFillBackground(true);
        }
        m_grid->addWidget(filler, rows - 1, columns - left, 1, left);
        filler->show();
    } else if (auto* filler = m_canvas->findChild<QWidget*>(QStringLiteral("filler"))) {
        filler->hide();
    }
    for (int column = 0; column < columns; ++column) {
        m_grid->setColumnStretch(column, 1);
    }
    for (int row = 0; row < rows; ++row) {
        m_grid->setRowStretch(row, 1);
        m_grid->setRowMinimumHeight(row, lowest);
    }
}

void CurvesPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    arrange();
}

void CurvesPage::moveCursor(std::optional<double> x) {
    for (CurvePanel* panel : m_panels) {
        panel->setCursor(x);
    }
    updateWhere(x);
}

void CurvesPage::updateWhere(std::optional<double> x) {
    const RunData* run = session().current();
    if (x) {
        m_where->setText(tr("%1 %2").arg(m_axis->currentText().toLower(), formatNumber(*x)));
    } else {
        m_where->setText(run && !run->resets.empty() ? tr("┊ neurons of the critic were reset") : QString());
    }
}

void CurvesPage::fillChooser() {
    m_chooserMenu->clear();
    QStringList groups;
    for (const PanelSpec& spec : m_available) {
        if (!groups.contains(spec.group)) {
            groups << spec.group;
        }
    }
    for (const QString& group : std::as_const(groups)) {
        m_chooserMenu->addSection(group);
        for (const PanelSpec& spec : m_available) {
            if (spec.group == group) {
                QAction* action = m_chooserMenu->addAction(spec.title);
                action->setCheckable(true);
                action->setChecked(isShown(spec));
                connect(action, &QAction::toggled, this, [this, id = spec.id](bool on) { choose(id, on); });
            }
        }
    }
}

void CurvesPage::choose(const QString& id, bool shown) {
    for (const PanelSpec& spec : m_available) {
        if (spec.id != id) {
            continue;
        }
        QSet<QString>& exceptions = spec.shown ? m_hidden : m_added;
        if (shown == spec.shown) {
            exceptions.remove(id);
        } else {
            exceptions.insert(id);
        }
    }
    storeSet(QStringLiteral("curves/hidden"), m_hidden);
    storeSet(QStringLiteral("curves/added"), m_added);
    invalidate();
}

}  // namespace tempera::ui
