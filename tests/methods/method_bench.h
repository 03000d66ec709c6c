// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <QTemporaryDir>
#include <QTest>

#include "core/methods/method.h"
#include "core/methods/state_map.h"
#include "tests/helpers/config_with.h"
#include "tests/helpers/tiny_diffusion.h"
#include "tests/helpers/winner_folder.h"

namespace tempera {

/// How red a picture is.
class Redness : public Reward {
public:
    std::string name() const override { return "redness"; }
    bool differentiable() const override { return smooth; }
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>&) override {
        ++calls;
        return (images01.select(1, 0) - images01.select(1, 1)).mean({1, 2}) * 100;
    }

    bool smooth = true;
    int calls = 0;
};

/// Five winners for SePPO, fewer than an epoch uses.
inline std::string winner_folder() {
    static const QTemporaryDir dir;
    const std::string folder = dir.filePath("winners").toStdString();
    write_winner_folder(folder, {"cat", "dog", "owl", "cat", "dog"});
    return folder;
}

inline Config small_config(const std::string& method, const Settings& more = {}) {
    Settings settings{{"method", method},
                      {"sample.num_steps", "4"},
                      {"sample.batch_size", "4"},
                      {"sample.num_batches_per_epoch", "2"},
                      {"sample.neuron_reset_freq", "2"},
                      {"train.batch_size", "1"},
                      {"train.gradient_accumulation_steps", "4"},
                      {"train.learning_rate", "0.01"},
                      {"train.clip_range", "0.01"},
                      {"critic.input", "latent"},
                      {"critic.init", "fan_in"},
                      {"critic.learning_rate", "0.001"},
                      {"micro_batch", "4"},
                      {"per_prompt.min_count", "3"},
                      {"seppo.winners", winner_folder()},
                      {"seppo.pool_every", "3"}};
    settings.insert(settings.end(), more.begin(), more.end());
    return config_with(settings);
}

/// One run on a tiny random model of its own.
struct Bench {
    explicit Bench(const Config& settings) : config(settings) {
        ImageEncoder encoder;
        encoder.width = 12;
        encoder.features = [](const at::Tensor& images) { return at::adaptive_avg_pool2d(images, {2, 2}).flatten(1); };
        MethodContext context{model, reward, config, {"cat", "dog", "owl"}, encoder, {}, {}};
        context.stop_asked = [this] { return polls_left-- == 0; };
        context.progress = [this](const std::string& phase, double fraction) { progress[phase] = fraction; };
        method = make_method(std::move(context));
    }

    Config config;
    DiffusionModel model = tiny_diffusion();
    Redness reward;
    int polls_left = -1;
    std::map<std::string, double> progress;
    std::unique_ptr<Method> method;
};

inline std::string difference(const StateMap& one, const StateMap& two) {
    if (one.size() != two.size()) {
        return "different keys";
    }
    for (const auto& [name, tensor] : one) {
        const auto other = two.find(name);
        if (other == two.end() || !at::equal(tensor, other->second)) {
            return name;
        }
    }
    return "";
}

inline std::string difference(const EpochReport& one, const EpochReport& two) {
    for (const auto& [name, value] : one.metrics) {
        if (!name.starts_with("time/") && (!two.metrics.contains(name) || two.metrics.at(name) != value)) {
            return name;
        }
    }
    return at::equal(one.images, two.images) && one.seeds == two.seeds && one.prompts == two.prompts &&
                   one.reward_queries == two.reward_queries && one.policy_steps == two.policy_steps
               ? ""
               : "pictures or counters";
}

#define QVERIFY_SAME(one, two) QVERIFY2(difference(one, two).empty(), difference(one, two).c_str())

}  // namespace tempera
