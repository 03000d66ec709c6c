// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <torch/torch.h>
#include <QTest>

#include "core/base/error.h"
#include "core/ops/flat_adamw.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;

namespace {

std::vector<at::Tensor> make_params() {
    torch::manual_seed(5);
    std::vector<at::Tensor> params{at::randn({4, 7}), at::randn({3}), at::randn({}),
                                   at::randn({2, 3, 4, 4}).contiguous(at::MemoryFormat::ChannelsLast)};
    for (at::Tensor& param : params) {
        param.set_requires_grad(true);
    }
    return params;
}

std::vector<at::Tensor> copies(const std::vector<at::Tensor>& params) {
    std::vector<at::Tensor> result;
    for (const at::Tensor& param : params) {
        result.push_back(param.detach().clone().set_requires_grad(true));
    }
    return result;
}

at::Tensor loss_of(const std::vector<at::Tensor>& params, double target) {
    at::Tensor loss = at::zeros({});
    for (const at::Tensor& param : params) {
        loss = loss + ((param - target) * (param * 0.3 + 1)).pow(2).sum();
    }
    return loss;
}

const AdamWOptions kOptions{.lr = 0.03, .beta1 = 0.8, .beta2 = 0.95, .eps = 1e-7, .weight_decay = 0.1};

}  // namespace

class TestFlatAdamW : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsTheOptimizerOfTorch() {
        std::vector<at::Tensor> params = make_params();
        std::vector<at::Tensor> expected = copies(params);
        FlatAdamW optimizer(params, kOptions);
        torch::optim::AdamW reference(expected, torch::optim::AdamWOptions(kOptions.lr)
                                                    .betas({kOptions.beta1, kOptions.beta2})
                                                    .eps(kOptions.eps)
                                                    .weight_decay(kOptions.weight_decay));
        for (int step = 0; step < 20; ++step) {
            optimizer.zero_grad();
            loss_of(params, 0.1 * step).backward();
            loss_of(params, 2).backward();
            optimizer.step();
            reference.zero_grad();
            loss_of(expected, 0.1 * step).backward();
            loss_of(expected, 2).backward();
            reference.step();
        }
        for (std::size_t i = 0; i < params.size(); ++i) {
            COMPARE_TENSORS(params[i], expected[i], 1e-6);
        }
        QCOMPARE(optimizer.step_count(), 20);
    }

    void clipsLikeTorch() {
        std::vector<at::Tensor> params = make_params();
        std::vector<at::Tensor> expected = copies(params);
        FlatAdamW optimizer(params, kOptions);
        loss_of(params, 3).backward();
        loss_of(expected, 3).backward();
        const double norm = torch::nn::utils::clip_grad_norm_(expected, 0.5);
        const double actual = optimizer.clip_grad_norm(0.5);
        QVERIFY(std::abs(actual - norm) < 1e-5 * norm);
        for (std::size_t i = 0; i < params.size(); ++i) {
            COMPARE_TENSORS(params[i].grad(), expected[i].grad(), 1e-7);
        }
        const double small = optimizer.clip_grad_norm(10);
        QVERIFY(std::abs(small - 0.5) < 1e-5);
        COMPARE_TENSORS(params[0].grad(), expected[0].grad(), 1e-7);
    }

    void constructionKeepsValuesAndShapes() {
        const std::vector<at::Tensor> before = copies(make_params());
        std::vector<at::Tensor> params = make_params();
        const FlatAdamW optimizer(params, kOptions);
        for (std::size_t i = 0; i < params.size(); ++i) {
            QVERIFY(at::equal(params[i], before[i]));
            QCOMPARE(params[i].strides().vec(), before[i].strides().vec());
            QCOMPARE(optimizer.exp_avg(i).sizes().vec(), params[i].sizes().vec());
        }
    }

    void resumesBitForBit() {
        std::vector<at::Tensor> params = make_params();
        FlatAdamW optimizer(params, kOptions);
        const auto train = [](FlatAdamW& which, int steps) {
            for (int step = 0; step < steps; ++step) {
                which.zero_grad();
                loss_of(which.params(), 1).backward();
                which.step();
            }
        };
        train(optimizer, 3);
        std::vector<at::Tensor> saved = copies(params);
        const auto state = optimizer.state_dict();
        train(optimizer, 3);
        FlatAdamW resumed(saved, kOptions);
        resumed.load_state_dict(state);
        train(resumed, 3);
        for (std::size_t i = 0; i < params.size(); ++i) {
            QVERIFY(at::equal(params[i], saved[i]));
            QVERIFY(at::equal(optimizer.exp_avg_sq(i), resumed.exp_avg_sq(i)));
        }
    }

    void momentsAreViewsPerParameter() {
        std::vector<at::Tensor> params = make_params();
        FlatAdamW optimizer(params, kOptions);
        loss_of(params, 3).backward();
        const at::Tensor grad = params[1].grad().clone();
        optimizer.step();
        COMPARE_TENSORS(optimizer.exp_avg(1), grad * (1 - kOptions.beta1), 1e-6);
        optimizer.exp_avg(1).zero_();
        QCOMPARE(optimizer.exp_avg(1).abs().sum().item<double>(), 0.0);
        QVERIFY(optimizer.exp_avg(0).abs().sum().item<double>() > 0);
    }

    void refusesWhatItCannotTrain() {
        QVERIFY_EXCEPTION_THROWN(FlatAdamW({}, kOptions), Error);
        QVERIFY_EXCEPTION_THROWN(FlatAdamW({at::zeros({2}, at::kDouble)}, kOptions), Error);
        std::vector<at::Tensor> params = make_params();
        FlatAdamW optimizer(params, kOptions);
        FlatAdamW other({at::zeros({99})}, kOptions);
        QVERIFY_EXCEPTION_THROWN(optimizer.load_state_dict(other.state_dict()), Error);
        QVERIFY_EXCEPTION_THROWN(optimizer.load_state_dict({}), Error);
    }
};

QTEST_APPLESS_MAIN(TestFlatAdamW)
#include "tst_flat_adamw.moc"
