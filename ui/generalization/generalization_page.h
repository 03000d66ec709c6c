// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <map>

#include "ui/common/page.h"
#include "ui/generalization/trajectory_lines.h"
#include "ui/session/batches.h"

class QComboBox;
class QScrollArea;
class QStackedLayout;
class QTabBar;

namespace tempera::ui {

class ElidedLabel;
class EmptyState;
class EqualRewardView;
class JudgeBox;
class RuledArea;
class TrajectoryPanel;
class VerdictView;

/// Whether the judges that a run was not trained on go along with its reward: the verdict on the current run, and the
/// trajectories of the selected ones.
class GeneralizationPage : public Page {
    Q_OBJECT

public:
    explicit GeneralizationPage(Session& session, QWidget* parent = nullptr);

    VerdictView* verdict() const { return m_verdict; }
    TrajectoryPanel* against() const { return m_against; }  ///< the other judges against the trained reward
    TrajectoryPanel* over() const { return m_over; }        ///< over the epochs
    TrajectoryPanel* goldAgainst() const { return m_goldAgainst; }
    TrajectoryPanel* goldOver() const { return m_goldOver; }
    QComboBox* pictures() const { return m_pictures; }
    JudgeBox* judge() const { return m_judge; }  ///< first the mean of all, then each
    QTabBar* views() const { return m_views; }   ///< trajectories, at equal reward
    EqualRewardView* equalReward() const { return m_equal; }
    EmptyState* empty() const { return m_empty; }  ///< visible when there is nothing to show
    QString summaryText() const;

Q_SIGNALS:
    void exportAsked(const QString& runId, std::int64_t epoch);

protected:
    void refresh() override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    /// The answer that was asked for last, and how much of the run it knew.
    struct Known {
        SampleKind kind = SampleKind::Eval;
        std::size_t points = 0;
        bool asked = false;
        bool answered = false;
        std::shared_ptr<const Overoptimization> report;
    };

    QWidget* makeBar();
    std::array<TrajectoryPanel*, 4> panels() const;
    void connectPanels();
    void connectSession();
    void showEqualReward();
    void showPlots(const QVector<JudgedRun>& runs, const JudgedRun& current);
    void arrange();
    SampleKind kind() const;
    void fetchWhatIsNew();
    QVector<JudgedRun> judgedRuns() const;
    QString emptyText() const;
    void showEpoch();

    QTabBar* m_views;
    QComboBox* m_pictures;
    JudgeBox* m_judge;
    ElidedLabel* m_summary;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    EqualRewardView* m_equal;
    QWidget* m_content;
    VerdictView* m_verdict;
    QScrollArea* m_scroll;
    RuledArea* m_plots;
    TrajectoryPanel* m_against;
    TrajectoryPanel* m_over;
    TrajectoryPanel* m_goldAgainst;
    TrajectoryPanel* m_goldOver;
    std::map<QString, Known> m_known;
};

}  // namespace tempera::ui
