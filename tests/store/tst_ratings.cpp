// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/base/files.h"
#include "core/store/catalog.h"
#include "core/store/ratings.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;

class TestRatings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void choicesAreKept() {
        const TemporaryFolder folder;
        // The largest seed: an unsigned number that SQLite's integers do not hold as it is.
        Rating first{0,          1700000000.25, "a cat, \"red\"\n", 0xffffffffffffffffU, SampleKind::Unseen,
                     {"a-1", 3}, {"b-2", 12},   Choice::Right};
        Rating second = first;
        second.seed = 7;
        second.kind = SampleKind::Train;
        second.choice = Choice::Left;
        {
            Ratings ratings(folder.path());
            QVERIFY(ratings.all().empty());
            first.id = ratings.add(first);
            second.id = ratings.add(second);
            QVERIFY(second.id > first.id);
        }
        Ratings ratings(folder.path());
        const std::vector<Rating> all = ratings.all();
        QCOMPARE(all.size(), std::size_t{2});
        QVERIFY(all[0] == first);
        QVERIFY(all[1] == second);
    }

    void aChoiceCanBeTakenBack() {
        const TemporaryFolder folder;
        Ratings ratings(folder.path());
        const std::int64_t first = ratings.add({});
        const std::int64_t second = ratings.add({});
        ratings.remove(first);
        ratings.remove(99);
        QCOMPARE(ratings.all().size(), std::size_t{1});
        QCOMPARE(ratings.all()[0].id, second);
        QVERIFY(ratings.all()[0].choice == Choice::Neither);
    }

    void theCatalogIsSharedWithTheRest() {
        const TemporaryFolder folder;
        Catalog catalog(folder.path());
        catalog.save({"a-1", "Cats", "", "", {}, false, 0});
        Ratings(folder.path()).add({});
        catalog.remove("a-1");
        // A run that went to the trash leaves what was said of it.
        QCOMPARE(Ratings(folder.path()).all().size(), std::size_t{1});
    }

    void brokenFileIsNamed() {
        const TemporaryFolder folder;
        write_file_atomically(folder / "catalog.db", std::string(5000, 'x'));
        const QString text = error_text([&] { Ratings(folder.path()); });
        QVERIFY2(text.contains("catalog.db: is damaged or not a database of Tempera"), qPrintable(text));
    }
};

QTEST_APPLESS_MAIN(TestRatings)
#include "tst_ratings.moc"
