// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <map>
#include <string>
#include <vector>

#include "ui/session/run_data.h"

namespace tempera::ui {

/// Runs that differ in nothing but their seed.
struct RunGroup {
    QString label;
    int colour = 0;
    std::vector<const RunData*> runs;
};

/// Groups runs by everything but seed and name, from their stored configurations. Remembers what it has read of each:
/// configurations never change. GUI thread.
class RunGroups {
public:
    /// In the order of their first runs. A group has the colour of its first run where that is free.
    std::vector<RunGroup> of(const std::vector<const RunData*>& runs);

private:
    std::map<QString, std::string> m_settings;  ///< by run id
};

}  // namespace tempera::ui
