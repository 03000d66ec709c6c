// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/followers.h"

#include <exception>
#include <string_view>

#include <spdlog/spdlog.h>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/formats/safetensors.h"
#include "core/runtime/ranks.h"
#include "core/training/engine.h"

namespace tempera {
namespace {

// The words that rank 0 sends.
constexpr const char* kCompare = "compare";
constexpr const char* kLoad = "load";
constexpr const char* kEvaluate = "evaluate ";  // and the set
constexpr const char* kTrain = "train ";        // and the number of the epoch
constexpr const char* kEnd = "end";

void do_epoch(Engine& engine, std::int64_t epoch) {
    const EpochReport report = engine.method().run_epoch(epoch);
    if (report.stopped) {
        return;
    }
    require_equal_ranks(digest_of(engine.method().lora()), "the adapter");
    engine.judge_by_others(report.images, report.prompts);
}

}  // namespace

Followers::Followers(const Config& config) : exceptions_(std::uncaught_exceptions()) {
    from_main_rank(config.canonical_toml());
}

Followers::~Followers() {
    if (std::uncaught_exceptions() > exceptions_) {
        return;
    }
    try {
        from_main_rank(std::string(kEnd));
    } catch (const std::exception& error) {
        spdlog::info("the other ranks have ended before: {}", error.what());
    }
}

void Followers::compare(const std::string& model_hash) {
    from_main_rank(std::string(kCompare));
    require_equal_ranks(model_hash, "the base model");
}

void Followers::load(const std::map<std::string, at::Tensor>& state) {
    from_main_rank(std::string(kLoad));
    from_main_rank(state);
}

void Followers::evaluate(SampleKind kind) {
    from_main_rank(kEvaluate + std::string(to_string(kind)));
}

void Followers::train(std::int64_t epoch) {
    from_main_rank(kTrain + std::to_string(epoch));
}

void follow_run() {
    const Config config = Config::from_toml(from_main_rank(std::string()), "configuration of rank 0");
    Engine engine(config);
    for (;;) {
        const std::string word = from_main_rank(std::string());
        if (word == kCompare) {
            require_equal_ranks(engine.model().hash, "the base model");
        } else if (word == kLoad) {
            engine.method().load(from_main_rank(std::map<std::string, at::Tensor>()));
        } else if (word.starts_with(kEvaluate)) {
            engine.evaluate(word.ends_with(to_string(SampleKind::Unseen)) ? SampleKind::Unseen : SampleKind::Eval);
        } else if (word.starts_with(kTrain)) {
            do_epoch(engine, std::stoll(word.substr(std::string_view(kTrain).size())));
        } else {
            return;
        }
    }
}

std::string digest_of(const LoraAdapter& lora) {
    return rank_count() == 1 ? std::string() : sha256_hex(serialize_safetensors(lora.state_dict()));
}

}  // namespace tempera
