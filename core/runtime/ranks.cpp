// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runtime/ranks.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <utility>
#include <vector>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

// Without it the header below declares nothing. Every LibTorch for Linux has Gloo built in; not all say so.
#ifndef USE_C10D_GLOO
#define USE_C10D_GLOO
#endif
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include "core/base/error.h"
#include "core/runtime/parallel.h"

namespace tempera {
namespace {

using Group = c10::intrusive_ptr<c10d::ProcessGroupGloo>;

constexpr std::uint16_t kDefaultPort = 29500;  // torch.distributed's
constexpr std::chrono::minutes kJoinTimeout{5};
/// A pause of rank 0 keeps the others waiting in the next sum. That a rank is gone is noticed at once, by its socket.
constexpr std::chrono::hours kWorkTimeout{24 * 30};

struct Membership {
    RankPlace place;
    Group group;  // null: alone
};

Membership& membership() {
    static Membership own;
    return own;
}

std::optional<std::int64_t> number_in(const char* variable) {
    const char* text = std::getenv(variable);
    if (text == nullptr) {
        return std::nullopt;
    }
    const std::string_view digits(text);
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (problem != std::errc() || end != digits.data() + digits.size() || number < 0) {
        throw Error("'" + std::string(digits) + "' is not a number of a rank or a port", variable,
                    "let torchrun, srun or mpirun set it");
    }
    return number;
}

/// The variables of one launcher.
struct Launcher {
    const char* rank;
    const char* count;
    const char* local_rank;
    const char* local_count;
};

constexpr std::array<Launcher, 4> kLaunchers{
    {{"RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE"},
     {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK", "OMPI_COMM_WORLD_LOCAL_SIZE"},
     {"PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID", "MPI_LOCALNRANKS"},
     {"SLURM_PROCID", "SLURM_NTASKS", "SLURM_LOCALID", "SLURM_NTASKS_PER_NODE"}}};

bool is_this_machine(const std::string& address) {
    return address == "localhost" || address == "127.0.0.1" || address == "::1";
}

/// LibTorch 2 asks for libuv, which Debian's is built without; versions before know nothing of it.
void use_plain_sockets(auto& options) {
    if constexpr (requires { options.useLibUV; }) {
        options.useLibUV = false;
    }
}

/// Runs a collective operation; that it breaks means that a rank has ended.
template <typename Operation>
void together(const char* what, Operation&& operation) {
    try {
        operation();
    } catch (const std::exception&) {
        throw Error("another rank has ended or cannot be reached (" + std::string(what) + ")",
                    "rank " + std::to_string(rank()) + " of " + std::to_string(rank_count()),
                    "read what that rank said, then resume the run");
    }
}

void reduce(at::Tensor& tensor, c10d::ReduceOp::RedOpType operation) {
    const Group& group = membership().group;
    if (!group) {
        return;
    }
    std::vector<at::Tensor> one{tensor.detach().to(at::kCPU).contiguous()};
    c10d::AllreduceOptions options;
    options.reduceOp = operation;
    together("sum", [&] { group->allreduce(one, options)->wait(); });
    if (one.front().data_ptr() != tensor.data_ptr()) {
        const at::NoGradGuard no_grad;
        tensor.copy_(one.front());
    }
}

void broadcast(at::Tensor& tensor) {
    std::vector<at::Tensor> one{tensor};
    together("broadcast", [&] { membership().group->broadcast(one)->wait(); });
}

}  // namespace

std::optional<RankPlace> rank_place() {
    const char* address = std::getenv("MASTER_ADDR");
    const auto known = [](const Launcher& one) { return std::getenv(one.rank) != nullptr; };
    const auto launcher = std::find_if(kLaunchers.begin(), kLaunchers.end(), known);
    if (address == nullptr || launcher == kLaunchers.end()) {
        return std::nullopt;
    }
    RankPlace place;
    place.address = address;
    place.rank = number_in(launcher->rank).value_or(0);
    const auto count = number_in(launcher->count);
    if (!count || *count < 1 || place.rank >= *count) {
        throw Error("there must be more ranks than " + std::to_string(place.rank) + ", the number of this one",
                    launcher->count, "let torchrun, srun or mpirun set it");
    }
    place.count = *count;
    const bool all_here = is_this_machine(place.address);
    place.local_rank = number_in(launcher->local_rank).value_or(all_here ? place.rank : 0);
    place.local_count = std::max<std::int64_t>(1, number_in(launcher->local_count).value_or(all_here ? *count : 1));
    auto port = number_in("MASTER_PORT").value_or(kDefaultPort);
    // torchrun's own agent listens at that port, with the protocol of its own version.
    if (const char* agent = std::getenv("TORCHELASTIC_USE_AGENT_STORE"); agent && std::string_view(agent) == "True") {
        ++port;
    }
    if (port > 65535) {
        throw Error(std::to_string(port) + " is not a port", "MASTER_PORT", "use a number below 65535");
    }
    place.port = static_cast<std::uint16_t>(port);
    return place.count > 1 ? std::optional(place) : std::nullopt;
}

void join_ranks(const RankPlace& place) {
    try {
        c10d::TCPStoreOptions store_options;
        store_options.port = place.port;
        store_options.isServer = place.rank == 0;
        store_options.numWorkers = static_cast<std::size_t>(place.count);
        store_options.timeout = kJoinTimeout;
        use_plain_sockets(store_options);
        const auto store = c10::make_intrusive<c10d::TCPStore>(place.address, store_options);
        const auto options = c10d::ProcessGroupGloo::Options::create(kJoinTimeout);
        const char* interface = std::getenv("GLOO_SOCKET_IFNAME");
        options->devices.push_back(interface != nullptr ? c10d::ProcessGroupGloo::createDeviceForInterface(interface)
                                   : is_this_machine(place.address)
                                       ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                       : c10d::ProcessGroupGloo::createDefaultDevice());
        options->timeout = kWorkTimeout;
        membership() = {place, c10::make_intrusive<c10d::ProcessGroupGloo>(store, static_cast<int>(place.rank),
                                                                           static_cast<int>(place.count), options)};
    } catch (const std::exception&) {
        throw Error("rank " + std::to_string(place.rank) + " could not meet the other " +
                        std::to_string(place.count - 1) + " at port " + std::to_string(place.port),
                    "MASTER_ADDR=" + place.address,
                    "start all ranks, and set MASTER_ADDR and MASTER_PORT to a free port of the machine of rank 0");
    }
}

void leave_ranks() {
    membership() = {};
}

std::int64_t rank() {
    return membership().place.rank;
}

std::int64_t rank_count() {
    return membership().place.count;
}

bool is_main_rank() {
    return rank() == 0;
}

bool is_own_part(std::int64_t part) {
    return part % rank_count() == rank();
}

void for_each_own_part(const c10::Device& device, std::int64_t count, const std::function<void(std::int64_t)>& body) {
    const std::int64_t own = (count - rank() + rank_count() - 1) / rank_count();
    for_each_parallel(device, own, [&](std::int64_t i) { body(rank() + i * rank_count()); });
}

void sum_over_ranks(at::Tensor& tensor) {
    reduce(tensor, c10d::ReduceOp::SUM);
}

double sum_over_ranks(double value) {
    at::Tensor number = at::scalar_tensor(value, at::kDouble);
    sum_over_ranks(number);
    return number.item<double>();
}

double max_over_ranks(double value) {
    at::Tensor number = at::scalar_tensor(value, at::kDouble);
    reduce(number, c10d::ReduceOp::MAX);
    return number.item<double>();
}

bool any_rank(bool value) {
    return max_over_ranks(value ? 1.0 : 0.0) > 0;
}

std::string from_main_rank(const std::string& bytes) {
    if (rank_count() == 1) {
        return bytes;
    }
    at::Tensor size = at::scalar_tensor(static_cast<std::int64_t>(bytes.size()), at::kLong);
    broadcast(size);
    at::Tensor letters = at::empty({size.item<std::int64_t>()}, at::kByte);
    if (is_main_rank()) {
        std::copy(bytes.begin(), bytes.end(), letters.data_ptr<std::uint8_t>());
    }
    if (letters.numel() > 0) {
        broadcast(letters);
    }
    return {letters.data_ptr<std::uint8_t>(), letters.data_ptr<std::uint8_t>() + letters.numel()};
}

std::map<std::string, at::Tensor> from_main_rank(const std::map<std::string, at::Tensor>& tensors) {
    if (rank_count() == 1) {
        return tensors;
    }
    nlohmann::json list = nlohmann::json::array();
    for (const auto& [name, tensor] : tensors) {
        list.push_back({name, static_cast<int>(tensor.scalar_type()), tensor.sizes().vec()});
    }
    list = nlohmann::json::parse(from_main_rank(list.dump()));
    std::map<std::string, at::Tensor> received;
    for (const auto& entry : list) {
        const auto name = entry[0].get<std::string>();
        const auto shape = entry[2].get<std::vector<std::int64_t>>();
        at::Tensor tensor = is_main_rank() ? tensors.at(name).to(at::kCPU).contiguous()
                                           : at::empty(shape, static_cast<at::ScalarType>(entry[1].get<int>()));
        if (tensor.numel() > 0) {
            // As bytes: Gloo does not know all types.
            at::Tensor bytes = tensor.reshape({-1}).view(at::kByte);
            broadcast(bytes);
        }
        received.emplace(name, tensor);
    }
    return received;
}

void require_equal_ranks(const std::string& digest, const std::string& what) {
    const bool differs = from_main_rank(digest) != digest;
    if (any_rank(differs)) {
        throw Error("the ranks do not agree about " + what, "rank " + std::to_string(rank()),
                    "use the same program, model and kind of device on all of them");
    }
}

}  // namespace tempera
