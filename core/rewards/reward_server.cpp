// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rewards/reward_server.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <thread>
#include <utility>

#include <openssl/evp.h>
#include <spdlog/spdlog.h>
#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "core/base/clock.h"
#include "core/base/json_text.h"
#include "core/formats/image.h"
#include "core/formats/image_tensor.h"
#include "core/rewards/reward_unavailable.h"

namespace tempera {

namespace {

using nlohmann::json;

constexpr const char* kProtocol = R"(the server must answer {"scores": [one finite number for each picture]})";

std::string base64(const std::string& bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // and the terminating zero
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                    static_cast<int>(bytes.size()));
    text.pop_back();
    return text;
}

/// The beginning of an answer as it may stand in a message.
std::string shown(std::string_view answer) {
    constexpr std::size_t kShown = 200;
    if (answer.empty()) {
        return "nothing";
    }
    std::string text(answer.substr(0, kShown));
    for (char& letter : text) {
        if (letter == '\n' || letter == '\r' || letter == '\t') {
            letter = ' ';
        } else if (letter < ' ' || letter > '~') {
            letter = '?';
        }
    }
    return "'" + text + (answer.size() > kShown ? "...'" : "'");
}

std::string question_about(const at::Tensor& images01, const std::vector<std::string>& prompts) {
    const at::Tensor pictures = images01.detach().to(at::kCPU);
    json question = {{"prompts", prompts}, {"images", json::array()}};
    for (std::int64_t i = 0; i < pictures.size(0); ++i) {
        question["images"].push_back(base64(encode_png(to_image(pictures[i]))));
    }
    return question.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// The scores of an answer. Throws Error at `where`.
std::vector<float> read_scores(const std::string& answer, std::size_t pictures, const std::string& where) {
    const auto refuse = [&](const std::string& problem) {
        throw RewardUnavailable(problem + ": " + shown(answer), where, kProtocol);
    };
    json parsed;
    try {
        parsed = parse_json_object(answer, where);
    } catch (const Error& error) {
        refuse("its answer " + error.problem());
    }
    const auto scores = parsed.find("scores");
    if (scores == parsed.end() || !scores->is_array()) {
        refuse("its answer has no list 'scores'");
    }
    if (scores->size() != pictures) {
        refuse("it answered with " + std::to_string(scores->size()) + " scores for " + std::to_string(pictures) +
               " pictures");
    }
    std::vector<float> values;
    for (const json& score : *scores) {
        // Larger ones are infinite in fp32.
        if (!score.is_number() || std::abs(score.get<double>()) > std::numeric_limits<float>::max()) {
            refuse("its score of picture " + std::to_string(values.size()) + " is not a finite number");
        }
        values.push_back(score.get<float>());
    }
    return values;
}

}  // namespace

RewardServer::RewardServer(std::string name, const std::string& url, RewardServerPatience patience)
    : name_(std::move(name)),
      where_("reward server " + name_ + " (" + url + ")"),
      patience_(std::move(patience)),
      client_(url, "reward " + name_) {}

at::Tensor RewardServer::score(const at::Tensor& images01, const std::vector<std::string>& prompts) {
    check_reward_input(name_, images01, prompts);
    const std::vector<float> values =
        read_scores(ask(question_about(images01, prompts), prompts.size()), prompts.size(), where_);
    return torch::tensor(values, at::kFloat).to(images01.device());
}

/// The body of the first answer that says it is one.
std::string RewardServer::ask(const std::string& question, std::size_t pictures) {
    const std::size_t limit = 1024 * 1024 + 64 * pictures;
    for (auto pause = patience_.pauses.begin();; ++pause) {
        HttpAnswer answer = client_.post_json(question, patience_.timeouts, limit, stop_asked_);
        if (answer.status >= 200 && answer.status < 300) {
            return std::move(answer.body);
        }
        std::string problem = answer.problem;
        std::string remedy = "start the server, or see why it does not answer";
        if (answer.status != 0) {
            problem = "answered with status " + std::to_string(answer.status) +
                      (answer.status < 400 ? ", and redirects are not followed: " : ": ") + shown(answer.body);
            remedy = answer.status >= 500 ? "see the server's own messages" : "correct the address or the server";
        } else if (answer.too_large) {
            remedy = kProtocol;
        }
        // Who did not answer in all that time is not asked again here: a run should say so by then.
        const bool passing =
            answer.status >= 500 || (answer.status == 0 && !answer.too_large && !answer.late && !answer.stopped);
        if (!passing || pause == patience_.pauses.end()) {
            throw RewardUnavailable(problem, where_, remedy);
        }
        spdlog::info("{}: {}; asking again in {} s", where_, problem, *pause);
        rest(*pause);
    }
}

/// Returns early when a stop is asked for: the next request is then given up at once.
void RewardServer::rest(double seconds) const {
    const double end = steady_seconds() + seconds;
    while (steady_seconds() < end && !(stop_asked_ && stop_asked_())) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

}  // namespace tempera
