// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>
#include <set>

#include <QTemporaryDir>
#include <QTest>

#include <torch/torch.h>

#include "core/methods/pair_learner.h"
#include "core/methods/reference_pool.h"
#include "core/methods/winner_latents.h"
#include "core/methods/winner_set.h"
#include "core/models/lora.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/tensor_compare.h"
#include "tests/helpers/tiny_diffusion.h"
#include "tests/helpers/winner_folder.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

Config config_with(const std::vector<std::pair<std::string, std::string>>& settings) {
    Config config;
    config.set_text("method", "seppo");
    for (const auto& [key, value] : settings) {
        config.set_text(key, value, "test");
    }
    return config;
}

double sigmoid(double z) {
    return 1 / (1 + std::exp(-z));
}

at::Tensor leaf(double value) {
    return torch::tensor({value}, torch::dtype(torch::kDouble).requires_grad(true));
}

at::Tensor constant(double value) {
    return torch::tensor({value}, at::kDouble);
}

StateMap weights(double value) {
    return {{"w", at::full({2}, value)}};
}

/// Two pairs of noise.
PreferencePairs two_pairs(DiffusionModel& model) {
    PreferencePairs pairs;
    pairs.winners = stream_noise({2, 4, 8, 8}, 1, "winners");
    pairs.losers = stream_noise({2, 4, 8, 8}, 1, "losers");
    pairs.noise = stream_noise({2, 4, 8, 8}, 1, "noise");
    pairs.times = torch::tensor({100, 700}, at::kLong);
    pairs.embeds = model.encode_prompts({"cat", "owl"});
    return pairs;
}

}  // namespace

class TestSeppoParts : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;

    fs::path folder(const char* name) const { return fs::path(dir_.path().toStdString()) / name; }

    /// What reading a folder with this metadata.jsonl says; "1.png" is there.
    QString refusal(const char* name, const std::string& metadata) const {
        const fs::path where = folder(name);
        fs::create_directories(where);
        write_file_atomically(where / "1.png", encode_png(to_image(at::zeros({3, 4, 4}))));
        write_file_atomically(where / "metadata.jsonl", metadata);
        return error_text([&] { WinnerSet set(where); });
    }

private Q_SLOTS:
    // ---- loss ----

    void flipper() {
        // Positive: the policy fits the winner better than the reference.
        const at::Tensor statistic = torch::tensor({0.2, -0.1, 0.0});
        QVERIFY(at::equal(flip(Flipper::Sign, statistic), torch::tensor({1.0, -1.0, 0.0})));
        QVERIFY(at::equal(flip(Flipper::Indicator, statistic), torch::tensor({1.0, 0.0, 0.0})));
        QVERIFY(at::equal(flip(Flipper::None, statistic), torch::tensor({1.0, 1.0, 1.0})));
        QVERIFY(!flip(Flipper::Sign, statistic.clone().requires_grad_(true)).requires_grad());
    }

    void loss_and_gradient_data() {
        QTest::addColumn<double>("s");
        QTest::newRow("loses") << 1.0;
        QTest::newRow("left out") << 0.0;
        QTest::newRow("wins") << -1.0;
    }
    void loss_and_gradient() {
        QFETCH(double, s);
        // e_policy(w), e_policy(r), e_reference(w), e_reference(r).
        const double pw = 0.301, pr = 0.208, rw = 0.304, rr = 0.2;
        const double beta = 2000;
        const at::Tensor policy_winner = leaf(pw), policy_reference = leaf(pr);
        const at::Tensor loss =
            seppo_loss({policy_winner, policy_reference, constant(rw), constant(rr)}, constant(s), beta);
        const double z = -1000 * ((pw - rw) - s * (pr - rr));
        QVERIFY(std::abs(loss.item<double>() + std::log(sigmoid(z))) < 1e-9);
        loss.sum().backward();
        const double slope = 1000 * (1 - sigmoid(z));
        QVERIFY(std::abs(policy_winner.grad().item<double>() - slope) < 1e-6);
        QVERIFY(std::abs(policy_reference.grad().item<double>() + s * slope) < 1e-6);
    }

    void denoising_error_of_every_prediction_data() {
        QTest::addColumn<int>("prediction");
        QTest::newRow("epsilon") << static_cast<int>(Prediction::Epsilon);
        QTest::newRow("velocity") << static_cast<int>(Prediction::Velocity);
        QTest::newRow("sample") << static_cast<int>(Prediction::Sample);
    }
    void denoising_error_of_every_prediction() {
        QFETCH(int, prediction);
        torch::NoGradGuard no_grad;
        DiffusionModel model = tiny_diffusion();
        model.scheduler.prediction = static_cast<Prediction>(prediction);
        const at::Tensor x = stream_noise({2, 4, 8, 8}, 1, "x"), eps = stream_noise({2, 4, 8, 8}, 1, "eps");
        const at::Tensor times = torch::tensor({17, 803}, at::kLong);
        const at::Tensor embeds = model.encode_prompts({"cat", "owl"});
        // abar from the definition: betas are squares of a straight line.
        std::vector<double> abar;
        double product = 1;
        for (int t = 0; t < 1000; ++t) {
            const double root = std::sqrt(0.00085) + (std::sqrt(0.012) - std::sqrt(0.00085)) * t / 999;
            product *= 1 - root * root;
            abar.push_back(product);
        }
        std::vector<float> expected;
        for (int i = 0; i < 2; ++i) {
            const double a = abar[static_cast<std::size_t>(times[i].item<std::int64_t>())];
            const at::Tensor noisy = std::sqrt(a) * x[i] + std::sqrt(1 - a) * eps[i];
            const at::Tensor output =
                model.unet->forward(noisy.unsqueeze(0), times.slice(0, i, i + 1), embeds.slice(0, i, i + 1))[0];
            const at::Tensor target = prediction == static_cast<int>(Prediction::Epsilon) ? eps[i]
                                      : prediction == static_cast<int>(Prediction::Sample)
                                          ? x[i]
                                          : std::sqrt(a) * eps[i] - std::sqrt(1 - a) * x[i];
            expected.push_back((output - target).square().sum().item<float>() / 256);
        }
        COMPARE_TENSORS(denoising_error(model, make_alphas_cumprod(model.scheduler), x, eps, times, embeds),
                        torch::tensor(expected), 1e-4);
    }

    /// Policy and reference agree: s = 0, and only the winner's error is pulled down.
    void equal_policies_learn_from_the_winner_alone() {
        DiffusionModel model = tiny_diffusion();
        const LoraAdapter lora = LoraAdapter::create(model.unet, 2, make_stream(3, "lora"));
        for (std::size_t i = 0; i < lora.parameters().size(); ++i) {
            lora.parameters()[i].detach().copy_(0.3 * stream_noise(lora.parameters()[i].sizes(), 3, "values", 0, i));
        }
        lora.attach(model.unet);
        PreferencePairs pairs = two_pairs(model);
        const PairLearner learner(model, config_with({}));
        const ReferenceErrors same = learner.judge(pairs, 0, 2);
        const PairLesson lesson = learner.learn(pairs, 0, 2, same, lora.parameters());
        const PairLesson shortcut = learner.learn(pairs, 0, 2, {}, lora.parameters());
        const at::Tensor error = denoising_error(model, make_alphas_cumprod(model.scheduler), pairs.winners,
                                                 pairs.noise, pairs.times, pairs.embeds);
        const at::Tensor expected =
            torch::nn::utils::parameters_to_vector(torch::autograd::grad({500 * error.mean()}, lora.parameters()));
        const double scale = expected.abs().max().item<double>();
        COMPARE_TENSORS(shortcut.gradient / scale, expected / scale, 1e-4);
        COMPARE_TENSORS(lesson.gradient / scale, expected / scale, 1e-4);
        QVERIFY(std::abs(lesson.loss_sum - 2 * std::log(2.0)) < 1e-5);
        QCOMPARE(lesson.flipped, 0.0);
        QCOMPARE(lesson.statistic_sum, 0.0);
        LoraAdapter::detach(model.unet);
    }

    /// Averaged over draws, the statistic is the mean of what each draw says.
    void flipper_averages_over_draws() {
        DiffusionModel model = tiny_diffusion();
        const LoraAdapter lora = LoraAdapter::create(model.unet, 2, make_stream(3, "lora"));
        PreferencePairs pairs = two_pairs(model);
        pairs.anchor_noise = stream_noise({2, 2, 4, 8, 8}, 1, "anchors");
        pairs.anchor_times = torch::tensor({5, 300, 600, 900}, at::kLong).view({2, 2});
        const PairLearner learner(model, config_with({{"seppo.aaf_draws", "3"}}));
        const ReferenceErrors base = learner.judge(pairs, 0, 2);  // no adapter attached
        for (const at::Tensor& tensor : lora.parameters()) {
            tensor.detach().copy_(0.5 * stream_noise(tensor.sizes(), 3, "values"));
        }
        const at::Tensor alphas = make_alphas_cumprod(model.scheduler);
        const auto errors = [&] {
            torch::NoGradGuard no_grad;
            at::Tensor sum = denoising_error(model, alphas, pairs.winners, pairs.noise, pairs.times, pairs.embeds);
            for (int i = 0; i < 2; ++i) {
                sum = sum + denoising_error(model, alphas, pairs.winners, pairs.anchor_noise[i], pairs.anchor_times[i],
                                            pairs.embeds);
            }
            return sum / 3;
        };
        const at::Tensor before = errors();
        lora.attach(model.unet);
        const double expected = (before - errors()).sum().item<double>();
        const PairLesson lesson = learner.learn(pairs, 0, 2, base, lora.parameters());
        QVERIFY(std::abs(expected) > 1e-4);
        QVERIFY2(std::abs(lesson.statistic_sum - expected) < 1e-5, std::to_string(lesson.statistic_sum).c_str());
        LoraAdapter::detach(model.unet);
    }

    // ---- reference pool ----

    void strategies() {
        for (const char* name : {"initial", "latest", "random"}) {
            ReferencePool pool(
                config_with({{"seppo.reference", name}, {"seppo.pool_every", "4"}, {"seppo.pool_size", "100"}}));
            std::set<std::int64_t> seen;
            for (std::int64_t step = 0; step < 160; ++step) {
                pool.offer(step, weights(static_cast<double>(step)));
                QCOMPARE(pool.size(), static_cast<std::size_t>(step / 4 + 1));
                const auto& entry = pool.choose(step);
                QCOMPARE(entry.lora.at("w")[0].item<double>(), static_cast<double>(entry.step));
                // One reference for a whole iteration.
                QCOMPARE(entry.step, pool.choose(step / 4 * 4).step);
                if (std::string(name) == "initial") {
                    QCOMPARE(entry.step, std::int64_t{0});
                } else if (std::string(name) == "latest") {
                    QCOMPARE(entry.step, step / 4 * 4);
                }
                seen.insert(entry.step);
            }
            QVERIFY(std::string(name) != "random" || (seen.size() > 10 && seen.size() < 40));
        }
        // The first iteration has the first policy alone; the draw is uniform over the pool.
        ReferencePool pool(config_with({{"seppo.pool_every", "1"}, {"seppo.reference_draw", "update"}}));
        pool.offer(0, weights(0));
        QCOMPARE(pool.choose(0).step, std::int64_t{0});
        pool.offer(1, weights(1));
        int first = 0;
        for (std::int64_t step = 1; step <= 400; ++step) {
            first += pool.choose(step).step == 0 ? 1 : 0;
        }
        QVERIFY2(first > 150 && first < 250, std::to_string(first).c_str());
    }

    void pool_is_bounded_and_keeps_the_first() {
        ReferencePool pool(
            config_with({{"seppo.pool_every", "1"}, {"seppo.pool_size", "3"}, {"seppo.reference", "initial"}}));
        const at::Tensor live = at::zeros({2});
        for (std::int64_t step = 0; step < 6; ++step) {
            live.fill_(static_cast<double>(step));
            pool.offer(step, {{"w", live}});
        }
        QCOMPARE(pool.size(), std::size_t{3});
        QCOMPARE(pool.choose(5).lora.at("w")[0].item<double>(), 0.0);  // a copy, not the weights in training
        StateMap state;
        pool.save(state);
        QCOMPARE(state.at("pool/1/step").item<std::int64_t>(), std::int64_t{4});
        ReferencePool other(config_with({{"seppo.reference", "latest"}}));
        other.load(state);
        QCOMPARE(other.size(), std::size_t{3});
        QCOMPARE(other.choose(5).lora.at("w")[1].item<double>(), 5.0);
        state.erase("pool/2/step");
        QVERIFY(error_text([&] { other.load(state); }).contains("pool/2/step"));
    }

    // ---- winners ----

    void reads_an_image_folder() {
        write_winner_folder(folder("good"), {"a cat", "an \xc3\xbc owl", "a cat"});
        const WinnerSet set(folder("good"));
        QCOMPARE(set.size(), std::size_t{3});
        QCOMPARE(set[1].text, std::string("an \xc3\xbc owl"));
        QVERIFY(fs::exists(set[2].file));
        write_winner_folder(folder("same"), {"a cat", "an \xc3\xbc owl", "a cat"});
        QCOMPARE(WinnerSet(folder("same")).digest(), set.digest());
        write_winner_folder(folder("same"), {"a cat", "an \xc3\xbc owl", "a dog"});
        QVERIFY(WinnerSet(folder("same")).digest() != set.digest());
    }

    void refuses_bad_folders() {
        const std::string good = "{\"file_name\": \"1.png\", \"text\": \"cat\"}\n";
        QVERIFY(refusal("blank", good + "\n  \r\n" + good).isEmpty());
        QVERIFY(refusal("broken", good + "{\"file_name\": \"1.png\", \"te").contains("metadata.jsonl:2"));
        QVERIFY(refusal("list", "[1, 2]\n").contains("metadata.jsonl:1"));
        QVERIFY(
            refusal("no-text", good + good + "{\"file_name\": \"1.png\"}").contains("metadata.jsonl:3: has no text"));
        QVERIFY(refusal("number", "{\"file_name\": 1, \"text\": \"cat\"}").contains("file_name is not a text"));
        QVERIFY(refusal("empty-text", "{\"file_name\": \"1.png\", \"text\": \" \"}").contains("text is empty"));
        QVERIFY(refusal("up", "{\"file_name\": \"../up/1.png\", \"text\": \"cat\"}").contains("leads out"));
        QVERIFY(refusal("nested", "{\"file_name\": \"a/../../x.png\", \"text\": \"cat\"}").contains("leads out"));
        QVERIFY(refusal("root", "{\"file_name\": \"/etc/passwd\", \"text\": \"cat\"}").contains("leads out"));
        QVERIFY(refusal("absent", "{\"file_name\": \"2.png\", \"text\": \"cat\"}").contains("no picture '2.png'"));
        QVERIFY(refusal("not-utf8", "{\"file_name\": \"1.png\", \"text\": \"\xff\"}").contains("metadata.jsonl:1"));
        QVERIFY(refusal("nothing", "\n\n").contains("holds no picture"));
        QVERIFY(error_text([&] { WinnerSet set(folder("nowhere")); }).contains("seppo.winners"));
        fs::create_directories(folder("bare"));
        QVERIFY(error_text([&] { WinnerSet set(folder("bare")); }).contains("no metadata.jsonl"));
    }

    void pictures_are_scaled_and_cropped() {
        // Left half black, right half white, twice as wide as high: the middle is kept.
        at::Tensor wide = at::zeros({3, 32, 64});
        wide.slice(2, 32).fill_(1);
        const at::Tensor fitted = fit_picture(wide, 16);
        QCOMPARE(fitted.sizes(), at::IntArrayRef({3, 16, 16}));
        QCOMPARE(fitted.slice(2, 0, 6).abs().max().item<float>(), 0.0F);
        QCOMPARE(fitted.slice(2, 10).min().item<float>(), 1.0F);
        QCOMPARE(fit_picture(at::zeros({3, 7, 5}), 16).sizes(), at::IntArrayRef({3, 16, 16}));
        const at::Tensor square = at::rand({3, 16, 16});
        QVERIFY(at::equal(fit_picture(square, 16), square));
        // Antialias: a fine checkerboard becomes gray, not black or white.
        const at::Tensor fine = (at::arange(64).view({1, 64}) + at::arange(64).view({64, 1})).remainder(2);
        const at::Tensor gray = fit_picture(fine.to(at::kFloat).expand({3, 64, 64}), 16);
        QVERIFY(gray.slice(1, 1, 15).slice(2, 1, 15).sub(0.5).abs().max().item<float>() < 0.05F);
    }

    void latents_do_not_depend_on_the_company() {
        write_winner_folder(folder("latents"), {"a", "b", "c", "d"}, 24, 20);
        const WinnerSet set(folder("latents"));
        DiffusionModel model = tiny_diffusion();
        WinnerLatents all(model, set), some(model, set);
        const auto together = all.moments({0, 1, 2, 3}, {});
        const auto alone = some.moments({2}, {});
        QVERIFY(at::equal(together->first[2], alone->first[0]));
        const auto again = some.moments({3, 2, 3}, {});
        QVERIFY(at::equal(again->first[0], together->first[3]));
        QVERIFY(at::equal(again->second[1], together->second[2]));
        const at::Tensor zero = at::zeros({4, 4, 8, 8});
        COMPARE_TENSORS(sample_posterior(model, *together, zero), together->first * 0.18215, 1e-6);
        COMPARE_TENSORS(sample_posterior(model, *together, zero + 2),
                        (together->first + 2 * (0.5 * together->second).exp()) * 0.18215, 1e-6);
        WorkHooks stop;
        stop.stop_asked = [] { return true; };
        QVERIFY(!WinnerLatents(model, set).moments({0}, stop));
        write_file_atomically(folder("latents") / "pictures/1.png", "no picture");
        QVERIFY(error_text([&] { WinnerLatents(model, set).moments({1}, {}); }).contains("pictures/1.png"));
    }
};

QTEST_APPLESS_MAIN(TestSeppoParts)
#include "tst_seppo_parts.moc"
