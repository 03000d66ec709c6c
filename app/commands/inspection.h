// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/commands/progress_line.h"
#include "core/models/tensor_table.h"

namespace tempera {

/// What was found out about a file or folder.
struct Inspection {
    std::string name;  ///< the path; of a part: its name in the whole
    std::string kind;  ///< CheckpointKind::id, "pipeline", "run", ...; "unreadable" when it is refused
    std::string title;
    nlohmann::ordered_json facts = nlohmann::ordered_json::object();
    std::vector<std::filesystem::path> files;  ///< whose tensors were read
    TensorTable tensors;
    std::map<std::string, std::string> metadata;
    std::vector<std::string> problems;  ///< sentences; none: it is sound
    std::vector<std::string> notes;
    std::vector<Inspection> parts;

    bool sound() const;  ///< with all parts
};

/// Numbers over an inspection and its parts.
struct InspectionTotals {
    std::int64_t tensors = 0;
    std::int64_t parameters = 0;  ///< elements of floating-point tensors; alphas of adapters do not count
    std::map<std::string, std::int64_t> dtypes;  ///< tensors of each
    std::uintmax_t bytes = 0;                    ///< of the files
};

InspectionTotals totals(const Inspection& inspection);

/// Reads everything once. Damage is found, not thrown.
Inspection inspect_path(const std::filesystem::path& path, ProgressLine& line);

}  // namespace tempera
