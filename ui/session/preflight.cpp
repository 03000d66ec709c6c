// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/preflight.h"

#include <QCoreApplication>
#include <QSysInfo>
#include <algorithm>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/config/reward_spec.h"
#include "ui/common/text_format.h"
#include "ui/session/machine_facts.h"
#include "ui/session/queue_runner.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t mostEarlier = 20;
/// Usual sizes of a stored picture with its thumbnail: 64 px of the embedded model, 512 px of Stable Diffusion.
constexpr double smallPicture = 12e3;
constexpr double largePicture = 480e3;

QString tr(const char* text) {
    return QCoreApplication::translate("tempera::ui::preflight", text);
}

double bytesBelow(const fs::path& place) {
    std::error_code none;
    if (fs::is_regular_file(place, none)) {
        return static_cast<double>(fs::file_size(place, none));
    }
    double bytes = 0;
    for (auto entry = fs::recursive_directory_iterator(place, none); entry != fs::recursive_directory_iterator();
         entry.increment(none)) {
        if (none) {
            break;
        }
        if (entry->is_regular_file(none)) {
            bytes += static_cast<double>(entry->file_size(none));
        }
    }
    return bytes;
}

double entriesIn(const fs::path& folder) {
    std::error_code none;
    return static_cast<double>(std::distance(fs::directory_iterator(folder, none), fs::directory_iterator()));
}

/// Throws Error when the run's configuration can not be read.
MeasuredCost costOf(const PreflightQuestion::Earlier& run) {
    MeasuredCost cost;
    cost.name = run.name;
    cost.config = Config::from_toml(read_file(run.dir / "config.toml"), run.name.toStdString());
    cost.onGpu = run.onGpu;
    cost.epochSeconds = run.epochSeconds;
    cost.residentMib = run.residentMib;
    const double pictures = entriesIn(run.dir / "images");
    const double checkpoints = entriesIn(run.dir / "checkpoints");
    cost.pictureBytes = (bytesBelow(run.dir / "images") + bytesBelow(run.dir / "run.db")) / std::max(1.0, pictures);
    cost.checkpointBytes = bytesBelow(run.dir / "checkpoints") / std::max(1.0, checkpoints);
    return cost;
}

/// A prompt list by name, or a file.
bool promptsThere(const std::string& name) {
    return fs::exists(resource_dir() / "prompts" / (name + ".txt")) || fs::exists(name);
}

QString rewardProblem(const std::string& text, const std::string& folder) {
    for (const RewardTerm& term : RewardSpec::parse(text, "reward").terms) {
        const QString name = fromStd(term.name);
        if (term.is_server()) {
            continue;
        }
        if (!term.source.empty()) {
            if (!fs::exists(term.source)) {
                return tr("%1 is not there, where %2 is to be read from.").arg(fromStd(term.source), name);
            }
            continue;
        }
        const KnownReward* known = find_known_reward(term.name);
        if (known == nullptr || !known->has_weights) {
            continue;
        }
        if (term.name.starts_with("animals-")) {
            if (!fs::exists(resource_dir() / "models" / term.name)) {
                return tr("The weights of %1 have not been made: run tempera-run pretrain.").arg(name);
            }
            continue;
        }
        const fs::path weights = folder.empty() ? default_workspace() / "rewards" : fs::path(folder);
        std::error_code none;
        if (!fs::is_directory(weights, none) || fs::is_empty(weights, none)) {
            return tr("The weights of %1 are looked for in %2, where nothing is.").arg(name, fromPath(weights));
        }
    }
    return {};
}

}  // namespace

std::vector<std::pair<QString, QString>> missingFiles(const Config& config) {
    std::vector<std::pair<QString, QString>> missing;
    const auto complain = [&](const char* key, const QString& sentence) {
        missing.emplace_back(QString::fromLatin1(key), sentence);
    };
    const std::string& model = config.text("model.path");
    if (!fs::exists(resource_dir() / "models" / model) && !fs::exists(model)) {
        complain("model.path", tr("There is no base model %1.").arg(fromStd(model)));
    }
    for (const char* key : {"prompts.file", "eval.prompts", "eval.unseen_prompts"}) {
        const std::string& prompts = config.text(key);
        if (!prompts.empty() && !promptsThere(prompts)) {
            complain(key, tr("There is no prompt list %1.").arg(fromStd(prompts)));
        }
    }
    if (config.text("method") == "seppo") {
        const std::string& winners = config.text("seppo.winners");
        if (!winners.empty() && winners != "animals-best-of-n" && !fs::exists(winners)) {
            complain("seppo.winners", tr("There is no folder %1 of winning pictures.").arg(fromStd(winners)));
        }
    }
    const std::string& folder = config.text("reward.folder");
    const auto judge = [&](const char* key, const std::string& text) {
        try {
            const QString problem = text.empty() ? QString() : rewardProblem(text, folder);
            if (!problem.isEmpty()) {
                complain(key, problem);
            }
        } catch (const Error&) {
            // The form says that it can not be read.
        }
    };
    judge("reward.name", config.text("reward.name"));
    for (const std::string& other : config.list("eval.rewards")) {
        judge("eval.rewards", other);
    }
    return missing;
}

PreflightQuestion preflightQuestion(const Session& session, const QueueRunner& queue, std::vector<Config> runs) {
    PreflightQuestion question;
    const std::string host = QSysInfo::machineHostName().toStdString();
    question.workspace = toPath(session.workspace());
    question.queued = queue.rows();
    question.rules = queue.rules();
    for (const RunData* run : session.runs()) {
        const RunSummary& summary = run->head.summary;
        question.hashes.emplace_back(run->name(), summary.info.config_hash);
        // What a run took that came from another machine says little about this one.
        const bool similar = !runs.empty() && summary.info.method == runs.front().text("method") &&
                             summary.info.model == runs.front().text("model.path") && summary.info.host == host;
        if (similar && summary.progress.epoch_seconds > 0 && question.earlier.size() < mostEarlier) {
            question.earlier.push_back({run->id(), run->name(), run->head.dir,
                                        deviceNamed(summary.info.device) == DeviceKind::Gpu,
                                        summary.progress.epoch_seconds, summary.progress.resident_mib});
        }
    }
    question.runs = std::move(runs);
    return question;
}

PreflightFacts gatherFacts(const PreflightQuestion& question, CostCache& cache) {
    PreflightFacts facts;
    facts.gpu = gpuHere();
    facts.cores = cpuCores();
    facts.availableMib = availableMemory();
    std::error_code failure;
    const fs::space_info space = fs::space(question.workspace, failure);
    facts.freeBytes = failure ? -1 : static_cast<double>(space.available);
    if (question.runs.empty()) {
        return facts;
    }
    facts.onGpu = deviceOf(question.runs.front(), facts.gpu) == DeviceKind::Gpu;
    std::vector<MeasuredCost> measured = question.selfchecks;
    for (const PreflightQuestion::Earlier& run : question.earlier) {
        try {
            const auto known = cache.find(run.id);
            MeasuredCost& cost =
                known == cache.end() ? cache.emplace(run.id, costOf(run)).first->second : known->second;
            cost.epochSeconds = run.epochSeconds;  // a live run goes on learning these
            cost.residentMib = run.residentMib;
            measured.push_back(cost);
        } catch (const std::exception&) {
            // A run without a readable configuration says nothing about others.
        }
    }
    std::map<std::string, QString> waiting;
    for (const QueuedRun& row : question.queued) {
        if (row.state == QueuedState::Waiting || row.state == QueuedState::Starting) {
            try {
                waiting[Config::from_toml(row.config, row.name).hash()] = fromStd(row.name);
            } catch (const Error&) {
                // Its start will tell.
            }
        }
    }
    double seconds = 0;
    bool measuredAll = true;
    for (const Config& config : question.runs) {
        const auto cost = estimateCost(config, facts.onGpu, measured);
        if (!facts.cost) {
            facts.cost = cost;
        }
        const bool small = config.text("model.path") == "animals";
        if (cost) {
            facts.neededBytes += cost->diskBytes;
            seconds += cost->epochSeconds * static_cast<double>(config.integer("num_epochs"));
        } else {
            facts.neededBytes += picturesOf(config) * (small ? smallPicture : largePicture);
            measuredAll = false;
        }
    }
    facts.neededIsGuess = !measuredAll;
    facts.totalSeconds = measuredAll ? seconds : -1;
    for (const Config& config : question.runs) {
        const std::string hash = config.hash();
        const auto twin = std::find_if(question.hashes.begin(), question.hashes.end(),
                                       [&](const auto& run) { return run.second == hash; });
        if (twin != question.hashes.end()) {
            facts.twins << twin->first;
        }
        if (const auto other = waiting.find(hash); other != waiting.end()) {
            facts.waitingTwins << other->second;
        }
        for (const auto& problem : missingFiles(config)) {
            if (std::find(facts.missing.begin(), facts.missing.end(), problem) == facts.missing.end()) {
                facts.missing.push_back(problem);
            }
        }
    }
    return facts;
}

}  // namespace tempera::ui
