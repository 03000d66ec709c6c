// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>

#include "app/commands/command.h"
#include "app/commands/output.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/models/lora_files.h"
#include "core/training/checkpoint.h"

namespace tempera {

namespace {

namespace fs = std::filesystem;

struct Options {
    std::string source;
    std::string format;
    std::optional<std::int64_t> epoch;
    std::optional<double> alpha;
    fs::path output;
};

/// What is exported, and where to and under what name when nothing else is asked for.
struct Source {
    fs::path file;
    std::optional<std::int64_t> epoch;
    fs::path folder;
    std::string name;
};

Source source_in_run(const fs::path& run_dir, std::optional<std::int64_t> epoch) {
    const std::vector<std::int64_t> epochs = list_checkpoints(run_dir);
    if (epochs.empty()) {
        throw Error("the run has no checkpoint", run_dir.string(), "let it train for an epoch first");
    }
    if (epoch && std::find(epochs.begin(), epochs.end(), *epoch) == epochs.end()) {
        std::string kept;
        for (const std::int64_t one : epochs) {
            kept += (kept.empty() ? "" : ", ") + std::to_string(one);
        }
        throw Error("there is no checkpoint of epoch " + std::to_string(*epoch), run_dir.string(),
                    "use one of: " + kept + " (checkpoint.keep = 0 keeps all)");
    }
    const fs::path checkpoint = checkpoint_dir(run_dir, epoch.value_or(epochs.back()));
    return {find_lora_file(checkpoint), epoch.value_or(epochs.back()), run_dir / "lora",
            run_dir.filename().string() + "-" + checkpoint.filename().string()};
}

Source find_source(const Invocation& invocation, const Options& options) {
    const fs::path path = options.source;
    const bool is_run = fs::exists(path / "run.db");
    if (is_run || (!fs::exists(path) && path.extension() != ".safetensors")) {
        return source_in_run(fs::canonical(find_run_dir(invocation, options.source)), options.epoch);
    }
    if (options.epoch) {
        throw Error("a file has no epochs", "--epoch", "give --epoch with a run only");
    }
    const fs::path file = find_lora_file(path);
    return {file, std::nullopt, {}, file.stem().string()};
}

LoraFormat format_of(const std::string& name) {
    return name == "kohya" ? LoraFormat::Kohya : name == "peft" ? LoraFormat::Peft : LoraFormat::Diffusers;
}

/// The default name is "<run>-epoch-0007-kohya.safetensors"; without the suffix for PEFT's folder.
fs::path output_path(const Options& options, const Source& source) {
    const bool is_folder = format_of(options.format) == LoraFormat::Peft;
    const std::string name = source.name + "-" + options.format + (is_folder ? "" : ".safetensors");
    if (!options.output.empty()) {
        return !is_folder && fs::is_directory(options.output) ? options.output / name : options.output;
    }
    if (!source.folder.empty()) {
        std::error_code error;
        fs::create_directory(source.folder, error);
        if (error) {
            throw file_error("cannot create the folder", source.folder, error.value());
        }
    }
    return source.folder / name;
}

int export_lora(const Invocation& invocation, const Options& options) {
    const Source source = find_source(invocation, options);
    const LoraFile adapter = read_lora_file(source.file);
    const fs::path output = output_path(options, source);
    write_lora_file(output, format_of(options.format), adapter.tensors, options.alpha);
    const std::size_t pairs = adapter.tensors.size() / 2;
    if (invocation.json) {
        nlohmann::ordered_json json = {
            {"file", output.string()}, {"format", options.format}, {"source", source.file.string()},
            {"epoch", nullptr},        {"rank", adapter.rank},     {"alpha", nullptr},
            {"pairs", pairs}};
        if (source.epoch) {
            json["epoch"] = *source.epoch;
        }
        if (format_of(options.format) != LoraFormat::Diffusers) {
            json["alpha"] = options.alpha.value_or(static_cast<double>(adapter.rank));
        }
        print_json(json);
    } else {
        std::printf("%s  (%s, rank %lld, %zu pairs)\n", output.c_str(), options.format.c_str(),
                    static_cast<long long>(adapter.rank), pairs);
    }
    return exit_ok;
}

}  // namespace

void add_export_lora(CLI::App& app, Invocation& invocation) {
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("export-lora", "Write the adapter of a run, or of a file, for other programs");
    command
        ->add_option("RUN_OR_FILE", options->source,
                     "Id, unique start of the id, name, or folder of a run; or an adapter's file or folder")
        ->required();
    command->add_option("-f,--format", options->format, "diffusers, kohya or peft")
        ->required()
        ->check(CLI::IsMember({"diffusers", "kohya", "peft"}));
    command->add_option("--epoch", options->epoch, "The checkpoint of a run (default: its last)")
        ->type_name("EPOCH")
        ->check(CLI::NonNegativeNumber);
    command
        ->add_option("-o,--out,--output", options->output,
                     "File to write, or the folder for peft (default: in the run's lora folder; for a file, here)")
        ->type_name("FILE");
    command
        ->add_option("--alpha", options->alpha,
                     "Stored alpha of kohya and peft (default: the rank). The effect of the adapter stays the same")
        ->check(CLI::PositiveNumber);
    add_workspace_option(*command, invocation);
    add_json_option(*command, invocation);
    command->footer(
        "diffusers  a file for load_lora_weights of diffusers 0.17 and later, and for ComfyUI\n"
        "kohya      a file for AUTOMATIC1111, ComfyUI and diffusers\n"
        "peft       a folder for the PEFT library: adapter_model.safetensors and adapter_config.json\n\n"
        "A file may have any format that 'sample --lora' reads: this converts it.");
    command->callback([&invocation, options] {
        invocation.action = [&invocation, options] { return export_lora(invocation, *options); };
    });
}

}  // namespace tempera
