// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/output.h"
#include "core/base/error.h"
#include "core/formats/image.h"
#include "core/formats/image_tensor.h"
#include "core/rewards/make_reward.h"
#include "core/rewards/scoring.h"
#include "core/runtime/device.h"
#include "core/text/prompts.h"

namespace tempera {

namespace {

struct Options {
    std::vector<std::string> rewards;
    std::vector<std::string> prompts;
    std::string prompt_list;
    std::vector<std::filesystem::path> images;
    std::string folder;
    std::string device = "auto";
};

/// One prompt for all pictures, or one for each.
std::vector<std::string> prompts_of(const Options& options) {
    std::vector<std::string> prompts =
        options.prompt_list.empty() ? options.prompts : read_prompts(options.prompt_list);
    if (prompts.empty()) {
        prompts.emplace_back();
    }
    if (prompts.size() == 1) {
        prompts.resize(options.images.size(), prompts.front());
    }
    if (prompts.size() != options.images.size()) {
        throw Error(
            std::to_string(prompts.size()) + " prompts for " + std::to_string(options.images.size()) + " pictures",
            "score", "give one prompt for all pictures or one for each");
    }
    return prompts;
}

int score(const Invocation& invocation, const Options& options) {
    const std::vector<std::string> prompts = prompts_of(options);
    const at::Device device = choose_device(options.device);
    RewardModels models(device, options.folder);
    std::vector<std::unique_ptr<Reward>> judges;
    std::vector<std::string> heading = {"PICTURE", "PROMPT"};
    for (const std::string& text : options.rewards) {
        judges.push_back(make_reward(RewardSpec::parse(text, "--reward"), models));
        heading.push_back(judges.back()->name());
    }
    TextTable table(heading);
    for (std::size_t i = 0; i < options.images.size(); ++i) {
        const std::string file = options.images[i].string();
        const at::Tensor picture = to_tensor(read_image(options.images[i])).unsqueeze(0).to(device);
        nlohmann::ordered_json line = {{"file", file}, {"prompt", prompts[i]}};
        std::vector<std::string> row = {file, prompts[i]};
        for (const auto& judge : judges) {
            const double value = score_pictures(*judge, picture, {prompts[i]}, 1).front();
            line["scores"][judge->name()] = value;
            row.push_back(exact_number(value));
        }
        if (invocation.json) {
            print_json_line(line);
        }
        table.add(row);
    }
    if (!invocation.json) {
        std::fputs(table.text().c_str(), stdout);
    }
    return exit_ok;
}

}  // namespace

void add_score(CLI::App& app, Invocation& invocation) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("score", "Let judges score picture files (PNG or JPEG)");
    command
        ->add_option("-r,--reward", options->rewards,
                     "Judge (repeatable): NAME, NAME=PATH of its weights, a TorchScript module NAME=FILE.pt, a reward "
                     "server NAME=http://..., or a weighted sum such as \"0.7*aesthetic + 0.3*pickscore\"")
        ->required()
        ->allow_extra_args(false);
    command->add_option("-p,--prompt", options->prompts, "Prompt of all pictures, or repeated: one for each")
        ->allow_extra_args(false);
    command->add_option("--prompts", options->prompt_list, "A prompt list, one for each picture");
    command->add_option("--rewards-folder", options->folder,
                        "Folder with the public weights of judges; empty = rewards/ in the workspace among your data");
    command->add_option("--device", options->device, "auto, cpu or cuda")->capture_default_str();
    command->add_option("IMAGE", options->images, "Picture files")->required();
    add_json_option(*command, invocation);
    command->callback(
        [&invocation, options] { invocation.action = [&invocation, options] { return score(invocation, *options); }; });
}

}  // namespace tempera
