// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string>

namespace tempera::ui {

/// What the core or a worker says in English - a setting's description, a unit, a verdict, why a run ended - in the
/// language of the window; in English where there is no translation. The translations are in
/// resources/translations/core_<code>.ts, context "core": whole texts, or single sentences with %1, %2... for the
/// numbers in their order. " +- " becomes " ± ", with spaces that do not break. Thread-safe.
QString coreText(const std::string& english);

/// The same with a capital letter at the begin, unless a key ("train.batch_size") stands there.
QString coreSentence(const std::string& english);

}  // namespace tempera::ui
