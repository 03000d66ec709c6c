// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdint>
#include <sstream>

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/formats/image_tensor.h"
#include "core/pretraining/winners.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/tiny_diffusion.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

class Brightness : public Reward {
public:
    std::string name() const override { return "brightness"; }
    bool differentiable() const override { return false; }
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>&) override {
        return images01.mean({1, 2, 3});
    }
};

WinnerSettings small_settings() {
    WinnerSettings settings;
    settings.prompts = {"cat", "owl"};
    settings.per_prompt = 2;
    settings.candidates = 3;
    settings.sampler = {3, 1.0, 2.0, 4};
    return settings;
}

std::vector<nlohmann::json> rows_of(const fs::path& folder) {
    std::vector<nlohmann::json> rows;
    std::istringstream lines(read_file(folder / "metadata.jsonl"));
    for (std::string line; std::getline(lines, line);) {
        rows.push_back(nlohmann::json::parse(line));
    }
    return rows;
}

}  // namespace

class TestWinners : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    DiffusionModel model_ = tiny_diffusion();
    Brightness judge_;

    fs::path folder(const char* name) const { return fs::path(dir_.path().toStdString()) / name; }

private Q_SLOTS:
    void bestOfEachGroupIsKept() {
        const WinnerSettings settings = small_settings();
        double told = 0;
        WorkHooks hooks;
        hooks.progress = [&](double fraction) { told = fraction; };
        QVERIFY(!winners_complete(folder("whole")));
        QVERIFY(make_winners(model_, judge_, settings, folder("whole"), hooks));
        QVERIFY(winners_complete(folder("whole")));
        QCOMPARE(told, 1.0);
        const auto rows = rows_of(folder("whole"));
        QCOMPARE(rows.size(), std::size_t{4});
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const std::string prompt = settings.prompts[row / 2];
            QCOMPARE(rows[row].at("text").get<std::string>(), prompt);
            std::vector<std::uint64_t> seeds;
            for (std::uint64_t i = 0; i < 3; ++i) {
                seeds.push_back(stream_seed(1, "candidate", row / 2, row % 2 * 3 + i) & 0xffffffffU);
            }
            const at::Tensor images =
                model_.decode(*sample_latents(model_, settings.sampler, {3, prompt}, seeds)).detach();
            const at::Tensor scores = images.mean({1, 2, 3});
            QVERIFY(std::abs(rows[row].at("score").get<double>() - scores.max().item<double>()) < 1e-5);
            const Image stored = read_image(folder("whole") / rows[row].at("file_name").get<std::string>());
            const at::Tensor best = images[scores.argmax().item<std::int64_t>()];
            QVERIFY((to_tensor(stored) - best).abs().max().item<double>() < 0.003);
        }
    }

    void stoppedItGoesOnToTheSameBytes() {
        int polls = 10;  // in the second prompt
        WorkHooks hooks;
        hooks.stop_asked = [&] { return polls-- <= 0; };
        QVERIFY(!make_winners(model_, judge_, small_settings(), folder("halted"), hooks));
        QVERIFY(!winners_complete(folder("halted")));
        QVERIFY(fs::exists(folder("halted") / "0000-000.png"));
        QVERIFY(!fs::exists(folder("halted") / "0001-000.png"));
        const auto first = fs::last_write_time(folder("halted") / "0000-000.png");
        QVERIFY(make_winners(model_, judge_, small_settings(), folder("halted"), {}));
        QVERIFY(fs::last_write_time(folder("halted") / "0000-000.png") == first);
        for (const char* name : {"metadata.jsonl", "origin.json", "0000-001.png", "0001-001.png"}) {
            QVERIFY2(read_file(folder("halted") / name) == read_file(folder("whole") / name), name);
        }
        QVERIFY(!fs::exists(folder("halted") / "unfinished.json"));
    }

    void otherSettingsAreRefused() {
        WinnerSettings other = small_settings();
        QVERIFY(make_winners(model_, judge_, other, folder("whole"), {}));  // nothing left to do
        other.seed = 2;
        QVERIFY(
            error_text([&] { make_winners(model_, judge_, other, folder("whole"), {}); }).contains("other settings"));
        QVERIFY(winners_folder(model_, other) != winners_folder(model_, small_settings()));
        // Unfinished work of other settings is begun anew.
        int polls = 10;
        WorkHooks hooks;
        hooks.stop_asked = [&] { return polls-- <= 0; };
        QVERIFY(!make_winners(model_, judge_, other, folder("changed"), hooks));
        QVERIFY(make_winners(model_, judge_, small_settings(), folder("changed"), {}));
        QVERIFY(read_file(folder("changed") / "0000-000.png") == read_file(folder("whole") / "0000-000.png"));
    }
};

QTEST_APPLESS_MAIN(TestWinners)
#include "tst_winners.moc"
