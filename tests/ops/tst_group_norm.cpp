// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/torch.h>
#include <QTest>

#include "core/ops/group_norm.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;

namespace {

constexpr double kEps = 1e-5;

/// In fp64 and ordinary memory, where the kernel cannot run.
at::Tensor definition(const at::Tensor& input, std::int64_t groups, const at::Tensor& weight, const at::Tensor& bias) {
    return at::silu(at::group_norm(input.contiguous().to(at::kDouble), groups, weight.to(at::kDouble),
                                   bias.to(at::kDouble), kEps))
        .to(at::kFloat);
}

at::Tensor channels_last(const at::Tensor& tensor) {
    return tensor.contiguous(at::MemoryFormat::ChannelsLast);
}

}  // namespace

class TestGroupNorm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { torch::manual_seed(1); }

    void matchesTheDefinition_data() {
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("groups");
        QTest::addColumn<int>("side");
        QTest::addColumn<double>("mean");
        QTest::newRow("several groups in a vector") << 32 << 8 << 6 << 0.0;
        QTest::newRow("groups across vectors") << 80 << 8 << 5 << 1.0;
        QTest::newRow("one group") << 48 << 1 << 7 << -2.0;
        QTest::newRow("far from zero") << 16 << 4 << 64 << 100.0;
        QTest::newRow("does not fill a vector") << 24 << 3 << 6 << 0.0;
    }

    void matchesTheDefinition() {
        QFETCH(int, channels);
        QFETCH(int, groups);
        QFETCH(int, side);
        QFETCH(double, mean);
        const at::Tensor input = channels_last(at::randn({3, channels, side, side + 1}) + mean).set_requires_grad(true);
        const at::Tensor weight = at::randn({channels});
        const at::Tensor bias = at::randn({channels});
        const at::Tensor above = at::randn_like(input);
        const at::Tensor actual = group_norm_silu(input, groups, weight, bias, kEps);
        const at::Tensor expected = definition(input, groups, weight, bias);
        // Far from zero an fp32 mean leaves fewer digits of the distance from it.
        const double tolerance = mean == 100.0 ? 3e-4 : 1e-5;
        COMPARE_TENSORS(actual, expected, tolerance);
        QVERIFY(actual.is_contiguous(at::MemoryFormat::ChannelsLast));
        COMPARE_TENSORS(torch::autograd::grad({(actual * above).sum()}, {input})[0],
                        torch::autograd::grad({(expected * above).sum()}, {input})[0], tolerance);
    }

    void withoutSilu() {
        const at::Tensor input = channels_last(at::randn({3, 32, 6, 5})).set_requires_grad(true);
        const at::Tensor weight = at::randn({32});
        const at::Tensor bias = at::randn({32});
        const at::Tensor above = at::randn_like(input);
        const at::Tensor actual = group_norm(input, 8, weight, bias, kEps);
        const at::Tensor expected =
            at::group_norm(input.contiguous().to(at::kDouble), 8, weight.to(at::kDouble), bias.to(at::kDouble), kEps)
                .to(at::kFloat);
        COMPARE_TENSORS(actual, expected, 1e-5);
        QVERIFY(actual.is_contiguous(at::MemoryFormat::ChannelsLast));
        COMPARE_TENSORS(torch::autograd::grad({(actual * above).sum()}, {input})[0],
                        torch::autograd::grad({(expected * above).sum()}, {input})[0], 1e-5);
    }

    void ordinaryMemoryGivesTheSame() {
        const at::Tensor input = at::randn({2, 32, 5, 5});
        const at::Tensor weight = at::randn({32});
        const at::Tensor bias = at::randn({32});
        COMPARE_TENSORS(group_norm_silu(input, 8, weight, bias, kEps),
                        group_norm_silu(channels_last(input), 8, weight, bias, kEps), 3e-6);
    }

    /// Training must see the numbers that sampling saw, in whatever batch, also where the kernel does not serve.
    void resultDependsOnTheSampleAlone() {
        for (const std::int64_t channels : {32, 12}) {
            const at::Tensor input = channels_last(at::randn({5, channels, 8, 8}));
            const at::Tensor weight = at::randn({channels});
            const at::Tensor bias = at::randn({channels});
            const at::Tensor alone = group_norm_silu(channels_last(input.narrow(0, 3, 1)), 4, weight, bias, kEps);
            const at::Tensor together =
                group_norm_silu(input.clone().set_requires_grad(true), 4, weight, bias, kEps).detach();
            QVERIFY2(at::equal(alone[0], together[3]), qPrintable(QString::number(channels)));
        }
    }

    void parametersGetGradients() {
        const at::Tensor input = channels_last(at::randn({2, 32, 4, 4}));
        const at::Tensor weight = at::randn({32}).set_requires_grad(true);
        const at::Tensor bias = at::randn({32}).set_requires_grad(true);
        const auto actual =
            torch::autograd::grad({group_norm_silu(input, 8, weight, bias, kEps).sum()}, {weight, bias});
        const auto expected = torch::autograd::grad({definition(input, 8, weight, bias).sum()}, {weight, bias});
        COMPARE_TENSORS(actual[0], expected[0], 1e-4);
        COMPARE_TENSORS(actual[1], expected[1], 1e-4);
    }
};

QTEST_GUILESS_MAIN(TestGroupNorm)
#include "tst_group_norm.moc"
