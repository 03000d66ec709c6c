// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/run_groups.h"

#include <set>

#include "core/comparison/seed_groups.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"

namespace tempera::ui {

std::vector<RunGroup> RunGroups::of(const std::vector<const RunData*>& runs) {
    std::vector<GroupCandidate> candidates;
    for (const RunData* run : runs) {
        std::string settings = run->id().toStdString();  // alone until its configuration is known
        if (!run->configToml.isEmpty()) {
            const auto [entry, fresh] = m_settings.try_emplace(run->id());
            if (fresh) {
                entry->second = settings_without_seed(run->configToml.toStdString());
            }
            settings = entry->second;
        }
        candidates.push_back({run->name().toStdString(), std::move(settings)});
    }
    std::vector<RunGroup> groups;
    std::set<int> taken;
    for (const SeedGroup& found : group_by_settings(candidates)) {
        RunGroup group;
        group.label = fromStd(found.label);
        for (const std::size_t member : found.members) {
            group.runs.push_back(runs[member]);
        }
        // Dashes say that members are missing, so groups use the plain colours while these last.
        group.colour = group.runs.front()->head.entry.colour % theme::runColourCount;
        for (int tries = 0; taken.contains(group.colour); ++tries) {
            group.colour =
                tries < theme::runColourCount ? (group.colour + 1) % theme::runColourCount : group.colour + 1;
        }
        taken.insert(group.colour);
        groups.push_back(std::move(group));
    }
    return groups;
}

}  // namespace tempera::ui
