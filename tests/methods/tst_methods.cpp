// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <thread>

#include <malloc.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/methods/align_prop.h"
#include "core/methods/method.h"
#include "core/methods/policy_update.h"
#include "core/methods/state_map.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/tensor_compare.h"
#include "tests/helpers/tiny_diffusion.h"
#include "tests/helpers/winner_folder.h"

using namespace tempera;

namespace {

/// How red a picture is.
class Redness : public Reward {
public:
    std::string name() const override { return "redness"; }
    bool differentiable() const override { return smooth; }
    at::Tensor score(const at::Tensor& images01, const std::vector<std::string>&) override {
        ++calls;
        return (images01.select(1, 0) - images01.select(1, 1)).mean({1, 2}) * 100;
    }

    bool smooth = true;
    int calls = 0;
};

/// Five winners for SePPO, fewer than an epoch uses.
std::string winner_folder() {
    static const QTemporaryDir dir;
    const std::string folder = dir.filePath("winners").toStdString();
    write_winner_folder(folder, {"cat", "dog", "owl", "cat", "dog"});
    return folder;
}

using Settings = std::vector<std::pair<std::string, std::string>>;

Config small_config(const std::string& method, const Settings& more = {}) {
    Config config;
    const Settings base{{"method", method},
                        {"sample.num_steps", "4"},
                        {"sample.batch_size", "4"},
                        {"sample.num_batches_per_epoch", "2"},
                        {"sample.neuron_reset_freq", "2"},
                        {"train.batch_size", "1"},
                        {"train.gradient_accumulation_steps", "4"},
                        {"train.learning_rate", "0.01"},
                        {"train.clip_range", "0.01"},
                        {"critic.input", "latent"},
                        {"critic.init", "fan_in"},
                        {"critic.learning_rate", "0.001"},
                        {"micro_batch", "4"},
                        {"per_prompt.min_count", "3"},
                        {"seppo.winners", winner_folder()},
                        {"seppo.pool_every", "3"}};
    for (const auto& [key, value] : base) {
        config.set_text(key, value, "test");
    }
    for (const auto& [key, value] : more) {
        config.set_text(key, value, "test");
    }
    return config;
}

/// One run on a tiny random model of its own.
struct Bench {
    explicit Bench(const Config& settings) : config(settings) {
        ImageEncoder encoder;
        encoder.width = 12;
        encoder.features = [](const at::Tensor& images) { return at::adaptive_avg_pool2d(images, {2, 2}).flatten(1); };
        MethodContext context{model, reward, config, {"cat", "dog", "owl"}, encoder, {}, {}};
        context.stop_asked = [this] { return polls_left-- == 0; };
        context.progress = [this](const std::string& phase, double fraction) { progress[phase] = fraction; };
        method = make_method(std::move(context));
    }

    Config config;
    DiffusionModel model = tiny_diffusion();
    Redness reward;
    int polls_left = -1;
    std::map<std::string, double> progress;
    std::unique_ptr<Method> method;
};

std::string difference(const StateMap& one, const StateMap& two) {
    if (one.size() != two.size()) {
        return "different keys";
    }
    for (const auto& [name, tensor] : one) {
        const auto other = two.find(name);
        if (other == two.end() || !at::equal(tensor, other->second)) {
            return name;
        }
    }
    return "";
}

std::string difference(const EpochReport& one, const EpochReport& two) {
    for (const auto& [name, value] : one.metrics) {
        if (!name.starts_with("time/") && (!two.metrics.contains(name) || two.metrics.at(name) != value)) {
            return name;
        }
    }
    return at::equal(one.images, two.images) && one.seeds == two.seeds && one.prompts == two.prompts &&
                   one.reward_queries == two.reward_queries && one.policy_steps == two.policy_steps
               ? ""
               : "pictures or counters";
}

#define QVERIFY_SAME(one, two) QVERIFY2(difference(one, two).empty(), difference(one, two).c_str())

void methods_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"ddpo", "tdpo", "tdpo-r", "align-prop", "seppo"}) {
        QTest::newRow(name) << name;
    }
}

}  // namespace

/// Whole methods on a tiny random model.
class TestMethods : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void epoch_data() { methods_data(); }
    void epoch() {
        QFETCH(QString, name);
        const std::string method = name.toStdString();
        Bench bench(small_config(method));
        const StateMap start = bench.method->save();
        const EpochReport report = bench.method->run_epoch(0);
        QVERIFY(!report.stopped);
        QCOMPARE(report.images.sizes(), at::IntArrayRef({8, 3, 16, 16}));
        QCOMPARE(report.rewards.size(), std::size_t{8});
        QCOMPARE(report.reward_queries, std::int64_t{8});
        const std::int64_t updates = method.starts_with("tdpo") ? 8 : 2;
        QCOMPARE(report.policy_steps, updates);
        std::vector<std::string> expected{"reward/train_mean", "reward/train_std", "policy/loss",    "policy/grad_norm",
                                          "time/sampling_s",   "time/scoring_s",   "time/updating_s"};
        if (method == "seppo") {
            expected.insert(expected.end(), {"seppo/aaf_rate", "seppo/winner_gain", "seppo/reference_step"});
        } else if (method != "align-prop") {
            expected.insert(expected.end(),
                            {"policy/approx_kl", "policy/clip_fraction", "policy/ratio_noise", "policy/advantage_std"});
            QVERIFY2(report.metrics.at("policy/ratio_noise") < 1e-6,
                     std::to_string(report.metrics.at("policy/ratio_noise")).c_str());
            QVERIFY(report.metrics.at("policy/approx_kl") > 0);
        }
        if (method.starts_with("tdpo")) {
            expected.insert(expected.end(),
                            {"critic/loss", "critic/clip_fraction", "critic/explained_variance", "critic/grad_norm",
                             "neurons/dormant_share", "neurons/dormant_share_layer0", "neurons/dormant_share_layer3"});
            QCOMPARE(report.neurons.size(), std::size_t{4});
            QCOMPARE(report.neurons[0].scores.size(), std::size_t{1024});
        }
        for (const std::string& key : expected) {
            QVERIFY2(report.metrics.contains(key), key.c_str());
            QVERIFY2(std::isfinite(report.metrics.at(key)), key.c_str());
        }
        QVERIFY(!difference(start, bench.method->save()).empty());
        QCOMPARE(bench.progress.at("updating"), 1.0);

        const EpochReport second = bench.method->run_epoch(1);
        QCOMPARE(second.reward_queries, std::int64_t{16});
        QCOMPARE(second.resets.size(), std::size_t{method == "tdpo-r" ? 4U : 0U});
        QCOMPARE(second.metrics.contains("neurons/reset_count"), method == "tdpo-r");
        if (method.starts_with("tdpo")) {
            QVERIFY(second.metrics.contains("neurons/overlap"));
        }
    }

    /// A run that was saved and loaded into a fresh process goes on bit for bit.
    void resume_data() { methods_data(); }
    void resume() {
        QFETCH(QString, name);
        const Config config = small_config(name.toStdString());
        Bench whole(config);
        whole.method->run_epoch(0);
        Bench resumed(config);
        resumed.method->load(whole.method->save());
        for (int epoch = 1; epoch < 3; ++epoch) {
            QVERIFY_SAME(resumed.method->run_epoch(epoch), whole.method->run_epoch(epoch));
        }
        QVERIFY_SAME(resumed.method->save(), whole.method->save());
    }

    /// Stopped anywhere, a method reports nothing but that; loading its last state undoes the rest.
    void stop_data() { methods_data(); }
    void stop() {
        QFETCH(QString, name);
        Bench bench(small_config(name.toStdString()));
        bench.method->run_epoch(0);
        const StateMap state = bench.method->save();
        const EpochReport expected = bench.method->run_epoch(1);
        std::vector<int> moments{0, 3, 7};
        if (name != "align-prop") {
            moments.insert(moments.end(), {10, 15});  // scoring and updating
        }
        for (const int polls : moments) {
            bench.method->load(state);
            bench.polls_left = polls;
            const EpochReport report = bench.method->run_epoch(1);
            QVERIFY2(report.stopped, std::to_string(polls).c_str());
            QVERIFY(report.metrics.empty());
        }
        bench.polls_left = -1;
        bench.method->load(state);
        QVERIFY_SAME(bench.method->run_epoch(1), expected);
    }

    /// With a critic that says 0, and no whitening, TDPO is DDPO in time_major order.
    void tdpo_without_critic_is_ddpo() {
        const Settings shared{{"train.adv_clip_max", "5"}, {"train.loop_order", "time_major"}, {"critic.coef", "0"}};
        Bench ddpo(small_config("ddpo", shared));
        Bench tdpo(small_config("tdpo", shared));
        StateMap state = tdpo.method->save();
        for (auto& [key, tensor] : state) {
            if (key.starts_with("critic/")) {
                tensor.zero_();
            }
        }
        tdpo.method->load(state);
        for (int epoch = 0; epoch < 2; ++epoch) {
            const EpochReport one = ddpo.method->run_epoch(epoch);
            const EpochReport two = tdpo.method->run_epoch(epoch);
            QVERIFY_SAME(one, two);
        }
        QVERIFY_SAME(ddpo.method->lora().state_dict(), tdpo.method->lora().state_dict());
    }

    void micro_batch_is_an_implementation_detail() {
        Bench one(small_config("tdpo", {{"micro_batch", "1"}}));
        Bench four(small_config("tdpo", {{"micro_batch", "4"}}));
        COMPARE_TENSORS(one.method->run_epoch(0).images, four.method->run_epoch(0).images, 1e-4);
        const auto a = one.method->lora().state_dict();
        for (const auto& [name, tensor] : four.method->lora().state_dict()) {
            COMPARE_TENSORS(a.at(name), tensor, 2e-3);
        }
    }

    void decoded_critic_input() {
        Bench bench(small_config("tdpo", {{"critic.input", "decoded"}}));
        QCOMPARE(bench.method->save().at("critic/layers.0.weight").size(1), std::int64_t{12});
        QVERIFY(!bench.method->run_epoch(0).stopped);
    }

    void per_timestep_statistics() {
        Bench bench(small_config("tdpo", {{"sample.num_steps", "8"},
                                          {"train.first_steps", "3"},
                                          {"train.shuffle_timestep", "false"},
                                          {"micro_batch", "2"}}));
        std::map<std::string, int> rows;
        const EpochReport report = bench.method->run_epoch(0);
        for (const TimestepRow& row : report.timesteps) {
            ++rows[row.key];
        }
        QCOMPARE(rows.at("sensitivity"), 8);
        QCOMPARE(rows.at("approx_kl"), 3);
        QCOMPARE(rows.at("grad_snr"), 3);
        QCOMPARE(rows.at("critic_ev"), 3);
        QVERIFY2(report.events.empty(), report.events.empty() ? "" : report.events[0].text.c_str());

        Bench all(small_config("tdpo"));
        const auto events = all.method->run_epoch(0).events;
        QCOMPARE(events.size(), std::size_t{1});
        QVERIFY(events[0].text.find("train.first_steps") != std::string::npos);
        QVERIFY(all.method->run_epoch(1).events.empty());
    }

    // ---- AlignProp ----

    /// The step-by-step backward pass is the gradient of the unrolled graph.
    void align_prop_gradient_data() {
        QTest::addColumn<QString>("kept");  // one letter a step: trained or left out
        QTest::newRow("K=1") << "0001";
        QTest::newRow("K=2") << "0011";
        QTest::newRow("K=T") << "1111";
        QTest::newRow("a draw for each step") << "1010";
    }
    void align_prop_gradient() {
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
                const at::Tensor output = trained[place] ? model.predict(state, times, embeds, negative, 3.0)
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
        // Finite differences along it.
        torch::NoGradGuard no_grad;
        const double h = 1e-3;
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

    void align_prop_without_a_trained_step() {
        DiffusionModel model = tiny_diffusion();
        const LoraAdapter lora = LoraAdapter::create(model.unet, 2, make_stream(3, "lora"));
        const at::Tensor gradient = path_gradient(model, DdimSchedule(model.scheduler, 4, 1.0), Path(), {}, {}, 1.0,
                                                  std::vector<bool>(4), {}, lora.parameters());
        QVERIFY(gradient.numel() > 0 && !gradient.any().item<bool>());
    }

    /// The largest memory of a whole epoch does not grow with the number of steps, whether one is trained or all.
    void align_prop_memory_data() {
        QTest::addColumn<QString>("first");
        QTest::newRow("K=1") << "-1";
        QTest::newRow("K=T") << "0";
    }
    void align_prop_memory() {
        QFETCH(QString, first);
        std::vector<double> peaks;
        for (const char* steps : {"4", "4", "40"}) {  // once to fill LibTorch's caches
            Bench bench(small_config("align-prop", {{"sample.num_steps", steps},
                                                    {"align_prop.truncation", "fixed"},
                                                    {"align_prop.first_trained_step", first.toStdString()},
                                                    {"micro_batch", "4"}}));
            std::atomic<bool> over = false;
            std::atomic<double> peak = 0;
            std::thread watch([&] {
                while (!over) {
                    const auto info = mallinfo2();
                    peak = std::max(peak.load(), static_cast<double>(info.uordblks + info.hblkhd));
                }
            });
            bench.method->run_epoch(0);
            over = true;
            watch.join();
            peaks.push_back(peak);
        }
        // 36 more steps keep latents, noise and log-probs (9 kB a step), not activations (1 MB a step).
        QVERIFY2(peaks[2] - peaks[1] < 3e6, std::to_string(peaks[2] - peaks[1]).c_str());
    }

    void align_prop_raises_the_reward() {
        Bench bench(small_config("align-prop", {{"align_prop.target", "100"}, {"lora.rank", "4"}}));
        const double before = bench.method->run_epoch(0).metrics.at("reward/train_mean");
        double after = 0;
        for (int epoch = 1; epoch < 12; ++epoch) {
            after = bench.method->run_epoch(epoch).metrics.at("reward/train_mean");
        }
        QVERIFY2(after > before + 1, (std::to_string(before) + " -> " + std::to_string(after)).c_str());
    }

    // ---- SePPO ----

    /// The first policy is its own reference: z = 0, nothing is flipped, and the winner's error alone counts.
    void seppo_begins_with_winners_alone() {
        Bench bench(small_config("seppo", {{"train.gradient_accumulation_steps", "8"}}));
        const EpochReport report = bench.method->run_epoch(0);
        QVERIFY(std::abs(report.metrics.at("policy/loss") - std::log(2.0)) < 1e-6);
        QCOMPARE(report.metrics.at("seppo/aaf_rate"), 0.0);
        QCOMPARE(report.metrics.at("seppo/winner_gain"), 0.0);
        QCOMPARE(report.metrics.at("seppo/reference_step"), 0.0);
        // The second update measures against the first policy, which it has left.
        const EpochReport second = bench.method->run_epoch(1);
        QVERIFY(second.metrics.at("policy/loss") != report.metrics.at("policy/loss"));
        QVERIFY(second.metrics.at("seppo/winner_gain") != 0.0);
    }

    /// Against the first policy the winners become likelier, with every flipper and reference.
    void seppo_learns_the_winners_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::newRow("sign") << "seppo.flipper"
                              << "sign";
        QTest::newRow("indicator") << "seppo.flipper"
                                   << "indicator";
        QTest::newRow("none") << "seppo.flipper"
                              << "none";
        QTest::newRow("image space") << "seppo.ref_space"
                                     << "image";
        QTest::newRow("draws") << "seppo.aaf_draws"
                               << "3";
    }
    void seppo_learns_the_winners() {
        QFETCH(QString, key);
        QFETCH(QString, value);
        Bench bench(small_config("seppo", {{"seppo.reference", "initial"},
                                           {"seppo.warmup_fraction", "0"},
                                           {"train.num_inner_epochs", "4"},
                                           {key.toStdString(), value.toStdString()}}));
        double gain = 0;
        for (int epoch = 0; epoch < 4; ++epoch) {
            const EpochReport report = bench.method->run_epoch(epoch);
            gain = report.metrics.at("seppo/winner_gain");
            QCOMPARE(report.metrics.at("seppo/reference_step"), 0.0);
            QCOMPARE(report.policy_steps, std::int64_t{8 * (epoch + 1)});
        }
        QVERIFY2(gain > 0.001, std::to_string(gain).c_str());
    }

    void seppo_keeps_its_pool_in_the_checkpoint() {
        Bench bench(small_config("seppo", {{"seppo.reference", "latest"}}));
        QVERIFY(bench.method->save().contains("pool/0/step"));
        for (int epoch = 0; epoch < 3; ++epoch) {
            bench.method->run_epoch(epoch);
        }
        const StateMap state = bench.method->save();  // after 6 updates: 0, 3, 6
        QCOMPARE(state.at("pool/size").item<std::int64_t>(), std::int64_t{3});
        QCOMPARE(state.at("pool/1/step").item<std::int64_t>(), std::int64_t{3});
        for (const auto& [name, tensor] : bench.method->lora().state_dict()) {
            QVERIFY(at::equal(state.at("pool/2/lora/" + name), tensor));
            QVERIFY(state.contains("pool/0/lora/" + name));
        }
    }

    void seppo_warms_up() {
        // 1 of 8 updates at an eighth of the rate moves the adapter an eighth as far (Adam's first step).
        const auto first_step = [](const char* fraction) {
            Bench bench(small_config("seppo", {{"num_epochs", "8"},
                                               {"train.gradient_accumulation_steps", "8"},
                                               {"train.adam_weight_decay", "0"},
                                               {"seppo.warmup_fraction", fraction}}));
            bench.method->run_epoch(0);
            double largest = 0;
            for (const auto& [name, tensor] : bench.method->lora().state_dict()) {
                if (name.ends_with("up.weight")) {
                    largest = std::max(largest, tensor.abs().max().item<double>());
                }
            }
            return largest;
        };
        const double ratio = first_step("0") / first_step("1");
        QVERIFY2(std::abs(ratio - 8) < 0.01, std::to_string(ratio).c_str());
    }

    void seppo_micro_batch_is_an_implementation_detail() {
        Bench one(small_config("seppo", {{"micro_batch", "1"}}));
        Bench four(small_config("seppo", {{"micro_batch", "4"}}));
        const EpochReport a = one.method->run_epoch(0);
        const EpochReport b = four.method->run_epoch(0);
        QVERIFY(std::abs(a.metrics.at("policy/loss") - b.metrics.at("policy/loss")) < 1e-3);
        const auto weights = one.method->lora().state_dict();
        for (const auto& [name, tensor] : four.method->lora().state_dict()) {
            COMPARE_TENSORS(weights.at(name), tensor, 2e-3);
        }
    }

    void seppo_refuses_other_winners_after_a_resume() {
        const Config config = small_config("seppo");
        Bench bench(config);
        bench.method->run_epoch(0);
        const StateMap state = bench.method->save();
        const QTemporaryDir dir;
        write_winner_folder(dir.path().toStdString(), {"cat", "owl"});
        Bench other(small_config("seppo", {{"seppo.winners", dir.path().toStdString()}}));
        QVERIFY(error_text([&] { other.method->load(state); }).contains("winners are not those"));
        QVERIFY(error_text([] {
                    Bench none(small_config("seppo", {{"seppo.winners", "/nowhere"}}));
                }).contains("seppo.winners"));
    }

    /// Methods draw from streams of their own only.
    void global_random_state_is_untouched_data() { methods_data(); }
    void global_random_state_is_untouched() {
        QFETCH(QString, name);
        Bench bench(small_config(name.toStdString()));
        torch::manual_seed(11);
        const at::Tensor expected = at::rand({4});
        torch::manual_seed(11);
        bench.method->run_epoch(0);
        QVERIFY(at::equal(at::rand({4}), expected));
    }

    // ---- refusals ----

    void bad_configurations() {
        QVERIFY(error_text([] {
                    Bench bench(small_config("tdpo", {{"train.gradient_accumulation_steps", "3"}}));
                }).contains("train.gradient_accumulation_steps"));
        QVERIFY(error_text([] { Bench bench(small_config("ddpo", {{"sample.eta", "0"}})); }).contains("sample.eta"));
        Bench bench(small_config("ddpo"));
        StateMap state = bench.method->save();
        state.erase("counter/reward_queries");
        QVERIFY(error_text([&] { bench.method->load(state); }).contains("reward_queries"));
        bench.reward.smooth = false;
        const Config config = small_config("align-prop");
        QVERIFY(error_text([&] {
                    make_method({bench.model, bench.reward, config, {"cat"}, {}, {}, {}});
                }).contains("reward.name"));
    }
};

QTEST_APPLESS_MAIN(TestMethods)
#include "tst_methods.moc"
