// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stdexcept>

#include <torch/torch.h>
#include <QTest>

#include "core/evaluation/sampled_pictures.h"
#include "core/rewards/reward_unavailable.h"
#include "tests/helpers/tiny_diffusion.h"

using namespace tempera;

namespace {

const std::vector<std::string> kPrompts = {"a", "b", "c", "d", "e", "f"};
const std::vector<std::uint64_t> kSeeds = {1, 2, 3, 4, 5, 6};
constexpr std::int64_t kBatch = 2;
const SamplerSettings kSampler{2, 1.0, 1.0, kBatch, false};

/// Brightness; counts how often it was asked, and lets others wait for that.
class Brightness : public Reward {
public:
    explicit Brightness(bool elsewhere) : elsewhere_(elsewhere) {}

    std::string name() const override { return "brightness"; }
    bool differentiable() const override { return false; }
    bool elsewhere() const override { return elsewhere_; }
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& prompts) override {
        check_reward_input(name(), images01, prompts);
        const std::unique_lock lock(mutex_);
        ++asked_;
        changed_.notify_all();
        if (out_of_reach > 0) {
            --out_of_reach;
            throw RewardUnavailable("no answer", "reward brightness", "start it");
        }
        return images01.mean({1, 2, 3}).to(at::kFloat);
    }
    void set_stop_asked(std::function<bool()> stop_asked) override { stop_asked_ = std::move(stop_asked); }

    bool wait_until_asked(int times) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return asked_ >= times; });
    }
    int asked() {
        const std::lock_guard lock(mutex_);
        return asked_;
    }

    int out_of_reach = 0;  ///< so many times yet
    std::function<bool()> stop_asked_;

private:
    bool elsewhere_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int asked_ = 0;
};

/// Hangs until a stop is asked for, as a server does that does not answer.
class Hanging : public Brightness {
public:
    Hanging() : Brightness(true) {}
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>& prompts) override {
        Brightness::score(images01, prompts);
        while (!stop_asked_())
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        throw RewardUnavailable("stopped", "reward hanging", "");
    }
};

}  // namespace

class TestSampledPictures : public QObject {
    Q_OBJECT

private:
    DiffusionModel model_ = tiny_diffusion();

    std::vector<double> scores_of(Brightness& judge, at::Tensor& images) {
        SampledPictures pictures(model_, {&judge}, kPrompts, kBatch);
        const auto latents = sample_latents(model_, kSampler, kPrompts, kSeeds, {}, pictures.sampled());
        images = pictures.decode(*latents, {}).value();
        return pictures.score(judge, images, {}).value();
    }

private Q_SLOTS:
    void asksWhileSamplingGoesOn() {
        Brightness judge(true);
        SampledPictures pictures(model_, {&judge}, kPrompts, kBatch);
        const SampledBatch sampled = pictures.sampled();
        QVERIFY(sampled);
        const auto latents = sample_latents(model_, kSampler, kPrompts, kSeeds).value();
        sampled(0, latents.slice(0, 0, kBatch));
        QVERIFY(judge.wait_until_asked(1));  // nobody has said that sampling is over
        sampled(kBatch, latents.slice(0, kBatch, 2 * kBatch));
        QVERIFY(judge.wait_until_asked(2));
    }

    void leavesTheOthersForTheEnd() {
        Brightness judge(false);
        SampledPictures pictures(model_, {&judge}, kPrompts, kBatch);
        QVERIFY(!pictures.sampled());
    }

    void earlyAndLateAreTheSame() {
        Brightness early(true);
        Brightness late(false);
        at::Tensor early_images;
        at::Tensor late_images;
        QCOMPARE(scores_of(early, early_images), scores_of(late, late_images));
        QVERIFY(torch::equal(early_images, late_images));
        QCOMPARE(early.asked(), 3);  // nothing twice
        QCOMPARE(late.asked(), 3);
    }

    void asksAgainInTheEndWhatFailed() {
        Brightness judge(true);
        judge.out_of_reach = 2;  // once early, once in the end
        SampledPictures pictures(model_, {&judge}, kPrompts, kBatch);
        const auto latents = sample_latents(model_, kSampler, kPrompts, kSeeds, {}, pictures.sampled());
        const auto images = pictures.decode(*latents, {}).value();
        std::vector<std::string> told;
        WorkHooks hooks;
        hooks.wait_for_help = [&](const std::string& problem) {
            told.push_back(problem);
            return true;
        };
        const auto scores = pictures.score(judge, images, hooks);
        QVERIFY(scores.has_value());
        QCOMPARE(scores->size(), kPrompts.size());
        QCOMPARE(told.size(), std::size_t{2});
        QVERIFY(told.front().find("no answer") != std::string::npos);
        QCOMPARE(told.back(), std::string());
    }

    void aStopEndsTheWaiting() {
        Hanging judge;
        SampledPictures pictures(model_, {&judge}, kPrompts, kBatch);
        const auto latents = sample_latents(model_, kSampler, kPrompts, kSeeds, {}, pictures.sampled());
        const auto images = pictures.decode(*latents, {}).value();
        WorkHooks hooks;
        hooks.stop_asked = [] { return true; };
        QVERIFY(!pictures.score(judge, images, hooks).has_value());
    }

    void isGivenUpWithoutBeingAsked() {
        Hanging judge;
        {
            SampledPictures pictures(model_, {&judge}, kPrompts, kBatch);
            QVERIFY(sample_latents(model_, kSampler, kPrompts, kSeeds, {}, pictures.sampled()));
            QVERIFY(judge.wait_until_asked(1));
        }
        QVERIFY(!judge.stop_asked_);  // it does not keep what is gone
    }
};

QTEST_GUILESS_MAIN(TestSampledPictures)
#include "tst_sampled_pictures.moc"
