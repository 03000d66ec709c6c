// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/models/multiply_adds.h"

using namespace tempera;

namespace {

UNetConfig sd1_unet() {
    UNetConfig config;
    config.cross_attention_dim.assign(config.block_out_channels.size(), 768);
    return config;
}

bool is_near(double count, double giga, double tolerance) {
    return std::abs(count / 1e9 - giga) <= tolerance;
}

}  // namespace

/// The figures for Stable Diffusion 1.x were counted layer by layer by another program (859.5 M and 49.5 M parameters
/// come out exactly); CLIP ViT-L/14 by hand.
class TestMultiplyAdds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stableDiffusion() {
        const MultiplyAdds unet = unet_multiply_adds(sd1_unet(), {});
        QVERIFY2(is_near(unet.forward, 401.6, 0.1), QByteArray::number(unet.forward).constData());
        QCOMPARE(unet.backward, 0.0);
        AutoencoderKLConfig vae;
        vae.block_out_channels = {128, 256, 512, 512};
        vae.layers_per_block = 2;
        const MultiplyAdds decoding = vae_decode_multiply_adds(vae, 64, 64);
        QVERIFY2(is_near(decoding.forward, 1257.3, 0.1), QByteArray::number(decoding.forward).constData());
    }

    void clipLarge() {
        CLIPConfig clip;
        clip.vision.tower = {1024, 4096, 24, 16, "quick_gelu", 1e-5};
        clip.vision.patch_size = 14;
        clip.projection_dim = 768;
        const MultiplyAdds encoding = clip_image_multiply_adds(clip);
        QVERIFY2(is_near(encoding.forward, 81.0, 0.1), QByteArray::number(encoding.forward).constData());
    }

    void backwardOfAnAdapter() {
        // Twice the attention, nothing before the first adapter: 0.916 TFLOP.
        const MultiplyAdds count = unet_multiply_adds(sd1_unet(), {.lora_rank = 4});
        QVERIFY2(is_near(2 * count.backward, 916, 10), QByteArray::number(count.backward).constData());
        const MultiplyAdds whole = unet_multiply_adds(sd1_unet(), {.lora_rank = 4, .latent_gradient = true});
        QVERIFY(whole.backward > count.backward);
        QCOMPARE(whole.forward, count.forward);
    }

    void guidanceSharesWhatComesBeforeTheText() {
        const double one = unet_multiply_adds(sd1_unet(), {}).forward;
        const double two = unet_multiply_adds(sd1_unet(), {.contexts = 2}).forward;
        QVERIFY(two < 2 * one && two > 1.99 * one);
    }

    void smallerLatentsCostLess() {
        const double large = unet_multiply_adds(sd1_unet(), {}).forward;
        const double small = unet_multiply_adds(sd1_unet(), {.height = 32, .width = 32}).forward;
        QVERIFY(small < large / 4 && small > large / 8);
    }
};

QTEST_APPLESS_MAIN(TestMultiplyAdds)
#include "tst_multiply_adds.moc"
