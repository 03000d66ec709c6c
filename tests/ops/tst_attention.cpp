// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>

#include <torch/torch.h>
#include <QTest>

#include "core/ops/attention.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;

namespace {

/// The definition, one head and one sample at a time, in fp64.
at::Tensor reference(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, std::int64_t heads,
                     bool causal) {
    const std::int64_t width = query.size(2) / heads;
    std::vector<at::Tensor> samples;
    for (std::int64_t b = 0; b < query.size(0); ++b) {
        std::vector<at::Tensor> parts;
        for (std::int64_t h = 0; h < heads; ++h) {
            const auto part = [&](const at::Tensor& t) { return t[b].narrow(1, h * width, width).to(at::kDouble); };
            at::Tensor scores = part(query).mm(part(key).t()) / std::sqrt(static_cast<double>(width));
            if (causal) {
                scores = scores.masked_fill(at::ones_like(scores).triu(1).to(at::kBool), -1e30);
            }
            parts.push_back(at::softmax(scores, 1).mm(part(value)));
        }
        samples.push_back(at::cat(parts, 1));
    }
    return at::stack(samples).to(query.scalar_type());
}

}  // namespace

class TestAttention : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { torch::manual_seed(1); }

    void matchesTheDefinition_data() {
        QTest::addColumn<int>("heads");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("queries");
        QTest::addColumn<int>("keys");
        QTest::addColumn<bool>("causal");
        QTest::newRow("self") << 4 << 64 << 64 << 64 << false;
        QTest::newRow("cross") << 2 << 48 << 16 << 77 << false;
        QTest::newRow("causal") << 4 << 32 << 77 << 77 << true;
        QTest::newRow("tiny") << 2 << 8 << 4 << 4 << false;
        QTest::newRow("one token") << 1 << 5 << 1 << 1 << true;
        QTest::newRow("one wide head") << 1 << 130 << 36 << 36 << false;
    }

    void matchesTheDefinition() {
        QFETCH(int, heads);
        QFETCH(int, width);
        QFETCH(int, queries);
        QFETCH(int, keys);
        QFETCH(bool, causal);
        const at::Tensor query = at::randn({3, queries, width}).set_requires_grad(true);
        const at::Tensor key = at::randn({3, keys, width}).set_requires_grad(true);
        const at::Tensor value = at::randn({3, keys, width}).set_requires_grad(true);
        const at::Tensor weight = at::randn({3, queries, width});
        const at::Tensor actual = attention(query, key, value, {.heads = heads, .causal = causal});
        const at::Tensor expected = reference(query, key, value, heads, causal);
        COMPARE_TENSORS(actual, expected, 2e-6);
        const auto grads = torch::autograd::grad({(actual * weight).sum()}, {query, key, value});
        const auto expected_grads = torch::autograd::grad({(expected * weight).sum()}, {query, key, value});
        for (std::size_t i = 0; i < grads.size(); ++i) {
            COMPARE_TENSORS(grads[i], expected_grads[i], 5e-6);
        }
    }

    /// Training must see the numbers that sampling saw.
    void gradientsDoNotChangeTheResult() {
        const at::Tensor query = at::randn({4, 64, 64});
        const at::Tensor key = at::randn({4, 17, 64});
        const at::Tensor with = attention(query.clone().set_requires_grad(true), key, key, {.heads = 4});
        const at::NoGradGuard no_grad;
        QVERIFY(at::equal(attention(query, key, key, {.heads = 4}), with));
    }

    void resultDoesNotDependOnTheRestOfTheBatch() {
        const at::Tensor query = at::randn({4, 16, 32});
        const at::Tensor whole = attention(query, query, query, {.heads = 2});
        const at::Tensor second = query.narrow(0, 1, 1);
        QVERIFY(at::equal(attention(second, second, second, {.heads = 2}), whole.narrow(0, 1, 1)));
    }

    void longSequencesAreSliced() {
        const at::Tensor query = at::randn({2, 50, 8}, at::kDouble);
        const at::Tensor key = at::randn({2, 50, 8}, at::kDouble);
        const at::Tensor actual = attention(query, key, key, {.heads = 4, .causal = true, .max_scores = 3000});
        COMPARE_TENSORS(actual, reference(query, key, key, 4, true), 1e-12);
    }

    void halfPrecisionKeepsItsType() {
        const at::Tensor query = at::randn({2, 9, 8}).to(at::kBFloat16);
        const at::Tensor actual = attention(query, query, query, {.heads = 2, .upcast = true});
        QCOMPARE(actual.scalar_type(), at::kBFloat16);
        const at::Tensor wide = query.to(at::kFloat);
        COMPARE_TENSORS(actual, reference(wide, wide, wide, 2, false), 2e-2);
    }
};

QTEST_APPLESS_MAIN(TestAttention)
#include "tst_attention.moc"
