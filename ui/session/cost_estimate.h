// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/config/config.h"

namespace tempera::ui {

/// What a run cost that was made earlier, or what selfcheck measured. 0 = unknown.
struct MeasuredCost {
    QString name;  ///< of the run; "" = selfcheck
    Config config;
    bool onGpu = false;
    double epochSeconds = 0;
    double residentMib = 0;
    double pictureBytes = 0;     ///< on disk, mean of one stored picture with its thumbnail
    double checkpointBytes = 0;  ///< of one checkpoint
    double runBytes = 0;         ///< of the whole run; selfcheck says this instead of the two above
};

/// Samples of an epoch times denoising steps: what time is scaled by.
double workOf(const Config& config);
/// Pictures that a whole run leaves on disk: evaluations (one before training) and training sets.
double picturesOf(const Config& config);
/// Checkpoints that are there at the end.
double checkpointsOf(const Config& config);

struct CostEstimate {
    double epochSeconds = 0;  ///< median over the runs used; 0 = unknown
    double epochLow = 0;      ///< smallest
    double epochHigh = 0;     ///< largest
    double memoryLow = 0;     ///< MiB, what the run used had
    double memoryHigh = 0;    ///< MiB, if all of that grew with samples x steps
    double diskBytes = 0;     ///< of the whole run; 0 = unknown, as from a run without its pictures
    double workRatio = 1;     ///< workOf(wanted) / workOf(the nearest run)
    int runs = 0;             ///< that it rests on; 0 = selfcheck
    QString nearest;          ///< name of the nearest run, "" = selfcheck
    QStringList otherwise;    ///< keys that bear on the cost and differ from the nearest, which nothing accounts for
};

/// From measurements with the same method, base model and device: those with the fewest differing keys that bear on
/// the cost, at most five, in the order given (newest first). Time is scaled by workOf(). Nothing: there are none.
std::optional<CostEstimate> estimateCost(const Config& wanted, bool onGpu, const std::vector<MeasuredCost>& measured);

}  // namespace tempera::ui
