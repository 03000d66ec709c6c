// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include <torch/torch.h>
#include <zlib.h>
#include <QTest>

#include "core/formats/resize.h"
#include "core/formats/safetensors.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/preprocess_fixture.h"

using namespace tempera;

namespace {

/// Column x of the picture has the value 16 x + 1 in all rows and channels.
Image columns(int width, int height) {
    Image image{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            image.rgb.insert(image.rgb.end(), 3, static_cast<std::uint8_t>(16 * x + 1));
        }
    }
    return image;
}

}  // namespace

class TestResize : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bytesAreThoseOfPillow_data() { preprocess_rows(); }
    void bytesAreThoseOfPillow() {
        QFETCH(QString, name);
        const Image input = preprocess_input(name.toStdString());
        const Image expected = image_of_rows(preprocess_tensors().at(name.toStdString() + ".resized_u8"));
        const Image actual = resize_shortest_edge(input, name == "sq512" ? 224 : 28);
        QCOMPARE(actual.width, expected.width);
        QCOMPARE(actual.height, expected.height);
        QVERIFY(actual == expected);
    }

    void theLargeInputIsTheOneOfTheReference() {
        const Image input = preprocess_input("sq512");
        const auto checksum = crc32(0, input.rgb.data(), static_cast<uInt>(input.rgb.size()));
        QCOMPARE(static_cast<std::int64_t>(checksum),
                 preprocess_tensors().at("sq512.in_u8_crc32").item<std::int64_t>());
    }

    void sameSizeIsTheSamePicture() {
        const Image image = preprocess_input("oddcrop");
        QVERIFY(resize_bicubic(image, image.width, image.height) == image);
        QVERIFY(resize_shortest_edge(image, std::min(image.width, image.height)) == image);
    }

    void axesAreIndependent() {
        const Image image = preprocess_input("wide");
        const Image rows = resize_bicubic(image, 50, image.height);
        QCOMPARE(rows.height, image.height);
        QVERIFY(resize_bicubic(rows, 50, 70) == resize_bicubic(image, 50, 70));
    }

    void onePixelFillsAnything() {
        const Image dot{1, 1, {10, 20, 30}};
        const Image large = resize_bicubic(dot, 5, 3);
        QCOMPARE(large.rgb.size(), 45u);
        for (std::size_t i = 0; i < large.rgb.size(); ++i) {
            QCOMPARE(large.rgb[i], dot.rgb[i % 3]);
        }
        QVERIFY(resize_bicubic(large, 1, 1) == dot);
    }

    void cropsFollowTheirRule() {
        const auto left = [](int width, CropRule rule) { return crop_center(columns(width, 4), 4, rule).rgb[0] / 16; };
        // Margins of 1, 2, 3, 5 and 7 pixels: half of them is 0.5, 1, 1.5, 2.5 and 3.5.
        const std::array<std::array<int, 3>, 5> expected{{{5, 0, 0}, {6, 1, 1}, {7, 1, 2}, {9, 2, 2}, {11, 3, 4}}};
        for (const auto& [width, transformers, torchvision] : expected) {
            QCOMPARE(left(width, CropRule::transformers), transformers);
            QCOMPARE(left(width, CropRule::torchvision), torchvision);
        }
        QVERIFY(error_text([] { crop_center(columns(4, 3), 4, CropRule::transformers); }).contains("4 x 3"));
    }

    void sizesOutOfRangeAreErrors() {
        const Image image = columns(3, 3);
        QVERIFY(error_text([&] { resize_bicubic(image, 0, 3); }).contains("0 x 3"));
        QVERIFY(error_text([&] { resize_bicubic(image, 3, -1); }).contains("3 x 0"));
        const Image line{2000, 1, std::vector<std::uint8_t>(6000)};
        QVERIFY(error_text([&] { resize_shortest_edge(line, 224); }).contains("448000 x 224"));
        QVERIFY(error_text([&] { resize_bicubic({2, 2, {1, 2, 3}}, 4, 4); }).contains("do not fit"));
    }

    void speed() {
        const Image image = preprocess_input("sq512");
        QBENCHMARK {
            resize_bicubic(image, 224, 224);
        }
    }
};

QTEST_APPLESS_MAIN(TestResize)
#include "tst_resize.moc"
