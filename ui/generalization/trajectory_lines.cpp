// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/generalization/trajectory_lines.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"

namespace tempera::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("tempera::ui::Trajectory", text);
}

QVector<double> vectorOf(const std::vector<double>& values) {
    return {values.begin(), values.end()};
}

/// The line of a run that leads, without values.
TrajectoryLine leadingLine(const JudgedRun& judged, const TrajectorySet& set) {
    TrajectoryLine line;
    const Overoptimization& report = *judged.report;
    line.id = judged.run->id();
    line.name = judged.run->name();
    line.epochs = {report.epochs.begin(), report.epochs.end()};
    if (report.trained) {
        line.trained = vectorOf(set.natural ? report.trained->means : report.trained->z);
    }
    line.colour = theme::run(judged.run->head.entry.colour, set.palette);
    line.dash = theme::dash(judged.run->head.entry.colour);
    line.leads = true;
    line.chosen = judged.run->id() == set.currentId;
    return line;
}

/// Judges of one run are told apart by dash and tone: the hues belong to the runs.
QVector<TrajectoryLine> judgesOf(const JudgedRun& judged, const TrajectorySet& set) {
    static constexpr std::array dashes{Qt::DashLine, Qt::DotLine, Qt::DashDotLine, Qt::DashDotDotLine};
    QVector<TrajectoryLine> lines;
    for (const JudgeTrajectory& judge : judged.report->others) {
        TrajectoryLine line = leadingLine(judged, set);
        line.id = QStringLiteral("judge|") + fromStd(judge.name);
        line.name = fromStd(judge.name);
        line.values = vectorOf(judge.z);
        line.dash = dashes[static_cast<std::size_t>(lines.size()) % dashes.size()];
        line.colour = theme::isDark(set.palette) ? line.colour.darker(130) : line.colour.lighter(130);
        line.leads = line.chosen = false;
        lines.push_back(line);
    }
    return lines;
}

QVector<TrajectoryLine> linesOfJudge(const TrajectorySet& set) {
    QVector<TrajectoryLine> lines;
    for (const JudgedRun& judged : set.runs) {
        for (const JudgeTrajectory& judge : judged.report->others) {
            if (fromStd(judge.name) != set.judge) {
                continue;
            }
            TrajectoryLine line = leadingLine(judged, set);
            line.name = set.runs.size() == 1 ? set.judge : line.name;
            line.values = vectorOf(judge.means);
            if (judged.report->has_suggestion()) {
                line.ringed = static_cast<int>(judged.report->peak);
            }
            lines.push_back(line);
        }
    }
    return lines;
}

}  // namespace

QVector<TrajectoryLine> risesOf(const TrajectorySet& set) {
    if (!set.judge.isEmpty()) {
        return linesOfJudge(set);
    }
    QVector<TrajectoryLine> lines;
    const bool alone = set.runs.size() == 1;
    for (const JudgedRun& judged : set.runs) {
        const Overoptimization& report = *judged.report;
        if (report.others.empty()) {
            continue;
        }
        if (alone && report.others.size() > 1) {
            lines += judgesOf(judged, set);
        }
        TrajectoryLine mean = leadingLine(judged, set);
        if (alone) {
            mean.name =
                report.others.size() == 1 ? fromStd(report.others.front().name) : tr("mean of the other judges");
        }
        mean.values = vectorOf(report.z);
        if (report.has_suggestion()) {
            mean.ringed = static_cast<int>(report.peak);
        }
        lines.push_back(mean);
    }
    return lines;
}

QVector<TrajectoryLine> goldOf(const TrajectorySet& set) {
    QVector<TrajectoryLine> lines;
    for (const JudgedRun& judged : set.runs) {
        if (judged.report->gold) {
            TrajectoryLine line = leadingLine(judged, set);
            if (set.runs.size() == 1) {
                line.name = tr("gold");
            }
            line.values = vectorOf(judged.report->gold->judge.means);
            line.ringed = static_cast<int>(judged.report->gold->best);
            lines.push_back(line);
        }
    }
    return lines;
}

QStringList judgesOf(const QVector<JudgedRun>& runs) {
    QStringList names;
    for (const JudgedRun& judged : runs) {
        for (const JudgeTrajectory& judge : judged.report->others) {
            names << fromStd(judge.name);
        }
    }
    names.sort();
    names.removeDuplicates();
    return names;
}

bool shareTrainedJudge(const QVector<JudgedRun>& runs) {
    const auto name = [](const JudgedRun& judged) {
        return judged.report->trained ? judged.report->trained->name : std::string();
    };
    return std::all_of(runs.begin(), runs.end(),
                       [&](const JudgedRun& judged) { return name(judged) == name(runs.front()); });
}

int placeAt(const QVector<std::int64_t>& epochs, std::int64_t epoch) {
    const auto after = std::upper_bound(epochs.begin(), epochs.end(), epoch);
    return after == epochs.begin() ? 0 : static_cast<int>(after - epochs.begin()) - 1;
}

}  // namespace tempera::ui
