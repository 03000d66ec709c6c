// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/comparison/suite_results.h"

namespace tempera {

/// One number of every run, for the table that compares methods at equal trained reward. What `tempera-run suite` and
/// the window show is this.
struct ScoreColumn {
    enum class Kind {
        Untrained,  ///< mean at the first evaluation
        End,        ///< mean at the last one
        Queries,    ///< reward queries to the level
        AtLevel,    ///< mean where the trained reward first reaches the level
        Dormant,    ///< dormant share of the critic at the end
    };
    Kind kind = Kind::End;
    std::string judge;    ///< "" = the trained one
    bool unseen = false;  ///< over prompts that training never saw
};

/// The columns that have a value in any of the runs, in the order of the table.
std::vector<ScoreColumn> score_columns(const std::vector<MethodRuns>& methods);

/// Nothing where the run has no such number, for example when it never reaches `level`.
std::optional<double> value_of(const ScoreColumn& column, const RunScores& run, double level);

/// Of the runs that have one.
std::vector<double> values_of(const ScoreColumn& column, const MethodRuns& method, double level);

/// "gold on unseen at level": the name in the table of the command line.
std::string to_text(const ScoreColumn& column);

}  // namespace tempera
