// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <torch/torch.h>
#include <QTemporaryDir>
#include <QTest>

#include "core/evaluation/picture_store.h"
#include "core/formats/image.h"
#include "core/formats/image_tensor.h"
#include "core/store/run_reader.h"

using namespace tempera;

class TestPictureStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void picturesComeBack_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("thumbnailWidth");
        QTest::addColumn<int>("thumbnailHeight");
        QTest::newRow("small") << 64 << 64 << 64 << 64;
        QTest::newRow("large") << 512 << 512 << 128 << 128;
        QTest::newRow("wide") << 512 << 256 << 128 << 64;
    }

    void picturesComeBack() {
        QFETCH(int, width);
        QFETCH(int, height);
        QTemporaryDir dir;
        const std::filesystem::path run_dir = std::filesystem::path(dir.path().toStdString()) / "run";
        const at::Tensor picture = torch::rand({3, height, width});
        {
            RunWriter writer = RunWriter::create(run_dir, RunInfo{}, "seed = 1\n");
            writer.begin_attempt(0);
            SampleRow row;
            row.epoch = 3;
            row.kind = SampleKind::Eval;
            row.prompt = "cat";
            row.seed = 99;
            row.index = 7;
            store_picture(writer, row, picture, {{"gold", 0.25}, {"saturation", 0.5}});
            writer.end_epoch();
        }
        RunReader reader(run_dir);
        const std::vector<SampleRow> rows = reader.samples(3, SampleKind::Eval);
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].image, std::string("images/eval-0003-007.png"));
        QCOMPARE(rows[0].width, width);
        QCOMPARE(rows[0].height, height);
        QCOMPARE(rows[0].prompt, std::string("cat"));
        QVERIFY(read_image(run_dir / rows[0].image) == to_image(picture));
        const Image thumbnail = decode_image(reader.thumbnail(rows[0].id), "thumbnail");
        QFETCH(int, thumbnailWidth);
        QFETCH(int, thumbnailHeight);
        QCOMPARE(thumbnail.width, thumbnailWidth);
        QCOMPARE(thumbnail.height, thumbnailHeight);
        const std::vector<ScoreRow> scores = reader.scores(3, SampleKind::Eval);
        QCOMPARE(scores.size(), std::size_t{2});
    }
};

QTEST_APPLESS_MAIN(TestPictureStore)
#include "tst_picture_store.moc"
