// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/generalization/generalization_page.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedLayout>
#include <QTabBar>
#include <algorithm>

#include "ui/common/elided_label.h"
#include "ui/common/empty_state.h"
#include "ui/common/page_bar.h"
#include "ui/common/rule.h"
#include "ui/common/ruled_area.h"
#include "ui/common/text_format.h"
#include "ui/generalization/equal_reward_view.h"
#include "ui/generalization/judge_box.h"
#include "ui/generalization/trajectory_panel.h"
#include "ui/generalization/verdict_view.h"
#include "ui/plot/plot_widget.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {

QString prefixOf(SampleKind kind) {
    return QString::fromLatin1(to_string(kind)) + QLatin1Char('/');
}

/// How many means of judges the run has by now: a report over fewer is out of date.
std::size_t meansOf(const RunData& run, SampleKind kind) {
    const QString prefix = prefixOf(kind);
    std::size_t count = 0;
    for (const auto& [key, points] : run.metrics) {
        count += key.startsWith(prefix) && key.endsWith(QLatin1String("_mean")) ? points.size() : 0;
    }
    return count;
}

}  // namespace

GeneralizationPage::GeneralizationPage(Session& session, QWidget* parent)
    : Page(session, QStringLiteral("generalization"), tr("Generalization"), parent),
      m_views(new QTabBar),
      m_pictures(new QComboBox),
      m_judge(new JudgeBox),
      m_summary(new ElidedLabel),
      m_stack(new QStackedLayout),
      m_empty(new EmptyState),
      m_equal(new EqualRewardView(session)),
      m_content(new QWidget),
      m_verdict(new VerdictView),
      m_scroll(new QScrollArea),
      m_plots(new RuledArea) {
    using Axis = TrajectoryPanel::Axis;
    using Unit = TrajectoryPanel::Unit;
    m_against = new TrajectoryPanel(Axis::Trained, Unit::Deviations, QString());
    m_over = new TrajectoryPanel(Axis::Epoch, Unit::Deviations, QString());
    m_goldAgainst = new TrajectoryPanel(Axis::Trained, Unit::Own, tr("Gold, the truth of the embedded world"));
    m_goldOver = new TrajectoryPanel(Axis::Epoch, Unit::Own, QString());
    auto* plots = new QGridLayout(m_plots);
    plots->setContentsMargins(0, 0, 0, 0);
    plots->setSpacing(1);  // the area shows through as a one-pixel rule
    auto* content = new QVBoxLayout(m_content);
    content->setContentsMargins(0, 0, 0, 0);
    content->setSpacing(0);
    content->addWidget(m_verdict);
    content->addWidget(new Rule);
    m_scroll->setWidget(m_plots);
    m_scroll->setWidgetResizable(true);
    m_scroll->setAccessibleName(title());
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    keepEpochKeys(*m_scroll);
    content->addWidget(m_scroll, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addLayout(m_stack, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_content);
    m_stack->addWidget(m_equal);
    arrange();
    connectPanels();
    connectSession();
}

std::array<TrajectoryPanel*, 4> GeneralizationPage::panels() const {
    return {m_against, m_over, m_goldAgainst, m_goldOver};
}

void GeneralizationPage::connectPanels() {
    m_against->setToolTip(
        tr("Means of the judges since the first evaluation, in standard deviations of their scores "
           "there. The ring marks the suggested epoch."));
    m_goldAgainst->setToolTip(tr("What no run is told. The ring marks the epoch that gold likes best."));
    m_over->setToolTip(m_against->toolTip());
    m_goldOver->setToolTip(m_goldAgainst->toolTip());
    connect(m_empty, &EmptyState::activated, m_verdict, &VerdictView::copyCommand);
    connect(m_verdict, &VerdictView::exportAsked, this,
            [this](std::int64_t epoch) { Q_EMIT exportAsked(session().currentId(), epoch); });
    connect(m_verdict, &VerdictView::epochChosen, this, [this](std::int64_t epoch) { session().setEpoch(epoch); });
    for (TrajectoryPanel* panel : panels()) {
        connect(panel, &TrajectoryPanel::epochChosen, this, [this](std::int64_t epoch) { session().setEpoch(epoch); });
        connect(panel, &TrajectoryPanel::runHovered, this, [this](const QString& id) { session().setHovered(id); });
    }
    connect(m_scroll->verticalScrollBar(), &QScrollBar::rangeChanged, this, [this](int, int most) {
        for (TrajectoryPanel* panel : panels()) {
            panel->plot().setWheelZooms(most == 0);  // else the wheel scrolls
        }
    });
    // Panels of one column have one horizontal axis.
    for (const auto& [above, below] : {std::pair(m_against, m_goldAgainst), std::pair(m_over, m_goldOver)}) {
        connect(&above->plot(), &PlotWidget::xRangeChanged, &below->plot(), &PlotWidget::setXRange);
        connect(&below->plot(), &PlotWidget::xRangeChanged, &above->plot(), &PlotWidget::setXRange);
        connect(&above->plot(), &PlotWidget::zoomReset, &below->plot(), &PlotWidget::resetZoom);
        connect(&below->plot(), &PlotWidget::zoomReset, &above->plot(), &PlotWidget::resetZoom);
    }
}

void GeneralizationPage::connectSession() {
    Session& s = session();
    connect(&s, &Session::currentChanged, this, [this] { invalidate(); });
    connect(&s, &Session::selectionChanged, this, [this] { invalidate(); });
    connect(&s, &Session::workspaceOpened, this, [this] { m_known.clear(); });
    connect(&s, &Session::runRemoved, this, [this](const QString& id) { m_known.erase(id); });
    connect(&s, &Session::hoveredChanged, this, [this] {
        for (TrajectoryPanel* panel : panels()) {
            panel->setHovered(session().hovered());
        }
    });
    connect(&s, &Session::epochChanged, this, [this] {
        if (isVisible()) {
            showEpoch();
        } else {
            invalidate();
        }
    });
    const auto ifSelected = [this](const QString& id) {
        if (session().selected().contains(id)) {
            invalidate();
        }
    };
    connect(&s, &Session::valuesGrown, this, ifSelected);
    connect(&s, &Session::valuesReset, this, [this, ifSelected](const QString& id) {
        m_known.erase(id);
        ifSelected(id);
    });
    connect(&s, &Session::verdictArrived, this, [this](const RunVerdict& verdict) {
        const auto known = m_known.find(verdict.runId);
        if (known != m_known.end() && known->second.kind == verdict.kind) {
            known->second.answered = true;
            known->second.report = verdict.report;
            invalidate();
        }
    });
}

QWidget* GeneralizationPage::makeBar() {
    m_pictures->addItem(tr("Fixed"), static_cast<int>(SampleKind::Eval));
    m_pictures->addItem(tr("Unseen prompts"), static_cast<int>(SampleKind::Unseen));
    m_pictures->setAccessibleName(tr("Pictures that the judges see"));
    m_pictures->setToolTip(tr("The fixed pictures of every evaluation, or those of prompts that training never saw"));
    connect(m_pictures, &QComboBox::currentIndexChanged, this, [this] { invalidate(); });
    connect(m_judge, &QComboBox::currentIndexChanged, this, [this] { invalidate(); });
    m_views->addTab(tr("Trajectories"));
    m_views->addTab(tr("At equal reward"));
    m_views->setDrawBase(false);
    m_views->setExpanding(false);
    m_views->setAccessibleName(tr("View"));
    connect(m_views, &QTabBar::currentChanged, this, [this] { invalidate(); });
    m_summary->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* bar = new PageBar;
    bar->add(m_views);
    bar->addLabelled(tr("Pictures"), m_pictures);
    bar->addLabelled(tr("Judge"), m_judge);
    bar->add(m_summary, 1);
    return bar;
}

SampleKind GeneralizationPage::kind() const {
    return static_cast<SampleKind>(m_pictures->currentData().toInt());
}

void GeneralizationPage::arrange() {
    auto* grid = static_cast<QGridLayout*>(m_plots->layout());
    const bool wide = width() >= fontMetrics().averageCharWidth() * 80;
    // A panel that is not shown leaves its room to the others.
    const auto all = panels();
    for (int i = 0; i < static_cast<int>(all.size()); ++i) {
        grid->addWidget(all[static_cast<std::size_t>(i)], wide ? i / 2 : i, wide ? i % 2 : 0);
    }
    const auto shown = [&](bool (*place)(int panel, int at), int at) {
        for (int i = 0; i < static_cast<int>(all.size()); ++i) {
            if (place(i, at) && !all[static_cast<std::size_t>(i)]->isHidden()) {
                return true;
            }
        }
        return false;
    };
    const auto inRow = [](int panel, int row) { return panel / 2 == row; };
    const auto inColumn = [](int panel, int column) { return panel % 2 == column; };
    for (int row = 0; row < static_cast<int>(all.size()); ++row) {
        const int share = row == 0 ? 3 : 2;
        const bool used = wide ? shown(inRow, row) : !all[static_cast<std::size_t>(row)]->isHidden();
        grid->setRowStretch(row, used ? (wide ? share : 1) : 0);
        grid->setRowMinimumHeight(row, used ? fontMetrics().height() * 10 : 0);
    }
    grid->setColumnStretch(0, !wide || shown(inColumn, 0) ? 1 : 0);
    grid->setColumnStretch(1, wide && shown(inColumn, 1) ? 1 : 0);
}

void GeneralizationPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    arrange();
}

void GeneralizationPage::changeEvent(QEvent* event) {
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        invalidate();  // the lines take their colours from it
    }
}

void GeneralizationPage::fetchWhatIsNew() {
    for (const QString& id : session().selected()) {
        const RunData* run = session().run(id);
        if (!run || !run->loaded) {
            continue;
        }
        Known& known = m_known[id];
        const std::size_t points = meansOf(*run, kind());
        if (known.asked && known.kind == kind() && known.points == points) {
            continue;
        }
        if (known.kind != kind()) {
            known = {};  // what is shown until the answer comes must not be that of other pictures
        }
        known.asked = true;
        known.kind = kind();
        known.points = points;
        session().fetchVerdict(id, kind());
    }
}

QVector<JudgedRun> GeneralizationPage::judgedRuns() const {
    QVector<JudgedRun> runs;
    for (const QString& id : session().selected()) {
        const RunData* run = session().run(id);
        const auto known = m_known.find(id);
        if (run && known != m_known.end() && known->second.report && !known->second.report->epochs.empty()) {
            runs.push_back({run, known->second.report});
        }
    }
    return runs;
}

QString GeneralizationPage::emptyText() const {
    const RunData* run = session().current();
    if (!run || !session().selected().contains(run->id())) {
        return tr("Choose a run on the left to see whether other judges go along with its reward.");
    }
    const auto known = m_known.find(run->id());
    if (known == m_known.end() || !known->second.answered) {
        return {};  // on its way
    }
    if (!known->second.report) {
        return tr("The evaluations of this run could not be read.");
    }
    if (kind() == SampleKind::Unseen) {
        return tr("This run was not evaluated on unseen prompts. tempera-run evaluate RUN --prompts … does that.");
    }
    return run->live() ? tr("The judges appear here after the first evaluation.") : tr("This run was never evaluated.");
}

void GeneralizationPage::showEqualReward() {
    std::vector<const RunData*> runs;
    const auto selected = session().selected();
    for (const QString& id : selected) {
        if (const RunData* run = session().run(id)) {
            // The current run says which reward is compared.
            runs.insert(id == session().currentId() ? runs.begin() : runs.end(), run);
        }
    }
    m_summary->setFullText(QString());
    if (runs.empty()) {
        m_empty->setText(tr("Select runs on the left to compare them where their trained reward is equal."));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_equal->show(runs);
    m_stack->setCurrentWidget(m_equal);
}

void GeneralizationPage::refresh() {
    const bool trajectories = m_views->currentIndex() == 0;
    m_pictures->setEnabled(trajectories);
    m_judge->setEnabled(trajectories);
    if (!trajectories) {
        showEqualReward();
        return;
    }
    fetchWhatIsNew();
    const RunData* run = session().current();
    const QVector<JudgedRun> runs = judgedRuns();
    const auto current = std::find_if(runs.begin(), runs.end(), [run](const JudgedRun& one) { return one.run == run; });
    if (current == runs.end()) {
        m_summary->setFullText(QString());
        m_empty->setText(emptyText());
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_judge->setJudges(judgesOf(runs));
    m_verdict->show(*run, current->report);
    showPlots(runs, *current);
    showEpoch();
    const bool somethingToSee = m_over->isVisibleTo(m_plots) || m_goldOver->isVisibleTo(m_plots);
    if (!somethingToSee) {
        m_empty->setText(m_verdict->sentence(),
                         m_verdict->command().isEmpty() ? QString() : m_verdict->copyButton()->text());
    }
    m_stack->setCurrentWidget(somethingToSee ? m_content : m_empty);
}

void GeneralizationPage::showPlots(const QVector<JudgedRun>& runs, const JudgedRun& current) {
    const bool natural = shareTrainedJudge(runs);
    const QString judge = m_judge->judge();
    const TrajectorySet set{runs, current.run->id(), natural, palette(), judge};
    const QVector<TrajectoryLine> rises = risesOf(set);
    const QVector<TrajectoryLine> gold = goldOf(set);
    const auto& trained = current.report->trained;
    const QString trainedTitle = !trained  ? QString()
                                 : natural ? tr("%1, the trained reward").arg(fromStd(trained->name))
                                           : tr("trained reward, base deviations");
    const bool below = !gold.isEmpty();
    const QString rise = judge.isEmpty() ? tr("Rise of the other judges, base deviations") : judge;
    const QString same = tr("The same over the epochs");
    // Without a trained judge the left column is empty: nothing that this could be the same as.
    m_against->setTitle(rise);
    m_over->setTitle(trained           ? same
                     : judge.isEmpty() ? tr("Rise of the judges over the epochs, base deviations")
                                       : tr("%1 over the epochs").arg(judge));
    m_goldOver->setTitle(trained ? same : tr("Gold, the truth of the embedded world, over the epochs"));
    for (TrajectoryPanel* panel : {m_against, m_over}) {
        panel->setUnit(judge.isEmpty() ? TrajectoryPanel::Unit::Deviations : TrajectoryPanel::Unit::Own);
    }
    m_against->show(rises, below ? QString() : trainedTitle);
    m_over->show(rises, below ? QString() : tr("epoch"));
    m_goldAgainst->show(gold, trainedTitle);
    m_goldOver->show(gold, tr("epoch"));
    m_against->setVisible(trained && !rises.isEmpty());
    m_over->setVisible(!rises.isEmpty());
    m_goldAgainst->setVisible(trained && below);
    m_goldOver->setVisible(below);
    arrange();
}

void GeneralizationPage::showEpoch() {
    const RunData* run = session().current();
    const auto known = run ? m_known.find(run->id()) : m_known.end();
    if (m_views->currentIndex() != 0 || known == m_known.end() || !known->second.report ||
        known->second.report->epochs.empty()) {
        return;
    }
    const Overoptimization& report = *known->second.report;
    const QVector<std::int64_t> epochs(report.epochs.begin(), report.epochs.end());
    const int place = placeAt(epochs, session().epoch());
    const auto at = static_cast<std::size_t>(place);
    for (TrajectoryPanel* panel : panels()) {
        panel->setEpoch(session().epoch());
    }
    QStringList parts{tr("Epoch %1").arg(epochs[place])};
    if (report.trained) {
        parts << tr("%1 %2").arg(fromStd(report.trained->name), formatNumber(report.trained->means[at]));
    }
    if (!report.z.empty()) {
        parts << tr("others %1").arg(QLocale().toString(report.z[at], 'f', 2));
    }
    if (report.gold) {
        parts << tr("gold %1").arg(formatNumber(report.gold->judge.means[at]));
    }
    if (const MetricSeries* diversity = run->series(prefixOf(kind()) + QStringLiteral("diversity"))) {
        for (const MetricPoint& point : *diversity) {
            if (static_cast<std::int64_t>(point.epoch) == epochs[place]) {
                parts << tr("diversity %1").arg(formatNumber(point.value));
            }
        }
    }
    m_summary->setFullText(parts.join(QStringLiteral("  ·  ")));
}

QString GeneralizationPage::summaryText() const {
    return m_summary->fullText();
}

}  // namespace tempera::ui
