// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tempera {

/// What the window knows about a run beyond the run folder itself.
struct CatalogEntry {
    std::string run_id;
    std::string display_name;  ///< "" = the run's own name
    std::string group;         ///< "" = grouped by method
    std::string notes;
    std::vector<std::string> tags;
    bool favourite = false;
    int colour = -1;  ///< index into the palette, -1 = not given yet

    friend bool operator==(const CatalogEntry&, const CatalogEntry&) = default;
};

/// catalog.db: written by the window only. One thread. Throws Error naming the file.
class Catalog {
public:
    explicit Catalog(const std::filesystem::path& workspace);
    ~Catalog();

    std::map<std::string, CatalogEntry> entries();
    void save(const CatalogEntry& entry) { save(std::span(&entry, 1)); }
    void save(std::span<const CatalogEntry> entries);  ///< all or nothing
    void remove(const std::string& run_id);

    /// Small settings of the workspace (open page, last preset...).
    std::string setting(const std::string& key);
    void set_setting(const std::string& key, const std::string& value);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tempera
