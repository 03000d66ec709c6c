// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string>

namespace tempera::ui {

/// The `tempera-run train` that trains this configuration again, as one line for a shell: the preset that it differs
/// least from and a --set for each difference, so that the new run has the same configuration hash. Reads the presets:
/// not for the GUI thread. Throws Error for a configuration that is not valid.
QString trainCommand(const std::string& configToml);

}  // namespace tempera::ui
