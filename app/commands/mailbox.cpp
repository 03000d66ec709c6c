// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>
#include <thread>

#include "app/commands/command.h"
#include "app/commands/output.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/store/run_lock.h"
#include "core/store/run_reader.h"

namespace tempera {

namespace {

constexpr double patience = 5;         // seconds until a run that was asked to stop has to be gone
constexpr double before_signal = 2.5;  // seconds until a signal follows the letter

struct Options {
    std::string run;
    bool kill = false;
};

pid_t holder_of(const std::filesystem::path& run_dir) {
    const std::optional<pid_t> holder = lock_holder(run_dir);
    if (!holder) {
        const RunState state = run_state(run_dir, RunReader(run_dir).summary());
        throw Error(std::string("the run has no worker (it is ") + to_string(state) + ")", run_dir.filename().string(),
                    state == RunState::Finished
                        ? "nothing is left to do"
                        : "start one with 'tempera-run resume " + run_dir.filename().string() + "'");
    }
    return *holder;
}

void report(const Invocation& invocation, const std::filesystem::path& run_dir, const char* done,
            const std::string& sentence) {
    if (invocation.json) {
        print_json({{"id", run_dir.filename().string()}, {"result", done}});
    } else {
        std::printf("%s\n", sentence.c_str());
    }
}

int post(const Invocation& invocation, const Options& options, Command letter, const char* sentence) {
    const std::filesystem::path run_dir = find_run_dir(invocation, options.run);
    holder_of(run_dir);
    post_command(run_dir, letter);
    report(invocation, run_dir, "asked", sentence);
    return exit_ok;
}

bool wait_for_release(const std::filesystem::path& run_dir, double seconds) {
    const double end = steady_seconds() + seconds;
    while (lock_holder(run_dir)) {
        if (steady_seconds() > end) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return true;
}

void send(pid_t worker, int signal) {
    if (::kill(worker, signal) != 0 && errno != ESRCH) {
        throw Error(std::string("cannot signal the worker (") + std::strerror(errno) + ")",
                    "process " + std::to_string(worker), "stop it as the user who started it");
    }
}

/// First a letter, then a signal, then (when asked) the end without mercy: what is lost in the worst
/// case is the epoch in flight.
int stop(const Invocation& invocation, const Options& options) {
    const std::filesystem::path run_dir = find_run_dir(invocation, options.run);
    const pid_t worker = holder_of(run_dir);
    if (options.kill) {
        send(worker, SIGKILL);
    } else {
        post_command(run_dir, Command::Stop);
    }
    bool gone = wait_for_release(run_dir, before_signal);
    if (!gone && !options.kill) {
        send(worker, SIGTERM);
        gone = wait_for_release(run_dir, patience - before_signal);
    }
    if (!gone) {
        throw Error("the worker is still busy with its step (process " + std::to_string(worker) + ")",
                    run_dir.filename().string(), "wait, or end it at once with 'tempera-run stop --kill'");
    }
    report(invocation, run_dir, "stopped",
           "Stopped; 'tempera-run resume " + run_dir.filename().string() + "' goes on from the last checkpoint.");
    return exit_ok;
}

}  // namespace

void add_mailbox(CLI::App& app, Invocation& invocation) {
    const auto add = [&app, &invocation](const char* name, const char* help) {
        auto options = std::make_shared<Options>();
        CLI::App* command = app.add_subcommand(name, help);
        command->add_option("RUN", options->run, "Id, unique start of the id, name, or folder of a run")->required();
        add_workspace_option(*command, invocation);
        add_json_option(*command, invocation);
        return std::pair(command, options);
    };
    const auto add_letter = [&add, &invocation](const char* name, const char* help, Command letter,
                                                const char* sentence) {
        const auto [command, options] = add(name, help);
        command->callback([&invocation, options = options, letter, sentence] {
            invocation.action = [&invocation, options, letter, sentence] {
                return post(invocation, *options, letter, sentence);
            };
        });
    };
    add_letter("pause", "Ask a run to hold after its micro-batch; it keeps its memory", Command::Pause,
               "Asked to pause.");
    add_letter("continue", "Let a paused run go on", Command::Continue, "Asked to continue.");
    const auto [command, options] = add("stop", "Stop a run cleanly; 'resume' goes on from its last checkpoint");
    command->add_flag("--kill", options->kill, "End the worker at once (loses the epoch in flight, nothing else)");
    command->callback([&invocation, options = options] {
        invocation.action = [&invocation, options] { return stop(invocation, *options); };
    });
    add_letter("checkpoint", "Ask for a checkpoint at the end of the epoch in flight", Command::Checkpoint,
               "Asked for a checkpoint at the end of this epoch.");
    add_letter("sample-now", "Ask for an evaluation at the end of the epoch in flight", Command::SampleNow,
               "Asked for an evaluation at the end of this epoch.");
}

}  // namespace tempera
