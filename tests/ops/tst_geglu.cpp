// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/torch.h>
#include <QTest>

#include "core/ops/geglu.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;

namespace {

at::Tensor definition(const at::Tensor& projected) {
    const auto halves = projected.to(at::kDouble).chunk(2, -1);
    return (halves[0] * at::gelu(halves[1])).to(at::kFloat);
}

}  // namespace

class TestGeglu : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { torch::manual_seed(1); }

    void matchesTheDefinition_data() {
        QTest::addColumn<int>("width");
        QTest::newRow("whole vectors") << 64;
        QTest::newRow("with a rest") << 21;
        QTest::newRow("less than a vector") << 5;
    }

    void matchesTheDefinition() {
        QFETCH(int, width);
        const at::Tensor projected = (3 * at::randn({4, 7, 2 * width})).set_requires_grad(true);
        const at::Tensor weight = at::randn({4, 7, width});
        const at::Tensor actual = geglu(projected);
        const at::Tensor expected = definition(projected);
        COMPARE_TENSORS(actual, expected, 8e-6);
        COMPARE_TENSORS(torch::autograd::grad({(actual * weight).sum()}, {projected})[0],
                        torch::autograd::grad({(expected * weight).sum()}, {projected})[0], 8e-6);
    }

    /// The whole range of gates, far beyond where gelu is the identity or zero.
    void holdsForAllGates() {
        const at::Tensor gates = at::linspace(-40, 40, 8001).unsqueeze(1);
        const at::Tensor projected = at::cat({at::ones_like(gates), gates}, 1);
        COMPARE_TENSORS(geglu(projected), definition(projected), 1e-6);
    }

    void gradientsDoNotChangeTheResult() {
        const at::Tensor projected = at::randn({8, 128});
        QVERIFY(at::equal(geglu(projected), geglu(projected.clone().set_requires_grad(true))));
    }

    void takesWhatTheKernelDoesNot() {
        const at::Tensor doubles = at::randn({3, 8}, at::kDouble);
        COMPARE_TENSORS(geglu(doubles).to(at::kFloat), definition(doubles), 1e-6);
        const at::Tensor strided = at::randn({8, 3}).t();
        QVERIFY(!strided.is_contiguous());
        COMPARE_TENSORS(geglu(strided), definition(strided), 1e-6);
        QCOMPARE(geglu(at::empty({0, 8})).size(1), 4);
    }
};

QTEST_GUILESS_MAIN(TestGeglu)
#include "tst_geglu.moc"
