// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "ui/curves/curve.h"
#include "ui/curves/curve_view.h"
#include "ui/curves/panel_spec.h"
#include "ui/curves/run_groups.h"

namespace tempera::ui {

class Session;

/// Makes the curves of a panel from the selected runs and the view in force. One for all panels of the page, which
/// owns it. GUI thread.
class CurveSource {
public:
    explicit CurveSource(const Session& session) : m_session(session) {}

    const CurveView& view() const { return m_view; }
    void setView(const CurveView& view) { m_view = view; }

    /// The selected runs.
    std::vector<const RunData*> runs() const;
    std::vector<RunGroup> groups() { return m_groups.of(runs()); }

    /// Those of runs, or groups, that have values; the panel's second metric behind the first.
    std::vector<Curve> curves(const PanelSpec& spec);
    /// The x axis that all panels share, with a little air; nothing without values. Positive on a logarithmic axis.
    std::optional<std::pair<double, double>> xRange(const std::vector<PanelSpec>& specs) const;
    /// Where a run's epoch lies on the x axis, by the values that it has for the panel.
    std::optional<double> xOfEpoch(const PanelSpec& spec, const RunData& run, std::int64_t epoch) const;
    /// The run that a point of a curve stands for: of a mean, the one whose value of that epoch is nearest to it.
    QString runBehind(const PanelSpec& spec, const Curve& curve, qsizetype place) const;

private:
    Curve runCurve(const PanelSpec& spec, const RunData& run, const QString& key) const;
    Curve groupCurve(const PanelSpec& spec, const RunGroup& group, bool second) const;
    void smooth(Curve& curve) const;

    const Session& m_session;
    CurveView m_view;
    RunGroups m_groups;
};

/// Epochs at which later attempts went on, each once, ascending.
std::vector<double> resumeEpochs(const RunData& run);

}  // namespace tempera::ui
