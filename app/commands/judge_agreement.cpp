// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/judge_agreement.h"

#include <cstdio>

#include "app/commands/output.h"
#include "core/pretraining/agreement.h"

namespace tempera {

namespace {

std::string with_digits(const char* format, double value) {
    char text[32];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

void print_tables(const Agreement& agreement) {
    std::printf("%lld prompts, %lld samples of each\n\n", static_cast<long long>(agreement.prompts),
                static_cast<long long>(agreement.samples));
    TextTable judges({"JUDGE", "AS GOLD %", "+-", "ANY PROMPTS %", "OWN PROMPT %", "MEAN", "DEVIATION"});
    std::vector<std::string> heading = {"SPEARMAN"};
    for (const Agreement::Judge& judge : agreement.judges) {
        judges.add({judge.name, with_digits("%.1f", 100 * judge.accuracy),
                    with_digits("%.1f", 100 * judge.accuracy_error), with_digits("%.1f", 100 * judge.across),
                    with_digits("%.1f", 100 * judge.own_prompt), short_number(judge.mean),
                    short_number(judge.deviation)});
        heading.push_back(judge.name);
    }
    TextTable correlation(heading);
    for (std::size_t i = 0; i < agreement.judges.size(); ++i) {
        std::vector<std::string> row = {agreement.judges[i].name};
        for (const double value : agreement.correlation[i])
            row.push_back(with_digits("%.2f", value));
        correlation.add(row);
    }
    std::printf("%s\n%s", judges.text().c_str(), correlation.text().c_str());
}

nlohmann::ordered_json to_json(const Agreement& agreement) {
    nlohmann::ordered_json json = {
        {"event", "agreement"}, {"prompts", agreement.prompts}, {"samples", agreement.samples}};
    for (std::size_t i = 0; i < agreement.judges.size(); ++i) {
        const Agreement::Judge& judge = agreement.judges[i];
        nlohmann::ordered_json entry = {
            {"name", judge.name},          {"accuracy", judge.accuracy},     {"accuracy_error", judge.accuracy_error},
            {"across", judge.across},      {"own_prompt", judge.own_prompt}, {"mean", judge.mean},
            {"deviation", judge.deviation}};
        for (std::size_t j = 0; j < agreement.judges.size(); ++j)
            entry["spearman"][agreement.judges[j].name] = agreement.correlation[i][j];
        json["judges"].push_back(entry);
    }
    return json;
}

}  // namespace

bool report_agreement(const StageOptions& options, bool json) {
    const auto agreement = measure_agreement(options);
    if (!agreement) {
        return false;
    }
    if (json) {
        print_json_line(to_json(*agreement));
    } else {
        print_tables(*agreement);
    }
    return true;
}

}  // namespace tempera
