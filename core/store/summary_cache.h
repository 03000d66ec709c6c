// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/store/records.h"

namespace tempera {

/// What a list of runs shows and filters beyond the summary; expensive enough to be kept.
struct RunDigest {
    std::vector<MetricStats> metrics;
    std::uintmax_t disk_bytes = 0;  ///< of the whole run folder
};

/// Reads it: every metric row of run.db and the size of every file.
RunDigest read_digest(const std::filesystem::path& run_dir);

/// RunReader::summary() in the fastest way: of a run that nobody works on without locks, checked by its stamp.
RunSummary read_summary(const std::filesystem::path& run_dir);

/// Changes whenever run.db does; "" while what is read now may not stay true (a worker lives, or wrote a moment ago).
/// Take it before reading.
std::string run_stamp(const std::filesystem::path& run_dir);

/// cache.db of a workspace: copies of what the run folders say, so that a thousand runs open at once: one file
/// instead of a thousand databases. Nothing in it is of value: a file that is damaged or of
/// another format is made afresh. One thread per object; several objects may share the file.
class SummaryCache {
public:
    template <class Content>
    struct Entry {
        std::string stamp;
        Content content;
    };

    explicit SummaryCache(const std::filesystem::path& workspace);
    ~SummaryCache();

    /// By name of the run folder. Rows that can not be read are left out.
    std::map<std::string, Entry<RunSummary>> summaries();
    std::map<std::string, Entry<RunDigest>> digests();

    /// In one transaction. Entries without stamp are left out.
    void save(const std::map<std::string, Entry<RunSummary>>& summaries);
    void save(const std::map<std::string, Entry<RunDigest>>& digests);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tempera
