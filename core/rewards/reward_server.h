// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/rewards/http_client.h"
#include "core/rewards/reward.h"

namespace tempera {

/// How patient a RewardServer is.
struct RewardServerPatience {
    HttpTimeouts timeouts;                     ///< of each try
    std::vector<double> pauses = {0.5, 1, 2};  ///< seconds before each further try
};

/// A judge in another process, e.g. a vision-language model: it is sent
///
///     POST address    Content-Type: application/json
///     {"prompts": ["cat", ...], "images": ["<base64 of a PNG>", ...]}
///
/// and answers with status 200 (any 2xx) and {"scores": [5.25, ...]}, one finite number for each picture, in their
/// order. See docs/own-rewards.md. Pictures are rounded to 8 bits (to_uint8). That a score depends on its picture and
/// prompt alone is the server's own duty.
///
/// Talks to the configured address only: http or https, no redirects, no proxies, no cookies, no .netrc. The
/// connection is kept open between questions. Not differentiable.
///
/// No connection, a broken one and status 5xx are tried again after pauses; then, and at once when no answer came in
/// time and for every other answer that is not as above, score() throws RewardUnavailable.
class RewardServer : public Reward {
public:
    /// Throws Error when the address is none. Connects to nothing yet.
    RewardServer(std::string name, const std::string& url, RewardServerPatience patience = {});

    std::string name() const override { return name_; }
    bool differentiable() const override { return false; }
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& prompts) override;
    bool elsewhere() const override { return true; }
    void set_stop_asked(std::function<bool()> stop_asked) override { stop_asked_ = std::move(stop_asked); }

private:
    std::string ask(const std::string& question, std::size_t pictures);
    void rest(double seconds) const;

    std::string name_;
    std::string where_;  ///< "reward server vlm (http://127.0.0.1:8000/score)", for messages
    RewardServerPatience patience_;
    HttpClient client_;
    std::function<bool()> stop_asked_;
};

}  // namespace tempera
