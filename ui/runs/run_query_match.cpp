// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a run meets a query.
#include <algorithm>
#include <cmath>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/runs/run_query_term.h"

namespace tempera::ui {

namespace {

using Term = RunQuery::Term;

bool holds(Relation relation, double left, const std::vector<double>& right) {
    if (std::isnan(left)) {
        return false;
    }
    // Numbers were written as text and read back by others: equal to about seven digits is equal.
    const auto same = [left](double other) {
        return left == other || std::abs(left - other) <= 1e-7 * std::max(std::abs(left), std::abs(other));
    };
    switch (relation) {
        case Relation::Contains:
        case Relation::Equal:
            return std::any_of(right.begin(), right.end(), same);
        case Relation::Unequal:
            return std::none_of(right.begin(), right.end(), same);
        case Relation::Less:
            return left < right[0] && !same(right[0]);
        case Relation::LessOrEqual:
            return left < right[0] || same(right[0]);
        case Relation::More:
            return left > right[0] && !same(right[0]);
        case Relation::MoreOrEqual:
            return left > right[0] || same(right[0]);
    }
    return false;
}

/// `values`: what the run has there; a tag list has several.
bool holds(Relation relation, const QStringList& values, const QStringList& wanted) {
    const bool met = std::any_of(values.begin(), values.end(), [&](const QString& value) {
        return std::any_of(wanted.begin(), wanted.end(), [&](const QString& text) {
            return relation == Relation::Contains
                       ? (text.isEmpty() ? !value.isEmpty() : value.contains(text, Qt::CaseInsensitive))
                       : value.compare(text, Qt::CaseInsensitive) == 0;
        });
    });
    return met != (relation == Relation::Unequal);
}

QStringList stateWords(RunState state) {
    return {QString::fromLatin1(to_string(state)), theme::stateText(state)};
}

QStringList textsOf(const RunFacts& facts, const QString& key) {
    if (key == QLatin1String("state")) {
        return stateWords(facts.state);
    }
    if (key == QLatin1String("tag")) {
        return facts.tags;
    }
    const std::pair<const char*, const QString*> texts[] = {
        {"method", &facts.method}, {"reward", &facts.reward}, {"group", &facts.group}, {"name", &facts.name},
        {"note", &facts.notes},    {"model", &facts.model},   {"id", &facts.id},       {"device", &facts.device}};
    const auto found = std::find_if(std::begin(texts), std::end(texts),
                                    [&](const auto& one) { return key == QLatin1String(one.first); });
    return {*found->second};
}

double numberOf(const RunFacts& facts, const QString& key) {
    const std::pair<const char*, double> numbers[] = {
        {"seed", facts.seed},         {"epoch", facts.epoch},     {"epochs", facts.epochs},
        {"duration", facts.duration}, {"created", facts.created}, {"disk", facts.disk < 0 ? std::nan("") : facts.disk}};
    const auto found = std::find_if(std::begin(numbers), std::end(numbers),
                                    [&](const auto& one) { return key == QLatin1String(one.first); });
    return found->second;
}

bool wordFound(const RunFacts& facts, const QString& word) {
    const auto in = [&](const QString& text) { return text.contains(word, Qt::CaseInsensitive); };
    const QStringList states = stateWords(facts.state);
    return in(facts.name) || in(facts.id) || in(facts.group) || in(facts.method) || in(facts.reward) ||
           in(facts.model) || std::any_of(facts.tags.begin(), facts.tags.end(), in) ||
           std::any_of(states.begin(), states.end(), in);
}

bool configHolds(const Term& term, const RunFacts& facts) {
    if (!facts.config) {
        return false;
    }
    const Value& value = facts.config->value(term.field->key);
    if (const auto* number = std::get_if<double>(&value)) {
        return holds(term.relation, *number, term.numbers);
    }
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        return holds(term.relation, static_cast<double>(*number), term.numbers);
    }
    if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
        QStringList texts;
        for (const std::string& text : *list) {
            texts << fromStd(text);
        }
        return holds(term.relation, texts, term.texts);
    }
    return holds(term.relation, QStringList{fromStd(to_text(value))}, term.texts);
}

bool metricHolds(const Term& term, const RunFacts& facts) {
    if (!facts.metrics) {
        return false;
    }
    const std::string key = term.key.toStdString();
    const auto found =
        std::find_if(facts.metrics->begin(), facts.metrics->end(), [&](const MetricStats& m) { return m.key == key; });
    if (found == facts.metrics->end()) {
        return false;
    }
    const double value = term.part == Term::Part::Last  ? found->last
                         : term.part == Term::Part::Min ? found->min
                                                        : found->max;
    return holds(term.relation, value, term.numbers);
}

}  // namespace

bool meets(const RunQuery::Term& term, const RunFacts& facts) {
    switch (term.kind) {
        case Term::Kind::Word:
            return wordFound(facts, term.texts.front());
        case Term::Kind::Favourite:
            return facts.favourite;
        case Term::Kind::Text:
            return holds(term.relation, textsOf(facts, term.key), term.texts);
        case Term::Kind::Number:
            return holds(term.relation, numberOf(facts, term.key), term.numbers);
        case Term::Kind::Config:
            return configHolds(term, facts);
        case Term::Kind::Metric:
            return metricHolds(term, facts);
    }
    return false;
}

bool RunQuery::matches(const RunFacts& facts) const {
    return std::all_of(m_terms.begin(), m_terms.end(),
                       [&](const auto& term) { return meets(*term, facts) != term->opposite; });
}

}  // namespace tempera::ui
