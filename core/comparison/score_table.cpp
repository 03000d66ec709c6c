// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/score_table.h"

#include <set>

namespace tempera {

namespace {

std::optional<double> value_in(const std::map<std::string, double>& scores, const std::string& judge) {
    const auto found = scores.find(judge);
    return found == scores.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::vector<ScoreColumn> score_columns(const std::vector<MethodRuns>& methods) {
    using Kind = ScoreColumn::Kind;
    std::set<std::string> others;
    bool unseen = false;
    bool dormant = false;
    for (const MethodRuns& method : methods) {
        for (const RunScores& run : method.runs) {
            dormant = dormant || run.dormant_share;
            for (const RunScores::Point& point : run.points) {
                unseen = unseen || !point.unseen.empty();
                for (const auto& [judge, value] : point.seen) {
                    if (judge != run.reward) {
                        others.insert(judge);
                    }
                }
            }
        }
    }
    std::vector<ScoreColumn> columns;
    // Methods may sample with another guidance, so they do not begin at the same scores.
    for (const Kind kind : {Kind::Untrained, Kind::End}) {
        columns.push_back({kind, "", false});
        for (const std::string& other : others) {
            columns.push_back({kind, other, false});
        }
    }
    if (unseen) {
        columns.push_back({Kind::End, "", true});
    }
    columns.push_back({Kind::Queries, "", false});
    for (const std::string& other : others) {
        columns.push_back({Kind::AtLevel, other, false});
        if (unseen) {
            columns.push_back({Kind::AtLevel, other, true});
        }
    }
    if (dormant) {
        columns.push_back({Kind::Dormant, "", false});
    }
    return columns;
}

std::optional<double> value_of(const ScoreColumn& column, const RunScores& run, double level) {
    using Kind = ScoreColumn::Kind;
    if (column.kind == Kind::Dormant) {
        return run.dormant_share;
    }
    if (run.points.empty()) {
        return std::nullopt;
    }
    const std::string& judge = column.judge.empty() ? run.reward : column.judge;
    if (column.kind == Kind::Untrained || column.kind == Kind::End) {
        const RunScores::Point& point = column.kind == Kind::End ? run.points.back() : run.points.front();
        return value_in(column.unseen ? point.unseen : point.seen, judge);
    }
    const std::optional<Crossing> crossing = first_crossing(run, level);
    if (!crossing) {
        return std::nullopt;
    }
    return column.kind == Kind::Queries ? std::optional(crossing->reward_queries)
                                        : value_in(column.unseen ? crossing->unseen : crossing->seen, judge);
}

std::vector<double> values_of(const ScoreColumn& column, const MethodRuns& method, double level) {
    std::vector<double> values;
    for (const RunScores& run : method.runs) {
        if (const std::optional<double> value = value_of(column, run, level)) {
            values.push_back(*value);
        }
    }
    return values;
}

std::string to_text(const ScoreColumn& column) {
    const std::string judge = (column.judge.empty() ? "reward" : column.judge) + (column.unseen ? " on unseen" : "");
    switch (column.kind) {
        case ScoreColumn::Kind::Untrained:
            return judge + ", untrained";
        case ScoreColumn::Kind::End:
            return judge + ", end";
        case ScoreColumn::Kind::Queries:
            return "queries to level";
        case ScoreColumn::Kind::AtLevel:
            return judge + " at level";
        case ScoreColumn::Kind::Dormant:
            return "dormant share";
    }
    return "";
}

}  // namespace tempera
