// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <functional>
#include <memory>

#include "app/commands/bug_report.h"
#include "app/commands/command.h"
#include "app/commands/output.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/config/config.h"
#include "core/diffusion/diffusion_model.h"
#include "core/formats/emoji_font.h"
#include "core/rewards/make_reward.h"
#include "core/runtime/device.h"
#include "core/text/prompts.h"
#include "core/training/engine.h"
#include "core/training/trainer.h"

namespace tempera {

namespace {

/// `look` returns the good news; what it throws is the problem and its remedy.
Finding examine(const std::string& subject, const std::function<std::string()>& look) {
    try {
        return {subject, true, look(), ""};
    } catch (const Error& error) {
        const std::string where = error.where().empty() ? "" : error.where() + ": ";
        return {subject, false, where + error.problem(), error.remedy()};
    } catch (const std::exception& error) {
        return {subject, false, one_sentence(error), ""};
    }
}

std::string free_space(const std::filesystem::path& folder) {
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(folder, error);
    if (error) {
        return "";
    }
    constexpr std::uintmax_t mib = 1024 * 1024;
    if (space.available < 512 * mib) {
        throw Error("only " + std::to_string(space.available / mib) + " MiB are free", folder.string(),
                    "delete old runs or choose another folder with --workspace");
    }
    return ", " + std::to_string(space.available / (1024 * mib)) + " GiB free";
}

std::vector<Finding> examine_all(const Invocation& invocation) {
    std::vector<Finding> findings;
    findings.push_back(examine("program", [] { return versions(); }));
    findings.push_back(examine("device", [] {
        set_threads(0);
        const std::string blas = describe_blas();
        return describe_device(choose_device("auto")) + (blas.empty() ? "" : ", " + blas);
    }));
    findings.push_back(examine("workspace", [&invocation] {
        const Workspace workspace = open_workspace(invocation);
        return workspace.root().string() + ", " + std::to_string(workspace.run_dirs().size()) + " runs" +
               free_space(workspace.root());
    }));
    findings.push_back(examine("presets", [] {
        const std::vector<Preset> presets = list_presets();
        if (presets.empty()) {
            throw Error("there are none", preset_dir().string(), "set TEMPERA_PRESETS or install Tempera again");
        }
        for (const Preset& preset : presets) {
            load_preset(preset.name).check();
        }
        return std::to_string(presets.size()) + " in " + preset_dir().string();
    }));
    findings.push_back(
        examine("prompts", [] { return std::to_string(read_prompts("simple_animals").size()) + " simple animals"; }));
    findings.push_back(examine("emoji font", [] {
        const std::filesystem::path file = find_emoji_font();
        const EmojiFont font(file);
        return file.string();
    }));
    findings.push_back(examine("embedded model", [] {
        const DiffusionModel model = DiffusionModel::load("animals", at::kCPU);
        return model.folder.string() + " (" + model.hash.substr(0, 12) + ")";
    }));
    RewardModels models(at::kCPU);
    for (const std::string& name : find_field("reward.name")->choices) {
        if (name != "gold" && !name.starts_with("animals-")) {
            continue;
        }
        findings.push_back(examine(std::string("judge ") + name, [&] {
            const auto judge = make_reward(RewardSpec::parse(name, "doctor"), models);
            return judge->differentiable() ? "ready, differentiable" : "ready";
        }));
    }
    return findings;
}

struct Options {
    std::filesystem::path out;
    bool with_paths = false;
};

std::optional<Workspace> workspace_of(const Invocation& invocation) {
    try {
        return open_workspace(invocation);
    } catch (const Error&) {
        return std::nullopt;  // one of the findings
    }
}

int doctor(const Invocation& invocation, const Options& options) {
    const std::vector<Finding> findings = examine_all(invocation);
    if (!options.out.empty()) {
        write_file_atomically(options.out, bug_report(findings, workspace_of(invocation), options.with_paths));
    }
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    TextTable table({"", "SUBJECT", "FINDING"});
    bool healthy = true;
    for (const Finding& finding : findings) {
        healthy = healthy && finding.ok;
        json.push_back(
            {{"subject", finding.subject}, {"ok", finding.ok}, {"detail", finding.detail}, {"remedy", finding.remedy}});
        table.add({finding.ok ? "ok" : "PROBLEM", finding.subject,
                   finding.detail + (finding.remedy.empty() ? "" : "; " + finding.remedy)});
    }
    if (invocation.json) {
        print_json({{"ok", healthy}, {"findings", json}});
    } else {
        std::fputs(table.text().c_str(), stdout);
        if (!options.out.empty()) {
            std::printf("\nWrote %s: read it before you send it.\n", options.out.c_str());
        }
    }
    return healthy ? exit_ok : exit_error;
}

}  // namespace

void add_doctor(CLI::App& app, Invocation& invocation) {
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("doctor", "Examine the installation: versions, device, workspace, font, models");
    command
        ->add_option("-o,--out", options->out,
                     "Also write what a bug report needs into this file: the findings, the machine, and the latest "
                     "runs with their warnings and logs, without pictures and prompt lists")
        ->type_name("FILE");
    command->add_flag("--with-paths", options->with_paths,
                      "With the names of user, host, folders and servers, which are left out otherwise");
    add_workspace_option(*command, invocation);
    add_json_option(*command, invocation);
    command->callback([&invocation, options] {
        invocation.action = [&invocation, options] { return doctor(invocation, *options); };
    });
}

}  // namespace tempera
