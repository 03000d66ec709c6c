// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The plotting library, whose header is written with Qt's short keywords, which Tempera switches off. Private to this
// folder.
#define signals Q_SIGNALS
#define slots Q_SLOTS
#define foreach Q_FOREACH
#include <qcustomplot.h>
#undef signals
#undef slots
#undef foreach
