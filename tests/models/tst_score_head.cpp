// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>

#include <torch/torch.h>
#include <QTest>

#include "core/formats/torch_file.h"
#include "core/models/score_head.h"
#include "core/models/weights.h"
#include "core/runtime/random.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;

class TestScoreHead : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keysAreThoseOfTheFiles() {
        const auto weights = weights_of(*ScoreHead(768));
        std::set<std::string> expected;
        for (const std::string layer : {"0", "2", "4", "6", "7"}) {
            expected.insert({"layers." + layer + ".weight", "layers." + layer + ".bias"});
        }
        QCOMPARE(weights.size(), expected.size());
        for (const std::string& name : expected) {
            QVERIFY2(weights.contains(name), name.c_str());
        }
        QCOMPARE(weights.at("layers.0.weight").sizes(), (std::vector<std::int64_t>{1024, 768}));
        QCOMPARE(weights.at("layers.7.weight").sizes(), (std::vector<std::int64_t>{1, 16}));
    }

    void isOneAffineMap() {
        const at::NoGradGuard no_grad;
        ScoreHead head(6);
        init_weights(*head, make_stream(1, "test"));
        const at::Tensor a = at::rand({3, 6});
        const at::Tensor b = at::rand({3, 6});
        const at::Tensor origin = head(at::zeros({3, 6}));
        COMPARE_TENSORS(head(a + b), head(a) + head(b) - origin, 1e-6);
        QVERIFY(!compare(head(a), origin, 1e-6).empty());
    }

    /// The weights are public but not ours to distribute.
    void scoresOfThePublicPredictor() {
        const std::string name = "sac+logos+ava1-l14-linearMSE.pth";
        const auto file = std::filesystem::path(qgetenv("TEMPERA_PUBLIC_WEIGHTS").toStdString()) / name;
        if (!std::filesystem::exists(file)) {
            QSKIP(
                "set TEMPERA_PUBLIC_WEIGHTS to a folder that holds sac+logos+ava1-l14-linearMSE.pth "
                "(christophschuhmann/improved-aesthetic-predictor) to run this test");
        }
        const at::NoGradGuard no_grad;
        ScoreHead head(768);
        load_weights(*head, read_torch_file(file).tensors, file.string());
        const auto io =
            read_safetensors(std::filesystem::path(TEMPERA_FIXTURES) / "12_aesthetic" / "io.safetensors").tensors;
        COMPARE_TENSORS(head(io.at("embed")), io.at("score_with_public_sac_logos_ava1_weights"), 1e-4);
    }
};

QTEST_APPLESS_MAIN(TestScoreHead)
#include "tst_score_head.moc"
