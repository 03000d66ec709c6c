// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/torch.h>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/benchmark/benchmark.h"
#include "core/benchmark/ceiling.h"
#include "core/benchmark/report.h"
#include "tests/helpers/config_with.h"
#include "tests/helpers/error_text.h"

using namespace tempera;

namespace {

/// A model of a few ten thousand weights: latents 4x8x8, pictures 16x16; epochs of four samples and two steps.
BenchSubject tiny_subject() {
    UNetConfig unet;
    unet.sample_size = 8;
    unet.down_block_types = {"DownBlock2D", "CrossAttnDownBlock2D"};
    unet.up_block_types = {"CrossAttnUpBlock2D", "UpBlock2D"};
    unet.block_out_channels = {16, 32};
    unet.layers_per_block = {1, 1};
    unet.transformer_layers_per_block = {1, 1};
    unet.cross_attention_dim = {16, 16};
    unet.heads = {2, 2};
    unet.only_cross_attention = {false, false};
    unet.norm_num_groups = 4;
    AutoencoderKLConfig vae;
    vae.block_out_channels = {8, 8};
    vae.norm_num_groups = 4;
    vae.sample_size = 16;
    CLIPTextConfig text;
    text.tower = {16, 24, 1, 2, "quick_gelu", 1e-5};
    text.max_position_embeddings = 8;
    text.vocab_size = 600;
    CLIPConfig encoder;
    encoder.text = text;
    encoder.vision.tower = {16, 32, 1, 2, "quick_gelu", 1e-5};
    encoder.vision.image_size = 16;
    encoder.vision.patch_size = 8;
    encoder.projection_dim = 12;
    const Config config = config_with({{"sample.num_steps", "2"},
                                       {"sample.batch_size", "4"},
                                       {"sample.num_batches_per_epoch", "1"},
                                       {"train.batch_size", "1"},
                                       {"train.gradient_accumulation_steps", "4"},
                                       {"per_prompt.min_count", "1"},
                                       {"micro_batch", "2"}});
    return random_subject("tiny", unet, vae, text, encoder, config, at::kCPU);
}

BenchSettings once() {
    BenchSettings settings;
    settings.runs = 1;
    settings.seconds = 0;
    return settings;
}

}  // namespace

class TestBenchmark : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void profileSaysWhereTheTimeWent() {
        const at::Tensor matrix = at::rand({300, 300});
        const OperationProfile profile = profile_operations([&] {
            for (int i = 0; i < 3; ++i) {
                at::mm(matrix, matrix);
            }
            at::linear(matrix, matrix);  // calls others
        });
        double sum = 0;
        std::int64_t products = 0;
        for (const OperationTime& operation : profile.operations) {
            QVERIFY2(operation.seconds >= 0, operation.name.c_str());
            sum += operation.seconds;
            products += operation.name == "aten::mm" ? operation.calls : 0;
        }
        QVERIFY(products >= 3 && products <= 4);
        QVERIFY(sum > 0 && sum <= profile.seconds);
        QCOMPARE(profile.operations.front().name, std::string("aten::mm"));
        // What comes afterwards is not counted.
        QVERIFY(profile_operations([] {}).operations.empty());
    }

    void everyCaseRunsAndSaysAll_data() {
        QTest::addColumn<QString>("name");
        for (const BenchCase& bench_case : bench_cases()) {
            QTest::newRow(bench_case.name.c_str()) << QString::fromStdString(bench_case.name);
        }
    }

    void everyCaseRunsAndSaysAll() {
        QFETCH(QString, name);
        BenchSubject subject = tiny_subject();
        const BenchResult result = run_bench(find_bench_case(name.toStdString()), subject, once());
        const nlohmann::ordered_json json = bench_json(result);
        QCOMPARE(json.at("name").get<std::string>(), name.toStdString());
        QVERIFY(!json.at("work").get<std::string>().empty());
        QCOMPARE(json.at("seconds").size(), std::size_t{1});
        QVERIFY(json.at("median_s").get<double>() > 0);
        QVERIFY(json.at("peak_mib").get<double>() > 0);
        QVERIFY(json.at("ceiling_flop_per_s").get<double>() > 0);
        const bool computes = name != "load" && name != "log-overhead";
        for (const char* key : {"flop", "flop_per_s", "of_ceiling", "micro_batch"}) {
            QVERIFY2(json.at(key).is_number() == computes, key);
        }
        if (name == "ratio-noise") {
            QCOMPARE(json.at("figures").at("ratio_noise").get<double>(), 0.0);
        }
        if (name == "log-overhead") {
            QVERIFY(json.at("figures").at("share_of_a_step").get<double>() > 0);
        }
        // What a method attached to the model is gone with it.
        for (const auto& [path, layer] : subject.model.unet->attention_layers()) {
            QVERIFY2(layer->lora()[0].empty(), path.c_str());
        }
    }

    void conditionsAreComplete() {
        const nlohmann::ordered_json json = bench_conditions(tiny_subject());
        for (const char* key : {"model", "device", "dtype", "versions"}) {
            QVERIFY2(!json.at(key).get<std::string>().empty(), key);
        }
        QVERIFY(json.at("threads").get<int>() > 0);
    }

    void unknownNamesMeetTheKnownOnes() {
        const QString problem = error_text([] { find_bench_case("unet"); });
        for (const BenchCase& bench_case : bench_cases()) {
            QVERIFY2(problem.contains(QString::fromStdString(bench_case.name)), qPrintable(problem));
        }
        const QString model = error_text([] { bench_subject("sdxl", at::kCPU); });
        QVERIFY2(model.contains("sd1"), qPrintable(model));
    }

    void firstRunWarmsUpWhereThereIsTime() {
        BenchSubject subject = tiny_subject();
        int count = 0;
        const BenchCase counting{"counting", "", [&](BenchSubject&) {
                                     BenchWork work;
                                     work.run = [&count] { ++count; };
                                     return work;
                                 }};
        BenchSettings settings;
        settings.runs = 3;
        settings.seconds = 1000;
        QCOMPARE(run_bench(counting, subject, settings).seconds.size(), std::size_t{3});
        QCOMPARE(count, 4);
        QCOMPARE(run_bench(counting, subject, once()).seconds.size(), std::size_t{1});
        QCOMPARE(count, 5);
        settings.stop_asked = [] { return true; };
        QCOMPARE(run_bench(counting, subject, settings).median(), 0.0);
        QCOMPARE(count, 5);
    }

    void medianIsTheMiddle() {
        BenchResult result;
        result.seconds = {3, 1, 2};
        QCOMPARE(result.median(), 2.0);
        result.seconds = {4, 1, 2, 3};
        QCOMPARE(result.median(), 2.5);
        QCOMPARE(result.fastest(), 1.0);
        QCOMPARE(result.slowest(), 4.0);
        result.work.flop = 10;
        QCOMPARE(result.flop_rate(), 4.0);
    }

    void ceilingIsPositive() { QVERIFY(matmul_ceiling(at::kCPU, at::kFloat, 1) > 0); }
};

QTEST_APPLESS_MAIN(TestBenchmark)
#include "tst_benchmark.moc"
