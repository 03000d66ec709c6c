// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/store/run_reader.h"

namespace tempera {

/// What one judge said at the evaluations of a run.
struct JudgeRecord {
    std::map<std::int64_t, double> means;  ///< epoch -> mean over the pictures
    std::map<std::int64_t, std::vector<double>>
        pictures;  ///< epoch -> scores in the order of the grid; may lack epochs
};

/// The evaluations of one run on one set of pictures.
struct EvaluationRecord {
    std::string trained;  ///< judge that the run raises; "" when it learns from pictures alone (SePPO)
    std::map<std::string, JudgeRecord> judges;
    std::vector<std::int64_t> checkpoints;  ///< epochs whose weights are kept, ascending
};

/// `kind`: Eval or Unseen. Throws Error naming the file.
EvaluationRecord read_evaluations(RunReader& reader, const std::filesystem::path& run_dir,
                                  SampleKind kind = SampleKind::Eval);

}  // namespace tempera
