// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdint>

#include <torch/torch.h>
#include <zlib.h>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "core/base/error.h"
#include "core/formats/image_tensor.h"
#include "core/formats/safetensors.h"

using namespace tempera;

namespace {

const std::filesystem::path kPreprocess = std::filesystem::path(TEMPERA_FIXTURES) / "15_preprocess";

Image from_rows(const at::Tensor& hwc) {
    const at::Tensor bytes = hwc.contiguous();
    const auto* first = bytes.data_ptr<std::uint8_t>();
    return {static_cast<int>(hwc.size(1)), static_cast<int>(hwc.size(0)), {first, first + bytes.numel()}};
}

Image jpeg_input(const std::string& name) {
    if (name == "sq512") {
        return read_image(kPreprocess / "sq512.png");
    }
    if (name == "flat") {
        return read_image(kPreprocess / "jpeg_flat.jpg");  // one colour survives the compression
    }
    if (name == "odd") {
        return from_rows(read_safetensors(kPreprocess / "jpeg_odd_input.safetensors").tensors.at("u8"));
    }
    return from_rows(read_safetensors(kPreprocess / "io.safetensors").tensors.at(name + ".in_u8"));
}

}  // namespace

class TestImageTensor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Sizes and checksums that Pillow with libjpeg-turbo gave for the same pictures.
    void jpegBytesAreThoseOfPillow() {
        QFile file(TEMPERA_FIXTURES "/16_jpeg/sizes.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonArray rows = QJsonDocument::fromJson(file.readAll())["rows"].toArray();
        QCOMPARE(rows.size(), 5);
        for (const auto& row : rows) {
            const std::string name = row.toObject()["name"].toString().toStdString();
            const std::string bytes = encode_jpeg(jpeg_input(name), 95);
            QCOMPARE(static_cast<int>(bytes.size()), row.toObject()["bytes"].toInt());
            const auto checksum =
                crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
            QVERIFY2(static_cast<double>(checksum) == row.toObject()["crc32"].toDouble(), name.c_str());
        }
    }

    void allLevelsSurvive() {
        Image image{16, 16, {}};
        for (int level = 0; level < 256; ++level) {
            image.rgb.insert(image.rgb.end(), {static_cast<std::uint8_t>(level), static_cast<std::uint8_t>(255 - level),
                                               static_cast<std::uint8_t>(level / 2)});
        }
        const at::Tensor tensor = to_tensor(image);
        QCOMPARE(tensor.sizes(), (std::vector<std::int64_t>{3, 16, 16}));
        QCOMPARE(tensor[0][1][3].item<float>(), 19.0f / 255.0f);
        QCOMPARE(tensor[1][1][3].item<float>(), 236.0f / 255.0f);
        QVERIFY(to_image(tensor) == image);
        QVERIFY(to_image(tensor.to(at::kDouble)) == image);
    }

    void roundsHalfToEvenAndClamps() {
        const at::Tensor values = at::tensor({0.5, 1.5, 2.5, -3.0, 300.0}, at::kDouble).div(255).to(at::kFloat);
        QVERIFY(to_uint8(values).equal(at::tensor({0, 2, 2, 0, 255}, at::kByte)));
        const at::Tensor wild = at::tensor({std::nan(""), HUGE_VAL, -HUGE_VAL}, at::kFloat);
        QVERIFY(to_uint8(wild).equal(at::tensor({0, 255, 0}, at::kByte)));
    }

    void acceptsPicturesWithGradientsOnly() {
        const at::Tensor picture = at::full({3, 2, 2}, 0.2).requires_grad_();
        QCOMPARE(to_image(picture).rgb[0], 51);
        QVERIFY_EXCEPTION_THROWN(to_image(at::zeros({1, 2, 2})), Error);
        QVERIFY_EXCEPTION_THROWN(to_image(at::zeros({1, 3, 2, 2})), Error);
        QVERIFY_EXCEPTION_THROWN(to_image(at::zeros({3, 2, 2}, at::kByte)), Error);
    }
};

QTEST_APPLESS_MAIN(TestImageTensor)
#include "tst_image_tensor.moc"
