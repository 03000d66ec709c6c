// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/methods/critic.h"

namespace tempera {

/// Activation statistics of the critic's four hidden layers on a probe batch (TDPO-R; after ReDo,
/// Sokar et al. 2023): s_k = mean over the batch of relu(h_k), normalised by the layer's mean score.
struct NeuronStatistics {
    std::vector<at::Tensor> scores;   ///< per layer [width] fp32, s_k / (mean_k s_k + 1e-9)
    std::vector<at::Tensor> dormant;  ///< per layer [width] bool: score <= threshold

    std::int64_t total() const;
    std::int64_t dormant_count() const;
};

/// features [B,E]: official is 64 of them.
NeuronStatistics measure_neurons(const Critic& critic, const at::Tensor& features, double threshold);

/// Share of neurons whose score is at most `threshold`, for a second threshold that only informs.
double share_at_most(const NeuronStatistics& statistics, double threshold);

/// |previous AND current| / min(|previous|, |current|) of two sets of masks over all layers;
/// negative when one of them is empty.
double dormant_overlap(const std::vector<at::Tensor>& previous, const std::vector<at::Tensor>& current);

enum class ResetTarget { Active, Dormant, All, None };
enum class OutgoingWeights { Normal, Zero };

/// Layer by layer, for the neurons of the target: incoming weights ~ N(0, std 1/(E+1)), bias 0, then
/// outgoing weights the same (or 0), with zero Adam moments at every rewritten place; Adam's step counter
/// stays, the output bias is never touched. All draws come from a generator of its own, seeded with
/// `seed` alone: every reset draws the same stream, and nothing else in the run is disturbed.
/// Returns the number of reset neurons per layer.
std::vector<std::int64_t> reset_neurons(Critic& critic, const std::vector<at::Tensor>& dormant, ResetTarget target,
                                        OutgoingWeights outgoing, std::uint64_t seed);

ResetTarget reset_target_from(const std::string& name);          ///< reset.target
OutgoingWeights outgoing_weights_from(const std::string& name);  ///< reset.outgoing

}  // namespace tempera
