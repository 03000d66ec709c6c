// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <vector>

#include "ui/runs/run_query.h"

namespace tempera::ui {

/// How a value of a run stands to what was typed. Inside the query only.
enum class Relation { Contains, Equal, Unequal, Less, LessOrEqual, More, MoreOrEqual };

/// One condition of a query.
struct RunQuery::Term {
    enum class Kind { Word, Favourite, Text, Number, Config, Metric };
    enum class Part { Last, Min, Max };

    Kind kind = Kind::Word;
    bool opposite = false;
    QString key;
    Relation relation = Relation::Contains;
    QStringList texts;  ///< alternatives, lower case
    std::vector<double> numbers;
    const Field* field = nullptr;
    Part part = Part::Last;
};

inline bool isOrder(Relation relation) {
    return relation >= Relation::Less;
}

/// Whether the run meets the term, its `opposite` aside.
bool meets(const RunQuery::Term& term, const RunFacts& facts);

}  // namespace tempera::ui
