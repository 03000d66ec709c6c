// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pretraining/winners.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <thread>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/formats/image_tensor.h"
#include "core/pretraining/stage.h"
#include "core/rewards/gold.h"
#include "core/store/run_lock.h"
#include "core/text/prompts.h"

namespace tempera {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kMetadata = "metadata.jsonl";
constexpr const char* kOrigin = "origin.json";          // what the winners were made of
constexpr const char* kUnfinished = "unfinished.json";  // the rows so far

Json origin_of(const DiffusionModel& model, const WinnerSettings& settings) {
    const SamplerSettings& sampler = settings.sampler;
    return {{"model", model.hash},
            {"prompts", settings.prompts},
            {"per_prompt", settings.per_prompt},
            {"candidates", settings.candidates},
            {"num_steps", sampler.num_steps},
            {"eta", sampler.eta},
            {"guidance_scale", sampler.guidance_scale},
            {"micro_batch", sampler.micro_batch},
            {"seed", settings.seed}};
}

/// Rows of an earlier, stopped call with the same settings; none when there was no such call.
Json rows_so_far(const fs::path& folder, const Json& origin) {
    if (!fs::exists(folder / kUnfinished)) {
        return Json::array();
    }
    const Json state = Json::parse(read_file(folder / kUnfinished), nullptr, /*allow_exceptions=*/false);
    return state.is_object() && state.value("origin", Json()) == origin ? state.value("rows", Json::array())
                                                                        : Json::array();
}

void require_same_origin(const fs::path& folder, const Json& origin) {
    const fs::path file = folder / kOrigin;
    if (!fs::exists(file) || Json::parse(read_file(file), nullptr, false) != origin) {
        throw Error("holds pictures that were made with other settings", folder.string(),
                    "choose another folder, or remove this one");
    }
}

/// The lock on the folder, as soon as no other process has it. Empty when stopped while waiting.
std::optional<RunLock> lock(const fs::path& folder, const WorkHooks& hooks) {
    while (lock_holder(folder)) {
        if (hooks.stop_asked && hooks.stop_asked()) {
            return std::nullopt;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return std::optional<RunLock>(std::in_place, folder);
}

/// Samples and judges the candidates of one prompt, writes the best ones, and appends their rows. False
/// when stopped.
bool add_prompt(DiffusionModel& model, Reward& judge, const WinnerSettings& settings, std::size_t number,
                const fs::path& folder, const WorkHooks& hooks, Json& rows) {
    const std::string& prompt = settings.prompts[number];
    const std::int64_t total = settings.per_prompt * settings.candidates;
    std::vector<std::uint64_t> seeds;
    for (std::int64_t i = 0; i < total; ++i) {
        seeds.push_back(stream_seed(settings.seed, "candidate", number, static_cast<std::uint64_t>(i)) & 0xffffffffU);
    }
    const std::vector<std::string> prompts(seeds.size(), prompt);
    const auto latents = sample_latents(model, settings.sampler, prompts, seeds, hooks);
    if (!latents) {
        return false;
    }
    const at::Tensor images = model.decode(*latents, settings.sampler.micro_batch);
    const at::Tensor scores = judge.score(images, prompts).to(at::kCPU, at::kDouble);
    const auto best = scores.view({settings.per_prompt, settings.candidates}).max(1);
    for (std::int64_t i = 0; i < settings.per_prompt; ++i) {
        char name[48];
        std::snprintf(name, sizeof name, "%04zu-%03lld.png", number, static_cast<long long>(i));
        const std::int64_t chosen = i * settings.candidates + std::get<1>(best)[i].item<std::int64_t>();
        replace_file(folder / name, encode_png(to_image(images[chosen])));
        rows.push_back({{"file_name", name}, {"text", prompt}, {"score", scores[chosen].item<double>()}});
    }
    return true;
}

}  // namespace

fs::path winners_folder(const DiffusionModel& model, const WinnerSettings& settings) {
    return default_workspace() / "winners" /
           ("best-of-" + std::to_string(settings.candidates) + "-" +
            sha256_hex(origin_of(model, settings).dump()).substr(0, 12));
}

bool winners_complete(const fs::path& folder) {
    return fs::exists(folder / kMetadata);
}

bool make_winners(DiffusionModel& model, Reward& judge, const WinnerSettings& settings, const fs::path& folder,
                  const WorkHooks& hooks) {
    const torch::NoGradGuard no_grad;
    const Json origin = origin_of(model, settings);
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        throw Error("cannot create the folder (" + error.message() + ")", folder.string(),
                    "check free space and permissions");
    }
    const std::optional<RunLock> own = lock(folder, hooks);
    if (!own) {
        return false;
    }
    if (winners_complete(folder)) {
        require_same_origin(folder, origin);
        return true;
    }
    Json rows = rows_so_far(folder, origin);
    const auto prompts = static_cast<double>(settings.prompts.size());
    for (auto number = rows.size() / static_cast<std::size_t>(settings.per_prompt); number < settings.prompts.size();
         ++number) {
        WorkHooks part;
        part.stop_asked = hooks.stop_asked;
        part.progress = [&](double fraction) {
            if (hooks.progress) {
                hooks.progress((static_cast<double>(number) + fraction) / prompts);
            }
        };
        if (!add_prompt(model, judge, settings, number, folder, part, rows)) {
            return false;
        }
        replace_file(folder / kUnfinished, Json{{"origin", origin}, {"rows", rows}}.dump());
    }
    std::string lines;
    for (const Json& row : rows) {
        lines += row.dump() + "\n";
    }
    sync_file_system(folder);
    write_file_atomically(folder / kOrigin, origin.dump(2) + "\n");
    write_file_atomically(folder / kMetadata, lines);
    fs::remove(folder / kUnfinished, error);
    return true;
}

bool pretrain_winners(const StageOptions& options) {
    DiffusionModel model = DiffusionModel::load((options.models / "animals").string(), at::kCPU);
    GoldReward gold;
    WinnerSettings settings;
    settings.prompts = read_prompts("simple_animals");
    settings.per_prompt = options.pictures > 0 ? options.pictures : settings.per_prompt;
    settings.seed = options.seed;
    const fs::path folder = options.winners.empty() ? winners_folder(model, settings) : options.winners;
    const auto total = static_cast<std::int64_t>(settings.prompts.size()) * settings.per_prompt;
    WorkHooks hooks;
    hooks.stop_asked = options.stop_asked;
    hooks.progress = [&](double fraction) {
        if (options.progress) {
            options.progress(
                {"winners", static_cast<std::int64_t>(fraction * static_cast<double>(total)), total, 0, 0});
        }
    };
    return make_winners(model, gold, settings, folder, hooks);
}

}  // namespace tempera
