// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <filesystem>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/output.h"
#include "app/commands/progress_line.h"
#include "app/commands/stop_signals.h"
#include "core/store/run_archive.h"

namespace tempera {

namespace {

namespace fs = std::filesystem;

/// A progress line; a signal gives up.
ArchiveProgress shown_on(ProgressLine& line, const char* doing) {
    catch_stop_signals();
    return [&line, doing](double fraction) {
        line.show(fraction, doing);
        return !stop_signal_came();
    };
}

int export_archive(const Invocation& invocation, const std::string& run, const fs::path& file,
                   const ExportChoice& choice) {
    const fs::path run_dir = find_run_dir(invocation, run);
    {
        ProgressLine line;
        if (!export_run(run_dir, file, choice, shown_on(line, "packing"))) {
            return exit_interrupted;
        }
    }
    const auto bytes = fs::file_size(file);
    if (invocation.json) {
        print_json({{"id", run_dir.filename().string()}, {"file", file.string()}, {"bytes", bytes}});
    } else {
        std::printf("Wrote %s (%.1f MiB)\n", file.c_str(), static_cast<double>(bytes) / (1 << 20));
    }
    return exit_ok;
}

int import_archives(const Invocation& invocation, const std::vector<std::string>& files) {
    const Workspace workspace = open_workspace(invocation);
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const std::string& file : files) {
        fs::path run_dir;
        {
            ProgressLine line;
            run_dir = import_run(workspace, file, shown_on(line, "unpacking"));
        }
        if (run_dir.empty()) {
            return exit_interrupted;
        }
        json.push_back({{"file", file}, {"id", run_dir.filename().string()}});
        if (!invocation.json) {
            std::printf("%s is now %s\n", file.c_str(), run_dir.filename().c_str());
        }
    }
    if (invocation.json) {
        print_json(json);
    }
    return exit_ok;
}

}  // namespace

void add_archive(CLI::App& app, Invocation& invocation) {
    struct Options {
        std::string run;
        std::string out;
        bool no_checkpoints = false;
        bool no_pictures = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* pack = app.add_subcommand("export", "Write a run, or what there is of it yet, as one file");
    pack->add_option("RUN", options->run, "Id, unique start of the id, name, or folder of a run")->required();
    pack->add_option("--out", options->out, "File to write, NAME.tempera")->required();
    pack->add_flag("--no-checkpoints", options->no_checkpoints, "To be looked at, not resumed");
    pack->add_flag("--no-pictures", options->no_pictures, "Thumbnails alone, at most 128 pixels");
    add_workspace_option(*pack, invocation);
    add_json_option(*pack, invocation);
    pack->callback([&invocation, options] {
        invocation.action = [&invocation, options] {
            return export_archive(invocation, options->run, options->out,
                                  {!options->no_checkpoints, !options->no_pictures});
        };
    });

    auto files = std::make_shared<std::vector<std::string>>();
    CLI::App* unpack = app.add_subcommand("import", "Bring runs of such files into the workspace");
    unpack->add_option("FILE", *files, "NAME.tempera")->required();
    add_workspace_option(*unpack, invocation);
    add_json_option(*unpack, invocation);
    unpack->callback([&invocation, files] {
        invocation.action = [&invocation, files] { return import_archives(invocation, *files); };
    });
}

}  // namespace tempera
