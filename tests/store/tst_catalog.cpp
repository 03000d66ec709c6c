// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/base/files.h"
#include "core/store/catalog.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;

class TestCatalog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void entriesAreKept() {
        const TemporaryFolder folder;
        {
            Catalog catalog(folder.path());
            QVERIFY(catalog.entries().empty());
            catalog.save({"a-1", "Cats", "paper", "note\nline", {"good", "again"}, true, 3});
            catalog.save({"b-2", "", "", "", {}, false, -1});
        }
        Catalog catalog(folder.path());
        auto entries = catalog.entries();
        QCOMPARE(entries.size(), std::size_t{2});
        const CatalogEntry& entry = entries.at("a-1");
        QCOMPARE(entry.run_id, std::string("a-1"));
        QCOMPARE(entry.display_name, std::string("Cats"));
        QCOMPARE(entry.group, std::string("paper"));
        QCOMPARE(entry.notes, std::string("note\nline"));
        QCOMPARE(entry.tags, (std::vector<std::string>{"good", "again"}));
        QCOMPARE(entry.favourite, true);
        QCOMPARE(entry.colour, 3);
        QCOMPARE(entries.at("b-2").colour, -1);

        catalog.save({"a-1", "Dogs", "", "", {"again"}, false, 3});
        entries = catalog.entries();
        QCOMPARE(entries.at("a-1").display_name, std::string("Dogs"));
        QCOMPARE(entries.at("a-1").tags, std::vector<std::string>{"again"});
        catalog.remove("a-1");
        catalog.remove("absent");
        QCOMPARE(catalog.entries().size(), std::size_t{1});
    }

    void settingsAreKept() {
        const TemporaryFolder folder;
        Catalog(folder.path()).set_setting("page", "curves");
        Catalog catalog(folder.path());
        QCOMPARE(catalog.setting("page"), std::string("curves"));
        QCOMPARE(catalog.setting("absent"), std::string());
        catalog.set_setting("page", "samples");
        QCOMPARE(catalog.setting("page"), std::string("samples"));
    }

    void twoWindowsShareIt() {
        const TemporaryFolder folder;
        Catalog one(folder.path());
        Catalog two(folder.path());
        one.save({"a-1", "Cats", "", "", {}, false, 0});
        two.save({"b-2", "Dogs", "", "", {}, false, 1});
        QCOMPARE(one.entries().size(), std::size_t{2});
    }

    void brokenFileIsNamed() {
        const TemporaryFolder folder;
        write_file_atomically(folder / "catalog.db", std::string(5000, 'x'));
        const QString text = error_text([&] { Catalog(folder.path()); });
        QVERIFY2(text.contains("catalog.db: is damaged or not a database of Tempera"), qPrintable(text));
    }
};

QTEST_APPLESS_MAIN(TestCatalog)
#include "tst_catalog.moc"
