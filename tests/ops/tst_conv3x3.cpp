// SPDX-License-Identifier: GPL-3.0-or-later
#include <vector>

#include <torch/torch.h>
#include <QTest>

#include "core/ops/conv3x3.h"
#include "core/ops/row_product_kernel.h"
#include "core/ops/winograd_kernel.h"
#include "core/runtime/parallel.h"

using namespace tempera;

namespace {

struct Problem {
    at::Tensor input;
    at::Tensor weight;
    at::Tensor bias;
    Conv3x3::Addends addends;
};

at::Tensor channels_last(const at::Tensor& tensor) {
    return tensor.contiguous(at::MemoryFormat::ChannelsLast);
}

Problem make_problem(std::int64_t batch, std::int64_t in, std::int64_t out, std::int64_t height, std::int64_t width) {
    torch::manual_seed(in + out + height);
    return {channels_last(at::randn({batch, in, height, width})),
            channels_last(at::randn({out, in, 3, 3}) / 16),
            at::randn({out}),
            {at::randn({batch, out}), channels_last(at::randn({batch, out, height, width}))}};
}

/// The definition, in double.
at::Tensor plain(const Problem& problem) {
    return at::conv2d(problem.input.to(at::kDouble), problem.weight.to(at::kDouble), problem.bias.to(at::kDouble), 1,
                      1) +
           problem.addends.shift.to(at::kDouble).unsqueeze(-1).unsqueeze(-1) + problem.addends.picture.to(at::kDouble);
}

double relative_error(const at::Tensor& result, const at::Tensor& truth) {
    return ((result.to(at::kDouble) - truth).norm() / truth.norm()).item<double>();
}

/// The definition itself is off by 3e-7 to 7e-7 in fp32.
constexpr double kTolerance = 2e-6;

}  // namespace

class TestConv3x3 : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(2); }

    void agreesWithTheDefinition_data() {
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("width");
        QTest::newRow("square") << 32 << 32 << 16 << 16;
        QTest::newRow("one tile") << 64 << 32 << 4 << 4;
        QTest::newRow("less than a tile") << 32 << 32 << 1 << 3;
        QTest::newRow("wide") << 48 << 80 << 4 << 12;
        QTest::newRow("many channels") << 192 << 128 << 8 << 8;
        QTest::newRow("few channels") << 16 << 16 << 20 << 16;
        QTest::newRow("no whole number of tiles") << 32 << 48 << 5 << 11;
        QTest::newRow("fewer channels: plain") << 8 << 32 << 8 << 8;
        QTest::newRow("uneven channels: plain") << 40 << 36 << 8 << 8;
    }

    void agreesWithTheDefinition() {
        QFETCH(int, in);
        QFETCH(int, out);
        QFETCH(int, height);
        QFETCH(int, width);
        Problem problem = make_problem(3, in, out, height, width);
        const Conv3x3 conv;
        const at::Tensor result = conv(problem.input, problem.weight, problem.bias, problem.addends);
        QCOMPARE(result.sizes().vec(), (std::vector<std::int64_t>{3, out, height, width}));
        QVERIFY(relative_error(result, plain(problem)) < kTolerance);

        const at::Tensor grad = at::randn(result.sizes());
        problem.input.requires_grad_(true);
        problem.addends.picture.requires_grad_(true);
        const at::Tensor recorded = conv(problem.input, problem.weight, problem.bias, problem.addends);
        QVERIFY(at::equal(recorded, result));
        const std::vector<at::Tensor> wanted{problem.input, problem.addends.picture};
        const auto grads = torch::autograd::grad({recorded}, wanted, {grad});
        const auto truths = torch::autograd::grad({plain(problem)}, wanted, {grad.to(at::kDouble)});
        QVERIFY(relative_error(grads[0], truths[0].to(at::kDouble)) < kTolerance);
        QVERIFY(at::equal(grads[1], grad));
    }

    // The kernel itself, also on processors where the convolution would not choose it.
    void kernelAgreesEverywhere() {
        const Problem problem = make_problem(2, 48, 32, 10, 12);
        const at::Tensor weight = problem.weight.contiguous();
        std::vector<float> filters(static_cast<std::size_t>(winograd_filter_size(48, 32)));
        winograd_filters(weight.data_ptr<float>(), 48, 32, filters.data());
        const at::Tensor out = at::empty_like(problem.addends.picture);
        const WinogradShape shape{10, 12, 48, 32};
        WinogradTensors tensors;
        tensors.in = problem.input.data_ptr<float>();
        tensors.filters = filters.data();
        tensors.out = out.data_ptr<float>();
        std::vector<float> scratch;
        const std::int64_t tiles = 2 * shape.tiles();
        winograd_tiles(shape, tensors, 0, 5, scratch);
        winograd_tiles(shape, tensors, 5, tiles - 5, scratch);
        const at::Tensor truth = at::conv2d(problem.input.to(at::kDouble), weight.to(at::kDouble), {}, 1, 1);
        QVERIFY(relative_error(out, truth) < kTolerance);
    }

    void resultsDoNotDependOnTheBatch() {
        const Problem problem = make_problem(7, 64, 64, 8, 8);
        const Conv3x3 conv;
        const at::Tensor together = conv(problem.input, problem.weight, problem.bias, problem.addends);
        for (std::int64_t i = 0; i < 7; ++i) {
            const Conv3x3::Addends own{problem.addends.shift.narrow(0, i, 1), problem.addends.picture.narrow(0, i, 1)};
            const at::Tensor alone = conv(problem.input.narrow(0, i, 1), problem.weight, problem.bias, own);
            if (product_kernels_pay()) {
                QVERIFY(at::equal(alone.select(0, 0), together.select(0, i)));
            } else {
                QVERIFY(at::allclose(alone.select(0, 0), together.select(0, i), 1e-5, 1e-5));
            }
        }
    }

    void oneShiftServesAll() {
        Problem problem = make_problem(3, 32, 32, 4, 4);
        problem.addends.shift = problem.addends.shift.narrow(0, 1, 1);
        const Conv3x3 conv;
        QVERIFY(relative_error(conv(problem.input, problem.weight, problem.bias, problem.addends), plain(problem)) <
                kTolerance);
    }

    void newWeightsCount() {
        Problem problem = make_problem(1, 32, 32, 4, 4);
        const Conv3x3 conv;
        conv(problem.input, problem.weight, problem.bias, problem.addends);
        problem.weight.mul_(2);
        QVERIFY(relative_error(conv(problem.input, problem.weight, problem.bias, problem.addends), plain(problem)) <
                kTolerance);
        problem.weight = channels_last(at::randn({32, 32, 3, 3}));
        QVERIFY(relative_error(conv(problem.input, problem.weight, problem.bias, problem.addends), plain(problem)) <
                kTolerance);
    }

    void weightsInTrainingGetTheirGradient() {
        Problem problem = make_problem(2, 32, 32, 4, 4);
        problem.weight.requires_grad_(true);
        const Conv3x3 conv;
        const at::Tensor result = conv(problem.input, problem.weight, problem.bias, {});
        const at::Tensor grad = torch::autograd::grad({result.sum()}, {problem.weight}).front();
        QVERIFY(grad.abs().sum().item<float>() > 0);
    }

    void manyThreadsShareOne() {
        const Problem problem = make_problem(8, 32, 64, 8, 8);
        const Conv3x3 conv;
        std::vector<at::Tensor> parts(8);
        for_each_parallel(at::kCPU, 8, [&](std::int64_t i) {
            const Conv3x3::Addends own{problem.addends.shift.narrow(0, i, 1), problem.addends.picture.narrow(0, i, 1)};
            parts[static_cast<std::size_t>(i)] = conv(problem.input.narrow(0, i, 1), problem.weight, problem.bias, own);
        });
        QVERIFY(relative_error(at::cat(parts), plain(problem)) < kTolerance);
    }
};

QTEST_APPLESS_MAIN(TestConv3x3)
#include "tst_conv3x3.moc"
