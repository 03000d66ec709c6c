// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <atomic>
#include <cstdint>
#include <set>
#include <thread>

#include <ATen/Parallel.h>
#include <torch/torch.h>

#include "core/base/error.h"
#include "core/runtime/parallel.h"

using namespace tempera;

class TestParallel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { at::set_num_threads(2); }

    void everyIndexOnce() {
        std::vector<int> calls(37);
        for_each_parallel(c10::kCPU, 37, [&](std::int64_t i) { ++calls[static_cast<std::size_t>(i)]; });
        QCOMPARE(calls, std::vector<int>(37, 1));
        for_each_parallel(c10::kCPU, 0, [](std::int64_t) { QFAIL("nothing to do"); });
    }

    void twoAtOnceEachWithItsShareOfTheThreads() {
        std::atomic<int> inside = 0;
        std::vector<int> share(2);
        for_each_parallel(c10::kCPU, 2, [&](std::int64_t i) {
            ++inside;
            while (inside < 2) {  // a serial loop would wait here for ever
                std::this_thread::yield();
            }
            share[static_cast<std::size_t>(i)] = at::get_num_threads();
        });
        QCOMPARE(share, std::vector<int>({1, 1}));
        QCOMPARE(at::get_num_threads(), 2);
    }

    void inOrderWithOneThreadAndInside() {
        std::vector<std::int64_t> order;
        at::set_num_threads(1);
        for_each_parallel(c10::kCPU, 3, [&](std::int64_t i) { order.push_back(i); });
        QCOMPARE(order, std::vector<std::int64_t>({0, 1, 2}));
        at::set_num_threads(2);
        std::vector<std::set<std::thread::id>> inner(2);
        for_each_parallel(c10::kCPU, 2, [&](std::int64_t i) {
            for_each_parallel(c10::kCPU, 4, [&](std::int64_t) {
                inner[static_cast<std::size_t>(i)].insert(std::this_thread::get_id());
            });
        });
        QCOMPARE(inner[0].size(), std::size_t{1});
        QCOMPARE(inner[1].size(), std::size_t{1});
    }

    void gradientsAreTheSameAsInOrder() {
        const at::Tensor weight = torch::ones({8, 8}).requires_grad_();
        const auto gradient = [&](std::int64_t i) {
            const at::Tensor input = at::full({4, 8}, 0.1 * static_cast<double>(i + 1));
            return torch::autograd::grad({at::matmul(input, weight).tanh().sum()}, {weight}).front();
        };
        std::vector<at::Tensor> found(6);
        for_each_parallel(c10::kCPU, 6, [&](std::int64_t i) { found[static_cast<std::size_t>(i)] = gradient(i); });
        for (std::int64_t i = 0; i < 6; ++i) {
            QVERIFY(at::equal(found[static_cast<std::size_t>(i)], gradient(i)));
        }
    }

    void theCallersGradModeHolds() {
        const at::Tensor weight = torch::ones({2}).requires_grad_();
        std::vector<int> with_graph(4, -1);
        const torch::NoGradGuard no_grad;
        for_each_parallel(c10::kCPU, 4, [&](std::int64_t i) {
            with_graph[static_cast<std::size_t>(i)] = (weight * 2).requires_grad() ? 1 : 0;
        });
        QCOMPARE(with_graph, std::vector<int>(4, 0));
    }

    void exceptionsReachTheCaller() {
        QVERIFY_EXCEPTION_THROWN(for_each_parallel(c10::kCPU, 4,
                                                   [](std::int64_t i) {
                                                       if (i == 1) {
                                                           throw Error("broken", "here", "mend it");
                                                       }
                                                   }),
                                 Error);
    }
};

QTEST_APPLESS_MAIN(TestParallel)
#include "tst_parallel.moc"
