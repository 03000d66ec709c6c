// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tempera {

/// Takes out of a text what tells who and where somebody is: user and host name, folders, addresses of servers. The
/// names of files stay, as "…/name".
class Redaction {
public:
    /// Of this user on this machine.
    Redaction();

    /// A path or name that is to go wherever it stands, spaces and all. Too short ones are left alone.
    void hide(const std::string& secret, const std::string& instead);
    void hide_path(const std::string& path);

    std::string applied_to(std::string text) const;

private:
    std::vector<std::pair<std::string, std::string>> secrets_;  ///< longest first
};

}  // namespace tempera
