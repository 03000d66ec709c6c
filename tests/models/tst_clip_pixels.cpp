// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <torch/torch.h>
#include <QTest>

#include "core/formats/image_tensor.h"
#include "core/models/clip_pixels.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/preprocess_fixture.h"
#include "tests/helpers/tensor_compare.h"

using namespace tempera;

class TestClipPixels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesEqualTheReference_data() { preprocess_rows(); }
    void valuesEqualTheReference() {
        QFETCH(QString, name);
        const Image input = preprocess_input(name.toStdString());
        const auto& expected = preprocess_tensors();
        ClipPixelOptions options{.size = name == "sq512" ? 224 : 28};
        COMPARE_TENSORS(clip_pixels(input, options), expected.at(name.toStdString() + ".clip_pixel_values"), 1e-6);
        options.fit = PixelFit::torchvision;
        COMPARE_TENSORS(clip_pixels(input, options), expected.at(name.toStdString() + ".tv_pixel_values"), 1e-6);
    }

    void batchesAreRoundedToBytes() {
        const Image first = preprocess_input("sq256");
        Image second = first;
        std::reverse(second.rgb.begin(), second.rgb.end());
        const ClipPixelOptions options{.size = 28};
        // A third of a level does not move the byte; what lies outside 0..1 is cut off.
        at::Tensor images = at::stack({to_tensor(first), to_tensor(second)}) + 0.3 / 255;
        images = images.set_requires_grad(true);
        const at::Tensor pixels = clip_pixels(images, options);
        QVERIFY(!pixels.requires_grad());
        QVERIFY(at::equal(pixels, at::stack({clip_pixels(first, options), clip_pixels(second, options)})));
    }

    void manyPicturesOnSeveralThreads() {
        std::vector<at::Tensor> pictures;
        for (int i = 0; i < 24; ++i) {
            pictures.push_back(at::full({3, 160, 200}, i / 24.0));
        }
        const at::Tensor pixels = clip_pixels(at::stack(pictures), {.size = 8});
        QCOMPARE(pixels.sizes(), (std::vector<std::int64_t>{24, 3, 8, 8}));
        for (int i = 0; i < 24; ++i) {
            const at::Tensor alone = clip_pixels(to_image(pictures[static_cast<std::size_t>(i)]), {.size = 8});
            QVERIFY(at::equal(pixels[i], alone));
        }
    }

    void otherShapesAreErrors() {
        for (const at::Tensor& wrong : {at::zeros({3, 8, 8}), at::zeros({1, 1, 8, 8}), at::zeros({0, 3, 8, 8})}) {
            QVERIFY(error_text([&] { clip_pixels(wrong); }).contains("batch"));
        }
    }
};

QTEST_APPLESS_MAIN(TestClipPixels)
#include "tst_clip_pixels.moc"
