// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/panel_spec.h"

#include <QCoreApplication>
#include <QSet>
#include <algorithm>

namespace tempera::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("tempera::ui::PanelSpec", text);
}

PanelSpec panel(const char* id, const QString& group, const QString& title, const char* key, bool shown = true) {
    PanelSpec spec;
    spec.id = QString::fromLatin1(id);
    spec.group = group;
    spec.title = title;
    spec.key = QString::fromLatin1(key);
    spec.shown = shown;
    return spec;
}

PanelSpec share(PanelSpec spec) {
    spec.scale = 100;
    spec.unit = QStringLiteral("%");
    spec.floor = 0;
    return spec;
}

PanelSpec fromZero(PanelSpec spec, const QString& unit = {}) {
    spec.floor = 0;
    spec.unit = unit;
    return spec;
}

PanelSpec paired(PanelSpec spec, const char* second, const QString& legend) {
    spec.second = QString::fromLatin1(second);
    spec.legend = legend;
    return spec;
}

std::vector<PanelSpec> known() {
    const QString rewards = tr("Rewards"), policy = tr("Policy"), critic = tr("Critic"), neurons = tr("Neurons"),
                  cost = tr("Cost");
    const QString evalAndTrain = tr("solid: fixed pictures, dotted: training pictures");
    PanelSpec ratio = fromZero(panel("ratio-noise", policy, tr("Ratio noise"), "policy/ratio_noise"));
    return {
        // Three rows of three: what was gained, how the critic fares, how the policy moves.
        paired(panel("reward", rewards, tr("Training reward"), "eval/{reward}_mean"), "reward/train_mean",
               evalAndTrain),
        paired(panel("gold", rewards, tr("Gold judge"), "eval/gold_mean"), "reward/gold_train_mean", evalAndTrain),
        panel("gain", rewards, tr("Reward gain, standard errors"), "eval/{reward}_gain_se"),
        share(panel("dormant", neurons, tr("Dormant neurons"), "neurons/dormant_share")),
        panel("explained-variance", critic, tr("Explained variance of the critic"), "critic/explained_variance"),
        fromZero(panel("critic-loss", critic, tr("Critic loss"), "critic/loss")),
        panel("kl", policy, tr("Approximate KL divergence"), "policy/approx_kl"),
        share(panel("clip-fraction", policy, tr("Clip fraction of the policy"), "policy/clip_fraction")),
        ratio,
        share(panel("aaf-rate", policy, tr("Pairs that the flipper turns"), "seppo/aaf_rate")),
        panel("winner-gain", policy, tr("Fit of the winners, against the reference"), "seppo/winner_gain"),
        paired(
            fromZero(panel("diversity", rewards, tr("Diversity of the pictures of a prompt"), "eval/diversity", false)),
            "sample/diversity", evalAndTrain),
        panel("reward-std", rewards, tr("Spread of the training reward"), "reward/train_std", false),
        panel("policy-loss", policy, tr("Policy loss"), "policy/loss", false),
        fromZero(panel("grad-norm", policy, tr("Gradient norm of the policy"), "policy/grad_norm", false)),
        fromZero(panel("advantage-std", policy, tr("Spread of the advantage"), "policy/advantage_std", false)),
        share(panel("critic-clip", critic, tr("Clip fraction of the critic"), "critic/clip_fraction", false)),
        fromZero(panel("critic-grad", critic, tr("Gradient norm of the critic"), "critic/grad_norm", false)),
        share(panel("overlap", neurons, tr("Dormant neurons that were dormant before"), "neurons/overlap", false)),
        fromZero(panel("resets", neurons, tr("Neurons reset"), "neurons/reset_count", false)),
        fromZero(panel("epoch-time", cost, tr("Time of an epoch"), "time/epoch_s", false), QStringLiteral("s")),
        fromZero(panel("memory", cost, tr("Memory of the worker"), "memory/worker_mib", false), QStringLiteral("MiB")),
    };
}

bool hasValues(const std::vector<const RunData*>& runs, const QString& key) {
    return std::any_of(runs.begin(), runs.end(), [&](const RunData* run) {
        const MetricSeries* series = run->series(keyFor(key, *run));
        return series && !series->empty();
    });
}

}  // namespace

QString titleOf(const PanelSpec& spec) {
    return spec.unit.isEmpty() ? spec.title : tr("%1, %2").arg(spec.title, spec.unit);
}

QString keyFor(const QString& key, const RunData& run) {
    return QString(key).replace(QStringLiteral("{reward}"), QString::fromStdString(run.head.summary.info.reward));
}

std::vector<PanelSpec> panelsFor(const std::vector<const RunData*>& runs) {
    std::vector<PanelSpec> panels;
    QSet<QString> covered;
    for (const PanelSpec& spec : known()) {
        // A run whose reward is the gold judge itself needs no second panel of the same curve.
        const bool sameAsReward =
            spec.id == QLatin1String("gold") && std::all_of(runs.begin(), runs.end(), [](const RunData* run) {
                return run->head.summary.info.reward == "gold";
            });
        for (const RunData* run : runs) {
            covered.insert(keyFor(spec.key, *run));
            covered.insert(keyFor(spec.second, *run));
        }
        if (!sameAsReward && (hasValues(runs, spec.key) || (!spec.second.isEmpty() && hasValues(runs, spec.second)))) {
            panels.push_back(spec);
        }
    }
    QSet<QString> stored;
    for (const RunData* run : runs) {
        for (const auto& [key, series] : run->metrics) {
            if (!series.empty()) {
                stored.insert(key);
            }
        }
    }
    QStringList sorted(stored.begin(), stored.end());
    sorted.sort();
    std::vector<PanelSpec> others;
    std::vector<PanelSpec> parts;  // of panels above
    for (const QString& key : std::as_const(sorted)) {
        PanelSpec spec;
        spec.id = key;
        spec.group = key.section(QLatin1Char('/'), 0, 0) + QLatin1Char('/');
        spec.title = key;
        spec.key = key;
        spec.shown = false;
        if (covered.contains(key)) {
            parts.push_back(spec);
            continue;
        }
        // Judges beside the training reward are what a run is watched for; the rest is on demand.
        if (key.startsWith(QLatin1String("eval/")) && key.endsWith(QLatin1String("_mean"))) {
            spec.group = tr("Rewards");
            spec.title = tr("Judge %1").arg(key.mid(5, key.size() - 10));
            spec.shown = true;
        } else if (key.startsWith(QLatin1String("unseen/")) && key.endsWith(QLatin1String("_mean"))) {
            spec.group = tr("Rewards");
            spec.title = tr("%1 on unseen prompts").arg(key.mid(7, key.size() - 12));
        }
        others.push_back(spec);
    }
    panels.insert(panels.end(), others.begin(), others.end());
    // Methods with few numbers of their own show some of the others: a page is worth six.
    auto shown = std::count_if(panels.begin(), panels.end(), [](const PanelSpec& spec) { return spec.shown; });
    for (PanelSpec& spec : panels) {
        if (!spec.shown && shown < 6) {
            spec.shown = true;
            ++shown;
        }
    }
    panels.insert(panels.end(), parts.begin(), parts.end());
    return panels;
}

}  // namespace tempera::ui
