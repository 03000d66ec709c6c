// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tempera {

/// Commit of the sources that this program was built from, 12 digits; "+changes" behind it when files of the worker
/// differed from that commit; "unknown" when they were built outside a git tree.
const char* source_commit();

}  // namespace tempera
