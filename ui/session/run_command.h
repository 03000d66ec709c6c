// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <string>

namespace tempera::ui {

/// One word for a POSIX shell: as it is where that is safe, else in single quotation marks.
QString shellQuoted(const QString& word);

/// The words of a `tempera-run train` that trains this configuration again: the preset that it differs least from and a
/// --set for each difference, so that the new run has the same configuration hash. Reads the presets: not for the GUI
/// thread. Throws Error for a configuration that is not valid.
QStringList trainArguments(const std::string& configToml);

/// The same as one line for a shell, with the program in front.
QString trainCommand(const std::string& configToml);

}  // namespace tempera::ui
