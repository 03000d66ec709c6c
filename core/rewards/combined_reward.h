// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/rewards/reward.h"

namespace tempera {

/// A weighted sum of judges as one: 0.7 * aesthetic + 0.3 * pickscore. Scores are taken as they are, each in its own
/// unit; the weights are what makes them comparable.
class CombinedReward : public Reward {
public:
    /// `terms`: weight and judge, at least one.
    CombinedReward(std::string name, std::vector<std::pair<double, std::unique_ptr<Reward>>> terms);

    std::string name() const override { return name_; }
    bool differentiable() const override;  ///< when all terms are
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& prompts) override;
    bool elsewhere() const override;              ///< when one term is
    ImageEncoder image_encoder() const override;  ///< of the first term that has one
    void set_stop_asked(std::function<bool()> stop_asked) override;

private:
    std::string name_;
    std::vector<std::pair<double, std::unique_ptr<Reward>>> terms_;
};

}  // namespace tempera
