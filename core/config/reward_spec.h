// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace tempera {

/// One judge of a reward: `weight * name`, whose weights or server are at `source`.
struct RewardTerm {
    double weight = 1;
    std::string name;    ///< of a known judge, or of the user's own
    std::string source;  ///< "" = where the known judge is expected; else a file, a folder, or an http address

    bool is_server() const;  ///< source is an http or https address
};

/// What reward.name and an entry of eval.rewards say: one judge or a weighted sum of them.
///
///     pickscore
///     pickscore=/data/PickScore_v1
///     brightness=/home/me/brightness.pt            a TorchScript module of one's own
///     vlm=http://127.0.0.1:8000/score              a reward server
///     0.7*aesthetic + 0.3*pickscore - 0.1*jpeg-incompressibility
///
/// Terms are separated by " + " and " - ", so paths and addresses may hold either sign.
struct RewardSpec {
    std::vector<RewardTerm> terms;

    /// Throws Error naming `where` and the part that cannot be read, or that names no judge.
    static RewardSpec parse(const std::string& text, const std::string& where);

    /// Name under which scores are stored: the text without its sources, in one spelling.
    std::string name() const;

    bool is_sum() const { return terms.size() > 1 || terms.front().weight != 1; }

    /// Whether scores carry a gradient to the pictures: all judges do. Modules of one's own do, servers do not.
    bool differentiable() const;
};

/// A judge that comes with Tempera, or whose public weights it knows how to read.
struct KnownReward {
    std::string name;
    bool differentiable;
    bool has_weights;  ///< reads files, so NAME=PATH has a meaning
    std::string doc;   ///< one sentence
};
const std::vector<KnownReward>& known_rewards();
const KnownReward* find_known_reward(const std::string& name);  ///< null when there is none

}  // namespace tempera
