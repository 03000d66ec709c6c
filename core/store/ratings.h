// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/store/records.h"

namespace tempera {

/// One of two runs that were compared, at one epoch.
struct RatedSide {
    std::string run_id;  ///< name of the run's folder
    std::int64_t epoch = 0;
    friend bool operator==(const RatedSide&, const RatedSide&) = default;
};

enum class Choice { Left = -1, Neither = 0, Right = 1 };  ///< the numbers are stored

/// One choice between two pictures of the same prompt and seed by somebody who did not know which was which.
struct Rating {
    std::int64_t id = 0;  ///< given by the store
    double wall = 0;      ///< unix seconds
    std::string prompt;
    std::uint64_t seed = 0;
    SampleKind kind = SampleKind::Eval;
    RatedSide left;  ///< as it was shown
    RatedSide right;
    Choice choice = Choice::Neither;
    friend bool operator==(const Rating&, const Rating&) = default;
};

/// The ratings in a workspace's catalog.db. One thread. Throws Error naming the file.
class Ratings {
public:
    explicit Ratings(const std::filesystem::path& workspace);
    ~Ratings();

    std::int64_t add(const Rating& rating);  ///< its id
    void remove(std::int64_t id);            ///< a choice taken back; unknown ids are no error
    std::vector<Rating> all();               ///< in the order in which they were made

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tempera
