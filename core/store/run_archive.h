// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/store/workspace.h"

namespace tempera {

/// A run as one file, NAME.tempera: a zip archive with the files of its folder below their own names, a compact copy of
/// run.db that needs no log beside it, and run.json, which says what it is ({"format": 1, "id", "name", "uuid"}).

/// Told how far it is, 0..1; false = give up.
using ArchiveProgress = std::function<bool(double fraction)>;

struct ExportChoice {
    bool checkpoints = true;  ///< without them the run can be looked at, but not resumed
    bool pictures = true;     ///< full pictures; without them the thumbnails remain (at most 128 px)
};

/// Writes a run, which may be going on, as it is at this moment. False when given up; `file` is then as it was before.
/// Throws Error naming the file.
bool export_run(const std::filesystem::path& run_dir, const std::filesystem::path& file,
                const ExportChoice& choice = {}, const ArchiveProgress& progress = {});

/// What run.json says.
struct ArchiveCard {
    std::string id;  ///< the run's folder, here too where the name is free; "" = not fit for the name of a folder
    std::string name;
    std::string uuid;
};

/// Without unpacking anything else. Throws Error naming the file when it is no archive of a run.
ArchiveCard read_archive_card(const std::filesystem::path& file);

/// Brings the run of an archive into the workspace; returns its folder, or "" when given up. An archive is data from
/// a stranger: names other than those of a run's own files, links, more than a hundred times the archive's size, a
/// database with anything but tables in it, and a run that is here already are refused, and nothing is left behind.
/// Throws Error naming the file.
std::filesystem::path import_run(const Workspace& workspace, const std::filesystem::path& file,
                                 const ArchiveProgress& progress = {});

}  // namespace tempera
