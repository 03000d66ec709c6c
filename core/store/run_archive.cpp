// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/run_archive.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <vector>

#include <zip.h>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/base/json_text.h"
#include "core/store/archive_entries.h"
#include "core/store/database.h"
#include "core/store/run_reader.h"
#include "core/store/run_schema.h"

namespace tempera {

namespace fs = std::filesystem;

namespace {

constexpr int archive_format = 1;
constexpr std::uint64_t most_card_bytes = 65536;

/// Files of a run's folder that belong into an archive, relative to it.
std::vector<fs::path> files_of(const fs::path& run_dir, const ExportChoice& choice) {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(run_dir)) {
        const std::string name = entry.path().filename().string();
        if (entry.is_regular_file() && (name == "config.toml" || name.starts_with("log."))) {
            files.push_back(name);
        }
    }
    std::vector<std::string> folders = {"lora"};
    if (choice.checkpoints) {
        folders.emplace_back("checkpoints");
    }
    if (choice.pictures) {
        folders.emplace_back("images");
    }
    for (const std::string& folder : folders) {
        if (!fs::is_directory(run_dir / folder)) {
            continue;
        }
        for (auto entry = fs::recursive_directory_iterator(run_dir / folder);
             entry != fs::recursive_directory_iterator(); ++entry) {
            // What is being written, and becomes another file in a moment.
            if (entry->path().filename().string().starts_with('.')) {
                entry.disable_recursion_pending();
            } else if (entry->is_regular_file()) {
                files.push_back(fs::relative(entry->path(), run_dir));
            }
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// Pictures and weights are as small as they get.
bool compresses(const fs::path& name) {
    return name.extension() != ".png" && name.extension() != ".safetensors";
}

void add_source(zip_t* archive, zip_source_t* source, const std::string& name, bool compressed, const fs::path& file) {
    if (!source) {
        throw zip_failure(archive, "cannot take in " + name, file, "see that it can be read");
    }
    const zip_int64_t place = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (place < 0) {
        zip_source_free(source);
        throw zip_failure(archive, "cannot take in " + name, file, "see that it can be read");
    }
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(place), compressed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0);
}

/// The database as it is now, in one file, without what the choice leaves out.
void copy_database(const fs::path& run_dir, const fs::path& copy, const ExportChoice& choice) {
    const fs::path file = run_dir / "run.db";
    with_errors(file, [&] {
        SQLite::Database database = open_for_reading(file);
        require_known_format(database, file, run_migrations());
        SQLite::Statement vacuum(database, "VACUUM INTO ?");
        vacuum.bind(1, copy.string());
        vacuum.exec();
    });
    if (!choice.pictures) {
        with_errors(copy, [&] {
            SQLite::Database database(copy.string(), SQLite::OPEN_READWRITE);
            database.exec("UPDATE sample SET image = ''");
        });
    }
}

/// An id as Workspace::new_run_dir makes them; what else an archive says is not used as the name of a folder.
bool is_plain_id(const std::string& id) {
    return !id.empty() && id.size() <= 64 && id.front() != '-' &&
           id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

ArchiveCard read_card(zip_t* archive, const ArchiveListing& listing, const fs::path& file) {
    const ArchiveListing::File* card = listing.find(kArchiveCard);
    if (!card || !listing.find("run.db") || !listing.find("config.toml") || card->size > most_card_bytes) {
        throw Error("is not an archive of a run", file.string(), kNoArchive);
    }
    std::string text;
    read_entry(archive, *card, file, [&](const char* bytes, std::size_t count) {
        text.append(bytes, count);
        return true;
    });
    const std::string where = file.string() + ": " + kArchiveCard;
    const nlohmann::json json = parse_json_object(text, where);
    const auto format = json.find("format");
    if (format == json.end() || !format->is_number_integer() || *format > archive_format) {
        throw Error("is of a format that this program does not know", where, "use a newer Tempera");
    }
    const auto word = [&](const char* key) {
        const auto found = json.find(key);
        return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    const std::string id = word("id");
    return {is_plain_id(id) ? id : "", word("name"), word("uuid")};
}

void refuse_known_run(const Workspace& workspace, const std::string& uuid, const fs::path& file) {
    for (const fs::path& run_dir : workspace.run_dirs()) {
        std::string known;
        try {
            known = RunReader(run_dir).summary().info.uuid;
        } catch (const Error&) {
            continue;  // a run that cannot be read is not this one
        }
        if (known == uuid) {
            throw Error("is in this workspace already, as " + run_dir.filename().string(), file.string(),
                        "use that run, or move it to the trash first");
        }
    }
}

/// The run's database must be one that a worker wrote: tables and nothing that acts. Returns its summary.
RunSummary check_database(const fs::path& run_dir, const fs::path& file) {
    const fs::path database_file = run_dir / "run.db";
    try {
        with_errors(database_file, [&] {
            SQLite::Database database = open_for_reading(database_file);
            require_known_format(database, database_file, run_migrations());
        });
        RunReader reader(run_dir);
        const auto problems = reader.integrity_problems();
        if (!problems.empty()) {
            throw Error(problems.front(), database_file.string(), "");
        }
        return reader.summary();
    } catch (const Error& error) {
        throw Error("has a run.db that is not sound (" + error.problem() + ")", file.string(), kNoArchive);
    }
}

}  // namespace

bool export_run(const fs::path& run_dir, const fs::path& file, const ExportChoice& choice,
                const ArchiveProgress& progress) {
    const RunInfo info = RunReader(run_dir).summary().info;
    const fs::path folder = fs::absolute(file).parent_path();
    StagedFolder staging(folder / (file.filename().string() + ".parts"));
    copy_database(run_dir, staging.path() / "run.db", choice);
    const std::string card = nlohmann::json{
        {"format", archive_format},
        {"id", run_dir.filename().string()},
        {"name", info.name},
        {"uuid", info.uuid}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    const fs::path partial = staging.path() / "archive";
    Zip archive = open_archive(partial, ZIP_CREATE | ZIP_EXCL);
    add_source(archive.get(), zip_source_buffer(archive.get(), card.data(), card.size(), 0), kArchiveCard, true, file);
    const auto add_file = [&](const fs::path& from, const std::string& name) {
        add_source(archive.get(), zip_source_file(archive.get(), from.c_str(), 0, 0), name, compresses(from), file);
    };
    add_file(staging.path() / "run.db", "run.db");
    for (const fs::path& name : files_of(run_dir, choice)) {
        add_file(run_dir / name, name.generic_string());
    }

    bool given_up = false;
    struct Watch {
        const ArchiveProgress& progress;
        bool& given_up;
    } watch{progress, given_up};
    if (progress) {
        zip_register_progress_callback_with_state(
            archive.get(), 0.01,
            [](zip_t*, double fraction, void* state) {
                auto* own = static_cast<Watch*>(state);
                own->given_up = own->given_up || !own->progress(fraction);
            },
            nullptr, &watch);
        zip_register_cancel_callback_with_state(
            archive.get(), [](zip_t*, void* state) { return static_cast<Watch*>(state)->given_up ? 1 : 0; }, nullptr,
            &watch);
    }
    if (zip_close(archive.get()) != 0) {
        if (given_up) {
            return false;
        }
        const int code = zip_error_code_system(zip_get_error(archive.get()));
        if (code != 0) {
            throw file_error("cannot be written", file, code);
        }
        throw zip_failure(archive.get(), "cannot be written", file, "try another folder");
    }
    archive.release();  // closed
    move_file_into_place(partial, file);
    return true;
}

ArchiveCard read_archive_card(const fs::path& file) {
    const Zip archive = open_archive(file, ZIP_RDONLY);
    return read_card(archive.get(), list_archive(archive.get(), file), file);
}

fs::path import_run(const Workspace& workspace, const fs::path& file, const ArchiveProgress& progress) {
    const Zip archive = open_archive(file, ZIP_RDONLY | ZIP_CHECKCONS);
    const ArchiveListing listing = list_archive(archive.get(), file);
    const ArchiveCard card = read_card(archive.get(), listing, file);
    refuse_known_run(workspace, card.uuid, file);
    const fs::path runs = workspace.root() / "runs";
    if (listing.bytes > fs::space(runs).available) {
        throw Error("needs " + std::to_string(listing.bytes >> 20) + " MiB, more than the disk has left", file.string(),
                    "free some disk space and try again");
    }
    const bool usable =
        !card.id.empty() && !fs::exists(runs / card.id) && !fs::exists(workspace.root() / "trash" / card.id);
    const fs::path run_dir = usable ? runs / card.id : workspace.new_run_dir(card.name);
    StagedFolder staging(run_dir);
    std::uint64_t done = 0;
    for (const ArchiveListing::File& entry : listing.files) {
        if (entry.name == kArchiveCard) {
            continue;
        }
        const fs::path target = staging.path() / entry.name;
        fs::create_directories(target.parent_path());
        std::ofstream out(target, std::ios::binary | std::ios::trunc);
        const bool complete = read_entry(archive.get(), entry, file, [&](const char* bytes, std::size_t count) {
            out.write(bytes, static_cast<std::streamsize>(count));
            done += count;
            return !progress || progress(static_cast<double>(done) / static_cast<double>(listing.bytes));
        });
        out.close();
        if (!out) {
            throw file_error("cannot be written", target, errno == 0 ? ENOSPC : errno);
        }
        if (!complete) {
            return {};
        }
    }
    const RunSummary summary = check_database(staging.path(), file);
    if (summary.info.uuid != card.uuid) {
        throw Error("is not the run that its " + std::string(kArchiveCard) + " names", file.string(), kNoArchive);
    }
    staging.commit();
    return run_dir;
}

}  // namespace tempera
