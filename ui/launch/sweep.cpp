// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launch/sweep.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <cmath>
#include <map>

#include "core/base/error.h"
#include "ui/common/core_text.h"
#include "ui/common/text_format.h"

namespace tempera::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("tempera::ui::sweep", text);
}

Error error(const QString& problem, const Field& field) {
    return {problem.toStdString(), field.key, ""};
}

QString numberText(const Field& field, double value) {
    return field.type == FieldType::Int ? QString::number(static_cast<qlonglong>(std::llround(value)))
                                        : QString::number(value, 'g', 12);
}

/// "a..b", "a..b step s", "a..b times f"; other texts give nothing.
QStringList rangeValues(const Field& field, const QString& text) {
    static const QRegularExpression form(
        QStringLiteral("^\\s*(\\S+?)\\s*\\.\\.\\s*(\\S+)(?:\\s+(step|times)\\s+(\\S+))?\\s*$"));
    const auto match = form.match(text);
    const bool number = field.type == FieldType::Int || field.type == FieldType::Real;
    if (!number || !match.hasMatch()) {
        return {};
    }
    bool ok[3] = {true, true, true};
    const double from = match.captured(1).toDouble(&ok[0]);
    const double to = match.captured(2).toDouble(&ok[1]);
    const bool given = !match.captured(3).isEmpty();
    const double by = given ? match.captured(4).toDouble(&ok[2]) : 1;
    if (!ok[0] || !ok[1] || !ok[2]) {
        return {};
    }
    const bool times = match.captured(3) == QLatin1String("times");
    if (!given && field.type == FieldType::Real) {
        throw error(tr("a range of this setting needs its step: “%1..%2 step …”, or “times …” to multiply")
                        .arg(match.captured(1), match.captured(2)),
                    field);
    }
    if (from > to || (times ? by <= 1 || from <= 0 : by <= 0)) {
        throw error(tr("a range goes up: from a smaller to a larger number"), field);
    }
    // A hair more than a whole number of steps is that number: 0..1 step 0.1 ends with 1.
    const double steps = times ? std::log(to / from) / std::log(by) : (to - from) / by;
    const double count = std::floor(steps + 1e-9) + 1;
    if (count > static_cast<double>(mostSweepRuns)) {
        throw error(tr("that is more than %1 values").arg(mostSweepRuns), field);
    }
    QStringList values;
    for (int i = 0; i < static_cast<int>(count); ++i) {
        values << numberText(field, times ? from * std::pow(by, i) : from + by * i);
    }
    return values;
}

/// Short mark of a setting in the names of runs: "s" of seed, "lr" of learning_rate, else the word.
QString mark(const QString& key) {
    if (key == QLatin1String("seed")) {
        return QStringLiteral("s");
    }
    const QStringList words = key.section(QLatin1Char('.'), -1).split(QLatin1Char('_'), Qt::SkipEmptyParts);
    if (words.size() == 1) {
        return words.front() == QLatin1String("name") ? QString() : words.front();
    }
    QString initials;
    for (const QString& word : words) {
        initials += word.front();
    }
    return initials;
}

}  // namespace

QStringList sweepValues(const Field& field, const QString& text) {
    QStringList parts = rangeValues(field, text);
    if (parts.isEmpty()) {
        const bool list = field.type == FieldType::TextList || field.type == FieldType::RewardList;
        parts = text.split(list ? QLatin1Char(';') : QLatin1Char(','), Qt::SkipEmptyParts);
    }
    QStringList values;
    for (const QString& part : parts) {
        if (part.trimmed().isEmpty()) {
            continue;
        }
        Config probe;
        probe.set_text(field.key, part.trimmed().toStdString(), "sweep");
        const QString value = fromStd(to_text(probe.value(field.key)));
        if (!values.contains(value)) {
            values << value;
        }
    }
    return values;
}

SweepPlan planSweep(const Config& base, const QString& name, const std::vector<SweepAxis>& axes) {
    SweepPlan plan;
    std::vector<QStringList> values;
    for (std::size_t place = 0; place < axes.size(); ++place) {
        QStringList own;
        const Field* field = find_field(axes[place].key.toStdString());
        const auto complain = [&](const QString& sentence) {
            plan.problems.emplace_back(static_cast<int>(place), sentence);
        };
        try {
            if (!field) {
                complain(tr("Choose a setting."));
            } else {
                own = sweepValues(*field, axes[place].values);
            }
        } catch (const Error& failure) {
            const QString sentence = coreSentence(failure.problem());
            complain(failure.remedy().empty() ? sentence : sentence + QStringLiteral(": ") + fromStd(failure.remedy()));
        }
        for (std::size_t other = 0; other < place; ++other) {
            if (!own.isEmpty() && axes[other].key == axes[place].key) {
                complain(tr("This setting varies above already."));
            }
        }
        plan.counts.push_back(own.size());
        plan.combinations *= qMax<qsizetype>(1, own.size());
        values.push_back(own);
    }
    if (!plan.problems.empty() || plan.combinations > mostSweepRuns) {
        return plan;
    }
    plan.runs = {{name, base}};
    for (std::size_t place = 0; place < axes.size(); ++place) {
        if (values[place].isEmpty()) {
            continue;
        }
        std::vector<PlannedRun> next;
        for (const PlannedRun& run : plan.runs) {
            for (const QString& value : values[place]) {
                PlannedRun one = run;
                one.config.set_text(axes[place].key.toStdString(), value.toStdString(), "sweep");
                if (values[place].size() > 1) {
                    one.name += QLatin1Char('-') + mark(axes[place].key) + value;
                }
                next.push_back(std::move(one));
            }
        }
        plan.runs = std::move(next);
    }
    for (PlannedRun& run : plan.runs) {
        run.config.set("name", run.name.toStdString());
        for (const auto& [key, sentence] : run.config.problems()) {
            plan.problems.emplace_back(-1, tr("%1: %2.").arg(run.name, fromStd(sentence)));
            break;
        }
    }
    if (!plan.problems.empty()) {
        plan.runs.clear();
    }
    return plan;
}

}  // namespace tempera::ui
