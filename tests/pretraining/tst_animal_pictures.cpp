// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <set>

#include <torch/torch.h>

#include <QtTest>

#include "core/base/error.h"
#include "core/formats/emoji_font.h"
#include "core/pretraining/pictures.h"

using namespace tempera;

class TestAnimalPictures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFontHasColourGlyphs();
    void aMissingFontIsNamedWithItsPackage();
    void theTableHoldsThePaperAnimalsAndTheUnseen();
    void everyGlyphIsAPictureOfItsOwn();
    void aGlyphKeepsItsColourWhenScaled();
    void aPictureDependsOnNameIndexAndSeedAlone();
    void picturesFillTheFrameAndVary();
    void anUnknownAnimalIsNamed();

private:
    const AnimalGlyphs glyphs_ = AnimalGlyphs::load();
};

void TestAnimalPictures::theFontHasColourGlyphs() {
    const EmojiFont font;
    QVERIFY(font.has(U'\U0001F431'));
    QVERIFY(!font.has(U'\U0001F9FF' + 0x10000));
    const RgbaBitmap cat = font.render(U'\U0001F431');
    QVERIFY(cat.width >= 64 && cat.height >= 64);
    QCOMPARE(cat.rgba.size(), std::size_t(4) * cat.width * cat.height);
    QCOMPARE(int(cat.rgba[3]), 0);  // the corner is empty
    const std::size_t middle = 4 * (std::size_t(cat.height) / 2 * cat.width + cat.width / 2);
    QCOMPARE(int(cat.rgba[middle + 3]), 255);
    QVERIFY(cat.rgba[middle] > cat.rgba[middle + 2] + 60);  // a ginger cat: much red, little blue
    QVERIFY_EXCEPTION_THROWN(font.render(0x10FFFF), Error);
}

void TestAnimalPictures::aMissingFontIsNamedWithItsPackage() {
    try {
        EmojiFont("/nonexistent/NotoColorEmoji.ttf");
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY(error.remedy().find("fonts-noto-color-emoji") != std::string::npos);
        QVERIFY(error.where().find("/nonexistent") != std::string::npos);
    }
}

void TestAnimalPictures::theTableHoldsThePaperAnimalsAndTheUnseen() {
    QCOMPARE(glyphs_.names(AnimalSplit::paper).size(), std::size_t(45));
    const std::vector<std::string> unseen = {"snail", "hippopotamus", "leopard", "crocodile", "lobster", "octopus"};
    QVERIFY(glyphs_.names(AnimalSplit::unseen) == unseen);
    QVERIFY(glyphs_.names(AnimalSplit::other).size() >= 45);
    QVERIFY(glyphs_.has("squirrel") && glyphs_.has("cat") && !glyphs_.has("cheetah"));
    QCOMPARE(glyphs_.variants("cat"), std::int64_t(2));
}

void TestAnimalPictures::everyGlyphIsAPictureOfItsOwn() {
    std::set<std::string> seen;
    for (const std::string& name : glyphs_.names()) {
        for (std::int64_t v = 0; v < glyphs_.variants(name); ++v) {
            const at::Tensor glyph = glyphs_.render(name, v, 64);
            QVERIFY(glyph.sizes() == at::IntArrayRef({4, 64, 64}));
            const double cover = glyph[3].mean().item<double>();
            QVERIFY2(cover > 0.1 && cover < 0.95, name.c_str());
            const at::Tensor bytes = glyph.mul(255).to(at::kByte).contiguous();
            const auto* first = static_cast<const char*>(bytes.data_ptr());
            QVERIFY2(seen.emplace(first, bytes.numel()).second, name.c_str());
        }
    }
}

void TestAnimalPictures::aGlyphKeepsItsColourWhenScaled() {
    const auto colour = [this](std::int64_t size) {
        const at::Tensor glyph = glyphs_.render("frog", 0, size);
        return (glyph.slice(0, 0, 3) * glyph[3]).mean({1, 2}) / glyph[3].mean();
    };
    QVERIFY((colour(128) - colour(16)).abs().max().item<double>() < 0.01);
}

void TestAnimalPictures::aPictureDependsOnNameIndexAndSeedAlone() {
    const at::Tensor picture = animal_picture(glyphs_, "fox", 3, 7);
    animal_picture(glyphs_, "cat", 0, 1);
    QVERIFY(at::equal(picture, animal_picture(AnimalGlyphs::load(), "fox", 3, 7)));
    QVERIFY(!at::equal(picture, animal_picture(glyphs_, "fox", 4, 7)));
    QVERIFY(!at::equal(picture, animal_picture(glyphs_, "fox", 3, 8)));
    QVERIFY(!at::equal(picture, animal_picture(glyphs_, "wolf", 3, 7)));
    const at::Tensor pool = picture_pool(glyphs_, {"cat", "fox"}, 2, 3, 7);
    QVERIFY(at::equal(pool[2], picture.mul(255).round().to(at::kByte)));
}

void TestAnimalPictures::picturesFillTheFrameAndVary() {
    std::vector<at::Tensor> corners;
    for (std::int64_t i = 0; i < 40; ++i) {
        const at::Tensor picture = animal_picture(glyphs_, "bird", i, 1);
        QVERIFY(picture.sizes() == at::IntArrayRef({3, 64, 64}));
        QVERIFY(picture.min().item<double>() >= 0 && picture.max().item<double>() <= 1.0001);
        corners.push_back(picture.select(2, 0).select(1, 0));
    }
    // The backgrounds spread over many colours.
    QVERIFY(at::stack(corners).std(0).min().item<double>() > 0.1);
}

void TestAnimalPictures::anUnknownAnimalIsNamed() {
    try {
        glyphs_.render("cheetah", 0, 64);
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY(std::string(error.what()).find("cheetah") != std::string::npos);
    }
    QVERIFY_EXCEPTION_THROWN(glyphs_.render("zebra", 1, 64), Error);
}

QTEST_APPLESS_MAIN(TestAnimalPictures)
#include "tst_animal_pictures.moc"
