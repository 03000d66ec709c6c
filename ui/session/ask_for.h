// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <memory>
#include <utility>

#include "ui/session/session.h"

namespace tempera::ui {

/// Runs `work()` in the reader thread and then `then(result)` in the GUI thread, unless `receiver` is gone by then.
/// `work` may read files that belong to the workspace; it must not throw.
template <typename Work, typename Then>
void askFor(Session& session, QObject* receiver, Work work, Then then) {
    session.ask([&session, guard = QPointer<QObject>(receiver), work = std::move(work), then](StoreFeed&) {
        auto result = std::make_shared<decltype(work())>(work());
        // Through the session, which outlives its reader thread; the receiver is looked at in its own thread only.
        QMetaObject::invokeMethod(&session, [guard, then, result] {
            if (guard) {
                then(std::move(*result));
            }
        });
    });
}

}  // namespace tempera::ui
