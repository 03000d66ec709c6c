// SPDX-License-Identifier: GPL-3.0-or-later
#include <vector>

#include <torch/torch.h>
#include <QTest>

#include "core/ops/row_product.h"
#include "core/ops/row_product_kernel.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;

namespace {

constexpr double kScale = 0.7;

struct Problem {
    at::Tensor input;
    at::Tensor weight;
    at::Tensor bias;
    RowProduct::Addends addends;

    at::Tensor run() const { return RowProduct()(input, weight, bias, addends); }

    /// In double, the branch beside the product, as Hu et al. write it.
    at::Tensor definition() const {
        const auto wide = [](const at::Tensor& tensor) { return tensor.to(at::kDouble); };
        at::Tensor result = at::matmul(wide(input), wide(weight).t());
        result = bias.defined() ? result + wide(bias) : result;
        if (addends.down.defined()) {
            const at::Tensor low = at::matmul(wide(input), wide(addends.down).t());
            result = result + addends.scale * at::matmul(low, wide(addends.up).t());
        }
        result = addends.result.defined() ? result + wide(addends.result) : result;
        return result.to(at::kFloat);
    }
};

Problem make_problem(std::int64_t rows, std::int64_t in, std::int64_t out) {
    torch::manual_seed(rows + in + out);
    Problem problem;
    problem.input = at::randn({2, rows, in});
    problem.weight = at::randn({out, in}) / 8;
    problem.bias = at::randn({out});
    problem.addends.down = at::randn({4, in}) / 8;
    problem.addends.up = at::randn({out, 4});
    problem.addends.scale = kScale;
    problem.addends.result = at::randn({2, rows, out});
    return problem;
}

}  // namespace

class TestRowProduct : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(2); }

    void agreesWithTheDefinition_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        QTest::addColumn<bool>("bias");
        QTest::addColumn<bool>("branch");
        QTest::addColumn<bool>("result");
        for (const bool bias : {false, true}) {
            for (const bool branch : {false, true}) {
                for (const bool result : {false, true}) {
                    QTest::addRow("bias %d, branch %d, result %d", bias, branch, result)
                        << 33 << 48 << 112 << bias << branch << result;
                }
            }
        }
        QTest::newRow("one row") << 1 << 16 << 16 << true << true << true;
        QTest::newRow("widths that fill no vector: plain") << 9 << 20 << 12 << true << true << true;
        QTest::newRow("large: plain") << 3 << 512 << 512 << true << true << true;
    }

    void agreesWithTheDefinition() {
        QFETCH(int, rows);
        QFETCH(int, in);
        QFETCH(int, out);
        QFETCH(bool, bias);
        QFETCH(bool, branch);
        QFETCH(bool, result);
        Problem problem = make_problem(rows, in, out);
        if (!bias) {
            problem.bias.reset();
        }
        if (!branch) {
            problem.addends.down.reset();
            problem.addends.up.reset();
        }
        if (!result) {
            problem.addends.result.reset();
        }
        const at::Tensor actual = problem.run();
        COMPARE_TENSORS(actual, problem.definition(), 2e-5);

        std::vector<at::Tensor> wanted;
        for (at::Tensor* tensor :
             {&problem.input, &problem.addends.down, &problem.addends.up, &problem.addends.result}) {
            if (tensor->defined()) {
                wanted.push_back(tensor->requires_grad_(true));
            }
        }
        const at::Tensor recorded = problem.run();
        // Training must see the numbers that sampling saw.
        QVERIFY(at::equal(recorded, actual));
        const at::Tensor above = at::randn(recorded.sizes());
        const auto grads = torch::autograd::grad({recorded}, wanted, {above});
        const auto expected = torch::autograd::grad({problem.definition()}, wanted, {above});
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            COMPARE_TENSORS(grads[i], expected[i], 1e-4);
        }
    }

    void onlyTheBranchMayWantGradients() {
        Problem problem = make_problem(8, 32, 32);
        problem.addends.down.requires_grad_(true);
        problem.addends.up.requires_grad_(true);
        const std::vector<at::Tensor> wanted{problem.addends.down, problem.addends.up};
        const auto grads = torch::autograd::grad({problem.run().sum()}, wanted);
        const auto expected = torch::autograd::grad({problem.definition().sum()}, wanted);
        COMPARE_TENSORS(grads[0], expected[0], 1e-4);
        COMPARE_TENSORS(grads[1], expected[1], 1e-4);
    }

    void aRowDoesNotDependOnTheOthers() {
        if (!product_kernels_pay()) {
            QSKIP("this processor takes at::linear, which makes no such promise");
        }
        Problem problem = make_problem(61, 64, 112);
        const at::Tensor together = problem.run();
        const at::Tensor input = problem.input;
        const at::Tensor result = problem.addends.result;
        for (const std::int64_t row : {0, 30, 59, 60}) {
            problem.input = input.narrow(1, row, 1);
            problem.addends.result = result.narrow(1, row, 1);
            QVERIFY(at::equal(problem.run(), together.narrow(1, row, 1)));
        }
    }

    void newWeightsCount() {
        Problem problem = make_problem(5, 32, 48);
        const RowProduct product;
        const auto agrees = [&] {
            return at::allclose(product(problem.input, problem.weight, problem.bias, problem.addends),
                                problem.definition(), 1e-4, 1e-4);
        };
        QVERIFY(agrees());
        problem.weight.mul_(2);
        QVERIFY(agrees());
        // As merging an adapter does: the parameter gets other memory, again and again.
        for (int i = 0; i < 3; ++i) {
            problem.weight.set_data(at::randn({48, 32}));
            QVERIFY(agrees());
        }
    }

    void weightsInTrainingGetTheirGradient() {
        Problem problem = make_problem(4, 32, 32);
        problem.weight.requires_grad_(true);
        const at::Tensor grad = torch::autograd::grad({problem.run().sum()}, {problem.weight}).front();
        QVERIFY(grad.abs().sum().item<float>() > 0);
    }

    void halfPrecisionHasAdaptersInFullPrecision() {
        Problem problem = make_problem(4, 32, 32);
        problem.addends.down.requires_grad_(true);
        problem.input = problem.input.to(at::kBFloat16);
        problem.weight = problem.weight.to(at::kBFloat16);
        problem.bias = problem.bias.to(at::kBFloat16);
        problem.addends.result = problem.addends.result.to(at::kBFloat16);
        const at::Tensor result = problem.run();
        QCOMPARE(result.scalar_type(), at::kBFloat16);
        COMPARE_TENSORS(result.to(at::kFloat), problem.definition(), 0.1);
    }
};

QTEST_APPLESS_MAIN(TestRowProduct)
#include "tst_row_product.moc"
