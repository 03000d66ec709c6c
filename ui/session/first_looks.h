// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/store/summary_cache.h"
#include "ui/session/batches.h"
#include "ui/session/run_tail.h"

namespace tempera::ui {

using KnownSummaries = std::map<std::string, SummaryCache::Entry<RunSummary>>;

/// What a first look at a run folder gave.
struct FirstLook {
    std::unique_ptr<RunTail> tail;  ///< its database is closed
    RunHead head;                   ///< without what the user says of the run
    std::string stamp;              ///< run_stamp() before it was read
    bool isKnown = false;           ///< the summary is the known one
    QString problem;                ///< "" = none: only then there is a head
};

/// Looks at run folders, several at a time in threads of their own, because opening a database is mostly waiting and
/// copying. A summary in `known` that is still true is not read again. The answers are in the order of `dirs`. Returns
/// when all were looked at; what can not be read has a sentence in its place.
std::vector<FirstLook> firstLooks(std::span<const std::filesystem::path> dirs, const KnownSummaries& known);

}  // namespace tempera::ui
