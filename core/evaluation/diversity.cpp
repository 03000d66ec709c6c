// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/diversity.h"

#include <algorithm>
#include <map>
#include <set>

#include <torch/torch.h>

#include "core/runtime/ranks.h"

namespace tempera {

std::optional<double> mean_pairwise_distance(const at::Tensor& features, const std::vector<std::string>& prompts) {
    const torch::NoGradGuard no_grad;
    const at::Tensor wide = features.to(at::kCPU, at::kDouble);
    const at::Tensor units = wide / wide.norm(2, {1}, true).clamp_min(1e-12);
    std::map<std::string, std::vector<std::int64_t>> pictures;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        pictures[prompts[i]].push_back(static_cast<std::int64_t>(i));
    }
    double sum = 0;
    std::int64_t repeated = 0;
    for (const auto& [prompt, places] : pictures) {
        if (places.size() < 2) {
            continue;
        }
        // The squared length of a sum of vectors is that of each and twice the products of all pairs.
        const auto count = static_cast<double>(places.size());
        const at::Tensor own = units.index_select(0, torch::tensor(places));
        const double products = own.sum(0).square().sum().item<double>() - own.square().sum().item<double>();
        const double cosine = products / (count * (count - 1));
        sum += 1 - cosine;
        ++repeated;
    }
    return repeated == 0 ? std::nullopt : std::optional(std::max(0.0, sum / static_cast<double>(repeated)));
}

bool has_repeats(const std::vector<std::string>& prompts) {
    return std::set<std::string>(prompts.begin(), prompts.end()).size() < prompts.size();
}

ImageEncoder first_encoder(const std::vector<Reward*>& judges) {
    for (const Reward* judge : judges) {
        if (ImageEncoder encoder = judge->image_encoder(); encoder.width > 0) {
            return encoder;
        }
    }
    return {};
}

bool measure_diversity(const ImageEncoder& encoder, const at::Tensor& images01, const std::vector<std::string>& prompts,
                       std::int64_t batch, const WorkHooks& hooks, std::optional<double>& diversity) {
    diversity.reset();
    if (encoder.width == 0 || !has_repeats(prompts)) {
        return true;
    }
    const torch::NoGradGuard no_grad;
    const std::int64_t total = images01.size(0);
    const std::int64_t parts = (total + batch - 1) / batch;
    at::Tensor features = at::zeros({total, encoder.width}, at::kFloat);
    SharedHooks shared(hooks, parts);
    // One after the other: the encoder is a judge's, which has one user at a time.
    for (std::int64_t part = 0; part < parts && !shared.stop_asked(); ++part) {
        if (is_own_part(part)) {
            const std::int64_t begin = part * batch;
            const std::int64_t end = std::min(begin + batch, total);
            features.slice(0, begin, end).copy_(encoder.features(images01.slice(0, begin, end)));
        }
    }
    if (shared.stopped()) {
        return false;
    }
    sum_over_ranks(features);
    diversity = mean_pairwise_distance(features, prompts);
    return true;
}

}  // namespace tempera
