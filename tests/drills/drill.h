// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include <QString>
#include <QStringList>

#include "tests/app/tiny_world.h"

/// What the drills (docs/reliability.md) share: programs that put Tempera through what a test of seconds cannot, and
/// print figures. A drill that finds anything wrong says what and ends with status 1.

/// Ends the program with this sentence.
[[noreturn]] void fail(const QString& sentence);

/// fail() unless it holds.
void require(bool holds, const QString& sentence);

/// The five methods, and what makes a run of one in the tiny world.
QStringList methods();
QStringList settingsOf(const QString& method, const TinyWorld& world);

/// Everything that must hold for a run whose worker was killed or is alive: a sound database, whole epochs and sets of
/// pictures, nothing but what `reference`, the record of an undisturbed run, holds too, whole checkpoints after their
/// rows. fail() says which run.
class WholeRun {
public:
    /// `reference`: folder of the undisturbed run.
    explicit WholeRun(const std::filesystem::path& reference);

    void requirePart(const std::filesystem::path& run_dir) const;   ///< of a run on its way
    void requireEqual(const std::filesystem::path& run_dir) const;  ///< of one that is finished

private:
    using Counts = std::map<std::int64_t, std::map<std::string, std::size_t>>;
    static Counts countsOf(const std::filesystem::path& run_dir);

    std::filesystem::path m_reference;
    std::vector<std::string> m_record;  ///< sorted
    Counts m_counts;                    ///< epoch -> what -> rows
};
