// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include <torch/torch.h>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/rewards/torchscript_reward.h"
#include "tests/helpers/error_text.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

const std::string kHead = "def forward(self, images: Tensor, prompts: List[str]) -> Tensor:\n";
const std::vector<std::string> kPrompts = {"a cat", "dog"};

/// forward() of the example in the manual, as it stands there.
std::string example_forward() {
    QFile file(QStringLiteral(TEMPERA_SOURCE_DIR "/docs/examples/brightness_reward.py"));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    const QByteArray text = file.readAll();
    const qsizetype begin = text.indexOf("    def forward");
    QByteArray forward;
    for (const QByteArray& line : text.mid(begin, text.indexOf("\n\n", begin) - begin).split('\n')) {
        forward += line.mid(4) + '\n';
    }
    return forward.toStdString();
}

}  // namespace

class TestTorchScriptReward : public QObject {
    Q_OBJECT

private:
    /// A module with this source as an archive.
    fs::path saved(const std::string& source, const std::function<void(torch::jit::Module&)>& prepare = {}) const {
        torch::jit::Module module("Judge");
        if (prepare) {
            prepare(module);
        }
        module.define(source);
        const fs::path file = fs::path(m_folder.path().toStdString()) / "judge.pt";
        module.save(file.string());
        return file;
    }

    static TorchScriptReward judge(const fs::path& file) { return {"mine", file, at::kCPU}; }

    /// The sentence about a module that cannot be loaded.
    static QString refusal(const fs::path& file) {
        return error_text([&] { judge(file); });
    }

    /// The sentence about a module that cannot score two pictures.
    static QString complaint(const fs::path& file, bool gradient = false) {
        return error_text([&] { judge(file).score(at::rand({2, 3, 4, 4}).requires_grad_(gradient), kPrompts); });
    }

    QTemporaryDir m_folder;

private Q_SLOTS:
    void scoresPicturesAndPrompts() {
        auto mine = judge(saved(kHead + "    lengths: List[int] = []\n"
                                        "    for prompt in prompts:\n"
                                        "        lengths.append(len(prompt))\n"
                                        "    return images.mean([1, 2, 3]) * torch.tensor(lengths)\n"));
        QCOMPARE(mine.name(), std::string("mine"));
        QVERIFY(mine.differentiable());
        const at::Tensor images = at::rand({2, 3, 4, 5});
        const at::Tensor expected = images.mean({1, 2, 3}) * at::tensor({5.0f, 3.0f});
        QVERIFY(at::allclose(mine.score(images, kPrompts), expected));
        const at::Tensor from_double = mine.score(images.to(at::kDouble), kPrompts);
        QVERIFY(from_double.scalar_type() == at::kFloat);
        QVERIFY(at::allclose(from_double, expected));
        // Scores must not change with the number of calls, as they do where an executor learns from the first ones.
        const at::Tensor first = mine.score(images, kPrompts);
        for (int i = 0; i < 5; ++i) {
            QVERIFY(mine.score(images, kPrompts).equal(first));
        }
        QVERIFY(error_text([&] { mine.score(images, {"one"}); }).contains("mine"));
    }

    void gradientReachesThePictures() {
        auto mine =
            judge(saved(kHead + "    return (self.weight * images * images).sum([1, 2, 3])\n", [](auto& module) {
                module.register_parameter("weight", at::full({1}, 3.0), /*is_buffer=*/false);
            }));
        const at::Tensor images = at::rand({2, 3, 4, 4}).requires_grad_();
        const at::Tensor scores = mine.score(images, kPrompts);
        scores[0].backward();
        QVERIFY(at::allclose(images.grad()[0], 6 * images[0].detach()));
        QCOMPARE(images.grad()[1].abs().sum().item<float>(), 0.0f);
        QVERIFY(!mine.score(images.detach(), kPrompts).requires_grad());  // the weights are frozen
        const torch::NoGradGuard no_grad;
        QVERIFY(!mine.score(images, kPrompts).requires_grad());
    }

    void isInEvaluationMode() {
        auto mine =
            judge(saved(kHead + "    if self.training:\n"
                                "        return images.mean([1, 2, 3]) * 0\n"
                                "    return images.mean([1, 2, 3])\n",
                        [](auto& module) { module.register_attribute("training", c10::BoolType::get(), true); }));
        QVERIFY((mine.score(at::full({2, 3, 4, 4}, 0.5), kPrompts) == 0.5).all().item<bool>());
    }

    /// docs/examples/brightness_reward.py, as docs/own-rewards.md shows it.
    void exampleOfTheManualWorks() {
        const std::string forward = example_forward();
        QVERIFY(forward.starts_with("def forward(self, images: torch.Tensor, prompts: List[str]) -> torch.Tensor:"));
        auto mine = judge(saved(forward, [](auto& module) {
            module.register_buffer("weights", at::tensor({0.299f, 0.587f, 0.114f}).view({1, 3, 1, 1}));
        }));
        at::Tensor images = at::full({3, 3, 4, 4}, 0.5).requires_grad_();
        const at::Tensor scores = mine.score(images, {"a cat", "a dark forest", "a dog"});
        QVERIFY(at::allclose(scores, at::tensor({0.5f, -0.5f, 0.5f})));
        scores.sum().backward();
        QVERIFY(std::abs(images.grad()[1].sum().item<double>() + 1) < 1e-5);
    }

    void otherFilesAreRefused() {
        const fs::path folder = m_folder.path().toStdString();
        QVERIFY(refusal(folder / "nowhere.pt").contains("nowhere.pt: there is no such file"));
        QVERIFY(refusal(folder).contains("there is no such file"));
        std::ofstream(folder / "words.pt") << "these are only words";
        std::vector<fs::path> others = {folder / "words.pt"};
        for (const auto& entry : fs::directory_iterator(fs::path(TEMPERA_FIXTURES) / "17_pickle")) {
            if (entry.path().extension() == ".pt") {
                others.push_back(entry.path());
            }
        }
        QVERIFY(others.size() > 2);
        for (const fs::path& file : others) {
            const QString said = refusal(file);
            QVERIFY2(said.contains("is no TorchScript archive") &&
                         said.contains("torch.jit.script(module).save(path)") &&
                         said.contains(QString::fromStdString(file.filename().string())),
                     qPrintable(said));
            QVERIFY2(!said.contains('\n'), qPrintable(said));
        }
    }

    void otherSignaturesAreRefused_data() {
        QTest::addColumn<QString>("source");
        QTest::newRow("pictures only") << "def forward(self, images: Tensor) -> Tensor:\n    return images\n";
        QTest::newRow("one prompt") << "def forward(self, images: Tensor, p: str) -> Tensor:\n    return images\n";
        QTest::newRow("other order")
            << "def forward(self, prompts: List[str], images: Tensor) -> Tensor:\n    return images\n";
        QTest::newRow("number") << "def forward(self, images: Tensor, p: List[str]) -> float:\n    return 0.5\n";
        QTest::newRow("one more") << "def forward(self, images: Tensor, p: List[str], seed: int) -> Tensor:\n"
                                     "    return images\n";
    }

    void otherSignaturesAreRefused() {
        QFETCH(QString, source);
        const QString said = refusal(saved(source.toStdString()));
        QVERIFY2(said.contains("its forward() has another signature") &&
                     said.contains("forward(images: Tensor, prompts: List[str]) -> Tensor"),
                 qPrintable(said));
    }

    void forwardIsNeeded() {
        const QString said = refusal(saved("def score(self, images: Tensor) -> Tensor:\n    return images\n"));
        QVERIFY2(said.contains("the module has no forward()"), qPrintable(said));
    }

    void moreArgumentsMayHaveDefaults() {
        auto mine =
            judge(saved("def forward(self, images: Tensor, p: List[str], scale: float=2.0) -> Tensor:\n"
                        "    return scale * images.mean([1, 2, 3])\n"));
        QVERIFY((mine.score(at::ones({2, 3, 4, 4}), kPrompts) == 2).all().item<bool>());
    }

    void wrongResultsAreErrors_data() {
        QTest::addColumn<QString>("result");
        QTest::addColumn<QString>("said");
        QTest::newRow("column") << "images.mean([1, 2, 3]).unsqueeze(1)"
                                << "Float [2, 1] for 2 pictures";
        QTest::newRow("mean of the batch") << "images.mean()"
                                           << "Float [] for 2 pictures";
        QTest::newRow("first only") << "images.mean([1, 2, 3])[:1]"
                                    << "Float [1] for 2 pictures";
        QTest::newRow("whole numbers") << "torch.argmax(images.flatten(1), 1)"
                                       << "Long [2] for 2 pictures";
    }

    void wrongResultsAreErrors() {
        QFETCH(QString, result);
        QFETCH(QString, said);
        const QString complained = complaint(saved(kHead + "    return " + result.toStdString() + "\n"));
        QVERIFY2(complained.contains(said) && complained.contains("of shape [pictures]"), qPrintable(complained));
    }

    void failuresOfTheModuleAreOneLine_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("said");
        QTest::newRow("raised") << "assert False, 'no judge for ' + prompts[0]"
                                << "no judge for a cat";
        QTest::newRow("shapes") << "images = images + torch.zeros([7])"
                                << "The size of tensor a (4) must match";
        QTest::newRow("index") << "images = images * len(prompts[9])"
                               << "out of range";
    }

    void failuresOfTheModuleAreOneLine() {
        QFETCH(QString, line);
        QFETCH(QString, said);
        const QString complained =
            complaint(saved(kHead + "    " + line.toStdString() + "\n    return images.mean([1, 2, 3])\n"));
        QVERIFY2(complained.startsWith("reward mine (") && complained.contains("its forward() failed") &&
                     complained.contains(said),
                 qPrintable(complained));
        QVERIFY2(!complained.contains('\n') && !complained.contains("Traceback") && !complained.contains("frame #"),
                 qPrintable(complained));
    }

    void missingGradientIsAnError() {
        const fs::path file = saved(kHead + "    return images.detach().mean([1, 2, 3])\n");
        QVERIFY(complaint(file, true).contains("carry no gradient to the pictures"));
        QCOMPARE(complaint(file, false), QString());
    }
};

QTEST_APPLESS_MAIN(TestTorchScriptReward)
#include "tst_torchscript_reward.moc"
