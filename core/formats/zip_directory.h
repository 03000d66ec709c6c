// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/formats/file_bytes.h"

namespace tempera {

/// Where the content of one entry of a zip archive lies: inside the file, uncompressed.
struct ZipEntry {
    std::uint64_t offset;  ///< bytes from the start of the file
    std::uint64_t size;    ///< bytes
};

/// The entries of a zip archive by name, folders left out (layout: PKWARE APPNOTE.TXT 6.3.10, with
/// ZIP64). Only what torch.save writes is accepted: entries stored without compression, neither
/// encrypted nor split. Refused besides: names that are absolute, hold ".." or come twice, contents
/// that overlap or reach outside of the file. Throws Error naming the file and the entry.
std::map<std::string, ZipEntry> read_zip_directory(FileBytes& file);

}  // namespace tempera
