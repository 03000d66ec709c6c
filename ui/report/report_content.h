// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QImage>
#include <QString>
#include <QStringList>
#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/comparison/overoptimization.h"
#include "core/store/records.h"
#include "ui/report/reproduce_card.h"
#include "ui/session/method_groups.h"

namespace tempera::ui {

/// Which run, and what only the window knows of it.
struct ReportSource {
    QString id;
    QString name;
    std::filesystem::path dir;
    QString state;  ///< one word
    QString group;
    QStringList tags;
    QString notes;
    QColor colour;  ///< on white
    Qt::PenStyle dash = Qt::SolidLine;
};

struct ReportOptions {
    QString title;
    bool curves = true;
    bool pictures = true;
    bool configurations = true;  ///< in full; what differs is always there
    int prompts = 6;             ///< rows of the picture grids
};

/// The pictures of one prompt and seed at the first, the best and the last evaluation. A null image is missing.
struct ReportPictures {
    QString prompt;
    std::uint64_t seed = 0;
    struct Cell {
        QImage image;  ///< at most 256 px
        std::optional<double> reward;
        std::optional<double> gold;
    };
    std::array<Cell, 3> cells;
};

struct ReportCurve {
    std::string key;
    std::vector<double> epochs;
    std::vector<double> values;
};

struct ReportRun {
    ReportSource source;
    QString failure;  ///< why its store could not be read; then the rest is empty
    RunSummary summary;
    std::string configToml;
    ReproduceCard card;
    std::vector<ReportCurve> curves;
    std::vector<double> resets;
    std::optional<Overoptimization> verdict;
    std::array<std::int64_t, 3> pictureEpochs{};  ///< first, best, last
    bool bestIsSuggested = false;                 ///< by the other judges; else where the trained reward is highest
    std::vector<ReportPictures> pictures;
    std::vector<EventRow> problems;  ///< warnings and errors
};

/// A key that not all runs share, with the value of each.
struct ReportDifference {
    QString key;
    QStringList values;
};

/// Everything that a report says, without how it looks. Plain values; made in any thread.
struct ReportContent {
    QString title;
    double created = 0;  ///< unix seconds
    std::vector<ReportRun> runs;
    std::vector<ReportDifference> differences;  ///< in the order of the schema; empty for one run
    EqualReward equalReward;
    ReportOptions options;
};

/// Called before each run with how many are done; false stops.
using ReportProgress = std::function<bool(int done, int total)>;

/// Reads the stores of the runs: seconds for many. Nothing when it was stopped. A run that cannot be read is in the
/// content with its failure; never throws.
std::optional<ReportContent> collectReport(const std::vector<ReportSource>& sources, const ReportOptions& options,
                                           const ReportProgress& progress);

}  // namespace tempera::ui
