// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells of RunsModel say.
#include <algorithm>
#include <cmath>

#include "ui/common/core_text.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/runs/run_facts.h"
#include "ui/runs/runs_model.h"
#include "ui/session/run_digests.h"

namespace tempera::ui {

namespace {

QString epochsText(const Progress& progress) {
    return QStringLiteral("%1/%2").arg(progress.epoch).arg(progress.num_epochs);
}

QString tagsText(const RunData& run) {
    QStringList tags;
    for (const std::string& tag : run.head.entry.tags) {
        tags << fromStd(tag);
    }
    return tags.join(QStringLiteral(", "));
}

bool leftKnown(const RunData& run) {
    return run.head.state == RunState::Running && run.head.summary.progress.eta_seconds >= 0;
}

double metricValue(const MetricStats& stats, int column) {
    return column == RunsModel::Last ? stats.last : column == RunsModel::Best ? stats.max : stats.min;
}

}  // namespace

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    const QString metric = m_metric == evalReward() ? tr("reward") : m_metric.section(QLatin1Char('/'), -1);
    const QString whole = m_metric == evalReward() ? tr("the run's own reward in its evaluations") : m_metric;
    if (role == Qt::DisplayRole) {
        const QString titles[] = {tr("Run"),
                                  tr("Epochs"),
                                  tr("Time left"),
                                  tr("Last %1").arg(metric),
                                  tr("Best %1").arg(metric),
                                  tr("Least %1").arg(metric),
                                  tr("Duration"),
                                  tr("Disk"),
                                  tr("Seed"),
                                  tr("Created"),
                                  tr("Tags")};
        return titles[section];
    }
    if (role == Qt::ToolTipRole) {
        switch (section) {
            case Last:
                return tr("Latest value of %1").arg(whole);
            case Best:
                return tr("Largest value of %1").arg(whole);
            case Least:
                return tr("Smallest value of %1").arg(whole);
            case Duration:
                return tr("Time at work, over all attempts");
            case Disk:
                return tr("Size of the run's folder");
            default:
                return {};
        }
    }
    if (role == Qt::TextAlignmentRole) {
        const bool text = section == Name || section == Tags;
        return static_cast<int>(Qt::AlignVCenter | (text ? Qt::AlignLeft : Qt::AlignRight));
    }
    return {};
}

QVariant RunsModel::groupData(const Group& group, int column, int role) const {
    if (column != Name) {
        return {};
    }
    switch (role) {
        case Qt::DisplayRole:
        case SortRole:
            return group.name;
        case Qt::AccessibleTextRole:
            return tr("Group %1, runs: %2").arg(group.name).arg(group.runs.size());
        case ProgressTextRole:
            return QString::number(group.runs.size());
        case IdRole:
            return QString();
        default:
            return {};
    }
}

QString RunsModel::cellText(const RunData& run, int column) const {
    const RunSummary& summary = run.head.summary;
    const RunExtras* extras = m_digests.of(run.id());
    switch (column) {
        case Name:
            return run.name();
        case Epochs:
            return summary.progress.num_epochs > 0 ? epochsText(summary.progress) : QString();
        case Left:
            return leftKnown(run) ? formatDuration(summary.progress.eta_seconds) : QString();
        case Last:
        case Best:
        case Least: {
            const MetricStats* stats = metricOf(run, extras, m_metric);
            return stats ? formatNumber(metricValue(*stats, column)) : QString();
        }
        case Duration: {
            const double seconds = workedSeconds(summary);
            return seconds > 0 ? formatDuration(seconds) : QString();
        }
        case Disk:
            return extras ? sizeText(extras->digest.disk_bytes) : QString();
        case Seed:
            return QString::number(summary.info.seed);
        case Created:
            return relativeTime(summary.info.created);
        case Tags:
            return tagsText(run);
        default:
            return {};
    }
}

QVariant RunsModel::sortValue(const RunData& run, int column) const {
    const RunSummary& summary = run.head.summary;
    const RunExtras* extras = m_digests.of(run.id());
    switch (column) {
        case Name:
            return run.name();
        case Epochs:
            return static_cast<double>(summary.progress.epoch);
        case Left:
            return leftKnown(run) ? summary.progress.eta_seconds : std::nan("");
        case Last:
        case Best:
        case Least: {
            const MetricStats* stats = metricOf(run, extras, m_metric);
            return stats ? metricValue(*stats, column) : std::nan("");
        }
        case Duration:
            return workedSeconds(summary);
        case Disk:
            return extras ? static_cast<double>(extras->digest.disk_bytes) : std::nan("");
        case Seed:
            return static_cast<double>(summary.info.seed);
        case Created:
            return summary.info.created;
        case Tags:
            return tagsText(run);
        default:
            return {};
    }
}

QString RunsModel::toolTip(const RunData& run) const {
    const Progress& progress = run.head.summary.progress;
    QString text = tr("%1 – %2").arg(run.name(), theme::stateText(run.head.state));
    if (progress.num_epochs > 0) {
        text += QLatin1Char('\n') + tr("epoch %1").arg(epochsText(progress));
    }
    if ((run.head.state == RunState::Failed || run.head.state == RunState::Paused) && !run.lastReason().isEmpty()) {
        text += QLatin1Char('\n') + run.lastReason();
    }
    if (leftKnown(run)) {
        text += QStringLiteral(", ") + endsAbout(progress.eta_seconds);
    }
    if (!run.head.entry.tags.empty()) {
        text += QLatin1Char('\n') + tr("tags: %1").arg(tagsText(run));
    }
    if (!run.head.entry.notes.empty()) {
        text += QLatin1Char('\n') + fromStd(run.head.entry.notes).section(QLatin1Char('\n'), 0, 0);
    }
    return text + QLatin1Char('\n') + tr("created %1").arg(exactTime(run.head.summary.info.created));
}

QVariant RunsModel::runData(const RunData& run, int column, int role) const {
    const Progress& progress = run.head.summary.progress;
    switch (role) {
        case Qt::DisplayRole:
            return cellText(run, column);
        case Qt::EditRole:
            return column == Name ? run.name() : QVariant();
        case Qt::TextAlignmentRole:
            return headerData(column, Qt::Horizontal, role);
        case SortRole:
            return sortValue(run, column);
        case IdRole:
            return run.id();
        case StateRole:
            return static_cast<int>(run.head.state);
        case ColourRole:
            return run.head.entry.colour;
        case FavouriteRole:
            return run.head.entry.favourite;
        case FractionRole:
            return run.live() ? progress.fraction : -1.0;
        case LeftRole:
            return leftKnown(run) ? tr("%1 left").arg(formatDuration(progress.eta_seconds)) : QString();
        case ProgressTextRole:
            if (run.stopping) {
                return tr("stopping");
            }
            if (run.head.state == RunState::Finished) {
                return tr("done");
            }
            return progress.num_epochs > 0 ? epochsText(progress) : QString();
        case Qt::AccessibleTextRole: {
            if (column != Name) {
                return QVariant();
            }
            const QString text = tr("%1, %2, epoch %3 of %4")
                                     .arg(run.name(), theme::stateText(run.head.state))
                                     .arg(progress.epoch)
                                     .arg(progress.num_epochs);
            return run.head.entry.favourite ? tr("%1, favourite").arg(text) : text;
        }
        case Qt::ToolTipRole:
            return column == Created ? exactTime(run.head.summary.info.created) : toolTip(run);
        default:
            return {};
    }
}

}  // namespace tempera::ui
