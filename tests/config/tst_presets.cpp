// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "core/base/files.h"
#include "core/config/config.h"
#include "tests/helpers/error_text.h"

using namespace tempera;

class TestPresets : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    std::filesystem::path write(const char* name, const char* toml) const {
        const std::filesystem::path file = folder_.filePath(name).toStdString();
        std::filesystem::create_directories(file.parent_path());
        write_file_atomically(file, toml);
        return file;
    }

private Q_SLOTS:
    void initTestCase() {
        qputenv("TEMPERA_PRESETS", folder_.path().toUtf8());
        write("base.toml", "title = 'Base'\nmethod = 'ddpo'\nseed = 1\n[sample]\nnum_steps = 20\n");
        write("child.toml", "title = 'Child'\ndescription = 'd'\nextends = 'base'\nseed = 2\n");
        write("notes.txt", "not a preset");
    }

    void presetsAreListedByName() {
        const auto presets = list_presets();
        QCOMPARE(presets.size(), std::size_t{2});
        QCOMPARE(presets[0].name, std::string("base"));
        QCOMPARE(presets[1].name, std::string("child"));
        QCOMPARE(presets[1].title, std::string("Child"));
        QCOMPARE(presets[1].description, std::string("d"));
        QCOMPARE(presets[1].file.filename().string(), std::string("child.toml"));
    }

    void childOverridesWhatItExtends() {
        const Config config = load_preset("child");
        QCOMPARE(config.text("method"), std::string("ddpo"));
        QCOMPARE(config.integer("seed"), 2);
        QCOMPARE(config.integer("sample.num_steps"), 20);
    }

    void filesElsewhereExtendPresetsAndNeighbours() {
        const auto file = write("mine/run.toml", "extends = 'child'\nnum_epochs = 3\n");
        QCOMPARE(load_preset(file.string()).integer("seed"), 2);
        write("mine/child.toml", "seed = 5");
        QCOMPARE(Config::from_file(file).integer("seed"), 5);
        const auto by_path = write("mine/path.toml", "extends = '../child.toml'\n");
        QCOMPARE(Config::from_file(by_path).integer("seed"), 2);
        QCOMPARE(Config::from_toml("extends = 'child'", "text").integer("seed"), 2);
    }

    void circlesAreFound() {
        write("circle/a.toml", "extends = 'b'");
        write("circle/b.toml", "extends = 'c'");
        const auto last = write("circle/c.toml", "extends = 'a'");
        QString text = error_text([&] { Config::from_file(last); });
        QVERIFY2(text.contains("b.toml: extends goes round in a circle through 'c'"), qPrintable(text));
        const auto self = write("circle/self.toml", "extends = 'self'");
        text = error_text([&] { Config::from_file(self); });
        QVERIFY2(text.contains("self.toml: extends goes round in a circle through 'self'"), qPrintable(text));
    }

    void errorsNameTheFileThatHoldsThem() {
        write("wrong/base.toml", "\n\nseet = 1");
        const auto child = write("wrong/child.toml", "extends = 'base'");
        const QString text = error_text([&] { Config::from_file(child); });
        QVERIFY2(text.contains("wrong/base.toml:3: unknown key 'seet'; use 'seed'."), qPrintable(text));
    }

    void missingOnesAreNamed() {
        QCOMPARE(error_text([] { load_preset("bsae"); }),
                 "presets: unknown preset 'bsae'; use a .toml file or one of: base, child.");
        QString text = error_text([] { load_preset("/absent/x.toml"); });
        QVERIFY2(text.startsWith("/absent/x.toml: cannot be read (No such file"), qPrintable(text));
        const auto orphan = write("orphan.toml", "extends = 'nothing'");
        text = error_text([&] { Config::from_file(orphan); });
        QVERIFY2(text.contains("orphan.toml: unknown preset 'nothing'"), qPrintable(text));
        std::filesystem::remove(orphan);
    }

    void shippedPresetsAreValid() {
        qputenv("TEMPERA_PRESETS", TEMPERA_SOURCE_DIR "/experiments");
        for (const Preset& preset : list_presets()) {
            const QString problem = error_text([&] { load_preset(preset.name).check(); });
            QVERIFY2(problem.isEmpty(), qPrintable(problem));
            QVERIFY2(!preset.title.empty() && !preset.description.empty(), preset.name.c_str());
        }
        qputenv("TEMPERA_PRESETS", folder_.path().toUtf8());
    }
};

QTEST_APPLESS_MAIN(TestPresets)
#include "tst_presets.moc"
