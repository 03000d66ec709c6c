// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/methods/winner_set.h"

#include <algorithm>
#include <sstream>

#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/files.h"

namespace tempera {
namespace {

namespace fs = std::filesystem;

bool is_blank(const std::string& line) {
    return line.find_first_not_of(" \t\r") == std::string::npos;
}

/// The text of one key of a row. `where` names file and line.
std::string text_of(const nlohmann::json& row, const char* key, const std::string& where) {
    const auto found = row.find(key);
    if (found == row.end() || !found->is_string()) {
        throw Error(found == row.end() ? "has no " + std::string(key) : std::string(key) + " is not a text", where,
                    "each line is an object like {\"file_name\": \"0001.png\", \"text\": \"a cat\"}");
    }
    const std::string text = found->get<std::string>();
    if (is_blank(text)) {
        throw Error(std::string(key) + " is empty", where, "fill it in, or remove the line");
    }
    return text;
}

/// The picture that a row names. The table may come from anywhere: it must not lead out of its folder.
fs::path picture_of(const fs::path& folder, const std::string& name, const std::string& where) {
    const fs::path relative = fs::path(name).lexically_normal();
    if (relative.is_absolute() || *relative.begin() == ".." || name.find('\0') != std::string::npos) {
        throw Error("file_name '" + name + "' leads out of the folder", where,
                    "use a path relative to metadata.jsonl, below its folder");
    }
    std::error_code error;
    if (!fs::is_regular_file(folder / relative, error)) {
        throw Error("there is no picture '" + name + "'", where, "put the file there, or remove the line");
    }
    return folder / relative;
}

}  // namespace

WinnerSet::WinnerSet(const fs::path& folder) : folder_(folder) {
    const fs::path table = folder / "metadata.jsonl";
    if (!fs::is_directory(folder)) {
        throw Error("there is no such folder", "seppo.winners: " + folder.string(),
                    "name a folder that holds pictures and a metadata.jsonl, or animals-best-of-n");
    }
    if (!fs::exists(table)) {
        throw Error("there is no metadata.jsonl in the folder", folder.string(),
                    "write one with a line like {\"file_name\": \"0001.png\", \"text\": \"a cat\"} for each picture");
    }
    std::string listing = read_file(table);
    std::istringstream lines(listing);
    std::string line;
    for (std::size_t number = 1; std::getline(lines, line); ++number) {
        if (is_blank(line)) {
            continue;
        }
        const std::string where = table.string() + ":" + std::to_string(number);
        const nlohmann::json row = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
        if (!row.is_object()) {
            throw Error("is not a JSON object", where,
                        "each line is an object like {\"file_name\": \"0001.png\", \"text\": \"a cat\"}");
        }
        const std::string text = text_of(row, "text", where);
        winners_.push_back({picture_of(folder, text_of(row, "file_name", where), where), text});
    }
    if (winners_.empty()) {
        throw Error("holds no picture", table.string(), "add a line for each winning picture");
    }
    for (const Winner& winner : winners_) {
        listing += std::to_string(fs::file_size(winner.file)) + "\n";
    }
    digest_ = sha256_hex(listing);
}

}  // namespace tempera
