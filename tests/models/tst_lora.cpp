// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>
#include <filesystem>

#include <torch/torch.h>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/models/lora.h"
#include "core/models/weights.h"
#include "core/runtime/random.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;

namespace {

const std::filesystem::path kFixtures = TEMPERA_FIXTURES;
const std::filesystem::path kAdapter = kFixtures / "04_lora/lora_diffusers017_noprefix.safetensors";

UNet2DConditionModel fixture_unet() {
    const auto folder = kFixtures / "02_unet_sd15like/unet";
    UNet2DConditionModel unet(UNetConfig::from_json(read_config(folder), "unet"));
    load_weights(*unet, read_component(folder).tensors, "unet");
    set_trainable(*unet, false);
    return unet;
}

at::Tensor run(UNet2DConditionModel& unet, const std::map<std::string, at::Tensor>& data) {
    return unet(data.at("in.sample"), data.at("in.t"), data.at("in.ctx"));
}

}  // namespace

class TestLora : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void outputsEqualDiffusersAtEveryScale() {
        const at::NoGradGuard no_grad;
        const auto data = read_safetensors(kFixtures / "04_lora/io.safetensors").tensors;
        UNet2DConditionModel unet = fixture_unet();
        const LoraAdapter adapter = LoraAdapter::from_file(unet, kAdapter);
        QCOMPARE(adapter.rank(), 4);
        COMPARE_TENSORS(run(unet, data), data.at("out.nolora"), 2e-5);
        adapter.attach(unet, 0);
        COMPARE_TENSORS(run(unet, data), data.at("out.nolora"), 2e-5);
        adapter.attach(unet, 0.25);
        COMPARE_TENSORS(run(unet, data), data.at("out.scale0.25"), 2e-5);
        adapter.attach(unet);
        COMPARE_TENSORS(run(unet, data), data.at("out.scale1"), 2e-5);
        LoraAdapter::detach(unet);
        COMPARE_TENSORS(run(unet, data), data.at("out.nolora"), 2e-5);
    }

    void gradientsEqualDiffusers() {
        const auto data = read_safetensors(kFixtures / "04_lora/io.safetensors").tensors;
        UNet2DConditionModel unet = fixture_unet();
        const LoraAdapter adapter = LoraAdapter::from_file(unet, kAdapter);
        adapter.attach(unet);
        const at::Tensor loss = (run(unet, data) * data.at("in.v")).mean();
        COMPARE_TENSORS(loss, data.at("loss"), 1e-6);
        const std::vector<at::Tensor> parameters = adapter.parameters();
        const auto grads = torch::autograd::grad({loss}, parameters);
        std::size_t compared = 0;
        for (const auto& [name, tensor] : adapter.state_dict()) {
            for (std::size_t i = 0; i < parameters.size(); ++i) {
                if (parameters[i].data_ptr() == tensor.data_ptr()) {
                    COMPARE_TENSORS(grads[i], data.at("grad." + name.substr(5)), 1e-6);
                    ++compared;
                }
            }
        }
        QCOMPARE(compared, 256u);
        for (const at::Tensor& parameter : unet->parameters()) {
            QVERIFY(!parameter.grad().defined());
        }
    }

    void parametersComeInTheOfficialOrder() {
        const UNet2DConditionModel unet = fixture_unet();
        const auto layers = unet->attention_layers();
        QCOMPARE(layers.size(), 32u);
        QCOMPARE(layers.front().first, std::string("down_blocks.0.attentions.0.transformer_blocks.0.attn1"));
        QCOMPARE(layers[12].first, std::string("up_blocks.1.attentions.0.transformer_blocks.0.attn1"));
        QCOMPARE(layers.back().first, std::string("mid_block.attentions.0.transformer_blocks.0.attn2"));
        const LoraAdapter adapter = LoraAdapter::from_file(unet, kAdapter);
        const auto file = read_safetensors(kAdapter).tensors;
        const std::string second = "down_blocks.0.attentions.0.transformer_blocks.0.attn2.processor.";
        QVERIFY(at::equal(adapter.parameters()[8], file.at(second + "to_q_lora.down.weight")));
        QVERIFY(at::equal(adapter.parameters()[11], file.at(second + "to_k_lora.up.weight")));
        QVERIFY(at::equal(adapter.parameters()[15], file.at(second + "to_out_lora.up.weight")));
    }

    void freshAdapterChangesNothing() {
        const auto data = read_safetensors(kFixtures / "04_lora/io.safetensors").tensors;
        UNet2DConditionModel unet = fixture_unet();
        const at::Tensor before = run(unet, data);
        const LoraAdapter adapter = LoraAdapter::create(unet, 4, make_stream(1, "lora"));
        adapter.attach(unet);
        QVERIFY(at::equal(run(unet, data), before));
        std::int64_t numbers = 0;
        std::vector<at::Tensor> downs;
        const auto parameters = adapter.parameters();
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            QVERIFY(parameters[i].requires_grad());
            numbers += parameters[i].numel();
            if (i % 2 == 0) {
                downs.push_back(parameters[i].detach().flatten());
            } else {
                QCOMPARE(parameters[i].abs().sum().item<double>(), 0.0);
            }
        }
        const at::Tensor down = at::cat(downs);
        QVERIFY(std::abs(down.std().item<double>() - 0.25) < 0.01);
        QVERIFY(at::equal(LoraAdapter::create(unet, 4, make_stream(1, "lora")).parameters()[0], parameters[0]));
    }

    void fullSizeHasTheOfficialNumberOfParameters() {
        UNetConfig config;
        config.cross_attention_dim.assign(4, 768);
        const LoraAdapter adapter = LoraAdapter::create(UNet2DConditionModel(config), 4, make_stream(1, "lora"));
        std::int64_t numbers = 0;
        for (const at::Tensor& parameter : adapter.parameters()) {
            numbers += parameter.numel();
        }
        QCOMPARE(numbers, 797184);
    }

    void fileRoundTrip() {
        const UNet2DConditionModel unet = fixture_unet();
        const LoraAdapter adapter = LoraAdapter::from_file(unet, kAdapter);
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("pytorch_lora_weights.safetensors").toStdString();
        write_safetensors(file, adapter.state_dict());
        const LoraAdapter again = LoraAdapter::from_file(unet, file);
        for (std::size_t i = 0; i < adapter.parameters().size(); ++i) {
            QVERIFY(at::equal(adapter.parameters()[i], again.parameters()[i]));
        }
        LoraAdapter fresh = LoraAdapter::create(unet, 4, make_stream(1, "lora"));
        const at::Tensor kept = fresh.parameters()[3];
        fresh.load_state_dict(adapter.state_dict(), "checkpoint");
        QVERIFY(at::equal(kept, adapter.parameters()[3]));
    }

    void misfitsAreNamed() {
        const UNet2DConditionModel unet = fixture_unet();
        const auto tensors = read_safetensors(kAdapter).tensors;
        const std::string key = tensors.begin()->first;
        const auto complains = [&](const std::map<std::string, at::Tensor>& changed) {
            try {
                LoraAdapter::from_state_dict(unet, changed, "adapter.safetensors");
            } catch (const Error& error) {
                return std::string(error.what()).find(key.substr(0, 30)) != std::string::npos;
            }
            return false;
        };
        auto changed = tensors;
        changed.erase(key);
        QVERIFY(complains(changed));
        changed = tensors;
        changed[key] = at::zeros({4, 3});
        QVERIFY(complains(changed));
        changed = tensors;
        changed[key + ".extra"] = at::zeros({1});
        QVERIFY(complains(changed));
        changed = tensors;
        changed["text_encoder.text_model.encoder.layers.0.self_attn.to_q_lora.down.weight"] = at::zeros({4, 32});
        QCOMPARE(LoraAdapter::from_state_dict(unet, changed, "with text").parameters().size(), 256u);
        LoraAdapter other_rank = LoraAdapter::create(unet, 2, make_stream(1, "lora"));
        const at::Tensor before = other_rank.parameters()[0].detach().clone();
        QVERIFY_EXCEPTION_THROWN(other_rank.load_state_dict(tensors, "checkpoint"), Error);
        QVERIFY(at::equal(before, other_rank.parameters()[0]));
    }
};

QTEST_APPLESS_MAIN(TestLora)
#include "tst_lora.moc"
