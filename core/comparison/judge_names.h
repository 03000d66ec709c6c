// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/comparison/evaluation_record.h"

namespace tempera {

/// The models behind a judge as it is stored: "0.7*aesthetic-official - 0.3*pickscore" -> aesthetic, pickscore. The
/// official variant of a judge is the same model.
std::set<std::string> models_of(const std::string& judge);

/// Evaluated judges that count as out-of-domain unless others are named, by name: those that share no model with the
/// trained one, have no part of gold, and are more than saturation or the size of a file, which say nothing about how
/// good a picture is. Of two that share a model the simpler one counts, else the first by name.
std::vector<std::string> out_of_domain_judges(const EvaluationRecord& record);

}  // namespace tempera
