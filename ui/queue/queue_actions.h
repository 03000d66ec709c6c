// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QAction;

namespace tempera::ui {

/// What is done to the queue and to the rows selected in it; owned by the window's actions.
struct QueueActions {
    QAction* newRun = nullptr;
    QAction* pause = nullptr;  ///< checkable
    QAction* up = nullptr;
    QAction* down = nullptr;
    QAction* edit = nullptr;
    QAction* remove = nullptr;
    QAction* retry = nullptr;
    QAction* clear = nullptr;
};

}  // namespace tempera::ui
