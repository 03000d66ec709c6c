// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>
#include <set>

#include <QTest>

#include "core/methods/align_prop.h"
#include "core/methods/prompt_draw.h"
#include "core/methods/reward_normalizer.h"
#include "core/methods/surrogate.h"
#include "core/methods/update_plan.h"
#include "tests/helpers/config_with.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;

namespace {

/// The paper's numbers: N = 256, M = 128, T = 50.
Config paper_size(const Settings& more = {}) {
    Settings all{{"sample.num_steps", "50"},
                 {"sample.batch_size", "32"},
                 {"sample.num_batches_per_epoch", "8"},
                 {"train.batch_size", "8"},
                 {"train.gradient_accumulation_steps", "16"}};
    all.insert(all.end(), more.begin(), more.end());
    return config_with(all);
}

std::string close(double actual, double expected) {
    return std::abs(actual - expected) < 1e-12 ? "" : std::to_string(actual) + " != " + std::to_string(expected);
}

#define QVERIFY_CLOSE(actual, expected) QVERIFY2(close(actual, expected).empty(), close(actual, expected).c_str())

}  // namespace

class TestMethodParts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // ---- reward normalisation ----

    void per_prompt_falls_back_to_the_batch_until_min_count() {
        RewardNormalizer normalizer(RewardNormalizer::Mode::PerPrompt, 4, 3);
        // Batch mean 2.5, population std sqrt(1.25).
        const auto first = normalizer.normalize({"cat", "cat", "dog", "dog"}, {1, 2, 3, 4});
        QVERIFY_CLOSE(first[0], (1 - 2.5) / (std::sqrt(1.25) + 1e-6));
        QVERIFY_CLOSE(first[3], (4 - 2.5) / (std::sqrt(1.25) + 1e-6));
        // "Cat" and " cat " are the same prompt: now 1, 2, 6, 7 (its own rewards are part of it).
        const auto second = normalizer.normalize({"Cat", " cat "}, {6, 7});
        const double deviation = std::sqrt((9.0 + 4.0 + 4.0 + 9.0) / 4);
        QVERIFY_CLOSE(second[0], (6 - 4.0) / (deviation + 1e-6));
        // First in, first out: 6, 7, 8, 9 are left.
        const auto third = normalizer.normalize({"cat", "cat"}, {8, 9});
        QVERIFY_CLOSE(third[1], (9 - 7.5) / (std::sqrt(1.25) + 1e-6));
    }

    void untracked_moments() {
        RewardNormalizer batch(RewardNormalizer::Mode::Batch, 4, 3);
        QVERIFY_CLOSE(batch.normalize({"a", "b"}, {1, 3})[1], 1.0 / (1.0 + 1e-8));
        RewardNormalizer running(RewardNormalizer::Mode::Running, 4, 3);
        running.normalize({"a", "b"}, {1, 3});
        const auto second = running.normalize({"a", "b"}, {5, 7});
        // All of 1, 3, 5, 7 with ddof 1.
        QVERIFY(std::abs(second[1] - (7 - 4.0) / (std::sqrt(20.0 / 3) + 1e-8)) < 1e-9);
    }

    void normalizer_state() {
        using Mode = RewardNormalizer::Mode;
        for (const Mode mode : {Mode::PerPrompt, Mode::Batch, Mode::Running}) {
            RewardNormalizer one(mode, 4, 3);
            one.normalize({"cat", "dog", "cat"}, {0.1, 0.2, 0.3});
            RewardNormalizer two(mode, 4, 3);
            two.load_state_dict(one.state_dict());
            QCOMPARE(two.normalize({"cat", "dog"}, {0.5, 0.7}), one.normalize({"cat", "dog"}, {0.5, 0.7}));
        }
        RewardNormalizer other(Mode::PerPrompt, 4, 3);
        QVERIFY(error_text([&] { other.load_state_dict({}); }).contains("missing"));
    }

    // ---- prompts and seeds ----

    void prompts_in_equal_shares() {
        const Config config = config_with(
            {{"prompts.per_epoch", "3"}, {"sample.batch_size", "6"}, {"sample.num_batches_per_epoch", "1"}});
        const std::vector<std::string> prompts{"a", "b", "c", "d", "e", "f", "g"};
        std::set<std::string> seen;
        for (int epoch = 0; epoch < 2; ++epoch) {
            const PromptDraw draw = draw_prompts(config, prompts, epoch);
            QCOMPARE(draw.prompts.size(), std::size_t{6});
            for (int i = 0; i < 3; ++i) {
                const auto place = static_cast<std::size_t>(i);
                QCOMPARE(draw.prompts[place], draw.prompts[place + 3]);
                QVERIFY(seen.insert(draw.prompts[place]).second);  // no prompt twice within a cycle
            }
            QCOMPARE(std::set<std::uint64_t>(draw.seeds.begin(), draw.seeds.end()).size(), std::size_t{6});
        }
        QCOMPARE(draw_prompts(config, prompts, 5).seeds, draw_prompts(config, prompts, 5).seeds);
        QVERIFY(draw_prompts(config, prompts, 5).seeds != draw_prompts(config, prompts, 6).seeds);
        QVERIFY(error_text([&] { draw_prompts(config, {"a"}, 0); }).contains("prompts.per_epoch"));
    }

    void prompts_at_random() {
        const Config config = paper_size();
        const PromptDraw draw = draw_prompts(config, {"a", "b", "c"}, 0);
        QCOMPARE(std::set<std::string>(draw.prompts.begin(), draw.prompts.end()).size(), std::size_t{3});
    }

    // ---- update schedule ----

    void update_counts_data() {
        QTest::addColumn<QString>("order");
        QTest::addColumn<QString>("accumulate");
        QTest::addColumn<qint64>("updates");
        QTest::newRow("DDPO-2") << "sample_major"
                                << "true" << qint64{2};
        QTest::newRow("DDPO-100, per sample") << "sample_major"
                                              << "false" << qint64{100};
        QTest::newRow("DDPO-100 and TDPO, per step") << "time_major"
                                                     << "false" << qint64{100};
    }

    void update_counts() {
        QFETCH(QString, order);
        QFETCH(QString, accumulate);
        QFETCH(qint64, updates);
        const Config config = paper_size(
            {{"train.loop_order", order.toStdString()}, {"ddpo.accum_over_timesteps", accumulate.toStdString()}});
        const UpdateSchedule schedule(config, false);
        QCOMPARE(schedule.updates_per_epoch(), updates);
        QCOMPARE(schedule.micro_batch(), std::int64_t{16});
        const UpdatePlan plan = schedule.plan(0, 0);
        QCOMPARE(static_cast<qint64>(plan.groups.size()), updates);
        std::set<std::pair<std::int64_t, std::int64_t>> seen;
        for (const UpdateGroup& group : plan.groups) {
            std::int64_t size = 0;
            for (const auto& chunk : group.chunks) {
                QCOMPARE(chunk.size(), std::size_t{16});
                size += static_cast<std::int64_t>(chunk.size());
                for (const Transition& transition : chunk) {
                    QVERIFY(seen.emplace(transition.sample, transition.step).second);
                }
            }
            QCOMPARE(size, group.size);
            QCOMPARE(size, std::int64_t{256 * 50 / updates});
        }
        QCOMPARE(seen.size(), std::size_t{256 * 50});
    }

    /// TDPO: T N / M, for any size.
    void update_counts_of_tdpo() {
        QCOMPARE(UpdateSchedule(paper_size(), true).updates_per_epoch(), std::int64_t{100});
        const Config small = config_with({{"sample.num_steps", "10"},
                                          {"sample.batch_size", "12"},
                                          {"sample.num_batches_per_epoch", "4"},
                                          {"train.batch_size", "4"},
                                          {"train.gradient_accumulation_steps", "3"}});
        const UpdateSchedule schedule(small, true);
        QCOMPARE(schedule.updates_per_epoch(), std::int64_t{10 * 48 / 12});
        QCOMPARE(schedule.plan(0, 0).groups.size(), std::size_t{10 * 48 / 12});
    }

    void every_group_of_time_major_has_distinct_samples() {
        const UpdatePlan plan = UpdateSchedule(paper_size(), true).plan(3, 0);
        for (const UpdateGroup& group : plan.groups) {
            std::set<std::int64_t> samples;
            for (const auto& chunk : group.chunks) {
                for (const Transition& transition : chunk) {
                    samples.insert(transition.sample);
                }
            }
            QCOMPARE(samples.size(), std::size_t{128});
        }
    }

    void order_without_shuffles() {
        const Config config = paper_size({{"train.shuffle_batch", "false"}, {"train.shuffle_timestep", "false"}});
        const UpdatePlan plan = UpdateSchedule(config, true).plan(0, 0);
        for (std::size_t group = 0; group < plan.groups.size(); ++group) {
            const Transition& first = plan.groups[group].chunks[1][2];
            QCOMPARE(first.step, static_cast<std::int64_t>(group / 2));
            QCOMPARE(first.sample, static_cast<std::int64_t>(group % 2 * 128 + 18));
        }
        QCOMPARE(plan.last.front().step, std::int64_t{49});
    }

    void shuffles_are_named_by_epoch() {
        const UpdateSchedule schedule(paper_size(), true);
        const auto first_of = [&](std::int64_t epoch) {
            std::vector<std::pair<std::int64_t, std::int64_t>> list;
            const UpdatePlan plan = schedule.plan(epoch, 0);
            for (const Transition& transition : plan.groups.front().chunks.front()) {
                list.emplace_back(transition.sample, transition.step);
            }
            return list;
        };
        QVERIFY(first_of(1) == first_of(1));
        QVERIFY(first_of(1) != first_of(2));
        std::set<std::int64_t> steps;
        for (const auto& [sample, step] : first_of(1)) {
            steps.insert(step);
        }
        QVERIFY(steps.size() > 4);  // each sample is at a time of its own
    }

    void first_steps_and_fraction() {
        const UpdateSchedule first(paper_size({{"train.first_steps", "10"}}), true);
        QCOMPARE(first.updates_per_epoch(), std::int64_t{20});
        const UpdatePlan plan = first.plan(0, 0);
        for (const UpdateGroup& group : plan.groups) {
            for (const auto& chunk : group.chunks) {
                for (const Transition& transition : chunk) {
                    QVERIFY(transition.step < 10);
                }
            }
        }
        // Not the noisiest steps only: a random subset, in order.
        const UpdateSchedule part(paper_size({{"train.timestep_fraction", "0.2"}, {"train.shuffle_timestep", "false"}}),
                                  true);
        QCOMPARE(part.trained_steps(), std::int64_t{10});
        std::vector<std::int64_t> steps;
        const UpdatePlan subset = part.plan(0, 0);
        for (const UpdateGroup& group : subset.groups) {
            steps.push_back(group.chunks.front().front().step);
        }
        QVERIFY(std::is_sorted(steps.begin(), steps.end()));
        QVERIFY(steps.back() > 12);
        QVERIFY(error_text([] {
                    UpdateSchedule(paper_size({{"train.first_steps", "51"}}), true);
                }).contains("train.first_steps"));
        QVERIFY(error_text([] {
                    UpdateSchedule(paper_size({{"train.batch_size", "7"}}), true);
                }).contains("train.gradient_accumulation_steps"));
    }

    void micro_batches_divide_the_update() {
        QCOMPARE(fitting_micro_batch(128, 16), std::int64_t{16});
        QCOMPARE(fitting_micro_batch(30, 16), std::int64_t{15});
        QCOMPARE(fitting_micro_batch(8, 16), std::int64_t{8});
        QCOMPARE(fitting_micro_batch(13, 4), std::int64_t{1});
    }

    // ---- losses ----

    void surrogate_clips_what_went_too_far() {
        const at::Tensor logp_old = torch::tensor({0.0, 0.0, 0.0, 0.0}, at::kFloat);
        const at::Tensor ratio = torch::tensor({1.5, 0.5, 1.5, 0.5}, at::kFloat);
        const at::Tensor advantage = torch::tensor({1.0, 1.0, -1.0, -1.0}, at::kFloat);
        const at::Tensor logp = ratio.log().requires_grad_(true);
        const Surrogate out = policy_surrogate(logp, logp_old, advantage, 0.2, Estimator::ImportanceSampling);
        COMPARE_TENSORS(out.loss, torch::tensor({-1.2, -0.5, 1.5, 0.8}, at::kFloat), 1e-6);
        QVERIFY(out.outside.all().item<bool>());
        out.loss.sum().backward();
        COMPARE_TENSORS(logp.grad(), torch::tensor({0.0, -0.5, 1.5, 0.0}, at::kFloat), 1e-6);
    }

    /// DDPO-SF and DDPO-IS have one gradient where the policy has not moved yet.
    void estimators_agree_at_ratio_one() {
        const at::Tensor logp_old = at::randn({16});
        const at::Tensor advantage = at::randn({16});
        std::vector<at::Tensor> gradients;
        for (const Estimator estimator : {Estimator::ImportanceSampling, Estimator::ScoreFunction}) {
            const at::Tensor logp = logp_old.clone().requires_grad_(true);
            policy_surrogate(logp, logp_old, advantage, 1e-4, estimator).loss.mean().backward();
            gradients.push_back(logp.grad());
        }
        QVERIFY(at::equal(gradients[0], gradients[1]));
        QVERIFY(gradients[0].abs().max().item<double>() > 0);
    }

    void value_clipping() {
        const at::Tensor values = torch::tensor({1.0, 0.1}, at::kFloat);
        const at::Tensor old = at::zeros({2});
        const at::Tensor returns = torch::tensor({1.0, 1.0}, at::kFloat);
        const ValueLoss loss = value_loss(values, old, returns, 0.2);
        COMPARE_TENSORS(loss.loss, torch::tensor({0.5 * 0.64, 0.5 * 0.81}, at::kFloat), 1e-6);
        QVERIFY(loss.clipped[0].item<bool>() && !loss.clipped[1].item<bool>());
        COMPARE_TENSORS(value_loss(values, old, returns, 0).loss, torch::tensor({0.0, 0.405}, at::kFloat), 1e-6);
    }

    // ---- AlignProp's truncation ----

    void truncation() {
        const Config last = config_with({{"align_prop.truncation", "fixed"}});
        QCOMPARE(draw_truncation(last, 50, 0, 0), std::int64_t{49});
        const Config all = config_with({{"align_prop.truncation", "fixed"}, {"align_prop.first_trained_step", "0"}});
        QCOMPARE(draw_truncation(all, 50, 0, 0), std::int64_t{0});
        for (const char* kind : {"gaussian_once", "uniform_once"}) {
            const Config config = config_with({{"align_prop.truncation", kind}});
            double sum = 0;
            for (int update = 0; update < 400; ++update) {
                const std::int64_t first = draw_truncation(config, 50, 2, update);
                QVERIFY(first >= 1 && first < 50);
                QCOMPARE(draw_truncation(config, 50, 2, update), first);
                sum += static_cast<double>(first);
            }
            const double expected = std::string(kind) == "gaussian_once" ? 41.2 : 25.0;
            QVERIFY2(std::abs(sum / 400 - expected) < 2.5, std::to_string(sum / 400).c_str());
            const std::vector<bool> trained = draw_trained_steps(config, 50, 2, 7);
            const std::int64_t first = draw_truncation(config, 50, 2, 7);
            for (std::int64_t step = 0; step < 50; ++step) {
                QCOMPARE(static_cast<bool>(trained[static_cast<std::size_t>(step)]), step >= first);
            }
        }
    }

    /// Step j is kept (j + 1) / (T + 1) of the time, whatever the others do.
    void truncation_of_each_step() {
        const Config config = config_with({{"align_prop.truncation", "per_step"}});
        std::vector<int> kept(4);
        int gaps = 0;
        for (int update = 0; update < 1000; ++update) {
            const std::vector<bool> trained = draw_trained_steps(config, 4, 0, update);
            QVERIFY(draw_trained_steps(config, 4, 0, update) == trained);
            for (std::size_t step = 0; step < 4; ++step) {
                kept[step] += trained[step] ? 1 : 0;
            }
            gaps += trained[1] && !trained[2] ? 1 : 0;
        }
        for (std::size_t step = 0; step < 4; ++step) {
            const double share = kept[step] / 1000.0;
            QVERIFY2(std::abs(share - static_cast<double>(step + 1) / 5) < 0.06, std::to_string(share).c_str());
        }
        QVERIFY(gaps > 80 && gaps < 240);  // .4 x .4
    }
};

QTEST_APPLESS_MAIN(TestMethodParts)
#include "tst_method_parts.moc"
