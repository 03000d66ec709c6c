// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/epoch_keys.h"

#include <QKeyEvent>

#include "ui/session/session.h"

namespace tempera::ui {

bool handleEpochKey(Session& session, const QKeyEvent& event) {
    if (event.modifiers() & ~Qt::KeypadModifier) {
        return false;
    }
    switch (event.key()) {
        case Qt::Key_Left:
            session.stepEpoch(-1);
            return true;
        case Qt::Key_Right:
            session.stepEpoch(+1);
            return true;
        case Qt::Key_Space:
            session.setFollowLive(!session.followsLive());
            return true;
        default:
            return false;
    }
}

}  // namespace tempera::ui
