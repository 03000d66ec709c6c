// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/judge_names.h"

#include <algorithm>

namespace tempera {
namespace {

constexpr const char* official = "-official";

bool overlap(const std::set<std::string>& one, const std::set<std::string>& other) {
    return std::any_of(one.begin(), one.end(), [&](const std::string& model) { return other.contains(model); });
}

bool judges_quality(const std::string& model) {
    return model != "saturation" && !model.starts_with("jpeg-");
}

}  // namespace

std::set<std::string> models_of(const std::string& judge) {
    std::set<std::string> models;
    for (std::size_t begin = 0; begin <= judge.size();) {
        const std::size_t end = std::min({judge.find(" + ", begin), judge.find(" - ", begin), judge.size()});
        std::string term = judge.substr(begin, end - begin);
        if (const std::size_t star = term.find('*'); star != std::string::npos) {
            term.erase(0, star + 1);
        } else if (term.starts_with('-')) {
            term.erase(0, 1);
        }
        if (term.ends_with(official)) {
            term.resize(term.size() - std::string(official).size());
        }
        models.insert(term);
        begin = end + 3;
    }
    return models;
}

std::vector<std::string> out_of_domain_judges(const EvaluationRecord& record) {
    std::vector<std::string> candidates;
    for (const auto& [name, judge] : record.judges) {
        if (!judge.means.empty()) {
            candidates.push_back(name);
        }
    }
    std::stable_sort(candidates.begin(), candidates.end(), [](const std::string& one, const std::string& other) {
        return models_of(one).size() < models_of(other).size();
    });
    std::set<std::string> taken = models_of(record.trained);
    taken.insert("gold");
    std::vector<std::string> judges;
    for (const std::string& name : candidates) {
        const std::set<std::string> models = models_of(name);
        if (!overlap(models, taken) && std::any_of(models.begin(), models.end(), judges_quality)) {
            judges.push_back(name);
            taken.insert(models.begin(), models.end());
        }
    }
    std::sort(judges.begin(), judges.end());
    return judges;
}

}  // namespace tempera
