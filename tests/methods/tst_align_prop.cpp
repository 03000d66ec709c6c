// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <thread>

#include <malloc.h>

#include <QTest>

#include "core/methods/align_prop.h"
#include "tests/helpers/tensor_compare.h"
#include "tests/methods/method_bench.h"

using namespace tempera;

class TestAlignProp : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The step-by-step backward pass is the gradient of the unrolled graph.
    void gradient_data() {
        QTest::addColumn<QString>("kept");  // one letter a step: trained or left out
        QTest::newRow("K=1") << "0001";
        QTest::newRow("K=2") << "0011";
        QTest::newRow("K=T") << "1111";
        QTest::newRow("a draw for each step") << "1010";
    }
    void gradient() {
        QFETCH(QString, kept);
        std::vector<bool> trained;
        for (const QChar letter : kept) {
            trained.push_back(letter == '1');
        }
        const auto first = static_cast<std::int64_t>(kept.indexOf('1'));
        DiffusionModel model = tiny_diffusion();
        Redness reward;
        const LoraAdapter lora = LoraAdapter::create(model.unet, 2, make_stream(3, "lora"));
        for (std::size_t i = 0; i < lora.parameters().size(); ++i) {
            lora.parameters()[i].detach().copy_(0.3 * stream_noise(lora.parameters()[i].sizes(), 3, "values", 0, i));
        }
        lora.attach(model.unet);
        const DdimSchedule ddim(model.scheduler, 4, 1.0);
        const std::vector<std::uint64_t> seeds{1, 2};
        const at::Tensor embeds = model.encode_prompts({"cat", "owl"});
        const at::Tensor negative = model.encode_prompts({""});
        const auto path = sample_path(model, ddim, seeds, embeds, negative, 3.0);
        const at::Tensor last = path->latents.back().detach().requires_grad_(true);
        reward.score(model.decode(last), {}).sum().backward();
        const std::vector<at::Tensor> parameters = lora.parameters();
        const at::Tensor gradient =
            path_gradient(model, ddim, *path, embeds, negative, 3.0, trained, last.grad(), parameters);

        // The score as a function of the adapter, from the first trained state on, with the same noise. Steps
        // that are left out keep the noise that was predicted on the way.
        const auto score = [&]() {
            at::Tensor state = path->latents[static_cast<std::size_t>(first)];
            for (std::int64_t step = first; step < 4; ++step) {
                const auto place = static_cast<std::size_t>(step);
                const at::Tensor times = at::full({2}, ddim.timesteps()[place], at::kLong);
                const at::Tensor noise =
                    at::stack({step_noise(model.latent_shape(), 1, step), step_noise(model.latent_shape(), 2, step)});
                const at::Tensor output = trained[place]
                                              ? model.predict(state, times, model.guidance(embeds, negative, 3.0))
                                              : path->noise_predictions[place];
                state = ddim_mean(ddim, output, times, state) + ddim.coefficients(times).sigma * noise;
            }
            return reward.score(model.decode(state), {}).sum();
        };
        const at::Tensor unrolled =
            torch::nn::utils::parameters_to_vector(torch::autograd::grad({score()}, parameters));
        COMPARE_TENSORS(gradient, unrolled, 1e-4 * std::max(1.0, unrolled.abs().max().item<double>()));
        std::vector<at::Tensor> direction;  // a random one
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            direction.push_back(stream_noise(parameters[i].sizes(), 4, "direction", 0, i));
        }
        const double slope = (gradient * torch::nn::utils::parameters_to_vector(direction)).sum().item<double>();
        // Finite differences along it: a score of 12 is known to a millionth.
        torch::NoGradGuard no_grad;
        const double h = 1e-2;
        const auto shifted = [&](double by) {
            for (std::size_t i = 0; i < parameters.size(); ++i) {
                parameters[i].add_(direction[i], by);
            }
            return score().item<double>();
        };
        const double up = shifted(h);
        const double down = shifted(-2 * h);
        const double numeric = (up - down) / (2 * h);
        QVERIFY2(std::abs(numeric - slope) < 0.02 * std::abs(slope) + 1e-3,
                 (std::to_string(numeric) + " against " + std::to_string(slope)).c_str());
        LoraAdapter::detach(model.unet);
    }

    void without_a_trained_step() {
        DiffusionModel model = tiny_diffusion();
        const LoraAdapter lora = LoraAdapter::create(model.unet, 2, make_stream(3, "lora"));
        const at::Tensor gradient = path_gradient(model, DdimSchedule(model.scheduler, 4, 1.0), Path(), {}, {}, 1.0,
                                                  std::vector<bool>(4), {}, lora.parameters());
        QVERIFY(gradient.numel() > 0 && !gradient.any().item<bool>());
    }

    /// The largest memory of a whole epoch does not grow with the number of steps, whether one is trained or all.
    void memory_data() {
        QTest::addColumn<QString>("first");
        QTest::newRow("K=1") << "-1";
        QTest::newRow("K=T") << "0";
    }
    void memory() {
        QFETCH(QString, first);
        std::vector<double> peaks;
        for (const char* steps : {"4", "4", "24"}) {  // once to fill LibTorch's caches
            Bench bench(small_config("align-prop", {{"sample.num_steps", steps},
                                                    {"align_prop.truncation", "fixed"},
                                                    {"align_prop.first_trained_step", first.toStdString()},
                                                    {"micro_batch", "4"}}));
            std::atomic<bool> over = false;
            std::atomic<double> peak = 0;
            std::thread watch([&] {
                while (!over) {
                    const auto info = mallinfo2();
                    std::this_thread::sleep_for(std::chrono::microseconds(200));
                    peak = std::max(peak.load(), static_cast<double>(info.uordblks + info.hblkhd));
                }
            });
            bench.method->run_epoch(0);
            over = true;
            watch.join();
            peaks.push_back(peak);
        }
        // 20 more steps keep latents, noise and log-probs (9 kB a step), not activations (1 MB a step).
        QVERIFY2(peaks[2] - peaks[1] < 3e6, std::to_string(peaks[2] - peaks[1]).c_str());
    }

    void raises_the_reward() {
        Bench bench(small_config("align-prop", {{"align_prop.target", "100"}, {"lora.rank", "4"}}));
        const double before = bench.method->run_epoch(0).metrics.at("reward/train_mean");
        double after = 0;
        for (int epoch = 1; epoch < 12; ++epoch) {
            after = bench.method->run_epoch(epoch).metrics.at("reward/train_mean");
        }
        QVERIFY2(after > before + 1, (std::to_string(before) + " -> " + std::to_string(after)).c_str());
    }
};

QTEST_APPLESS_MAIN(TestAlignProp)
#include "tst_align_prop.moc"
