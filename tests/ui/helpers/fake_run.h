// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/store/run_writer.h"

namespace tempera::test {

/// A run that looks like a real one, written through the store's own writer: a training reward that
/// rises, a gold judge that rises and then falls, critic neurons that fall asleep and are reset,
/// small pictures that drift from animals to blobs.
struct FakeRunOptions {
    std::string name = "tdpo-r";
    std::string id;  ///< of the run's folder; "" = made from the name
    std::string method = "tdpo-r";
    std::string reward = "animals-aesthetic";
    std::uint64_t seed = 1;
    int plannedEpochs = 40;
    int pictures = 24;       ///< per evaluation
    int trainPictures = 16;  ///< per epoch
    int side = 64;           ///< pixels
    bool files = false;      ///< full images beside the thumbnails; slow
    int unseenPictures = 0;  ///< per evaluation, of prompts that training never saw
    /// More judges of the evaluations: name, and the share of the run at which it likes the pictures most.
    std::vector<std::pair<std::string, double>> judges;
    double created = 0;  ///< 0 = now
};

class FakeRun {
public:
    FakeRun(const std::filesystem::path& workspace, const FakeRunOptions& options);
    /// Goes on with a run that is there, from `epoch`.
    FakeRun(const std::filesystem::path& runDir, const FakeRunOptions& options, int epoch);

    /// Evaluation before any update: what a run writes first.
    void start();
    /// Training and evaluation of one epoch; one flush.
    void epoch(int number);
    void epochs(int count);  ///< 0 .. count-1
    void finish(ReachedState state = ReachedState::Finished, const std::string& reason = "finished");

    RunWriter& writer() { return m_writer; }
    const std::filesystem::path& dir() const { return m_dir; }
    QString id() const { return QString::fromStdString(m_dir.filename().string()); }

    static QImage picture(const std::string& prompt, std::uint64_t seed, double progress, int side);

private:
    void metrics(int number);
    void neurons(int number);
    void pictures(int number, SampleKind kind, int count);
    void progress(int done, const std::string& phase);
    double along(int number) const;

    FakeRunOptions m_options;
    std::filesystem::path m_dir;
    RunWriter m_writer;
};

/// A workspace with runs of every method and state. `rich`: as many pictures as real runs have.
void populateWorkspace(const std::filesystem::path& workspace, bool rich = false);

}  // namespace tempera::test
