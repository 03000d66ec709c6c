// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include <ATen/core/Tensor.h>

// The processes ("ranks") that do the work of one run together. Every rank holds the whole state and draws the same
// random numbers (core/runtime/random.h); only the work that is divided into parts is shared out, and each part is
// done by one rank. What n ranks compute differs from what one computes by the order of the sums, no more.
//
// A process is alone until join_ranks(); then all functions below must be called by all ranks in the same order, on
// one thread. They throw Error when another rank is gone.

namespace tempera {

/// Where this process stands among the others.
struct RankPlace {
    std::int64_t rank = 0;         ///< 0 leads: it alone has a store, files and a user
    std::int64_t count = 1;        ///< of all ranks
    std::int64_t local_rank = 0;   ///< among those on this machine; chooses the GPU
    std::int64_t local_count = 1;  ///< of those on this machine; they share its cores
    std::string address;           ///< of the machine of rank 0
    std::uint16_t port = 0;        ///< where rank 0 waits for the others
};

/// What the launcher says by environment variables: MASTER_ADDR (and MASTER_PORT, default 29500) with RANK and
/// WORLD_SIZE (torchrun), SLURM_PROCID and SLURM_NTASKS (srun), OMPI_COMM_WORLD_RANK and OMPI_COMM_WORLD_SIZE or
/// PMI_RANK and PMI_SIZE (mpirun). Empty without MASTER_ADDR, or for one process. Throws Error naming the
/// variable that is missing or is no such number.
std::optional<RankPlace> rank_place();

/// Waits for all ranks (five minutes) and connects them through c10d's Gloo. Once per process, before any other
/// function here. $GLOO_SOCKET_IFNAME names the network interface; without it the one that the host name is at.
void join_ranks(const RankPlace& place);

/// Alone again: no rank needs another any more.
void leave_ranks();

std::int64_t rank();
std::int64_t rank_count();
bool is_main_rank();

/// Part i of a piece of work is for this rank.
bool is_own_part(std::int64_t part);

/// for_each_parallel over this rank's own parts of 0 ... count - 1.
void for_each_own_part(const c10::Device& device, std::int64_t count, const std::function<void(std::int64_t)>& body);

/// Adds up what the ranks hold, in place: a table in which each has filled in its own parts, and zeros elsewhere, is
/// then complete for all. Numbers, any device.
void sum_over_ranks(at::Tensor& tensor);
double sum_over_ranks(double value);
double max_over_ranks(double value);
bool any_rank(bool value);

/// What rank 0 passed.
std::string from_main_rank(const std::string& bytes);
std::map<std::string, at::Tensor> from_main_rank(const std::map<std::string, at::Tensor>& tensors);

/// Throws Error when the ranks hold different bytes: they would go on with different models.
void require_equal_ranks(const std::string& digest, const std::string& what);

}  // namespace tempera
