// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/inspection.h"
#include "app/commands/output.h"
#include "core/diffusion/diffusion_model.h"

namespace tempera {

namespace {

namespace fs = std::filesystem;

/// "859,520,964".
std::string grouped(std::int64_t number) {
    std::string text = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
        text.insert(static_cast<std::size_t>(at), 1, ',');
    }
    return text;
}

std::string size_text(std::uintmax_t bytes) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(bytes) / 1e6);
    return bytes < 100'000 ? std::to_string(bytes) + " bytes" : text;
}

std::string dtypes_text(const std::map<std::string, std::int64_t>& dtypes) {
    std::string text;
    for (const auto& [dtype, count] : dtypes) {
        text += (text.empty() ? "" : ", ") + dtype + (dtypes.size() > 1 ? " (" + std::to_string(count) + ")" : "");
    }
    return text;
}

std::string fact_text(const nlohmann::ordered_json& fact) {
    return fact.is_string() ? fact.get<std::string>() : fact.dump();
}

nlohmann::ordered_json to_json(const Inspection& found, bool keys) {
    const InspectionTotals sum = totals(found);
    nlohmann::ordered_json json = {{"name", found.name},
                                   {"kind", found.kind},
                                   {"title", found.title},
                                   {"sound", found.sound()},
                                   {"tensors", sum.tensors},
                                   {"parameters", sum.parameters},
                                   {"dtypes", sum.dtypes},
                                   {"bytes", sum.bytes},
                                   {"facts", found.facts},
                                   {"metadata", found.metadata},
                                   {"problems", found.problems},
                                   {"notes", found.notes},
                                   {"files", nlohmann::ordered_json::array()}};
    for (const fs::path& file : found.files) {
        json["files"].push_back(file.string());
    }
    if (keys) {
        nlohmann::ordered_json list = nlohmann::ordered_json::object();
        for (const auto& [key, info] : found.tensors) {
            list[key] = {{"dtype", dtype_name(info.dtype)}, {"shape", info.shape}};
        }
        json["keys"] = list;
    }
    for (const Inspection& part : found.parts) {
        json["parts"].push_back(to_json(part, keys));
        for (const std::string& problem : part.problems) {
            json["problems"].push_back(part.name + ": " + problem);
        }
    }
    return json;
}

void print_line(const std::string& indent, const std::string& text) {
    std::printf("%s%s\n", indent.c_str(), printable(text).c_str());
}

void print_text(const Inspection& found, bool keys, const std::string& indent = "") {
    const InspectionTotals sum = totals(found);
    const std::string inner = indent + "  ";
    print_line(indent, found.name + ": " + found.title);
    if (sum.tensors > 0) {
        print_line(inner, grouped(sum.tensors) + " tensors, " + grouped(sum.parameters) + " parameters, " +
                              dtypes_text(sum.dtypes) + ", " + size_text(sum.bytes));
    }
    for (const auto& [name, fact] : found.facts.items()) {
        print_line(inner, name + ": " + fact_text(fact));
    }
    for (const auto& [name, value] : found.metadata) {
        constexpr std::size_t kShown = 100;
        print_line(inner, "metadata " + name + ": " + value.substr(0, kShown) + (value.size() > kShown ? "..." : ""));
    }
    if (keys) {
        for (const auto& [key, info] : found.tensors) {
            print_line(inner, key + "  " + dtype_name(info.dtype) + " " + shape_text(info.shape));
        }
    }
    for (const std::string& note : found.notes) {
        print_line(inner, "note: " + note);
    }
    for (const std::string& problem : found.problems) {
        print_line(inner, "PROBLEM: " + problem);
    }
    for (const Inspection& part : found.parts) {
        print_text(part, keys, inner);
    }
}

std::vector<std::string> all_problems(const Inspection& found) {
    std::vector<std::string> problems;
    for (const std::string& problem : found.problems) {
        problems.push_back(found.kind == "unreadable" ? problem : found.name + ": " + problem);
    }
    for (const Inspection& part : found.parts) {
        const std::vector<std::string> more = all_problems(part);
        problems.insert(problems.end(), more.begin(), more.end());
    }
    return problems;
}

/// A file or folder, or the name of an embedded model as --model takes it.
fs::path find_path(const std::string& argument) {
    const fs::path embedded = fs::exists(argument) ? fs::path() : embedded_model(argument);
    return embedded.empty() ? fs::path(argument) : embedded;
}

int inspect(const Invocation& invocation, const std::string& argument, bool keys) {
    ProgressLine line;
    const Inspection found = inspect_path(find_path(argument), line);
    if (invocation.json) {
        print_json(to_json(found, keys));
    } else if (found.kind != "unreadable") {
        print_text(found, keys);
    }
    const std::vector<std::string> problems = all_problems(found);
    if (!problems.empty()) {
        const std::string more = problems.size() > 1 ? " (and " + std::to_string(problems.size() - 1) + " more)" : "";
        std::fprintf(stderr, "tempera-run: %s%s\n", printable(problems.front()).c_str(), more.c_str());
    }
    return problems.empty() ? exit_ok : exit_error;
}

}  // namespace

void add_inspect(CLI::App& app, Invocation& invocation) {
    auto path = std::make_shared<std::string>();
    auto keys = std::make_shared<bool>(false);
    CLI::App* command =
        app.add_subcommand("inspect", "Say what a file of weights or a model's folder is, and what is wrong with it");
    command
        ->add_option("FILE_OR_DIR", *path,
                     "A .safetensors, .bin, .pt, .pth or .ckpt file; the folder of a model, a component, an adapter or "
                     "a checkpoint; or the name of an embedded model")
        ->required();
    command->add_flag("--keys", *keys, "List every tensor with its dtype and shape");
    add_json_option(*command, invocation);
    command->footer(
        "Known are models in diffusers layout and their parts, single-file checkpoints, LoRA adapters in all six\n"
        "namings, CLIP, open_clip (HPSv2), ImageReward and aesthetic predictors, and Tempera's own checkpoints. "
        "Nothing\n"
        "in a file is run. Every value is read once, to find NaN and infinity.\n\n"
        "Exit status: 0 when it is sound; 1 when it is damaged or refused, told on standard error. A note does not\n"
        "count: it says what Tempera leaves out or uses instead.");
    command->callback([&invocation, path, keys] {
        invocation.action = [&invocation, path, keys] { return inspect(invocation, *path, *keys); };
    });
}

}  // namespace tempera
