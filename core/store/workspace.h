// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/store/records.h"

namespace tempera {

/// A folder with catalog.db and runs/<id>/. Everything but the catalog is told from the run folders
/// alone, so copying a run folder in moves the run.
class Workspace {
public:
    /// Creates the folder when missing. Throws Error when it can not be written, or lies on a network
    /// file system (SQLite's write-ahead log does not work there).
    explicit Workspace(std::filesystem::path root);

    const std::filesystem::path& root() const { return root_; }

    /// Fresh, unused path below runs/ (not made yet); the id is "<slug of name>-<6 random hex digits>".
    std::filesystem::path new_run_dir(const std::string& name) const;

    /// Folders below runs/ that hold a run.db, in name order.
    std::vector<std::filesystem::path> run_dirs() const;

    /// A run by id, unique id prefix or unique name. Throws Error listing the candidates.
    std::filesystem::path find_run(const std::string& id_or_name) const;

    /// Moves the run's folder to trash/ (refused while its worker lives); restore_run moves it back.
    void trash_run(const std::filesystem::path& run_dir) const;
    void restore_run(const std::string& id) const;

private:
    std::filesystem::path root_;
};

/// Kind of the network file system that `path` lies on ("nfs4", "cifs", "fuse.sshfs"); "" when it is
/// local. SQLite's write-ahead log needs memory that all its users share, which those do not offer.
std::string network_file_system(const std::filesystem::path& path);
void refuse_network_file_system(const std::filesystem::path& path);  ///< throws Error

/// Type of the mount with this device number in the text of /proc/self/mountinfo; "" when absent.
std::string mount_type(const std::string& mountinfo, unsigned major, unsigned minor);

/// Id of a new run: its name in plain letters and six random digits. Does not look whether there is such a run.
std::string new_run_id(const std::string& name);

/// State for people, from the lock and what was written last.
RunState run_state(const std::filesystem::path& run_dir, const RunSummary& summary);

}  // namespace tempera
