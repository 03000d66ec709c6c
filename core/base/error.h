// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>

namespace tempera {

/// The one exception type of Tempera. It always carries what a person needs to go on: what went
/// wrong, where (file and key), and what to do about it. Turned into a sentence at the edges only
/// (main functions, window jobs); everything between lets it pass.
class Error : public std::runtime_error {
public:
    Error(std::string problem, std::string where, std::string remedy);

    const std::string& problem() const { return problem_; }  ///< "unknown key 'sample.nun_steps'"
    const std::string& where() const { return where_; }      ///< "my.toml", "model/unet/config.json: act_fn"
    const std::string& remedy() const { return remedy_; }    ///< "use 'sample.num_steps'"

private:
    std::string problem_;
    std::string where_;
    std::string remedy_;
};

}  // namespace tempera
