// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>

#include <QTest>

#include "core/methods/neuron_recycler.h"
#include "core/runtime/random.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;

namespace {

constexpr std::int64_t kWidth = 12;

Config critic_config(const std::string& init = "fan_in") {
    Config config;
    config.set_text("critic.init", init, "test");
    return config;
}

/// A critic whose weights, biases and Adam moments are all in use.
Critic used_critic(const Config& config, int updates = 3) {
    Critic critic(kWidth, config, at::kCPU);
    for (int i = 0; i < updates; ++i) {
        const auto index = static_cast<std::uint64_t>(i);
        critic.update(stream_noise({8, kWidth}, 1, "z", 0, index), at::zeros({8}), stream_noise({8}, 1, "r", 0, index),
                      make_stream(1, "dropout", 0, index));
    }
    return critic;
}

/// Every second neuron of each layer.
std::vector<at::Tensor> striped_masks() {
    std::vector<at::Tensor> masks;
    for (const std::int64_t width : Critic::kHidden) {
        masks.push_back(at::arange(width, at::kLong).remainder(2).to(at::kBool));
    }
    return masks;
}

}  // namespace

class TestCritic : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void official_start_is_zero() {
        const Critic critic(768, critic_config("official"), at::kCPU);
        const at::Tensor z = stream_noise({32, 768}, 3, "z");
        QVERIFY(critic.value(z / z.norm(2, {1}, true)).abs().max().item<double>() < 1e-8);
        QVERIFY(std::abs(critic.layer(0).weight.std().item<double>() * 769 - 1) < 0.01);
    }

    /// A task that a linear function solves: the baseline must come to explain it.
    void learns_a_separable_task() {
        Config config = critic_config();
        Critic critic(32, config, at::kCPU);
        const at::Tensor truth = stream_noise({32}, 5, "truth");
        const auto sample = [&](std::uint64_t index) {
            const at::Tensor z = stream_noise({128, 32}, 5, "z", 0, index);
            const at::Tensor unit = z / z.norm(2, {1}, true);
            return std::pair(unit, unit.mv(truth) + 0.5 * stream_noise({128}, 5, "noise", 0, index));
        };
        for (std::uint64_t update = 0; update < 200; ++update) {
            const auto [z, returns] = sample(update);
            critic.update(z, critic.value(z), returns, make_stream(5, "dropout", 0, update));
        }
        const auto [z, returns] = sample(1000);
        const double explained = 1 - (returns - critic.value(z)).var().item<double>() / returns.var().item<double>();
        QVERIFY2(explained > 0.1, std::to_string(explained).c_str());
    }

    void dropout_only_in_training_and_from_its_stream() {
        const Config config = critic_config();
        Critic one = used_critic(config);
        Critic two = used_critic(config);
        const at::Tensor z = stream_noise({8, kWidth}, 2, "z");
        QVERIFY(at::equal(one.value(z), two.value(z)));
        const at::Tensor zeros = at::zeros({8});
        const auto a = one.update(z, zeros, zeros + 1, make_stream(1, "d", 0, 0));
        const auto b = two.update(z, zeros, zeros + 1, make_stream(1, "d", 0, 1));
        QVERIFY(a.loss != b.loss);
    }

    void activation_switch() {
        Config config = critic_config();
        const Critic linear(kWidth, config, at::kCPU);
        config.set_text("critic.activation", "relu", "test");
        const Critic relu(kWidth, config, at::kCPU);
        const at::Tensor z = stream_noise({8, kWidth}, 2, "z");
        COMPARE_TENSORS(linear.value(-z), -linear.value(z), 1e-6);
        QVERIFY(!at::allclose(relu.value(-z), -relu.value(z), 1e-3, 1e-6));
    }

    // ---- neurons ----

    void statistics() {
        const Critic critic = used_critic(critic_config());
        const at::Tensor z = stream_noise({4, kWidth}, 2, "z");
        const NeuronStatistics all = measure_neurons(critic, z, 0);
        QCOMPARE(all.total(), std::int64_t{1232});
        const auto outputs = critic.hidden(z);
        for (std::size_t layer = 0; layer < 4; ++layer) {
            // At threshold 0 a neuron is dormant when its output is negative on the whole batch.
            QVERIFY(at::equal(all.dormant[layer], std::get<0>(outputs[layer].max(0)) <= 0));
            const at::Tensor score = outputs[layer].clamp_min(0).mean(0);
            COMPARE_TENSORS(all.scores[layer], score / (score.mean() + 1e-9), 1e-5);
        }
        QVERIFY(measure_neurons(critic, z, 0.5).dormant_count() > all.dormant_count());
        QVERIFY(share_at_most(all, 1e9) == 1.0);
    }

    void overlap() {
        const auto mask = [](std::vector<int> bits) { return torch::tensor(bits, at::kInt).to(at::kBool); };
        QCOMPARE(dormant_overlap({mask({1, 1, 0, 0})}, {mask({1, 0, 1, 1})}), 0.5);
        QCOMPARE(dormant_overlap({mask({1, 1}), mask({0, 1})}, {mask({1, 1}), mask({0, 1})}), 1.0);
        QVERIFY(dormant_overlap({mask({0, 0})}, {mask({1, 0})}) < 0);
        QVERIFY(dormant_overlap({}, {mask({1, 0})}) < 0);
    }

    /// Rows and columns of the reset neurons change, and nothing else; their Adam moments are 0.
    void reset_touches_only_its_neurons() {
        const Config config = critic_config();
        Critic critic = used_critic(config);
        const Critic before = used_critic(config);
        const auto dormant = striped_masks();
        at::manual_seed(7);
        const at::Tensor next_draw = at::randn({4});
        at::manual_seed(7);
        const auto counts = reset_neurons(critic, dormant, ResetTarget::Active, OutgoingWeights::Normal, 42);
        QVERIFY(at::equal(at::randn({4}), next_draw));  // the global generator is untouched
        QCOMPARE(counts, (std::vector<std::int64_t>{512, 64, 32, 8}));

        for (std::size_t index = 0; index < Critic::kLayers; ++index) {
            const Critic::Layer now = critic.layer(index);
            const Critic::Layer old = before.layer(index);
            at::Tensor rewritten = at::zeros_like(now.weight, at::kBool);
            if (index < dormant.size()) {
                rewritten.logical_or_(dormant[index].logical_not().unsqueeze(1));
            }
            if (index > 0) {
                rewritten.logical_or_(dormant[index - 1].logical_not().unsqueeze(0));
            }
            QVERIFY(at::equal(now.weight != old.weight, rewritten));
            QVERIFY((old.weight_avg_sq != 0).any().item<bool>());
            QVERIFY(at::equal(now.weight_avg, old.weight_avg.masked_fill(rewritten, 0)));
            QVERIFY(at::equal(now.weight_avg_sq, old.weight_avg_sq.masked_fill(rewritten, 0)));
            const at::Tensor bias_rows =
                index < dormant.size() ? dormant[index].logical_not() : at::zeros_like(now.bias, at::kBool);
            QVERIFY(at::equal(now.bias, old.bias.masked_fill(bias_rows, 0)));
            QVERIFY(at::equal(now.bias_avg, old.bias_avg.masked_fill(bias_rows, 0)));
            QVERIFY(at::equal(now.bias_avg_sq, old.bias_avg_sq.masked_fill(bias_rows, 0)));
        }
        QVERIFY((before.layer(4).bias != 0).all().item<bool>());  // so "b_5 unchanged" says something
        const at::Tensor fresh = critic.layer(0).weight.index({dormant[0].logical_not()});
        QVERIFY(std::abs(fresh.std().item<double>() * (kWidth + 1) - 1) < 0.05);
    }

    void equal_masks_give_equal_weights() {
        const Config config = critic_config();
        Critic one = used_critic(config, 3);
        Critic two = used_critic(config, 5);
        reset_neurons(one, striped_masks(), ResetTarget::All, OutgoingWeights::Normal, 42);
        reset_neurons(two, striped_masks(), ResetTarget::All, OutgoingWeights::Normal, 42);
        for (std::size_t index = 0; index < 4; ++index) {
            QVERIFY(at::equal(one.layer(index).weight, two.layer(index).weight));
        }
        reset_neurons(two, striped_masks(), ResetTarget::All, OutgoingWeights::Normal, 43);
        QVERIFY(!at::equal(one.layer(0).weight, two.layer(0).weight));
    }

    void other_targets() {
        const Config config = critic_config();
        const auto dormant = striped_masks();
        Critic critic = used_critic(config);
        QCOMPARE(reset_neurons(critic, dormant, ResetTarget::None, OutgoingWeights::Normal, 42),
                 (std::vector<std::int64_t>{0, 0, 0, 0}));
        const Critic before = used_critic(config);
        for (std::size_t index = 0; index < Critic::kLayers; ++index) {
            QVERIFY(at::equal(critic.layer(index).weight, before.layer(index).weight));
        }
        reset_neurons(critic, dormant, ResetTarget::Dormant, OutgoingWeights::Zero, 42);
        const at::Tensor columns = critic.layer(4).weight;
        QVERIFY(at::equal(columns, before.layer(4).weight.masked_fill(dormant[3].unsqueeze(0), 0)));
        QCOMPARE(reset_neurons(critic, dormant, ResetTarget::All, OutgoingWeights::Normal, 42),
                 (std::vector<std::int64_t>{1024, 128, 64, 16}));
        QVERIFY(error_text([] { reset_target_from("some"); }).contains("reset.target"));
        QVERIFY(error_text([] { outgoing_weights_from("some"); }).contains("reset.outgoing"));
    }

    void state() {
        const Config config = critic_config();
        Critic one = used_critic(config);
        StateMap state;
        one.save(state);
        QVERIFY(state.contains("critic/layers.7.bias"));
        Critic two(kWidth, config, at::kCPU);
        two.load(state);
        const at::Tensor z = stream_noise({8, kWidth}, 2, "z");
        const at::Tensor returns = stream_noise({8}, 2, "r");
        one.update(z, at::zeros({8}), returns, make_stream(9, "d"));
        two.update(z, at::zeros({8}), returns, make_stream(9, "d"));
        QVERIFY(at::equal(one.value(z), two.value(z)));
        state.erase("critic/layers.4.weight");
        QVERIFY(error_text([&] { two.load(state); }).contains("layers.4.weight"));
        Critic other(kWidth + 1, config, at::kCPU);
        one.save(state);
        QVERIFY(error_text([&] { other.load(state); }).contains("shape"));
    }
};

QTEST_APPLESS_MAIN(TestCritic)
#include "tst_critic.moc"
