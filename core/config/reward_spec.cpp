// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/reward_spec.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "core/base/error.h"

namespace tempera {

namespace {

constexpr const char* kForms = "write NAME, NAME=PATH, NAME=http://..., or a sum such as 0.7*aesthetic + 0.3*pickscore";

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    return begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool is_name(std::string_view name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.';
    };
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), fits);
}

/// "0.7*aesthetic=/path": the weight goes before the first '*', when a number stands there.
RewardTerm parse_term(std::string_view text, double sign, const std::string& where) {
    const auto refuse = [&](const std::string& problem) { throw Error(problem, where, kForms); };
    RewardTerm term;
    term.weight = sign;
    std::string_view rest = trimmed(text);
    if (const std::size_t star = rest.find('*'); star < rest.find('=')) {
        const std::string_view number = trimmed(rest.substr(0, star));
        double weight = 0;
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), weight);
        if (error != std::errc() || end != number.data() + number.size() || !std::isfinite(weight) || weight == 0) {
            refuse("'" + std::string(number) + "' is no weight");
        }
        term.weight *= weight;
        rest = trimmed(rest.substr(star + 1));
    }
    const std::size_t equals = rest.find('=');
    term.name = trimmed(rest.substr(0, equals));
    if (equals != std::string_view::npos) {
        term.source = trimmed(rest.substr(equals + 1));
        if (term.source.empty()) {
            refuse("'" + term.name + "=' names no file, folder or address");
        }
    }
    if (!is_name(term.name)) {
        refuse("'" + term.name + "' is no name of a judge: letters, digits, '-', '_' and '.' make one");
    }
    const KnownReward* known = find_known_reward(term.name);
    if (known == nullptr && term.source.empty()) {
        std::string names;
        for (const KnownReward& reward : known_rewards()) {
            names += (names.empty() ? "" : ", ") + reward.name;
        }
        throw Error("there is no judge '" + term.name + "'", where,
                    "use " + names + "; or your own as NAME=PATH or NAME=http://ADDRESS");
    }
    if (known != nullptr && !term.source.empty() && !known->has_weights) {
        throw Error(term.name + " reads no files", where, "leave out '=" + term.source + "', or choose another name");
    }
    if (known != nullptr && term.is_server()) {
        throw Error(term.name + " is the name of a judge that is no server", where, "choose another name");
    }
    return term;
}

/// Shortest text that reads back as the same number.
std::string shortest(double value) {
    char text[32];
    const auto [end, error] = std::to_chars(text, text + sizeof text, value);
    return {text, end};
}

}  // namespace

bool RewardTerm::is_server() const {
    return source.starts_with("http://") || source.starts_with("https://");
}

RewardSpec RewardSpec::parse(const std::string& text, const std::string& where) {
    RewardSpec spec;
    std::string_view rest = trimmed(text);
    double sign = 1;
    if (rest.starts_with("-") || rest.starts_with("+")) {
        sign = rest.front() == '-' ? -1 : 1;
        rest.remove_prefix(1);
    }
    for (;;) {
        const std::size_t end = std::min(rest.find(" + "), rest.find(" - "));
        spec.terms.push_back(parse_term(rest.substr(0, end), sign, where));
        if (end == std::string_view::npos) {
            return spec;
        }
        sign = rest[end + 1] == '-' ? -1 : 1;
        rest.remove_prefix(end + 3);
    }
}

std::string RewardSpec::name() const {
    std::string text;
    for (const RewardTerm& term : terms) {
        if (!text.empty()) {
            text += term.weight < 0 ? " - " : " + ";
        } else if (term.weight < 0) {
            text += "-";
        }
        if (std::abs(term.weight) != 1) {
            text += shortest(std::abs(term.weight)) + "*";
        }
        text += term.name;
    }
    return text;
}

bool RewardSpec::differentiable() const {
    return std::all_of(terms.begin(), terms.end(), [](const RewardTerm& term) {
        const KnownReward* known = find_known_reward(term.name);
        return known != nullptr ? known->differentiable : !term.is_server();
    });
}

const std::vector<KnownReward>& known_rewards() {
    static const std::vector<KnownReward> rewards = {
        {"gold", false, false,
         "The embedded world's truth: likeness to the animal of the prompt, colour harmony, contrast."},
        {"animals-aesthetic", true, true, "Aesthetic scorer of the embedded world."},
        {"animals-pick", true, true, "Preference model of the embedded world in the layout of PickScore."},
        {"animals-hps", true, true, "Preference model of the embedded world in the layout of HPSv2."},
        {"animals-image-reward", true, true, "Judge of the embedded world in the layout of ImageReward."},
        {"aesthetic", true, true, "LAION aesthetic predictor on CLIP ViT-L/14, pictures prepared as DDPO and TDPO do."},
        {"aesthetic-official", true, true, "The same with the predictor's own preparation of pictures (torchvision)."},
        {"pickscore", true, true, "PickScore as TDPO uses it: the cosine alone."},
        {"pickscore-official", true, true, "PickScore as published: the cosine times the learnt scale, about 100."},
        {"hpsv2", true, true, "Human Preference Score v2 with TDPO's preparation of pictures."},
        {"hpsv2-official", true, true, "Human Preference Score v2 with its own: padded to a square."},
        {"hpsv2.1", true, true, "Human Preference Score v2.1 with TDPO's preparation of pictures."},
        {"hpsv2.1-official", true, true, "Human Preference Score v2.1 with its own: padded to a square."},
        {"image-reward", true, true, "ImageReward as TDPO uses it: the raw output."},
        {"image-reward-official", true, true, "ImageReward as published: standardised, own preparation of pictures."},
        {"jpeg-compressibility", false, false, "Minus the size as JPEG of quality 95, in 1000 bytes."},
        {"jpeg-incompressibility", false, false, "Size as JPEG of quality 95, in 1000 bytes."},
        {"saturation", true, false, "Mean distance of the largest from the smallest colour channel."},
    };
    return rewards;
}

const KnownReward* find_known_reward(const std::string& name) {
    const auto& rewards = known_rewards();
    const auto found =
        std::find_if(rewards.begin(), rewards.end(), [&](const KnownReward& known) { return known.name == name; });
    return found == rewards.end() ? nullptr : &*found;
}

}  // namespace tempera
