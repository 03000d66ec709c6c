// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <cstdint>

namespace tempera::ui {

class SampleModel;
class SamplesBar;
class Session;
struct RunData;

/// What the page says when it has nothing to show. `run` may be null; `hasPictures`: there are some, but not for this
/// view.
QString emptySamplesText(const RunData* run, const SamplesBar& bar, bool hasPictures);

/// The line beside the filters: how many pictures of which epoch, and their mean. `rows`, `columns`: of the strip or
/// the table of prompts.
QString samplesSummary(const Session& session, const SamplesBar& bar, const SampleModel& model, std::int64_t epoch,
                       int rows, int columns, bool reading);

}  // namespace tempera::ui
