// SPDX-License-Identifier: GPL-3.0-or-later
#include <functional>
#include <limits>

#include <torch/torch.h>
#include <QTemporaryDir>
#include <QTest>

#include "core/formats/safetensors.h"
#include "core/models/checkpoint_kind.h"
#include "core/models/clip_text.h"
#include "core/models/unet.h"
#include "core/models/vae.h"
#include "core/models/weight_layout.h"
#include "tests/helpers/compvis_names.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

TensorTable table(const std::string& file) {
    return scan_tensor_file(fs::path(TEMPERA_FIXTURES) / file).tensors;
}

void add(TensorTable& tensors, const std::string& key, std::vector<std::int64_t> shape) {
    tensors[key].shape = std::move(shape);
}

TensorTable single_file(std::int64_t text_width) {
    TensorTable tensors;
    add(tensors, "model.diffusion_model.input_blocks.0.0.weight", {8, 4, 3, 3});
    add(tensors, "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight", {8, text_width});
    add(tensors, "first_stage_model.encoder.conv_in.weight", {8, 3, 3, 3});
    return tensors;
}

TensorTable open_clip() {
    TensorTable tensors;
    for (const char* key :
         {"visual.class_embedding", "visual.positional_embedding", "visual.proj", "visual.ln_pre.weight",
          "visual.ln_pre.bias", "visual.ln_post.weight", "visual.ln_post.bias", "token_embedding.weight",
          "positional_embedding", "ln_final.weight", "ln_final.bias", "text_projection", "logit_scale"}) {
        add(tensors, key, {8});
    }
    add(tensors, "visual.conv1.weight", {1280, 3, 14, 14});
    for (const char* prefix : {"visual.transformer.resblocks.", "transformer.resblocks."}) {
        for (const char* block : {"0", "1", "10"}) {
            add(tensors, std::string(prefix) + block + ".ln_1.weight", {8});
            add(tensors, std::string(prefix) + block + ".attn.in_proj_weight", {24, 8});
        }
    }
    return tensors;
}

}  // namespace

class TestCheckpointKind : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shapesTellTheModel_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("kind");
        QTest::newRow("UNet") << "19_tiny_sd/unet/diffusion_pytorch_model.safetensors"
                              << "unet";
        QTest::newRow("VAE") << "05_vae/vae/diffusion_pytorch_model.safetensors"
                             << "vae";
        QTest::newRow("text encoder") << "06_clip_text_quick_gelu/text_encoder/model.safetensors"
                                      << "clip-text";
        QTest::newRow("CLIP") << "07_clip_quick_gelu/model.safetensors"
                              << "clip";
    }

    /// Whole: sound without any configuration. Without one tensor, or with one of another shape: not.
    void shapesTellTheModel() {
        QFETCH(QString, file);
        QFETCH(QString, kind);
        const TensorTable whole = table(file.toStdString());
        const CheckpointKind found = checkpoint_kind(whole);
        QCOMPARE(QString::fromStdString(found.id), kind);
        QVERIFY2(found.problems.empty(), found.problems.empty() ? "" : found.problems.front().c_str());
        QVERIFY(found.notes.empty());
        for (const auto& [key, info] : whole) {
            if (!key.ends_with(".bias")) {
                continue;
            }
            TensorTable damaged = whole;
            damaged.erase(key);
            const CheckpointKind less = checkpoint_kind(damaged);
            QCOMPARE(QString::fromStdString(less.id), kind);
            QCOMPARE(less.problems.size(), 1u);
            QVERIFY2(less.problems[0].find(key) != std::string::npos, less.problems[0].c_str());
            damaged = whole;
            damaged[key].shape = {info.shape[0] + 1};
            QVERIFY(!checkpoint_kind(damaged).problems.empty());
            break;
        }
        TensorTable more = whole;
        add(more, "something.else", {1});
        QVERIFY(checkpoint_kind(more).problems.empty());
        QCOMPARE(checkpoint_kind(more).notes.size(), 1u);
    }

    void singleFilesAreToldApart() {
        QVERIFY(checkpoint_kind(single_file(768)).title.find("Stable Diffusion 1.x") != std::string::npos);
        QVERIFY(checkpoint_kind(single_file(1024)).title.find("Stable Diffusion 2.x") != std::string::npos);
        QVERIFY(checkpoint_kind(single_file(2048)).title.find("SDXL") != std::string::npos);
        QCOMPARE(checkpoint_kind(single_file(768)).notes, std::vector<std::string>{"it has no text encoder"});
    }

    void singleFilesAreComparedKeyByKey() {
        UNetConfig unet;
        unet.block_out_channels = {32, 32, 32, 32};
        unet.cross_attention_dim.assign(4, 64);
        AutoencoderKLConfig vae;
        vae.block_out_channels = {32, 32};
        CLIPTextConfig text;
        text.tower = {64, 96, 2, 1, "quick_gelu", 1e-5};
        TensorTable whole;
        for (const auto& [name, shape] : shapes_of(*UNet2DConditionModel(unet))) {
            add(whole, compvis_unet_name(name), shape);
        }
        for (const auto& [name, shape] : shapes_of(*AutoencoderKL(vae))) {
            add(whole, compvis_vae_name(name, 2), shape);
        }
        for (const auto& [name, shape] : shapes_of(*CLIPTextModel(text))) {
            add(whole, compvis_text_name(name), shape);
        }
        QCOMPARE(checkpoint_kind(whole).id, std::string("single-file"));
        for (const std::string& problem : checkpoint_kind(whole).problems) {
            QFAIL(problem.c_str());
        }
        whole.erase("model.diffusion_model.out.0.bias");
        add(whole, "first_stage_model.encoder.conv_out.bias", {3});
        QCOMPARE(checkpoint_kind(whole).problems,
                 (std::vector<std::string>{"UNet: 1 weights are missing: conv_norm_out.bias",
                                           "VAE: 1 weights have another shape: encoder.conv_out.bias is [3] instead of "
                                           "[8]"}));
    }

    void blocksMustBeAlike() {
        TensorTable tensors = open_clip();
        // Block 10 says that there are eleven: those between are missing.
        QCOMPARE(checkpoint_kind(tensors).problems.size(), 2u);
        for (auto item = tensors.begin(); item != tensors.end();) {
            item = item->first.find("resblocks.10.") == std::string::npos ? std::next(item) : tensors.erase(item);
        }
        const CheckpointKind whole = checkpoint_kind(tensors);
        QCOMPARE(whole.id, std::string("open-clip"));
        QVERIFY(whole.problems.empty());
        QVERIFY(whole.title.find("ViT-H/14") != std::string::npos);
        tensors.erase("ln_final.bias");
        tensors.erase("transformer.resblocks.1.ln_1.weight");
        const std::vector<std::string> problems = checkpoint_kind(tensors).problems;
        QCOMPARE(problems.size(), 2u);
        QVERIFY(problems[0].ends_with("ln_final.bias"));
        QVERIFY(problems[1].ends_with("transformer.resblocks.1.ln_1.weight"));
    }

    void aestheticPredictorsAndEmbeddings() {
        TensorTable tensors;
        std::int64_t from = 768;
        for (const auto& [layer, to] :
             {std::pair(0, 1024), std::pair(2, 128), std::pair(4, 64), std::pair(6, 16), std::pair(7, 1)}) {
            add(tensors, "layers." + std::to_string(layer) + ".weight", {to, from});
            add(tensors, "layers." + std::to_string(layer) + ".bias", {to});
            from = to;
        }
        QCOMPARE(checkpoint_kind(tensors).id, std::string("aesthetic"));
        QVERIFY(checkpoint_kind(tensors).problems.empty());
        tensors["layers.6.weight"].shape = {16, 63};
        QCOMPARE(checkpoint_kind(tensors).problems.size(), 1u);
        TensorTable word;
        add(word, "<a cat of mine>", {768});
        QCOMPARE(checkpoint_kind(word).id, std::string("textual-inversion"));
        QCOMPARE(checkpoint_kind({}).id, std::string("unknown"));
    }

    void adaptersAreDescribed() {
        TensorTable kohya = table("04_lora/lora_kohya_alpha1.safetensors");
        CheckpointKind kind = checkpoint_kind(kohya);
        QCOMPARE(kind.facts.at("alpha").get<double>(), 1.0);
        QCOMPARE(kind.facts.at("projections").size(), 4u);
        const std::string text = "lora_te_text_model_encoder_layers_0_self_attn_q_proj";
        add(kohya, text + ".lora_down.weight", {8, 16});
        add(kohya, text + ".lora_up.weight", {16, 8});
        kind = checkpoint_kind(kohya);
        QVERIFY(kind.problems.empty());
        QCOMPARE(kind.facts.at("text_encoder_pairs").get<int>(), 1);
        QCOMPARE(kind.facts.at("ranks").dump(), std::string("[4,8]"));
        kohya[text + ".lora_up.weight"].shape = {16, 7};
        QVERIFY(checkpoint_kind(kohya).problems.at(0).find("one rank") != std::string::npos);
        kohya.erase(text + ".lora_up.weight");
        QVERIFY(checkpoint_kind(kohya).problems.at(0).find(text) != std::string::npos);
        TensorTable other;
        add(other, "lora_unet_down_blocks_0_proj.hada_w1_a", {4, 4});
        QCOMPARE(checkpoint_kind(other).id, std::string("adapter"));
        // Gradients of an adapter are none.
        QCOMPARE(checkpoint_kind(table("19_tiny_sd/train_step.safetensors")).id, std::string("unknown"));
    }

    void oddValuesAreCounted() {
        QTemporaryDir temporary;
        const fs::path file = fs::path(temporary.path().toStdString()) / "odd.safetensors";
        const float infinity = std::numeric_limits<float>::infinity();
        at::Tensor large = at::zeros({600'000}, at::kHalf);
        large[599'999] = std::numeric_limits<float>::quiet_NaN();
        large[3] = -infinity;
        write_safetensors(file, {{"large", large},
                                 {"attn_mask", at::full({2, 2}, -infinity)},
                                 {"whole", at::full({2}, 1e300, at::kDouble)},
                                 {"number", at::full({}, 7)}});
        const TensorTable tensors = scan_tensor_file(file).tensors;
        QCOMPARE(tensors.at("large").nan_count, 1);
        QCOMPARE(tensors.at("large").infinite_count, 1);
        QCOMPARE(tensors.at("whole").infinite_count, 0);
        QCOMPARE(tensors.at("number").value.value(), 7.0);
        const CheckpointKind kind = checkpoint_kind(tensors);
        QCOMPARE(kind.problems.size(), 1u);
        QVERIFY(kind.problems[0].find("large (1 NaN, 1 infinite)") != std::string::npos);
        QVERIFY(kind.notes.at(0).find("mixed") != std::string::npos);
    }

    void aHostileSizeIsNoModel() {
        TensorTable tensors = table("19_tiny_sd/unet/diffusion_pytorch_model.safetensors");
        tensors["down_blocks.0.resnets.0.conv1.weight"].shape = {std::int64_t{1} << 40, 1};
        const CheckpointKind kind = checkpoint_kind(tensors);
        QCOMPARE(kind.id, std::string("unet"));
        QCOMPARE(kind.problems.size(), 1u);
    }
};

QTEST_APPLESS_MAIN(TestCheckpointKind)
#include "tst_checkpoint_kind.moc"
