// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>

#include <QTest>

#include "core/methods/advantage.h"
#include "core/methods/kl_penalty.h"
#include "core/methods/reward_normalizer.h"
#include "core/methods/surrogate.h"
#include "tests/helpers/config_with.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/tensor_compare.h"
#include "tests/helpers/tiny_diffusion.h"

using namespace tempera;

namespace {

at::Tensor table(std::vector<double> values, std::int64_t columns) {
    return torch::tensor(values, at::kDouble).reshape({-1, columns});
}

}  // namespace

/// What an advantage is made of: rewards, divergence from the base model, returns, whitening.
class TestAdvantage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // ---- rewards ----

    void rewards_scaled_or_left_alone() {
        using Normalizer = RewardNormalizer;
        const std::vector<std::string> prompts{"a", "a", "b", "b"};
        const std::vector<double> rewards{1, 3, 10, 14};  // deviations: a 1, b 2, all of them sqrt(27.5)
        Normalizer per_prompt(Normalizer::Mode::PerPrompt, 4, 2, Normalizer::Form::Scaling);
        const auto own = per_prompt.normalize(prompts, rewards);
        QVERIFY(std::abs(own[1] - 3 / (1 + 1e-6)) < 1e-12);
        QVERIFY(std::abs(own[3] - 14 / (2 + 1e-6)) < 1e-12);
        Normalizer batch(Normalizer::Mode::Batch, 4, 2, Normalizer::Form::Scaling);
        QVERIFY(std::abs(batch.normalize(prompts, rewards)[2] - 10 / (std::sqrt(27.5) + 1e-8)) < 1e-12);
        Normalizer running(Normalizer::Mode::Running, 4, 2, Normalizer::Form::Scaling);
        QVERIFY(std::abs(running.normalize(prompts, rewards)[2] - 10 / (std::sqrt(110.0 / 3) + 1e-8)) < 1e-9);
        Normalizer none(Normalizer::Mode::None, 4, 2);
        QCOMPARE(none.normalize(prompts, rewards), rewards);
    }

    /// Only samples of the same prompt and the same epoch are compared.
    void rewards_within_their_group() {
        RewardNormalizer group(RewardNormalizer::Mode::Group, 4, 2);
        group.normalize({"a", "b", "a"}, {100, 200, 300});
        const auto out = group.normalize({"a", "b", "A ", "b"}, {1, 5, 4, 5});
        QVERIFY(std::abs(out[0] + 1.5 / (1.5 + 1e-4)) < 1e-12);
        QVERIFY(std::abs(out[2] - 1.5 / (1.5 + 1e-4)) < 1e-12);
        QCOMPARE(out[1], 0.0);
        QCOMPARE(out[3], 0.0);
    }

    // ---- divergence from the base model ----

    void penalties_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<std::vector<double>>("expected");
        const std::vector<double> ours{0.3, -1.2, 2.0};
        const std::vector<double> base{-0.1, 0.5, 2.0};
        const auto row = [&](const char* name, double (*formula)(double, double)) {
            std::vector<double> expected;
            for (std::size_t i = 0; i < ours.size(); ++i) {
                expected.push_back(formula(ours[i], base[i]));
            }
            QTest::newRow(name) << name << expected;
        };
        row("kl", [](double a, double b) { return a - b; });
        row("abs", [](double a, double b) { return std::abs(a - b); });
        row("square", [](double a, double b) { return (a - b) * (a - b) / 2; });
        row("clip", [](double a, double b) { return a > b ? a - b : 0.0; });
        row("approx", [](double a, double b) { return std::exp(a) / std::exp(b) - 1 - (a - b); });
        row("js", [](double a, double b) {
            const double middle = std::log((std::exp(a) + std::exp(b)) / 2);
            return (std::max(a - middle, 0.0) + std::max(b - middle, 0.0)) / 2;
        });
    }
    void penalties() {
        QFETCH(QString, name);
        QFETCH(std::vector<double>, expected);
        const at::Tensor ours = torch::tensor({0.3, -1.2, 2.0}, at::kDouble);
        const at::Tensor base = torch::tensor({-0.1, 0.5, 2.0}, at::kDouble);
        COMPARE_TENSORS(kl_penalty(kl_penalty_from(name.toStdString()), ours, base),
                        torch::tensor(expected, at::kDouble), 1e-12);
        QVERIFY(error_text([] { kl_penalty_from("l2"); }).contains("kl.penalty"));
    }

    /// Two samples of three steps: what joins the rewards, and what is reported.
    void verdict() {
        const Config config = config_with({{"kl.penalty_coef", "3"}, {"kl.penalty", "abs"}, {"kl.init_coef", "0.5"}});
        KlToBase kl(config);
        QVERIFY(kl.wanted());
        const at::Tensor base = table({0, 0, 0, 1, 1, 1}, 3);
        const at::Tensor d = table({0.1, 0.2, -0.3, 0.4, 0.5, 0.6}, 3);
        const KlToBase::Verdict verdict = kl.judge(base + d, base);
        COMPARE_TENSORS(verdict.rewards, -1.5 * d.abs(), 1e-12);
        QVERIFY(std::abs(verdict.mean_kl - 0.75) < 1e-12);  // (0 + 1.5) / 2
        COMPARE_TENSORS(verdict.per_step, torch::tensor({0.25, 0.35, 0.15}, at::kDouble), 1e-12);
        QCOMPARE(verdict.coefficient, 1.5);
        QCOMPARE(kl.controller(), 0.5);  // without a target it stays

        KlToBase unwanted{Config()};
        QVERIFY(!unwanted.wanted());
        KlToBase measuring(config_with({{"kl.measure", "true"}}));
        QVERIFY(measuring.wanted());
        QVERIFY((measuring.judge(base + d, base).rewards == 0).all().item<bool>());
    }

    void adaptive_controller() {
        const Config config = config_with({{"kl.penalty_coef", "1"}, {"kl.target", "0.5"}, {"kl.horizon", "100"}});
        KlToBase kl(config);
        const at::Tensor base = at::zeros({8, 2}, at::kDouble);
        // Far above the target: the error is clipped to .2. 8 samples of a horizon of 100.
        const KlToBase::Verdict first = kl.judge(base + 0.5, base);
        QVERIFY(std::abs(first.coefficient - 0.2) < 1e-12);
        double expected = 0.2 * (1 + 0.2 * 8 / 100);
        QVERIFY(std::abs(kl.controller() - expected) < 1e-12);
        // A mean of .45 is .1 of the target below it.
        QVERIFY(std::abs(kl.judge(base + 0.225, base).coefficient - expected) < 1e-12);
        expected *= 1 - 0.1 * 8 / 100;
        QVERIFY(std::abs(kl.controller() - expected) < 1e-12);
        kl.judge(base - 1, base);
        expected *= 1 - 0.2 * 8 / 100;
        QVERIFY(std::abs(kl.controller() - expected) < 1e-12);

        StateMap state;
        kl.save(state);
        KlToBase other(config);
        other.load(state);
        QCOMPARE(other.controller(), kl.controller());
        QVERIFY(error_text([&] { other.load({}); }).contains("kl/controller"));
    }

    /// The base model's log-probs are those of the model before the adapter came, picture by picture.
    void base_log_probs_are_those_without_the_adapter() {
        DiffusionModel model = tiny_diffusion();
        const Config config = config_with({{"sample.num_steps", "4"}, {"lora.rank", "2"}});
        const LoraPolicy policy(model, config);
        for (std::size_t i = 0; i < policy.parameters().size(); ++i) {
            const at::Tensor& parameter = policy.parameters()[i];
            parameter.detach().copy_(0.3 * stream_noise(parameter.sizes(), 3, "values", 0, i));
        }
        const auto paths = rollout(model, sampler_settings(config, 2), {"cat", "dog", "owl"}, {1, 2, 3});
        const DdimSchedule ddim(model.scheduler, 4, 1.0);
        double told = 0;
        const auto base =
            base_log_probs(model, ddim, policy, *paths, 5.0, 2, {{}, [&](double fraction) { told = fraction; }});
        QCOMPARE(told, 1.0);

        torch::NoGradGuard no_grad;
        const auto by_hand = [&] {
            std::vector<at::Tensor> all;
            for (std::int64_t sample = 0; sample < 3; ++sample) {
                for (std::int64_t step = 0; step < 4; ++step) {
                    const at::Tensor state = paths->latents[sample][step].unsqueeze(0);
                    const at::Tensor time = paths->timesteps[sample][step].unsqueeze(0);
                    const at::Tensor output = model.predict(
                        state, time,
                        model.guidance(model.encode_prompts({paths->prompts[static_cast<std::size_t>(sample)]}),
                                       model.encode_prompts({""}), 5.0));
                    all.push_back(ddim_log_prob(ddim, ddim_mean(ddim, output, time, state), time,
                                                paths->latents[sample][step + 1].unsqueeze(0)));
                }
            }
            return at::cat(all).reshape({3, 4});
        };
        COMPARE_TENSORS(by_hand(), paths->logp_old, 1e-4);  // the adapter is on again
        QVERIFY((*base - paths->logp_old).abs().max().item<double>() > 1e-2);
        LoraAdapter::detach(model.unet);
        COMPARE_TENSORS(*base, by_hand(), 1e-4);

        const auto stopped = base_log_probs(model, ddim, policy, *paths, 5.0, 2, {[] { return true; }, {}});
        QVERIFY(!stopped);
    }

    // ---- returns ----

    void returns() {
        const at::Tensor plain = discounted_returns({2, -1}, {}, 3, 1.0);
        QVERIFY(at::equal(plain, table({2, 2, 2, -1, -1, -1}, 3)));
        COMPARE_TENSORS(discounted_returns({2, -1}, {}, 3, 0.5), table({0.5, 1, 2, -0.25, -0.5, -1}, 3), 1e-12);
        // Each step answers for its own penalty and for those after it.
        const at::Tensor penalties = table({-0.1, -0.2, -0.4, 0, 0, -1}, 3);
        COMPARE_TENSORS(discounted_returns({2, -1}, penalties, 3, 1.0), table({1.3, 1.4, 1.6, -2, -2, -2}, 3), 1e-12);
        COMPARE_TENSORS(discounted_returns({2, -1}, penalties, 3, 0.5), table({0.2, 0.6, 1.6, -0.5, -1, -2}, 3), 1e-12);
        QCOMPARE(penalties[0][2].item<double>(), -0.4);  // the argument is left alone
    }

    // ---- whitening ----

    void whitening_of_the_epoch() {
        const std::vector<std::string> prompts{"a", "b"};
        const at::Tensor raw = table({1, 2, 3, 6}, 2).to(at::kFloat);
        TemporalNormalizer whitened{Config()};  // official: on
        COMPARE_TENSORS(whitened.normalize(prompts, raw), (raw - 3) / std::sqrt(3.5), 1e-6);
        TemporalNormalizer off(config_with({{"train.temporal_reward_norm", "false"}}));
        QVERIFY(at::equal(off.normalize(prompts, raw), raw));
    }

    void whitening_per_prompt() {
        const Config config = config_with({{"train.temporal_reward_norm_per_prompt", "true"},
                                           {"per_prompt.buffer_size", "2"},
                                           {"per_prompt.min_count", "2"}});
        TemporalNormalizer whitened(config);
        // "b" has one sample yet: mean and deviation of all six numbers serve. "a" has two: 1, 3, 5, 7.
        const at::Tensor first = whitened.normalize({"a", "b", "A"}, table({1, 3, 0, 2, 5, 7}, 2).to(at::kFloat));
        const double own = std::sqrt(5.0);
        const double all = std::sqrt(88.0 / 6 - 9);
        COMPARE_TENSORS(first, table({-3 / own, -1 / own, -3 / all, -1 / all, 1 / own, 3 / own}, 2), 1e-5);
        // The oldest sample of "a" is forgotten: 5, 7, 8, 12 are left.
        StateMap state;
        put_state(state, "temporal", whitened.state_dict());
        TemporalNormalizer resumed(config);
        resumed.load_state_dict(get_state(state, "temporal"));
        const at::Tensor second = resumed.normalize({"a"}, table({8, 12}, 2).to(at::kFloat));
        const double later = std::sqrt((9.0 + 1 + 0 + 16) / 4);
        COMPARE_TENSORS(second, table({0 / later, 4 / later}, 2), 1e-5);
        QVERIFY(error_text([&] { resumed.load_state_dict({{"a", at::zeros({3})}}); }).contains("checkpoint"));
    }

    // ---- losses ----

    /// The official losses are computed in double, ours in float: they must not differ in what counts.
    void float_is_enough() {
        const at::Tensor logp_old = stream_noise({256}, 1, "logp").to(at::kDouble);
        const at::Tensor logp = logp_old + 2e-4 * stream_noise({256}, 1, "moved").to(at::kDouble);
        const at::Tensor advantages = stream_noise({256}, 1, "advantage").to(at::kDouble);
        const auto loss = [&](at::ScalarType type) {
            return policy_surrogate(logp.to(type), logp_old.to(type), advantages.to(type), 1e-4,
                                    Estimator::ImportanceSampling)
                .loss.to(at::kDouble);
        };
        COMPARE_TENSORS(loss(at::kFloat), loss(at::kDouble), 1e-6);
        const auto critic = [&](at::ScalarType type) {
            return value_loss(logp.to(type), logp_old.to(type), advantages.to(type), 0.2).loss.to(at::kDouble).mean();
        };
        COMPARE_TENSORS(critic(at::kFloat), critic(at::kDouble), 1e-6);
    }
};

QTEST_APPLESS_MAIN(TestAdvantage)
#include "tst_advantage.moc"
