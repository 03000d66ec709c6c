// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "tests/ui/helpers/fake_run.h"
#include "tests/ui/helpers/fake_steps.h"
#include "tests/ui/helpers/ui_test.h"
#include "ui/timesteps/timesteps_page.h"

namespace tempera::test {

/// A run with `epochs` epochs and statistics of its steps.
inline void writeRun(const TestPlace& place, int epochs, const FakeRunOptions& options = {},
                     const FakeSteps& steps = {}, int followedEvery = 1) {
    FakeRun run(place.workspace(), options);
    run.start();
    for (int epoch = 0; epoch < epochs; ++epoch) {
        FakeSteps own = steps;
        own.followed = epoch % followedEvery == 0 ? steps.followed : 0;
        writeSteps(run.writer(), epoch, own);
        run.epoch(epoch);
    }
    run.finish();
}

inline FakeRunOptions small(const std::string& name = "tdpo-r", const std::string& method = "tdpo-r") {
    FakeRunOptions options;
    options.name = name;
    options.method = method;
    options.pictures = 1;
    options.trainPictures = 1;
    return options;
}

/// A page in a window that has the focus.
struct Stage {
    explicit Stage(const TestPlace& place) : page(session) {
        page.resize(1020, 680);
        page.show();
        page.activateWindow();
        ready = QTest::qWaitForWindowActive(&page) && openAndWait(session, place.text()) && quiet();
    }
    /// Everything that was asked is answered and drawn.
    bool quiet() {
        return QTest::qWaitFor([this] {
            QCoreApplication::processEvents();
            return !session.busy();
        });
    }

    ui::Session session;
    ui::TimestepsPage page;
    bool ready = false;
};

}  // namespace tempera::test
