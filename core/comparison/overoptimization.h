// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/comparison/evaluation_record.h"

namespace tempera {

/// Whether the judges that a run was not trained on go with the trained one or against it, and where to stop.
/// docs/overoptimization.md defines every quantity; the names here are the same.

/// A judge over the evaluations of a report.
struct JudgeTrajectory {
    std::string name;
    std::vector<double> means;  ///< m(e), one per evaluation
    double deviation = 0;       ///< sd: of its scores over the base pictures
    bool of_pictures = true;    ///< false: the scores are missing, sd is that of m(e) over the evaluations
    std::vector<double> z;      ///< (m(e) - m(base)) / sd
};

/// A difference and its standard error over the pictures; where scores are missing, from how rough the curve is.
struct Change {
    double value = 0;
    double error = 0;
    bool exceeds(double errors) const { return value > errors * error; }
};

/// The truth of the embedded world, held against the suggestion.
struct GoldCheck {
    JudgeTrajectory judge;
    std::size_t best = 0;  ///< evaluation at which its smoothed mean is highest
    double at_best = 0;    ///< that mean
    double at_peak = 0;    ///< its smoothed mean at the suggested evaluation
};

enum class Verdict {
    TooShort,       ///< fewer than three evaluations
    NoOthers,       ///< nobody else was asked
    Sound,          ///< the others have not fallen, or within the error
    Declining,      ///< they have fallen, but the trained reward has not gone on climbing
    Overoptimized,  ///< they have fallen while the trained reward climbed
};

struct Overoptimization {
    Verdict verdict = Verdict::TooShort;
    std::vector<std::int64_t> epochs;        ///< the evaluations, ascending; the first is the base
    std::optional<JudgeTrajectory> trained;  ///< in-domain; none when the run learns from pictures alone
    std::vector<JudgeTrajectory> others;     ///< out-of-domain, by name
    std::vector<double> z;                   ///< Z: mean of the others' z; empty without others
    std::vector<double> smoothed;            ///< S: Z smoothed
    std::size_t peak = 0;                    ///< evaluation at which S is highest: the suggestion
    Change gain;                             ///< S(peak) - S(base)
    Change drop;                             ///< S(peak) - S(last)
    double drop_limit = 2;                   ///< errors that a drop must exceed to be believed: fall_limit()
    Change climb;                            ///< of the trained judge's smoothed z, from the peak to the last
    std::optional<std::int64_t> checkpoint;  ///< kept epoch nearest to the suggestion
    std::optional<GoldCheck> gold;
    std::vector<std::string> notes;  ///< sentences about judges and epochs that could not be counted

    bool has_suggestion() const { return verdict != Verdict::TooShort && verdict != Verdict::NoOthers; }
    std::int64_t suggested_epoch() const { return epochs.at(peak); }
};

/// `judges`: the out-of-domain ones by name; empty = every evaluated judge but the trained one and its variants, gold,
/// and those that do not judge quality (saturation, jpeg-*). Throws Error for a name that was not evaluated.
Overoptimization examine_overoptimization(const EvaluationRecord& record, const std::vector<std::string>& judges = {});

/// The verdict, and then the suggestion, each as one sentence.
std::string verdict_sentence(const Overoptimization& report);
std::string suggestion_sentence(const Overoptimization& report);

/// sqrt(4 + 2 ln k): two errors for a fall from a place that was known before, more for one from the highest of k
/// places, which is high by chance as well. P(z > sqrt(4 + 2 ln k)) < P(z > 2) / k for a normal z.
double fall_limit(std::size_t candidates);

/// Mean of a value and its neighbours on both sides, where there is one within twice the smallest distance of two
/// neighbours. `epochs`: of the values, ascending.
std::vector<double> smoothed(const std::vector<std::int64_t>& epochs, const std::vector<double>& values);

}  // namespace tempera
