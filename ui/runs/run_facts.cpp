// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/run_facts.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

#include "ui/common/text_format.h"
#include "ui/session/run_digests.h"

namespace tempera::ui {

RunFacts factsOf(const RunData& run, const RunExtras* extras) {
    const RunSummary& summary = run.head.summary;
    RunFacts facts;
    facts.name = run.name();
    facts.id = run.id();
    facts.group = run.group();
    facts.method = fromStd(summary.info.method);
    facts.reward = fromStd(summary.info.reward);
    facts.model = fromStd(summary.info.model);
    facts.device = fromStd(summary.info.device);
    facts.notes = fromStd(run.head.entry.notes);
    for (const std::string& tag : run.head.entry.tags) {
        facts.tags << fromStd(tag);
    }
    facts.state = run.head.state;
    facts.favourite = run.head.entry.favourite;
    facts.seed = static_cast<double>(summary.info.seed);
    facts.epoch = static_cast<double>(summary.progress.epoch);
    facts.epochs = static_cast<double>(summary.progress.num_epochs);
    facts.created = summary.info.created;
    facts.duration = workedSeconds(summary);
    if (extras) {
        facts.disk = static_cast<double>(extras->digest.disk_bytes);
        facts.config = extras->config.get();
        facts.metrics = &extras->digest.metrics;
    }
    return facts;
}

double workedSeconds(const RunSummary& summary) {
    double seconds = 0;
    for (const AttemptRow& attempt : summary.attempts) {
        const double end = attempt.ended > 0 ? attempt.ended : summary.progress.wall;
        seconds += std::max(end - attempt.started, 0.0);
    }
    return seconds;
}

const MetricStats* metricOf(const RunData& run, const RunExtras* extras, const QString& key) {
    if (!extras) {
        return nullptr;
    }
    const std::string wanted =
        key == evalReward() ? "eval/" + run.head.summary.info.reward + "_mean" : key.toStdString();
    const auto& metrics = extras->digest.metrics;
    const auto found =
        std::find_if(metrics.begin(), metrics.end(), [&](const MetricStats& metric) { return metric.key == wanted; });
    return found == metrics.end() ? nullptr : &*found;
}

QString sizeText(std::uintmax_t bytes) {
    const double kibibytes = static_cast<double>(bytes) / 1024;
    if (kibibytes < 1024) {
        return QCoreApplication::translate("tempera::ui::run_facts", "%1 KiB").arg(qRound(kibibytes));
    }
    if (kibibytes < 100 * 1024) {
        return QCoreApplication::translate("tempera::ui::run_facts", "%1 MiB")
            .arg(QLocale().toString(kibibytes / 1024, 'f', 1));
    }
    return formatMemory(kibibytes / 1024);
}

bool naturalLess(const QString& a, const QString& b) {
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < a.size() && j < b.size()) {
        if (a[i].isDigit() && b[j].isDigit()) {
            const auto numberAt = [](const QString& text, qsizetype& place) {
                const qsizetype start = place;
                while (place < text.size() && text[place].isDigit()) {
                    ++place;
                }
                return QStringView(text).mid(start, place - start).toULongLong();
            };
            const qulonglong left = numberAt(a, i);
            const qulonglong right = numberAt(b, j);
            if (left != right) {
                return left < right;
            }
            continue;
        }
        const QChar left = a[i++].toLower();
        const QChar right = b[j++].toLower();
        if (left != right) {
            return left < right;
        }
    }
    return a.size() - i < b.size() - j;
}

}  // namespace tempera::ui
