// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspace.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <random>
#include <set>
#include <sstream>
#include <utility>

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"

namespace tempera {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t slug_length = 40;

/// Lower-case letters, digits and single dashes.
std::string slug_of(const std::string& name) {
    std::string slug;
    for (const char letter : name) {
        if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9')) {
            slug += letter;
        } else if (letter >= 'A' && letter <= 'Z') {
            slug += static_cast<char>(letter - 'A' + 'a');
        } else if (!slug.empty() && slug.back() != '-') {
            slug += '-';
        }
    }
    slug.resize(std::min(slug.size(), slug_length));
    while (slug.ends_with('-')) {
        slug.pop_back();
    }
    return slug.empty() ? "run" : slug;
}

/// "" for a folder whose run.db cannot be read.
std::string name_of(const fs::path& run_dir) {
    try {
        return RunReader(run_dir).summary().info.name;
    } catch (const Error&) {
        return "";
    }
}

std::string ids_of(const std::vector<fs::path>& run_dirs) {
    std::string ids;
    for (const fs::path& run_dir : run_dirs) {
        ids += (ids.empty() ? "" : ", ") + run_dir.filename().string();
    }
    return ids;
}

void move_folder(const fs::path& from, const fs::path& to) {
    if (fs::exists(to)) {
        throw Error("exists already", to.string(), "rename or remove it first");
    }
    std::error_code failure;
    fs::create_directories(to.parent_path(), failure);
    if (!failure) {
        fs::rename(from, to, failure);
    }
    if (failure) {
        throw file_error("cannot be moved to " + to.string(), from, failure.value());
    }
}

}  // namespace

Workspace::Workspace(fs::path root) : root_(std::move(root)) {
    std::error_code failure;
    fs::create_directories(root_ / "runs", failure);
    if (failure) {
        throw file_error("cannot be created", root_, failure.value());
    }
    for (const fs::path& folder : {root_, root_ / "runs"}) {
        if (::eaccess(folder.c_str(), W_OK | X_OK) != 0) {
            throw file_error("cannot be written", folder, errno);
        }
    }
    refuse_network_file_system(root_ / "runs");
}

std::string new_run_id(const std::string& name) {
    char digits[8];
    std::snprintf(digits, sizeof digits, "%06x", std::random_device()() & 0xffffffU);
    return slug_of(name) + "-" + digits;
}

fs::path Workspace::new_run_dir(const std::string& name) const {
    for (;;) {
        fs::path run_dir = root_ / "runs" / new_run_id(name);
        if (!fs::exists(run_dir) && !fs::exists(root_ / "trash" / run_dir.filename())) {
            return run_dir;
        }
    }
}

std::vector<fs::path> Workspace::run_dirs() const {
    std::vector<fs::path> found;
    std::error_code failure;
    for (const fs::directory_entry& entry : fs::directory_iterator(root_ / "runs", failure)) {
        const bool staging = entry.path().filename().string().starts_with('.');
        if (!staging && fs::exists(entry.path() / "run.db", failure)) {
            found.push_back(entry.path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

fs::path Workspace::find_run(const std::string& id_or_name) const {
    const std::vector<fs::path> all = run_dirs();
    std::vector<fs::path> matches;
    for (const fs::path& run_dir : all) {
        const std::string id = run_dir.filename().string();
        if (id == id_or_name) {
            return run_dir;
        }
        if (!id_or_name.empty() && (id.starts_with(id_or_name) || name_of(run_dir) == id_or_name)) {
            matches.push_back(run_dir);
        }
    }
    if (matches.size() == 1) {
        return matches[0];
    }
    const bool none = matches.empty();
    const std::string candidates = ids_of(none ? all : matches);
    throw Error((none ? "there is no run '" : "several runs are called '") + id_or_name + "'", root_.string(),
                candidates.empty() ? "start one first" : "use one of: " + candidates);
}

void Workspace::trash_run(const fs::path& run_dir) const {
    if (lock_holder(run_dir)) {
        throw Error("the run is still going", run_dir.string(), "stop it first");
    }
    move_folder(run_dir, root_ / "trash" / run_dir.filename());
}

void Workspace::restore_run(const std::string& id) const {
    if (id.empty() || !fs::exists(root_ / "trash" / id)) {
        throw Error("there is no run '" + id + "' in the trash", root_.string(), "check its id");
    }
    move_folder(root_ / "trash" / id, root_ / "runs" / id);
}

std::string mount_type(const std::string& mountinfo, unsigned major, unsigned minor) {
    // "36 35 98:0 /root /mount/point options [more] - type source options" (proc(5)); the last mount wins.
    const std::string device = std::to_string(major) + ":" + std::to_string(minor);
    std::istringstream lines(mountinfo);
    std::string found;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string id, parent, number, word;
        words >> id >> parent >> number;
        while (words >> word && word != "-") {
        }
        if (number == device && words >> word) {
            found = word;
        }
    }
    return found;
}

std::string network_file_system(const fs::path& path) {
    static const std::set<std::string> network = {
        "nfs",           "nfs4",      "cifs",   "smb3",        "smbfs",          "ncpfs",     "afs",
        "coda",          "ceph",      "lustre", "9p",          "gpfs",           "beegfs",    "fuse.sshfs",
        "fuse.rclone",   "fuse.s3fs", "davfs",  "fuse.davfs2", "fuse.glusterfs", "fuse.ceph", "fuse.gvfsd-fuse",
        "fuse.curlftpfs"};
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        throw file_error("cannot be read", path, errno);
    }
    const std::string type = mount_type(read_file("/proc/self/mountinfo"), major(status.st_dev), minor(status.st_dev));
    return network.contains(type) ? type : "";
}

void refuse_network_file_system(const fs::path& path) {
    if (const std::string type = network_file_system(path); !type.empty()) {
        throw Error("lies on a network file system (" + type + "), where the database cannot be shared safely",
                    path.string(), "keep runs on a local disk and copy their folders");
    }
}

RunState run_state(const fs::path& run_dir, const RunSummary& summary) {
    const bool ended = !summary.attempts.empty() && summary.attempts.back().ended > 0;
    if (lock_holder(run_dir)) {
        // Also while a run that had ended loads its model to go on.
        return summary.reached == ReachedState::Paused && !ended ? RunState::Paused : RunState::Running;
    }
    switch (summary.reached) {
        case ReachedState::Created:
            return RunState::Queued;
        case ReachedState::Running:
            return RunState::Interrupted;
        case ReachedState::Paused:
            // A worker that paused its run for good said goodbye; one that was killed in a pause did not.
            return ended ? RunState::Paused : RunState::Interrupted;
        case ReachedState::Finished:
            return RunState::Finished;
        case ReachedState::Stopped:
            return RunState::Stopped;
        case ReachedState::Failed:
            return RunState::Failed;
    }
    return RunState::Interrupted;
}

}  // namespace tempera
