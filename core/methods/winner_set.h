// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace tempera {

/// A picture that people (or a judge) preferred, and what it shows.
struct Winner {
    std::filesystem::path file;  ///< PNG or JPEG
    std::string text;            ///< its prompt
};

/// Winning pictures in the layout of a Hugging Face image folder: `folder`/metadata.jsonl with one JSON
/// object a line, of which file_name (relative to the folder) and text are read. Immutable.
class WinnerSet {
public:
    /// Reads the table and makes sure that every picture is there; pictures themselves are read when they
    /// are used. Throws Error naming file, line, key and remedy.
    explicit WinnerSet(const std::filesystem::path& folder);

    std::size_t size() const { return winners_.size(); }
    const Winner& operator[](std::size_t index) const { return winners_[index]; }
    const std::filesystem::path& folder() const { return folder_; }

    /// SHA-256 over the table and the sizes of the pictures: another digest = other winners.
    const std::string& digest() const { return digest_; }

private:
    std::filesystem::path folder_;
    std::vector<Winner> winners_;
    std::string digest_;
};

}  // namespace tempera
