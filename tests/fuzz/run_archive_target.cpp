// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <stdexcept>

#include "core/base/files.h"
#include "core/store/run_archive.h"
#include "core/store/run_writer.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/scratch.h"

namespace tempera {
namespace {

namespace fs = std::filesystem;

std::string archive_of(const std::string& name, int pictures) {
    const ScratchFolder folder;
    const fs::path run_dir = folder.path() / "run";
    {
        RunWriter writer = RunWriter::create(
            run_dir, {name, name, "tdpo-r", "gold", "animals", "m", "c", 7, "v", "h", "d", 1}, "seed = 1\n");
        for (int i = 0; i < pictures; ++i) {
            writer.sample({0, 0, SampleKind::Eval, "a cat", 7, i, "images/" + std::to_string(i) + ".png", 8, 8},
                          "picture", "");
        }
    }
    export_run(run_dir, folder.path() / "run.tempera");
    return read_file(folder.path() / "run.tempera");
}

}  // namespace

void fuzz_run_archive(std::string_view input) {
    static const ScratchFolder folder;
    static const Workspace workspace(folder.path() / "workspace");
    folder.write("run.tempera", input);
    const auto entries = [&] {
        return std::distance(fs::recursive_directory_iterator(folder.path()), fs::recursive_directory_iterator());
    };
    const auto before = entries();
    try {
        const fs::path run_dir = import_run(workspace, folder.path() / "run.tempera");
        if (run_dir.parent_path() != workspace.root() / "runs") {
            throw std::logic_error("the run lies outside of the workspace");
        }
        fs::remove_all(run_dir);
    } catch (...) {
        if (entries() != before) {
            throw std::logic_error("a refused archive left files behind");
        }
        throw;
    }
}

std::vector<std::string> run_archive_seeds() {
    return {archive_of("one", 0), archive_of("two", 3)};
}

}  // namespace tempera
