// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/first_looks.h"

#include <QThreadPool>
#include <algorithm>
#include <atomic>

#include "ui/common/text_format.h"

namespace tempera::ui {

namespace {

constexpr int mostThreads = 4;

FirstLook lookAt(const std::filesystem::path& dir, const KnownSummaries& known) {
    FirstLook look;
    const std::string id = dir.filename().string();
    look.tail = std::make_unique<RunTail>(fromStd(id), dir);
    try {
        look.stamp = run_stamp(dir);
        const auto found = known.find(id);
        look.isKnown = !look.stamp.empty() && found != known.end() && found->second.stamp == look.stamp;
        look.head = look.tail->head(look.isKnown ? &found->second.content : nullptr);
    } catch (const std::exception& error) {
        look.problem = QString::fromUtf8(error.what());
    }
    look.tail->close();
    return look;
}

}  // namespace

std::vector<FirstLook> firstLooks(std::span<const std::filesystem::path> dirs, const KnownSummaries& known) {
    std::vector<FirstLook> looks(dirs.size());
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < dirs.size(); i = next++) {
            looks[i] = lookAt(dirs[i], known);
        }
    };
    QThreadPool helpers;
    const int threads = std::min({mostThreads, QThread::idealThreadCount(), static_cast<int>(dirs.size())});
    for (int helper = 1; helper < threads; ++helper) {
        helpers.start(work);
    }
    work();
    helpers.waitForDone();
    return looks;
}

}  // namespace tempera::ui
