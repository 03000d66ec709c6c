// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/helpers/fake_steps.h"

#include <QBuffer>
#include <QImage>
#include <cmath>

#include "tests/ui/helpers/fake_run.h"

namespace tempera::test {

namespace {

/// A picture that appears out of gray, as predictions do.
std::string prediction(const std::string& prompt, std::uint64_t seed, double along) {
    QImage image = FakeRun::picture(prompt, seed, 0.3, 64);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor own = image.pixelColor(x, y);
            const auto mix = [&](int value) { return static_cast<int>(128 + along * (value - 128)); };
            image.setPixelColor(x, y, QColor(mix(own.red()), mix(own.green()), mix(own.blue())));
        }
    }
    QBuffer bytes;
    bytes.open(QIODevice::WriteOnly);
    image.save(&bytes, "JPG", 90);
    return bytes.data().toStdString();
}

}  // namespace

double fakeTemporalReward(std::int64_t epoch, int step) {
    return std::sin(0.3 * static_cast<double>(epoch) + 0.5 * step) * (1 + 0.1 * static_cast<double>(epoch));
}

void writeSteps(RunWriter& writer, std::int64_t epoch, const FakeSteps& steps) {
    const auto at = static_cast<double>(epoch);
    for (int step = 0; step < steps.count; ++step) {
        const int time = fakeTime(step, steps.count);
        writer.timestep_stat(epoch, time, "sensitivity", 0.6 + 0.03 * step);
        if (step >= steps.trained) {
            continue;
        }
        writer.timestep_stat(epoch, time, "approx_kl", 1e-5 * (1 + step + at));
        writer.timestep_stat(epoch, time, "clip_fraction", std::min(1.0, 0.02 * (step + at)));
        writer.timestep_stat(epoch, time, "ratio_deviation", 1e-3 * (1 + step));
        writer.timestep_stat(epoch, time, "temporal_reward_mean", fakeTemporalReward(epoch, step));
        writer.timestep_stat(epoch, time, "temporal_reward_std", 1.0);
        if (steps.critic) {
            writer.timestep_stat(epoch, time, "value_mean", 0.1 * at + 0.01 * step);
            writer.timestep_stat(epoch, time, "critic_ev", 0.4 - 0.03 * step);
        }
    }
    for (int index = 0; index < steps.followed; ++index) {
        TrajectoryRow row;
        row.epoch = epoch;
        row.index = index;
        row.prompt = index % 2 == 0 ? "cat" : "dog";
        row.seed = static_cast<std::uint64_t>(100 * epoch + index);
        row.reward = 5 + 0.1 * at + index;
        for (int step = 0; step < steps.count; ++step) {
            const bool known = step < steps.trained;
            row.steps.push_back({step, fakeTime(step, steps.count),
                                 known && steps.critic ? 0.2 + 0.05 * step : std::nan(""),
                                 known ? fakeTemporalReward(epoch + index, step) : std::nan(""),
                                 prediction(row.prompt, row.seed, (step + 1.0) / steps.count)});
        }
        writer.trajectory(row);
    }
}

}  // namespace tempera::test
