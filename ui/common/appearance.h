// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tempera::ui {

class Settings;

/// Theme, text size and animations of the whole application as the settings say. What the system had is remembered at
/// the first call, so that "as the system" comes back.
void applyAppearance(const Settings& settings);

}  // namespace tempera::ui
