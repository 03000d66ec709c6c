// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/store/workspace.h"

namespace tempera {

/// One thing that `doctor` looked at.
struct Finding {
    std::string subject;
    bool ok = true;
    std::string detail;
    std::string remedy;
};

/// What a bug report needs, as one text: findings, machine, the latest runs with their configurations, warnings and
/// last lines of the log. Prompt lists, pictures and weights are not in it. Unless `with_paths`, neither are the names
/// of user, host and folders, nor addresses of servers.
std::string bug_report(const std::vector<Finding>& findings, const std::optional<Workspace>& workspace,
                       bool with_paths);

}  // namespace tempera
