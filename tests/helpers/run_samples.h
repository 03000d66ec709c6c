// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>

#include <filesystem>
#include <string>

#include "core/store/records.h"

inline tempera::RunInfo sample_run_info(const std::string& name = "first") {
    return {"uuid-1",        name,        "tdpo-r",         "animals-aesthetic",
            "animals",       "modelhash", "confighash",     0xffffffffffffffffU,
            "tempera 0.1.0", "host",      "cpu, 2 threads", 1700000000.5};
}

/// A temporary folder as std path.
class TemporaryFolder {
public:
    std::filesystem::path path() const { return folder_.path().toStdString(); }
    std::filesystem::path operator/(const char* name) const { return path() / name; }

private:
    QTemporaryDir folder_;
};
