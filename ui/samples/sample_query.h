// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "ui/session/batches.h"

namespace tempera::ui {

/// In the order of the box on the page.
enum class SampleOrder { Grid, BestFirst, WorstFirst, PromptUp, PromptDown, GridReversed };

/// Which pictures, in which order.
struct SampleQuery {
    SampleOrder order = SampleOrder::Grid;
    /// Part of the prompt, upper or lower case; in double quotes the whole prompt.
    QString prompt;
    QString reward;              ///< the score that sorts and filters
    std::optional<double> from;  ///< smallest score; pictures without a score are left out
    std::optional<double> to;
    friend bool operator==(const SampleQuery&, const SampleQuery&) = default;
};

/// Pictures in an order, and what their scores come to. Immutable; keeps the sets alive.
struct SampleArrangement {
    std::vector<SampleSetPtr> sets;
    std::vector<const SampleItem*> items;
    QString reward;
    int total = 0;                 ///< before filtering
    int scored = 0;                ///< of the items
    double sum = 0;                ///< of their scores
    std::optional<double> lowest;  ///< score before filtering
    std::optional<double> highest;
};
using SampleArrangementPtr = std::shared_ptr<const SampleArrangement>;

/// Nothing when the picture has no such score, or one that is not a number.
std::optional<double> scoreOf(const SampleItem& item, const QString& reward);

/// Whether a prompt passes SampleQuery::prompt.
bool matchesPrompt(const QString& prompt, const QString& filter);

/// Whether going through all pictures would hold up the window: more than four thousand.
bool isLarge(const std::vector<SampleSetPtr>& sets);

/// `sets` in ascending epochs. Pictures without the score come last, equal ones in grid order. Any thread.
SampleArrangement arrange(const std::vector<SampleSetPtr>& sets, const SampleQuery& query);

}  // namespace tempera::ui
