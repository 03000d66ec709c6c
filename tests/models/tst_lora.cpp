// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>

#include <torch/torch.h>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/models/lora.h"
#include "core/models/weights.h"
#include "core/runtime/random.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/fixture_unet.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;

namespace {

const std::filesystem::path kFixtures = TEMPERA_FIXTURES;
const std::filesystem::path kAdapter = kFixtures / "04_lora/lora_diffusers017_noprefix.safetensors";

at::Tensor run(UNet2DConditionModel& unet, const std::map<std::string, at::Tensor>& data) {
    return unet(data.at("in.sample"), data.at("in.t"), data.at("in.ctx"));
}

/// A random adapter of the UNet whose `up` is not zero.
LoraAdapter random_adapter(const UNet2DConditionModel& unet, std::int64_t rank, const char* name) {
    const LoraAdapter adapter = LoraAdapter::create(unet, rank, make_stream(1, name));
    const at::NoGradGuard no_grad;
    std::uint64_t index = 0;
    for (at::Tensor& parameter : adapter.parameters()) {
        parameter.copy_(stream_noise(parameter.sizes(), 2, name, 0, index++) * 0.1);
    }
    return adapter;
}

/// How many tensors are not the same, bit for bit.
int differing(const std::map<std::string, at::Tensor>& left, const std::map<std::string, at::Tensor>& right) {
    int count = 0;
    for (const auto& [key, tensor] : left) {
        count += at::equal(tensor, right.at(key)) ? 0 : 1;
    }
    return count;
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

    /// One row of "no prompt" for all goes through the adapter once: the same numbers, the same gradients.
    void contextLookedAtBefore() {
        const auto data = read_safetensors(kFixtures / "04_lora/io.safetensors").tensors;
        UNet2DConditionModel unet = fixture_unet();
        const LoraAdapter adapter = LoraAdapter::from_file(unet, kAdapter);
        adapter.attach(unet);
        const at::Tensor& sample = data.at("in.sample");
        const at::Tensor& prompts = data.at("in.ctx");
        const at::Tensor none = prompts.narrow(0, 0, 1).flip(1);
        const auto outcome = [&](const TextContext& context) {
            const at::Tensor output = unet(sample, data.at("in.t"), context);
            const auto gradients = torch::autograd::grad({output.square().sum()}, adapter.parameters());
            return std::pair(output.detach(), torch::nn::utils::parameters_to_vector(gradients));
        };
        const auto [expected, expected_gradient] = outcome(at::cat({none.expand_as(prompts), prompts}));
        const auto [output, gradient] = outcome(unet->look_at({none, prompts}));
        COMPARE_TENSORS(output, expected, 1e-6);
        COMPARE_TENSORS(gradient, expected_gradient, 1e-5);
    }

    void keysAndValuesAreMadeOnce() {
        const at::NoGradGuard no_grad;
        const auto data = read_safetensors(kFixtures / "04_lora/io.safetensors").tensors;
        UNet2DConditionModel unet = fixture_unet();
        const LoraAdapter adapter = LoraAdapter::from_file(unet, kAdapter);
        adapter.attach(unet);
        const TextContext context = unet->look_at({data.at("in.ctx")});
        const at::Tensor before = unet(data.at("in.sample"), data.at("in.t"), context);
        const std::vector<at::Tensor> parameters = adapter.parameters();
        for (std::size_t i = 8; i < parameters.size(); i += 16) {  // every second layer looks at the prompts
            parameters[i + 3].mul_(2);                             // to_k's up
            parameters[i + 5].mul_(2);                             // to_v's
        }
        QVERIFY(at::equal(unet(data.at("in.sample"), data.at("in.t"), context), before));
        QVERIFY(!at::allclose(run(unet, data), before));
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

    void anAdapterWithoutEffectIsRefused() {
        const auto data = read_safetensors(kFixtures / "04_lora/io.safetensors").tensors;
        UNet2DConditionModel unet = fixture_unet();
        const LoraAdapter fresh = LoraAdapter::create(unet, 4, make_stream(1, "lora"));
        QVERIFY(error_text([&] { fresh.check_effect(unet, "fresh.safetensors"); }).contains("fresh.safetensors"));
        const auto parameters = fresh.parameters();
        const at::NoGradGuard no_grad;
        parameters[1].fill_(1e-30);
        QVERIFY(error_text([&] { fresh.check_effect(unet, "tiny"); }).contains("too small"));
        parameters[1].fill_(std::numeric_limits<float>::quiet_NaN());
        QVERIFY(error_text([&] { fresh.check_effect(unet, "nan"); }).contains("not finite"));
        // One trained projection of 128 is enough; what is attached stays as it was.
        parameters[1].fill_(0.1);
        const LoraAdapter other = random_adapter(unet, 2, "other");
        other.attach(unet, 0.5);
        const at::Tensor before = run(unet, data);
        QCOMPARE(error_text([&] { fresh.check_effect(unet, "trained"); }), QString());
        QVERIFY(at::equal(run(unet, data), before));
    }

    void twoAdaptersAddUp() {
        const at::NoGradGuard no_grad;
        const auto data = read_safetensors(kFixtures / "04_lora/io.safetensors").tensors;
        UNet2DConditionModel unet = fixture_unet();
        const LoraAdapter first = LoraAdapter::from_file(unet, kAdapter);
        const LoraAdapter second = random_adapter(unet, 2, "second");
        // [up1 up2] [down1; down2] is the sum of the two products.
        std::map<std::string, at::Tensor> sum;
        const auto others = second.state_dict();
        for (const auto& [key, tensor] : first.state_dict()) {
            const bool is_down = key.ends_with(".down.weight");
            sum[key] = is_down ? at::cat({tensor, others.at(key)}, 0) : at::cat({0.5 * tensor, -2 * others.at(key)}, 1);
        }
        LoraAdapter::from_state_dict(unet, sum, "sum").attach(unet);
        const at::Tensor expected = run(unet, data);
        first.attach(unet, 0.5);
        const at::Tensor alone = run(unet, data);
        second.attach_beside(unet, -2);
        COMPARE_TENSORS(run(unet, data), expected, 2e-5);
        QVERIFY(!compare(alone, expected, 1e-3).empty());
        LoraAdapter::detach(unet);
        COMPARE_TENSORS(run(unet, data), data.at("out.nolora"), 2e-5);
    }

    void mergedEqualsLiveAndIsUndoneExactly() {
        const at::NoGradGuard no_grad;
        const auto data = read_safetensors(kFixtures / "04_lora/io.safetensors").tensors;
        UNet2DConditionModel unet = fixture_unet();
        std::map<std::string, at::Tensor> before;
        for (const auto& [key, tensor] : weights_of(*unet)) {
            before[key] = tensor.clone();
        }
        const at::Tensor base = run(unet, data);
        const LoraAdapter adapter = LoraAdapter::from_file(unet, kAdapter);
        const MergedLora quarter = adapter.merge(unet, 0.25);
        COMPARE_TENSORS(run(unet, data), data.at("out.scale0.25"), 2e-5);
        const MergedLora rest = adapter.merge(unet, 0.75);
        COMPARE_TENSORS(run(unet, data), data.at("out.scale1"), 2e-5);
        QCOMPARE(differing(weights_of(*unet), before), 128);
        rest.undo();
        COMPARE_TENSORS(run(unet, data), data.at("out.scale0.25"), 2e-5);
        quarter.undo();
        QCOMPARE(differing(weights_of(*unet), before), 0);
        QVERIFY(at::equal(run(unet, data), base));
        for (const at::Tensor& parameter : unet->parameters()) {
            QVERIFY(!parameter.requires_grad());
        }
    }
};

QTEST_APPLESS_MAIN(TestLora)
#include "tst_lora.moc"
