// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QStringList>
#include <memory>
#include <optional>
#include <vector>

#include "core/config/config.h"
#include "core/store/records.h"

namespace tempera::ui {

/// What a query looks at; one run.
struct RunFacts {
    QString name;
    QString id;
    QString group;
    QString method;
    QString reward;
    QString model;
    QString device;
    QString notes;
    QStringList tags;
    RunState state = RunState::Queued;
    bool favourite = false;
    double seed = 0;
    double epoch = 0;                                   ///< complete
    double epochs = 0;                                  ///< planned
    double created = 0;                                 ///< unix seconds
    double duration = 0;                                ///< seconds at work
    double disk = -1;                                   ///< bytes, < 0 = not known yet
    const Config* config = nullptr;                     ///< nullptr = not known
    const std::vector<MetricStats>* metrics = nullptr;  ///< nullptr = not known
};

/// The language of the filter field. A query is a list of terms, and a run has to meet all of them:
///   word  "two words"    in name, id, group, method, reward, model, a tag or the state
///   fav                  is a favourite
///   key:text             contains the text; key:a,b either; key: alone: has any
///   key=value  !=        is exactly that; key=a,b either
///   key>number  >= < <=  seed, epoch, epochs, duration (90s 20m 2h 1d), disk (500M 2G), created (2026-01-31),
///                        any key of the configuration, any metric (its last value, or max(metric), min(metric))
///   -term                the opposite
/// Keys for text: name id group method reward model device state tag note. Keys of the configuration may be shortened
/// to their last part where that is unique. Letters' case does not matter. Value type.
class RunQuery {
    Q_DECLARE_TR_FUNCTIONS(RunQuery)

public:
    struct Problem {
        int position = 0;  ///< of the term in the text
        int length = 0;
        QString sentence;
    };

    RunQuery() = default;  ///< every run matches
    /// nullopt and `problem` when the text can not be read.
    static std::optional<RunQuery> parse(const QString& text, Problem* problem);

    bool isEmpty() const { return m_terms.empty(); }
    bool matches(const RunFacts& facts) const;

    /// Keys for completion, with the operator that usually follows: "state:", "train.learning_rate".
    static QStringList keys();
    /// Names of the states, as the language knows them.
    static QStringList states();

    struct Term;  ///< run_query_term.h, inside the query only

private:
    std::vector<std::shared_ptr<const Term>> m_terms;
};

}  // namespace tempera::ui
