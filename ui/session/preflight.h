// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <filesystem>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "ui/session/cost_estimate.h"
#include "ui/session/queue_rules.h"

namespace tempera::ui {

struct RunHead;
class Session;
class QueueRunner;

/// What is to be known about runs before they start.
struct PreflightQuestion {
    std::vector<Config> runs;  ///< one, or those of a sweep
    std::filesystem::path workspace;
    struct Earlier {
        QString id;
        QString name;
        std::filesystem::path dir;
        bool onGpu = false;
        double epochSeconds = 0;
        double residentMib = 0;
    };
    std::vector<Earlier> earlier;                         ///< newest first, those of the same method and model
    std::vector<std::pair<QString, std::string>> hashes;  ///< name and configuration hash of every run
    std::vector<QueuedRun> queued;
    QueueRules rules;
    std::vector<MeasuredCost> selfchecks;  ///< newest first
};

struct PreflightFacts {
    bool gpu = false;  ///< the machine has one
    int cores = 1;
    bool onGpu = false;                                ///< the runs work there
    double availableMib = 0;                           ///< 0 = unknown
    double freeBytes = -1;                             ///< where the workspace is; < 0 = unknown
    double neededBytes = 0;                            ///< of all runs
    bool neededIsGuess = true;                         ///< from usual picture sizes, not from a run
    std::optional<CostEstimate> cost;                  ///< of the first run
    double totalSeconds = -1;                          ///< of all runs one after another; < 0 = unknown
    QStringList twins;                                 ///< "NAME" of runs with the same configuration and seed
    QStringList waitingTwins;                          ///< the same, in the queue
    std::vector<std::pair<QString, QString>> missing;  ///< key and sentence: files that are not there
};

/// Configurations and sizes of earlier runs, read once. Reader thread.
using CostCache = std::map<QString, MeasuredCost>;

/// Everything that can be told of the runs that the session knows. GUI thread.
PreflightQuestion preflightQuestion(const Session& session, const QueueRunner& queue, std::vector<Config> runs);

/// Reads the disk: reader thread. Throws nothing; what can not be read is unknown.
PreflightFacts gatherFacts(const PreflightQuestion& question, CostCache& cache);

/// Key and sentence for each file or folder that the configuration names and that is not there.
std::vector<std::pair<QString, QString>> missingFiles(const Config& config);

}  // namespace tempera::ui
