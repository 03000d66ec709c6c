// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <filesystem>

namespace tempera::ui {
class MainWindow;
class Session;
}  // namespace tempera::ui

namespace tempera::test {

/// `count` finished runs of several methods, seeds and days, with some hundred values each and no pictures. Six are
/// written through the store's own writer, the others are copies with another name, seed and day.
void makeManyRuns(const std::filesystem::path& workspace, int count);

/// Shows the window and opens the workspace: milliseconds until the list has all `count` runs, complete and painted.
/// Measures from the demand, not from the start of the program. At most a minute.
qint64 openManyRuns(ui::Session& session, ui::MainWindow& window, const std::filesystem::path& workspace, int count);

/// The next opening is the first: without what the window kept of the runs, and with no database in the memory of the
/// kernel.
void forgetSummaries(const std::filesystem::path& workspace);

}  // namespace tempera::test
