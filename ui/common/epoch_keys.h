// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QKeyEvent;

namespace tempera::ui {

class Session;

/// Plain Left, Right and Space walk through the epochs and follow live, wherever no list, button or
/// text field needs them. True when the key was one of these.
bool handleEpochKey(Session& session, const QKeyEvent& event);

}  // namespace tempera::ui
