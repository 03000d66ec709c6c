// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/suite_runs.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <thread>
#include <tuple>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/commands/progress_line.h"
#include "app/commands/stop_signals.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/store/run_reader.h"

namespace tempera {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kPollInterval{500};

/// A worker process of its own group: a signal from the terminal reaches this process alone, which passes it on.
struct Worker {
    SuiteRun* run;
    pid_t pid;
    fs::path log;
};

Worker start_worker(SuiteRun& run, const fs::path& folder, const Workspace& workspace, int threads) {
    const fs::path config = folder / (run.name + ".toml");
    const fs::path log = folder / (run.name + ".log");
    write_file_atomically(config, run.config.canonical_toml());
    std::vector<std::string> arguments{"tempera-run"};
    if (run.run_dir.empty()) {
        arguments.insert(arguments.end(), {"train", config.string(), "--name", run.name});
    } else {
        arguments.insert(arguments.end(), {"resume", run.run_dir.string()});
    }
    arguments.insert(arguments.end(), {"--workspace", workspace.root().string()});
    std::vector<char*> pointers;
    for (std::string& argument : arguments) {
        pointers.push_back(argument.data());
    }
    pointers.push_back(nullptr);
    setenv("OMP_NUM_THREADS", std::to_string(threads).c_str(), 1);

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    pid_t pid = 0;
    const int problem = posix_spawn(&pid, "/proc/self/exe", &files, &attributes, pointers.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (problem != 0) {
        throw file_error("a worker cannot be started", "/proc/self/exe", problem);
    }
    return {&run, pid, log};
}

/// Exit status of a worker that has ended; negative while it lives.
int ended_with(const Worker& worker) {
    int status = 0;
    if (waitpid(worker.pid, &status, WNOHANG) != worker.pid) {
        return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// The last line that a worker wrote.
std::string last_words(const Worker& worker) {
    std::string text = read_file(worker.log);
    while (!text.empty() && text.back() == '\n') {
        text.pop_back();
    }
    return text.substr(text.rfind('\n') + 1);
}

double fraction_of(const SuiteRun& run) {
    if (run.finished || run.run_dir.empty()) {
        return run.finished ? 1.0 : 0.0;
    }
    return RunReader(run.run_dir).summary().progress.fraction;
}

/// Progress of all runs together, with the time that the rest takes at the pace since the start.
class SuiteProgress {
public:
    explicit SuiteProgress(Suite& suite) : suite_(suite), start_(steady_seconds()), begun_(done()) {}

    void show() {
        const double fraction = done();
        const auto finished =
            std::count_if(suite_.runs.begin(), suite_.runs.end(), [](const SuiteRun& run) { return run.finished; });
        std::string text = std::to_string(finished) + " of " + std::to_string(suite_.runs.size()) + " runs";
        line_.show(fraction, text + time_left(steady_seconds() - start_, fraction - begun_, fraction));
    }

    void say(const std::string& sentence) {
        line_.clear();
        std::fprintf(stderr, "%s\n", sentence.c_str());  // standard output is for the results
    }

private:
    double done() const {
        double sum = 0;
        for (const SuiteRun& run : suite_.runs) {
            sum += fraction_of(run);
        }
        return sum / static_cast<double>(suite_.runs.size());
    }

    Suite& suite_;
    ProgressLine line_;
    double start_;
    double begun_;
};

}  // namespace

Suite open_suite(const std::string& name_or_folder, const std::vector<std::int64_t>& seeds) {
    const fs::path below = preset_dir() / name_or_folder;
    const fs::path folder = fs::is_directory(below) ? below : fs::path(name_or_folder);
    if (!fs::is_directory(folder)) {
        throw Error("there is no suite of this name, and no such folder", name_or_folder,
                    "use paper-animals, or a folder that holds a preset (.toml) for each method");
    }
    const std::vector<Preset> presets = list_presets(folder);
    if (presets.empty()) {
        throw Error("the folder holds no preset", folder.string(), "put a .toml file for each method there");
    }
    Suite suite;
    suite.name = fs::weakly_canonical(folder).filename().string();
    for (const std::int64_t seed : seeds) {
        for (const Preset& preset : presets) {
            SuiteRun run;
            run.method = preset.name;
            run.name = suite.name + "-" + preset.name + "-s" + std::to_string(seed);
            run.config = Config::from_file(preset.file);
            run.config.set("seed", seed, "--seeds");
            run.config.set("name", run.name);
            run.config.check();
            suite.runs.push_back(std::move(run));
        }
    }
    return suite;
}

void find_runs(Suite& suite, const Workspace& workspace) {
    std::map<std::string, std::pair<fs::path, bool>> known;  // hash -> folder, finished
    for (const fs::path& run_dir : workspace.run_dirs()) {
        const RunSummary summary = RunReader(run_dir).summary();
        const bool finished = summary.reached == ReachedState::Finished;
        auto& entry = known[summary.info.config_hash];
        if (entry.first.empty() || (finished && !entry.second)) {
            entry = {run_dir, finished};
        }
    }
    for (SuiteRun& run : suite.runs) {
        const auto found = known.find(run.config.hash());
        if (found != known.end()) {
            std::tie(run.run_dir, run.finished) = found->second;
        }
    }
}

bool run_suite(Suite& suite, const Workspace& workspace, int jobs) {
    catch_stop_signals();
    const fs::path folder = workspace.root() / "suites" / suite.name;
    fs::create_directories(folder);
    const int threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / jobs);
    SuiteProgress progress(suite);
    std::vector<Worker> workers;
    std::string failure;
    bool stopping = false;
    auto next = suite.runs.begin();
    for (;;) {
        next = std::find_if(next, suite.runs.end(), [](const SuiteRun& run) { return !run.finished; });
        const bool more = next != suite.runs.end() && !stopping && failure.empty();
        if (workers.empty() && !more) {
            break;
        }
        if (more && workers.size() < static_cast<std::size_t>(jobs)) {
            workers.push_back(start_worker(*next, folder, workspace, threads));
            progress.say((next->run_dir.empty() ? "Training " : "Resuming ") + next->name);
            ++next;
            continue;
        }
        std::this_thread::sleep_for(kPollInterval);
        if (stop_signal_came() && !stopping) {
            stopping = true;
            for (const Worker& worker : workers) {
                kill(worker.pid, SIGTERM);
            }
        }
        // Opens every run of the workspace: only when there is something to find.
        bool look = std::any_of(workers.begin(), workers.end(),
                                [](const Worker& worker) { return worker.run->run_dir.empty(); });
        for (auto worker = workers.begin(); worker != workers.end();) {
            const int status = ended_with(*worker);
            if (status < 0) {
                ++worker;
                continue;
            }
            if (status != 0 && !stopping && failure.empty()) {
                failure =
                    worker->run->name + " ended with status " + std::to_string(status) + ": " + last_words(*worker);
            }
            worker = workers.erase(worker);
            look = true;
        }
        if (look) {
            find_runs(suite, workspace);
        }
        progress.show();
    }
    if (!failure.empty()) {
        throw Error(failure, "suite " + suite.name, "remove the cause, then give the same command again");
    }
    return !stopping;
}

}  // namespace tempera
