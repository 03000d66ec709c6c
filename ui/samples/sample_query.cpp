// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/sample_query.h"

#include <QHash>
#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_map>

#include "ui/common/text_format.h"

namespace tempera::ui {

namespace {

constexpr std::size_t largeCount = 4000;

/// What the comparison needs of a picture, so that it touches no map and no text.
struct Sortable {
    const SampleItem* item;
    double score;
    int prompt;  ///< rank in the alphabet
};

struct PromptFacts {
    bool matches = false;
    int rank = 0;
};

std::unordered_map<std::string_view, PromptFacts> promptFacts(const std::vector<SampleSetPtr>& sets,
                                                              const QString& filter) {
    std::unordered_map<std::string_view, PromptFacts> facts;
    for (const SampleSetPtr& set : sets) {
        for (const SampleItem& item : set->items) {
            facts.try_emplace(item.row.prompt);
        }
    }
    std::vector<std::pair<QString, PromptFacts*>> sorted;
    for (auto& [prompt, fact] : facts) {
        sorted.emplace_back(QString::fromUtf8(prompt.data(), static_cast<qsizetype>(prompt.size())), &fact);
    }
    std::sort(sorted.begin(), sorted.end(),
              [](const auto& a, const auto& b) { return QString::localeAwareCompare(a.first, b.first) < 0; });
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        sorted[i].second->rank = static_cast<int>(i);
        sorted[i].second->matches = matchesPrompt(sorted[i].first, filter);
    }
    return facts;
}

void sortBy(SampleOrder order, std::vector<Sortable>& all) {
    const auto byPrompt = [&](bool up) {
        std::stable_sort(all.begin(), all.end(), [up](const Sortable& a, const Sortable& b) {
            return up ? a.prompt < b.prompt : a.prompt > b.prompt;
        });
    };
    const auto byScore = [&](bool best) {
        std::stable_sort(all.begin(), all.end(), [best](const Sortable& a, const Sortable& b) {
            if (std::isnan(a.score) || std::isnan(b.score)) {
                return !std::isnan(a.score) && std::isnan(b.score);
            }
            return best ? a.score > b.score : a.score < b.score;
        });
    };
    switch (order) {
        case SampleOrder::Grid:
            return;
        case SampleOrder::GridReversed:
            return std::reverse(all.begin(), all.end());
        case SampleOrder::BestFirst:
            return byScore(true);
        case SampleOrder::WorstFirst:
            return byScore(false);
        case SampleOrder::PromptUp:
            return byPrompt(true);
        case SampleOrder::PromptDown:
            return byPrompt(false);
    }
}

}  // namespace

std::optional<double> scoreOf(const SampleItem& item, const QString& reward) {
    const auto found = item.scores.find(reward);
    return found == item.scores.end() || std::isnan(found->second) ? std::nullopt : std::optional(found->second);
}

bool matchesPrompt(const QString& prompt, const QString& filter) {
    const QString wanted = filter.trimmed();
    if (wanted.size() > 1 && wanted.startsWith(QLatin1Char('"')) && wanted.endsWith(QLatin1Char('"'))) {
        return prompt.compare(wanted.mid(1, wanted.size() - 2), Qt::CaseInsensitive) == 0;
    }
    return prompt.contains(wanted, Qt::CaseInsensitive);
}

bool isLarge(const std::vector<SampleSetPtr>& sets) {
    std::size_t count = 0;
    for (const SampleSetPtr& set : sets) {
        count += set->items.size();
    }
    return count > largeCount;
}

SampleArrangement arrange(const std::vector<SampleSetPtr>& sets, const SampleQuery& query) {
    SampleArrangement result;
    result.sets = sets;
    result.reward = query.reward;
    const auto prompts = promptFacts(sets, query.prompt);
    std::vector<Sortable> chosen;
    for (const SampleSetPtr& set : sets) {
        result.total += static_cast<int>(set->items.size());
        for (const SampleItem& item : set->items) {
            const auto score = scoreOf(item, query.reward);
            if (score) {
                result.lowest = std::min(result.lowest.value_or(*score), *score);
                result.highest = std::max(result.highest.value_or(*score), *score);
            }
            const PromptFacts& prompt = prompts.at(item.row.prompt);
            const bool inRange = score ? (*score >= query.from.value_or(*score) && *score <= query.to.value_or(*score))
                                       : (!query.from && !query.to);
            if (!prompt.matches || !inRange) {
                continue;
            }
            if (score) {
                ++result.scored;
                result.sum += *score;
            }
            chosen.push_back({&item, score.value_or(std::numeric_limits<double>::quiet_NaN()), prompt.rank});
        }
    }
    sortBy(query.order, chosen);
    result.items.reserve(chosen.size());
    for (const Sortable& one : chosen) {
        result.items.push_back(one.item);
    }
    return result;
}

}  // namespace tempera::ui
