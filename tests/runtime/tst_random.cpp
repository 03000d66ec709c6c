// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <torch/torch.h>
#include <QTest>

#include "core/runtime/random.h"

using namespace tempera;

class TestRandom : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sameStreamSameNoise() {
        const at::Tensor first = stream_noise({2, 3, 4}, 7, "latent", 1, 2);
        QVERIFY(at::equal(first, stream_noise({2, 3, 4}, 7, "latent", 1, 2)));
        QVERIFY(!at::equal(first, stream_noise({2, 3, 4}, 8, "latent", 1, 2)));
        QVERIFY(!at::equal(first, stream_noise({2, 3, 4}, 7, "step", 1, 2)));
        QVERIFY(!at::equal(first, stream_noise({2, 3, 4}, 7, "latent", 2, 2)));
        QVERIFY(!at::equal(first, stream_noise({2, 3, 4}, 7, "latent", 1, 3)));
    }

    void noiseIsStandardNormal() {
        const at::Tensor noise = stream_noise({100000}, 1, "moments");
        QVERIFY(std::abs(noise.mean().item<double>()) < 0.02);
        QVERIFY(std::abs(noise.std().item<double>() - 1) < 0.02);
    }

    void globalGeneratorIsUntouched() {
        torch::manual_seed(3);
        const at::Tensor expected = at::rand({4});
        torch::manual_seed(3);
        stream_noise({16}, 1, "other");
        QVERIFY(at::equal(expected, at::rand({4})));
    }
};

QTEST_APPLESS_MAIN(TestRandom)
#include "tst_random.moc"
