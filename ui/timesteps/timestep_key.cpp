// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timesteps/timestep_key.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace tempera::ui {

namespace {

struct Known {
    const char* id;
    const char* title;
    const char* axis;
    const char* explanation;
    TimestepKey::Range range;
};

using Range = TimestepKey::Range;

// In the order in which a person looks for them.
constexpr Known known[] = {
    {"temporal_reward_mean", QT_TRANSLATE_NOOP("tempera::ui::timesteps", "Temporal reward"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps", "mean over samples"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps",
                       "What the update credits the step with: the return less the critic's value, after whitening "
                       "and clipping; without a critic the advantage."),
     Range::Signed},
    {"temporal_reward_std", QT_TRANSLATE_NOOP("tempera::ui::timesteps", "Temporal reward, spread"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps", "deviation over samples"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps", "How much the temporal reward differs between the samples."),
     Range::FromZero},
    {"value_mean", QT_TRANSLATE_NOOP("tempera::ui::timesteps", "Critic value"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps", "mean over samples, normalised reward"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps",
                       "The return that the critic expects when it looks at the state of this step, before the "
                       "updates of the epoch."),
     Range::Signed},
    {"value_std", QT_TRANSLATE_NOOP("tempera::ui::timesteps", "Critic value, spread"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps", "deviation over samples"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps",
                       "How much the critic tells samples apart: near 0 it says the same of all."),
     Range::FromZero},
    {"critic_ev", QT_TRANSLATE_NOOP("tempera::ui::timesteps", "Explained variance"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps", "share of the returns' variance"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps",
                       "1 - Var(return - value) / Var(return) over the samples: 1 is a perfect critic, 0 is none, "
                       "below 0 it misleads."),
     Range::Explained},
    {"ratio_deviation", QT_TRANSLATE_NOOP("tempera::ui::timesteps", "Ratio deviation"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps", "root mean square of r - 1"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps",
                       "How far the ratio r of new to old probability strays from 1 over the updates of the epoch."),
     Range::FromZero},
    {"clip_fraction", QT_TRANSLATE_NOOP("tempera::ui::timesteps", "Clip fraction"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps", "share of transitions"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps", "Transitions whose ratio is outside 1 ± train.clip_range."),
     Range::Share},
    {"approx_kl", QT_TRANSLATE_NOOP("tempera::ui::timesteps", "KL to the sampling policy"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps", "mean of r - 1 - ln r"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps",
                       "How far the updates of the epoch move the policy from the one that sampled."),
     Range::FromZero},
    {"kl_base", QT_TRANSLATE_NOOP("tempera::ui::timesteps", "KL to the base model"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps", "mean log-prob difference"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps", "How far the policy is from the model that it began as."),
     Range::Signed},
    {"grad_snr", QT_TRANSLATE_NOOP("tempera::ui::timesteps", "Gradient signal to noise"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps", "norm over standard error"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps",
                       "Length of the gradient over its standard error between micro-batches; below 1 it is mostly "
                       "noise."),
     Range::FromZero},
    {"sensitivity", QT_TRANSLATE_NOOP("tempera::ui::timesteps", "Sensitivity"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps", "own deviations per unit of noise"),
     QT_TRANSLATE_NOOP("tempera::ui::timesteps",
                       "By how many of its own standard deviations the step moves per unit of predicted noise; a "
                       "matter of the sampler alone."),
     Range::FromZero},
};

QString tr(const char* text) {
    return QCoreApplication::translate("tempera::ui::timesteps", text);
}

/// The value that `share` of the sorted values do not exceed.
double percentile(const std::vector<float>& sorted, double share) {
    const auto place = static_cast<std::size_t>(std::lround(share * static_cast<double>(sorted.size() - 1)));
    return static_cast<double>(sorted[place]);
}

}  // namespace

TimestepKey timestepKey(const QString& id) {
    for (const Known& key : known) {
        if (id == QLatin1String(key.id)) {
            return {id, tr(key.title), tr(key.axis), tr(key.explanation), key.range};
        }
    }
    return {id, id, {}, {}, Range::FromZero};
}

QStringList orderedTimestepKeys(const QStringList& present) {
    QStringList ordered;
    for (const Known& key : known) {
        if (present.contains(QLatin1String(key.id))) {
            ordered << QLatin1String(key.id);
        }
    }
    for (const QString& id : present) {
        if (!ordered.contains(id)) {
            ordered << id;
        }
    }
    return ordered;
}

HeatmapWidget::Scale timestepScale(TimestepKey::Range range, const std::vector<float>& values) {
    std::vector<float> sorted;
    std::copy_if(values.begin(), values.end(), std::back_inserter(sorted), [](float v) { return std::isfinite(v); });
    if (range == Range::Share) {
        return {0, 1, ColourMap::Sequential};
    }
    if (range == Range::Explained) {
        return {-1, 1, ColourMap::Diverging};
    }
    if (sorted.empty()) {
        return {};
    }
    std::sort(sorted.begin(), sorted.end());
    const double low = percentile(sorted, 0.01);
    const double high = percentile(sorted, 0.99);
    if (range == Range::Signed) {
        const double reach = std::max(std::abs(low), std::abs(high));
        return {reach > 0 ? -reach : -1, reach > 0 ? reach : 1, ColourMap::Diverging};
    }
    return {std::min(low, 0.0), high > 0 ? high : 1, ColourMap::Sequential};
}

}  // namespace tempera::ui
