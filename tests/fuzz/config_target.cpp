// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdexcept>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_text.h"
#include "core/diffusion/ddim.h"
#include "core/models/clip.h"
#include "core/models/unet.h"
#include "core/models/vae.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/scratch.h"

namespace tempera {
namespace {

template <class Config>
void read_twice(const nlohmann::json& json) {
    try {
        // A configuration that is taken once is taken again after it was written.
        Config::from_json(Config::from_json(json, "config.json").to_json(), "config.json written again");
    } catch (const Error& error) {
        if (error.where().starts_with("config.json written again")) {
            throw std::logic_error(error.what());
        }
    }
}

void read_schedule(const nlohmann::json& json) {
    const SchedulerConfig config = SchedulerConfig::from_json(json, "scheduler_config.json");
    for (const std::int64_t steps : {std::int64_t{1}, std::int64_t{50}, config.num_train_timesteps}) {
        try {
            const DdimSchedule schedule(config, steps, 1.0);
        } catch (const Error&) {
            // A short schedule has no room for so many steps.
        }
    }
}

}  // namespace

void fuzz_config(std::string_view input) {
    const nlohmann::json json = parse_json_object(input, "config.json");
    read_twice<UNetConfig>(json);
    read_twice<AutoencoderKLConfig>(json);
    read_twice<CLIPConfig>(json);
    read_twice<CLIPTextConfig>(json);
    read_schedule(json);
}

std::vector<std::string> config_seeds() {
    std::vector<std::string> seeds;
    for (const char* folder :
         {"02_unet_sd15like", "05_vae", "06_clip_text_gelu", "07_clip_gelu", "07_clip_quick_gelu", "19_tiny_sd"}) {
        for (std::string& seed : fixtures_below(folder, "config.json")) {
            seeds.push_back(std::move(seed));
        }
    }
    seeds.insert(seeds.end(),
                 {R"({"text_config":5,"text_config_dict":7})", R"({"text_config_dict":"text","vision_config":[]})",
                  R"({"num_train_timesteps":1e300})",
                  R"({"num_train_timesteps":4,"trained_betas":[0.1,0.2,0.3,0.4],"prediction_type":"sample"})",
                  R"({"num_train_timesteps":5,"beta_schedule":"squaredcos_cap_v2","timestep_spacing":"linspace"})",
                  R"({"num_train_timesteps":1000,"rescale_betas_zero_snr":true,"timestep_spacing":"trailing"})"});
    return seeds;
}

}  // namespace tempera
