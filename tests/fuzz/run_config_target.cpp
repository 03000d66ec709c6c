// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdexcept>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/config/config.h"
#include "tests/fuzz/fuzz_targets.h"

namespace tempera {

void fuzz_run_config(std::string_view input) {
    const Config config = Config::from_toml(std::string(input), "config.toml");
    config.problems();
    // A configuration that is taken once is taken again after it was written, as the same one.
    const Config again = Config::from_toml(config.canonical_toml(), "config.toml written again");
    if (again != config || again.hash() != config.hash()) {
        throw std::logic_error("another configuration comes back");
    }
}

std::vector<std::string> run_config_seeds() {
    std::vector<std::string> seeds;
    for (const Preset& preset : list_presets()) {
        const Config config = load_preset(preset.name);
        if (seeds.size() < 2) {
            seeds.push_back(config.canonical_toml());
        }
        std::string changed;
        for (const ConfigDifference& one : diff(Config(), config)) {
            changed += one.key + " = '" + one.right + "'\n";
        }
        seeds.push_back(changed);
    }
    seeds.insert(seeds.end(),
                 {"seed = 9223372036854775807\n", "seed = -1\n", "num_epochs = 1e300\n", "train.learning_rate = nan\n",
                  "train.learning_rate = 0x7f\n", "[train]\nlearning_rate = 1e-3\n",
                  "eval.rewards = [\"gold\", \"a,b\", \"\\u0000\"]\n", "extends = \"../../etc/passwd\"\n",
                  "reward.name = \"0.5*gold + 1e309*gold\"\n", "a = [[[[[[[[[[1]]]]]]]]]]\n",
                  "name = \"\\u001b[31m\\n<b>'$(reboot)'\"\n", "seed = 1979-05-27T07:32:00Z\n"});
    return seeds;
}

}  // namespace tempera
