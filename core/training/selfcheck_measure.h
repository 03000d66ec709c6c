// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/config/config.h"

namespace tempera {

/// How a self-check talks to its owner. Both may be empty; called between micro-batches.
struct SelfcheckHooks {
    std::function<bool()> stop_asked;
    std::function<void(const std::string& phase, double fraction)> progress;  ///< fraction of the phase, 0..1
};

/// What two small rounds of a configuration showed. Sizes in bytes or MiB as named, times in seconds.
struct SelfcheckMeasurement {
    std::string program;  ///< "tempera 0.1.0, LibTorch 1.13.1"
    std::string device;   ///< "cpu, 2 threads"
    std::string dtype;    ///< of the UNet's weights
    std::int64_t threads = 0;
    bool on_gpu = false;  ///< then the memory below is the processor's, not the GPU's

    std::int64_t latent_size = 0;               ///< D: numbers of one latent
    std::int64_t samples = 0;                   ///< pictures of each of the two rounds
    std::int64_t eval_samples = 0;              ///< pictures of the evaluation that was timed
    std::optional<std::int64_t> epoch_updates;  ///< of a whole epoch; policy gradients only
    std::optional<std::int64_t> update_size;    ///< transitions of one update; policy gradients only
    std::vector<double> rewards;                ///< of the first round: the untrained model
    std::vector<double> worse_rewards;          ///< of pictures that a reward of the right sign likes less
    std::string worse_pictures;                 ///< what those show
    std::optional<double> ratio_noise;          ///< the larger of both rounds; policy gradients only
    std::optional<double> explained_variance;   ///< of the critic after the first round's updates
    std::optional<double> untrained_variance;   ///< ... and before them
    std::optional<double> critic_grad_norm;     ///< of the first round, before clipping
    std::optional<double> policy_grad_norm;     ///< of the first round, before clipping
    std::int64_t policy_steps = 0;              ///< updates of both rounds

    /// A part of the policy or the critic: L2 norm of the root mean square gradient over all updates, as
    /// AdamW saw it (after clipping), read from its second moment.
    struct Part {
        std::string name;
        double norm = 0;
    };
    std::vector<Part> policy_parts;  ///< down blocks, mid block, up blocks
    std::vector<Part> critic_parts;  ///< layer by layer from the input; empty without critic

    /// Matrices of the adapter, and those among them that have received any gradient.
    struct Flow {
        std::int64_t matrices = 0;
        std::int64_t reached = 0;
    };
    Flow down, up;

    /// A denoising step that was trained.
    struct Step {
        std::int64_t number = 0;  ///< from 1, in sampling order
        double sensitivity = 0;
    };
    std::vector<Step> steps;  ///< policy gradients only
    std::int64_t num_steps = 0;

    double sampling = 0, scoring = 0, updating = 0;  ///< of the second round
    double other_judges = 0;                         ///< what they took for one round's pictures
    double rest = 0;                                 ///< of the second round, outside of the phases above
    double evaluating = 0;                           ///< eval_samples pictures with all judges

    double peak_mib = 0;               ///< of this process
    double room_mib = 0;               ///< what a process may take on this machine; 0 = unknown
    double sample_bytes = 0;           ///< memory that one more picture of the epoch needs until its end
    double checkpoint_bytes = 0;       ///< one of them
    double picture_bytes = 0;          ///< one stored picture with its thumbnail
    double epoch_rows_bytes = 0;       ///< metrics, statistics and neurons of an epoch, roughly
    double trajectories_bytes = 0;     ///< those of one set of training pictures
    std::optional<double> free_bytes;  ///< where the runs go; empty when that cannot be told
};

/// The same experiment with few pictures: the smallest epoch that keeps all processors busy with full
/// micro-batches, one update over all its pictures (or over the effective batch when that is smaller),
/// one inner epoch. Steps, guidance, rewards, critic and rates stay.
Config probe_config(const Config& config, std::int64_t threads);

/// Trains two rounds of probe_config() from the fresh adapter and evaluates, with the engine of training.
/// Nothing is written; `workspace` (where runs would go, may be missing) is asked for its free space.
/// Empty when stopped. Throws Error as training would.
std::optional<SelfcheckMeasurement> measure_selfcheck(const Config& config, const std::filesystem::path& workspace,
                                                      const SelfcheckHooks& hooks);

}  // namespace tempera
