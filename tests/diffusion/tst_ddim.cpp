// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <cstdint>

#include <QTest>

#include "core/base/error.h"
#include "core/diffusion/ddim.h"
#include "core/formats/safetensors.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/tensor_compare.h"

#include <nlohmann/json.hpp>

using namespace tempera;

namespace {

SchedulerConfig stable_diffusion() {
    SchedulerConfig config;
    config.beta_start = 0.00085;
    config.beta_end = 0.012;
    config.beta_schedule = "scaled_linear";
    return config;
}

}  // namespace

/// Schedules and steps against diffusers 0.17.1 and TDPO's ddim_with_logprob (fixtures 08 and 09).
class TestDdim : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        tables_ = read_safetensors(TEMPERA_FIXTURES "/08_ddim/tables.safetensors").tensors;
        io_ = read_safetensors(TEMPERA_FIXTURES "/09_ddim_step/io.safetensors").tensors;
    }

    void schedules() {
        SchedulerConfig config = stable_diffusion();
        COMPARE_TENSORS(make_betas(config), tables_.at("betas"), 1e-7);
        COMPARE_TENSORS(make_alphas_cumprod(config), tables_.at("alphas_cumprod"), 1e-7);
        config.rescale_betas_zero_snr = true;
        // One rounding of at::linspace that LibTorch 2.6 does otherwise than 1.13 grows to 2.4e-7 here.
        COMPARE_TENSORS(make_alphas_cumprod(config), tables_.at("alphas_cumprod_zsnr"), 5e-7);
        config = stable_diffusion();
        config.beta_schedule = "linear";
        COMPARE_TENSORS(make_alphas_cumprod(config), tables_.at("alphas_cumprod_linear"), 1e-7);
        config.beta_schedule = "squaredcos_cap_v2";
        COMPARE_TENSORS(make_alphas_cumprod(config), tables_.at("alphas_cumprod_cosine"), 1e-7);
    }

    void timesteps() {
        int checked = 0;
        for (const auto& [name, expected] : tables_) {
            if (!name.starts_with("timesteps_")) {
                continue;
            }
            SchedulerConfig config = stable_diffusion();
            config.timestep_spacing = name.starts_with("timesteps_leading") ? "leading" : "trailing";
            config.steps_offset = name.find("off1") != std::string::npos ? 1 : 0;
            const auto times = make_timesteps(config, expected.numel());
            QVERIFY2(at::equal(torch::tensor(times, at::kLong), expected), name.c_str());
            ++checked;
        }
        QCOMPARE(checked, 36);
    }

    void timesteps_linspace() {
        SchedulerConfig config = stable_diffusion();
        config.timestep_spacing = "linspace";
        QCOMPARE(make_timesteps(config, 5), (std::vector<std::int64_t>{999, 749, 500, 250, 0}));
    }

    /// The table of the specification: sigma and the weight of eps at four steps of 50.
    void reference_values() {
        const DdimSchedule schedule(stable_diffusion(), 50, 1.0);
        const double expected[][3] = {
            {0, .45446, .88667}, {28, .26623, .71151}, {48, .03948, .01206}, {49, .02065, .02058}};
        for (const auto& [step, sigma, direction] : expected) {
            const auto index = static_cast<std::int64_t>(step);
            QVERIFY(std::abs(schedule.sigma(index) - sigma) < 1e-5);
            const auto time = torch::tensor({schedule.timesteps()[static_cast<std::size_t>(index)]}, at::kLong);
            QVERIFY(std::abs(schedule.coefficients(time).direction.item<double>() - direction) < 1e-5);
        }
        schedule.require_density();
    }

    /// At eta 1 it is sqrt(beta / (alpha (1 - abar_prev))) with alpha = abar / abar_prev, beta = 1 - alpha; the
    /// step that lands on time 1 is the outlier that blocks learning.
    void sensitivity() {
        const at::Tensor abar = make_alphas_cumprod(stable_diffusion()).to(at::kDouble);
        for (const std::int64_t steps : {5, 10, 20, 50}) {
            const DdimSchedule schedule(stable_diffusion(), steps, 1.0);
            double largest = 0;
            for (std::int64_t step = 0; step < steps; ++step) {
                const std::int64_t time = schedule.timesteps()[static_cast<std::size_t>(step)];
                const double previous = abar[std::max<std::int64_t>(time - 1000 / steps, 0)].item<double>();
                const double alpha = abar[time].item<double>() / previous;
                const double expected = std::sqrt((1 - alpha) / (alpha * (1 - previous)));
                QVERIFY(std::abs(schedule.sensitivity(step) - expected) < 1e-3 * expected);
                largest = std::max(largest, schedule.sensitivity(step));
            }
            QCOMPARE(largest, schedule.sensitivity(steps - 2));
            QVERIFY(largest > 3 * schedule.sensitivity(steps / 2));
        }
    }

    void steps_data() {
        QTest::addColumn<QString>("prefix");
        QTest::addColumn<double>("eta");
        QTest::addColumn<int>("steps");
        QTest::newRow("epsilon") << "eps" << 1.0 << 50;
        QTest::newRow("velocity") << "v" << 1.0 << 50;
        QTest::newRow("sample") << "sample" << 1.0 << 50;
        QTest::newRow("clipped x0") << "clip" << 1.0 << 50;
        QTest::newRow("set_alpha_to_one changes nothing") << "alpha1" << 1.0 << 50;
        QTest::newRow("eta 0.3") << "eps_eta0.3" << 0.3 << 50;
        QTest::newRow("20 steps") << "eps20" << 1.0 << 20;
    }

    void steps() {
        QFETCH(QString, prefix);
        QFETCH(double, eta);
        QFETCH(int, steps);
        SchedulerConfig config = stable_diffusion();
        config.prediction = prefix == "v"        ? Prediction::Velocity
                            : prefix == "sample" ? Prediction::Sample
                                                 : Prediction::Epsilon;
        config.clip_sample = prefix == "clip";
        const DdimSchedule schedule(config, steps, eta);
        int checked = 0;
        for (const int time : {1, 451, 481, 951, 981}) {
            const std::string name = prefix.toStdString() + ".t" + std::to_string(time);
            if (!io_.contains(name + ".prev")) {
                continue;
            }
            const at::Tensor times = at::full({2}, time, at::kLong);
            const auto step = ddim_step(schedule, io_["in.eps"], times, io_["in.sample"], io_["in.noise"]);
            COMPARE_TENSORS(step.next, io_[name + ".prev"], 2e-6);
            COMPARE_TENSORS(step.log_prob, io_[name + ".logp"], 1e-5);
            const at::Tensor mean = ddim_mean(schedule, io_["in.eps"], times, io_["in.sample"]);
            const at::Tensor given = io_[name + ".prev"] + 0.1 * io_[prefix.toStdString() + ".given_noise43"];
            COMPARE_TENSORS(ddim_log_prob(schedule, mean, times, given), io_[name + ".logp_given"], 1e-5);
            ++checked;
        }
        QCOMPARE(checked, 3);
    }

    /// Two times in one batch; the gradient flows through the mean only.
    void mixed_times_and_gradient() {
        const DdimSchedule schedule(stable_diffusion(), 50, 1.0);
        const at::Tensor eps = io_["in.eps"].clone().requires_grad_(true);
        const at::Tensor given = (io_["in.sample"] * 0.9).requires_grad_(true);
        const at::Tensor mean = ddim_mean(schedule, eps, io_["mixed.t"], io_["in.sample"]);
        const at::Tensor logp = ddim_log_prob(schedule, mean, io_["mixed.t"], given);
        COMPARE_TENSORS(logp, io_["mixed.logp"], 1e-5);
        logp.sum().backward();
        COMPARE_TENSORS(eps.grad(), io_["mixed.grad_eps"], 1e-6);
        QVERIFY(!given.grad().defined());
    }

    void steps_without_noise_are_refused() {
        SchedulerConfig config = stable_diffusion();
        config.steps_offset = 0;
        const DdimSchedule lands_on_itself(config, 50, 1.0);
        QVERIFY(error_text([&] { lands_on_itself.require_density(); }).contains("steps_offset"));
        const at::Tensor times = at::zeros({2}, at::kLong);
        const auto step = ddim_step(lands_on_itself, io_["in.eps"], times, io_["in.sample"], io_["in.noise"]);
        QVERIFY(!step.log_prob.defined());
        COMPARE_TENSORS(step.next, io_["degenerate_off0_t0.prev"], 2e-6);

        const DdimSchedule deterministic(stable_diffusion(), 50, 0.0);
        QVERIFY(error_text([&] { deterministic.require_density(); }).contains("sample.eta"));
    }

    void impossible_settings() {
        QVERIFY(error_text([] { DdimSchedule(stable_diffusion(), 1000, 1.0); }).contains("sample.num_steps"));
        QVERIFY(error_text([] { DdimSchedule(stable_diffusion(), 0, 1.0); }).contains("sample.num_steps"));
        SchedulerConfig config = stable_diffusion();
        config.rescale_betas_zero_snr = true;
        config.timestep_spacing = "trailing";
        QVERIFY(error_text([&] { DdimSchedule(config, 20, 1.0); }).contains("rescale_betas_zero_snr"));
    }

    void configuration_files() {
        const auto pndm = nlohmann::json::parse(R"({"_class_name": "PNDMScheduler", "beta_start": 0.00085,
            "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000, "trained_betas": null,
            "skip_prk_steps": true, "steps_offset": 0, "clip_sample": true, "prediction_type": "v_prediction"})");
        const SchedulerConfig config = SchedulerConfig::from_json(pndm, "scheduler_config.json");
        QCOMPARE(config.beta_schedule, std::string("scaled_linear"));
        QCOMPARE(config.steps_offset, std::int64_t{1});
        QVERIFY(!config.clip_sample);
        QVERIFY(config.prediction == Prediction::Velocity);
        QVERIFY(error_text([] {
                    SchedulerConfig::from_json({{"beta_start", "much"}}, "scheduler_config.json");
                }).contains("beta_start"));
        QVERIFY(error_text([] {
                    SchedulerConfig::from_json({{"prediction_type", "flow"}}, "scheduler_config.json");
                }).contains("flow"));
    }

    void impossibleSchedulesAreRefused() {
        for (const char* text :
             {R"({"num_train_timesteps": 0})", R"({"num_train_timesteps": -5})", R"({"num_train_timesteps": 1e300})",
              R"({"num_train_timesteps": 1000000000000})", R"({"num_train_timesteps": 100001})",
              R"({"num_train_timesteps": true})", R"({"beta_start": -1})", R"({"beta_end": 1e300})",
              R"({"num_train_timesteps": 1, "trained_betas": [2]})", R"({"trained_betas": [[1]]})",
              R"({"clip_sample": "no"})", "[]"}) {
            const auto json = nlohmann::json::parse(text);
            QVERIFY2(error_text([&] { SchedulerConfig::from_json(json, "the.json"); }).contains("the.json"), text);
        }
    }

private:
    std::map<std::string, at::Tensor> tables_;
    std::map<std::string, at::Tensor> io_;
};

QTEST_APPLESS_MAIN(TestDdim)
#include "tst_ddim.moc"
