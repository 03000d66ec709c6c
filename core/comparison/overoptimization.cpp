// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/overoptimization.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <limits>
#include <set>

#include "core/base/error.h"
#include "core/comparison/judge_names.h"
#include "core/comparison/suite_results.h"

namespace tempera {
namespace {

constexpr const char* truth = "gold";
constexpr std::size_t least_evaluations = 3;

/// Places of the evaluations whose mean is a smoothed value: [first, last].
using Window = std::pair<std::size_t, std::size_t>;

std::vector<Window> windows_of(const std::vector<std::int64_t>& epochs) {
    std::int64_t smallest = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = 1; i < epochs.size(); ++i) {
        smallest = std::min(smallest, epochs[i] - epochs[i - 1]);
    }
    // What lies far away, because epochs in between are missing, is no neighbour.
    const auto near = [&](std::size_t left) { return epochs[left + 1] - epochs[left] <= 2 * smallest; };
    std::vector<Window> windows;
    for (std::size_t i = 0; i < epochs.size(); ++i) {
        windows.emplace_back(i > 0 && near(i - 1) ? i - 1 : i, i + 1 < epochs.size() && near(i) ? i + 1 : i);
    }
    return windows;
}

double width(const Window& window) {
    return static_cast<double>(window.second - window.first + 1);
}

std::size_t highest(const std::vector<double>& values) {
    return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

/// Standard deviation of the noise of a curve: second differences forget its trend, and those of white noise have
/// six times its variance.
double roughness(const std::vector<double>& values) {
    double squares = 0;
    for (std::size_t i = 1; i + 1 < values.size(); ++i) {
        const double bend = values[i - 1] - 2 * values[i] + values[i + 1];
        squares += bend * bend;
    }
    return values.size() < 3 ? 0 : std::sqrt(squares / (6.0 * static_cast<double>(values.size() - 2)));
}

/// A smoothed curve that is the mean of some judges' z, and the scores behind it.
class Curve {
public:
    Curve(const EvaluationRecord& record, const std::vector<std::int64_t>& epochs,
          std::vector<const JudgeTrajectory*> judges)
        : record_(record),
          epochs_(epochs),
          windows_(windows_of(epochs)),
          judges_(std::move(judges)),
          z_(epochs.size(), 0.0) {
        for (const JudgeTrajectory* judge : judges_) {
            for (std::size_t i = 0; i < z_.size(); ++i) {
                z_[i] += judge->z[i] / static_cast<double>(judges_.size());
            }
        }
        smoothed_ = smoothed(epochs, z_);
    }

    const std::vector<double>& z() const { return z_; }
    const std::vector<double>& smooth() const { return smoothed_; }

    Change change(std::size_t from, std::size_t to) const {
        Change change{smoothed_[to] - smoothed_[from], 0};
        const std::vector<double> before = pictures(from);
        const std::vector<double> after = pictures(to);
        if (before.size() < 2 || before.size() != after.size()) {
            change.error = roughness(z_) * std::sqrt(1 / width(windows_[from]) + 1 / width(windows_[to]));
            return change;
        }
        // Every evaluation has the same prompts and noise: the change is that of each picture.
        std::vector<double> changes;
        std::transform(after.begin(), after.end(), before.begin(), std::back_inserter(changes), std::minus<>());
        change.error = spread_of(changes).deviation / std::sqrt(static_cast<double>(changes.size()));
        return change;
    }

private:
    /// The smoothed value of each picture, but for a constant. Empty where scores are missing.
    std::vector<double> pictures(std::size_t place) const {
        std::vector<double> values;
        const Window& window = windows_[place];
        for (std::size_t at = window.first; at <= window.second; ++at) {
            for (const JudgeTrajectory* judge : judges_) {
                const auto& all = record_.judges.at(judge->name).pictures;
                const auto scores = all.find(epochs_[at]);
                if (scores == all.end() || (!values.empty() && values.size() != scores->second.size())) {
                    return {};
                }
                values.resize(scores->second.size());
                const double share = 1 / (judge->deviation * width(window) * static_cast<double>(judges_.size()));
                for (std::size_t i = 0; i < values.size(); ++i) {
                    values[i] += scores->second[i] * share;
                }
            }
        }
        return values;
    }

    const EvaluationRecord& record_;
    const std::vector<std::int64_t>& epochs_;
    const std::vector<Window> windows_;
    std::vector<const JudgeTrajectory*> judges_;
    std::vector<double> z_;
    std::vector<double> smoothed_;
};

std::set<std::int64_t> epochs_of(const JudgeRecord& judge) {
    std::set<std::int64_t> epochs;
    for (const auto& [epoch, mean] : judge.means) {
        epochs.insert(epoch);
    }
    return epochs;
}

std::vector<std::string> named_judges(const EvaluationRecord& record, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        const auto found = record.judges.find(name);
        if (found == record.judges.end() || found->second.means.empty()) {
            throw Error("no evaluation of the run has scores of '" + name + "'", "--rewards",
                        "add them with `tempera-run evaluate RUN --rewards " + name + "`");
        }
        if (name == record.trained) {
            throw Error(name + " is what the run was trained on", "--rewards", "name other judges");
        }
    }
    return names;
}

/// The chosen judges that have a value at the base, and the evaluations that all of them have.
class Selection {
public:
    Selection(const EvaluationRecord& record, const std::vector<std::string>& candidates, Overoptimization& report) {
        const auto trained = record.judges.find(record.trained);
        std::set<std::int64_t> epochs;
        if (trained != record.judges.end()) {
            epochs = epochs_of(trained->second);
        } else {
            for (const std::string& name : candidates) {
                epochs.merge(epochs_of(record.judges.at(name)));
            }
        }
        const std::set<std::int64_t> all = epochs;
        for (const std::string& name : candidates) {
            const JudgeRecord& judge = record.judges.at(name);
            if (all.empty() || !judge.means.contains(*all.begin())) {
                report.notes.push_back(name + " is left out: it has no value at the first evaluation; `tempera-run " +
                                       "evaluate RUN --rewards " + name + "` adds them");
                continue;
            }
            judges.push_back(name);
            std::erase_if(epochs, [&](std::int64_t epoch) { return !judge.means.contains(epoch); });
        }
        if (epochs.size() < all.size()) {
            report.notes.push_back(std::to_string(all.size() - epochs.size()) + " of " + std::to_string(all.size()) +
                                   " evaluations are left out: not all judges have a value there");
        }
        report.epochs.assign(epochs.begin(), epochs.end());
    }

    std::vector<std::string> judges;
};

/// Nothing for a judge whose scores never differ.
std::optional<JudgeTrajectory> trajectory(const EvaluationRecord& record, const std::string& name,
                                          Overoptimization& report) {
    const JudgeRecord& judge = record.judges.at(name);
    JudgeTrajectory result;
    result.name = name;
    for (const std::int64_t epoch : report.epochs) {
        result.means.push_back(judge.means.at(epoch));
    }
    const auto base = judge.pictures.find(report.epochs.front());
    result.deviation = base == judge.pictures.end() ? 0 : spread_of(base->second).deviation;
    if (result.deviation == 0) {
        result.of_pictures = false;
        result.deviation = spread_of(result.means).deviation;
    }
    if (result.deviation == 0) {
        report.notes.push_back(name + " is left out: it gives all pictures the same score");
        return std::nullopt;
    }
    for (const double mean : result.means) {
        result.z.push_back((mean - result.means.front()) / result.deviation);
    }
    return result;
}

void check_gold(const EvaluationRecord& record, Overoptimization& report) {
    const auto gold = record.judges.find(truth);
    const auto counted = [](const JudgeTrajectory& judge) { return judge.name == truth; };
    if (gold == record.judges.end() || record.trained == truth ||
        std::any_of(report.others.begin(), report.others.end(), counted) ||
        !std::all_of(report.epochs.begin(), report.epochs.end(),
                     [&](std::int64_t epoch) { return gold->second.means.contains(epoch); })) {
        return;
    }
    if (std::optional<JudgeTrajectory> judge = trajectory(record, truth, report)) {
        const std::vector<double> curve = smoothed(report.epochs, judge->means);
        const std::size_t best = highest(curve);
        report.gold = GoldCheck{std::move(*judge), best, curve[best], curve[report.peak]};
    }
}

/// Kept epoch nearest to `epoch`, the earlier of two. The untrained model is always there.
std::optional<std::int64_t> nearest(const std::vector<std::int64_t>& kept, std::int64_t epoch) {
    if (kept.empty()) {
        return std::nullopt;
    }
    return *std::min_element(kept.begin(), kept.end(), [epoch](std::int64_t one, std::int64_t other) {
        return std::abs(one - epoch) < std::abs(other - epoch);
    });
}

std::string text_of(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", value);
    return text;
}

/// "0.31 +- 0.04"
std::string text_of(const Change& change) {
    return text_of(change.value) + " +- " + text_of(change.error);
}

}  // namespace

std::vector<double> smoothed(const std::vector<std::int64_t>& epochs, const std::vector<double>& values) {
    std::vector<double> result;
    for (const Window& window : windows_of(epochs)) {
        double sum = 0;
        for (std::size_t at = window.first; at <= window.second; ++at) {
            sum += values[at];
        }
        result.push_back(sum / width(window));
    }
    return result;
}

double fall_limit(std::size_t candidates) {
    return std::sqrt(4 + 2 * std::log(static_cast<double>(candidates)));
}

Overoptimization examine_overoptimization(const EvaluationRecord& record, const std::vector<std::string>& judges) {
    Overoptimization report;
    const Selection selection(record, judges.empty() ? out_of_domain_judges(record) : named_judges(record, judges),
                              report);
    if (report.epochs.empty()) {
        return report;
    }
    if (record.judges.contains(record.trained)) {
        report.trained = trajectory(record, record.trained, report);
    }
    for (const std::string& name : selection.judges) {
        if (auto judge = trajectory(record, name, report)) {
            report.others.push_back(std::move(*judge));
        }
    }
    const std::size_t last = report.epochs.size() - 1;
    if (!report.others.empty()) {
        std::vector<const JudgeTrajectory*> others;
        for (const JudgeTrajectory& judge : report.others) {
            others.push_back(&judge);
        }
        const Curve curve(record, report.epochs, others);
        report.z = curve.z();
        report.smoothed = curve.smooth();
        report.peak = highest(report.smoothed);
        report.gain = curve.change(0, report.peak);
        report.drop = curve.change(last, report.peak);
        report.drop_limit = fall_limit(std::max<std::size_t>(last, 1));
        report.checkpoint = nearest(record.checkpoints, report.suggested_epoch());
    }
    if (report.trained) {
        report.climb = Curve(record, report.epochs, {&*report.trained}).change(report.peak, last);
    }
    check_gold(record, report);
    report.verdict = report.others.empty()                      ? Verdict::NoOthers
                     : report.epochs.size() < least_evaluations ? Verdict::TooShort
                     : !report.drop.exceeds(report.drop_limit)  ? Verdict::Sound
                     : report.climb.exceeds(2)                  ? Verdict::Overoptimized
                                                                : Verdict::Declining;
    return report;
}

std::string verdict_sentence(const Overoptimization& report) {
    const std::string units = " base deviations";
    switch (report.verdict) {
        case Verdict::TooShort:
            return "Too early to tell: it takes three evaluations.";
        case Verdict::NoOthers:
            return "Nobody else was asked: `tempera-run evaluate RUN --rewards ...` lets other judges score what is "
                   "stored.";
        case Verdict::Sound:
            if (report.peak + 1 == report.epochs.size()) {
                return "Not overoptimized: the other judges stand at their highest, " + text_of(report.gain) + units +
                       " above the untrained model.";
            }
            return "Not overoptimized: since epoch " + std::to_string(report.suggested_epoch()) +
                   " the other judges fell by " + text_of(report.drop) + units + ", which may be chance.";
        case Verdict::Declining:
            return "Past its best: since epoch " + std::to_string(report.suggested_epoch()) +
                   " the other judges fell by " + text_of(report.drop) + units +
                   (report.trained ? ", and the trained reward did not go on climbing." : ".");
        case Verdict::Overoptimized:
            return "Overoptimized since epoch " + std::to_string(report.suggested_epoch()) +
                   ": the other judges fell by " + text_of(report.drop) + units +
                   " while the trained reward climbed by " + text_of(report.climb) + ".";
    }
    return "";
}

std::string suggestion_sentence(const Overoptimization& report) {
    std::string text;
    if (report.has_suggestion()) {
        const std::int64_t epoch = report.suggested_epoch();
        if (report.peak == 0) {
            text = "Suggested: the untrained model; at no epoch did the other judges like the pictures better.";
        } else if (report.checkpoint == epoch) {
            text = "Suggested: epoch " + std::to_string(epoch) + ".";
        } else {
            text = "Suggested: epoch " + std::to_string(epoch) + "; " +
                   (report.checkpoint ? "the nearest whose weights are kept is " + std::to_string(*report.checkpoint)
                                      : std::string("no weights are kept")) +
                   " (checkpoint.keep).";
        }
    }
    if (report.gold) {
        const GoldCheck& gold = *report.gold;
        char numbers[96];
        std::snprintf(numbers, sizeof numbers, "Gold is best at epoch %lld (%.4f)",
                      static_cast<long long>(report.epochs[gold.best]), gold.at_best);
        text += (text.empty() ? "" : " ") + std::string(numbers);
        if (report.has_suggestion()) {
            std::snprintf(numbers, sizeof numbers, "; the suggestion loses %.4f of it", gold.at_best - gold.at_peak);
            text += numbers;
        }
        text += ".";
    }
    return text;
}

}  // namespace tempera
