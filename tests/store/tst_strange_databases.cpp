// SPDX-License-Identifier: GPL-3.0-or-later
// Databases that somebody else made: what acts by itself is refused, the rest is data.
#include <QTest>

#include <SQLiteCpp/Database.h>

#include "core/store/catalog.h"
#include "core/store/run_archive.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

void make_run(const fs::path& run_dir) {
    RunWriter writer = RunWriter::create(run_dir, sample_run_info(), "seed = 1\n");
    writer.begin_attempt(0);
    writer.metric("policy/loss", {0, 0, 0}, 1);
    const SampleRow row{0, 0, SampleKind::Train, "a cat", 1, 0, "images/x.png", 1, 1};
    writer.sample(row, "picture", "thumbnail");
}

void edit(const fs::path& run_dir, const std::string& sql) {
    SQLite::Database((run_dir / "run.db").string(), SQLite::OPEN_READWRITE).exec(sql);
}

/// What SQL, a shell, HTML, a terminal or a log could take for their own.
std::vector<std::string> hostile_texts() {
    return {"'; DROP TABLE metric; --",
            "\" OR 1=1 --",
            "$(reboot) `reboot` ; rm -rf ~ | x && y > z",
            "<script>alert(1)</script><img src=x onerror=y>&amp;%00",
            "\x1b]0;title\x07\x1b[31mred\x1b[201~",
            "line\r\n2026-01-01 00:00:00.000 error   forged\n",
            "%s%n%1%2{0}{}",
            "../../../../etc/passwd",
            "\xe2\x80\xae\xd7\x90 bidirectional",
            std::string("no \0 end", 8),
            std::string("\xff\xfe not UTF-8"),
            std::string(100'000, 'x')};
}

}  // namespace

class TestStrangeDatabases : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatActsIsRefused_data() {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("said");
        QTest::newRow("trigger") << "CREATE TRIGGER harm AFTER INSERT ON metric BEGIN DELETE FROM sample; END"
                                 << "has a trigger harm";
        QTest::newRow("view") << "CREATE VIEW harm AS SELECT * FROM metric"
                              << "has a view harm";
        QTest::newRow("view instead of a table")
            << "DROP TABLE metric; CREATE VIEW metric AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 "
               "FROM n) SELECT id, 'a' AS key FROM n"
            << "has a view metric";
        QTest::newRow("virtual table") << "CREATE VIRTUAL TABLE harm USING fts5(text)"
                                       << "has a virtual table harm";
    }
    void whatActsIsRefused() {
        QFETCH(QString, sql);
        QFETCH(QString, said);
        const TemporaryFolder folder;
        const fs::path run_dir = folder / "run";
        make_run(run_dir);
        try {
            edit(run_dir, sql.toStdString());
        } catch (const SQLite::Exception& error) {
            QSKIP(error.what());  // an SQLite without this module
        }
        for (const QString& text :
             {error_text([&] { RunReader reader(run_dir); }), error_text([&] { RunWriter writer(run_dir); }),
              error_text([&] { post_command(run_dir, Command::Stop); }),
              error_text([&] { export_run(run_dir, folder / "run.tempera"); })}) {
            QVERIFY2(text.contains(said) && text.contains("run.db"), qPrintable(text));
        }
        QVERIFY(!fs::exists(folder / "run.tempera"));
    }

    void catalogsToo() {
        const TemporaryFolder folder;
        { const Catalog catalog(folder.path()); }
        SQLite::Database((folder / "catalog.db").string(), SQLite::OPEN_READWRITE)
            .exec("CREATE TRIGGER harm AFTER INSERT ON entry BEGIN DELETE FROM entry; END");
        const QString text = error_text([&] { Catalog catalog(folder.path()); });
        QVERIFY2(text.contains("has a trigger harm") && text.contains("catalog.db"), qPrintable(text));
    }

    void otherTablesAreSaid() {
        const TemporaryFolder folder;
        make_run(folder / "run");
        edit(folder / "run", "ALTER TABLE metric RENAME COLUMN value TO worth");
        const QString text = error_text([&] { RunReader(folder / "run").metrics_since(0); });
        QVERIFY2(text.contains("run.db: does not have the tables of Tempera (no such column"), qPrintable(text));
        QVERIFY2(text.endsWith("restore it from a copy."), qPrintable(text));
    }

    void hugeValuesAreRefused() {
        const TemporaryFolder folder;
        make_run(folder / "run");
        edit(folder / "run", "UPDATE thumbnail SET picture = zeroblob(200000000)");
        const QString text = error_text([&] { RunReader(folder / "run").thumbnail(1); });
        QVERIFY2(text.contains("holds a value that is larger than any of Tempera"), qPrintable(text));
    }

    void picturesLieInsideTheRun_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("inside");
        QTest::newRow("own") << "images/x.png" << true;
        QTest::newRow("dots in the name") << "images/a.b.png" << true;
        QTest::newRow("absolute") << "/dev/zero" << false;
        QTest::newRow("above") << "../other/images/x.png" << false;
        QTest::newRow("out again") << "images/../../x.png" << false;
        QTest::newRow("the database") << "run.db" << false;
    }
    void picturesLieInsideTheRun() {
        QFETCH(QString, path);
        QFETCH(bool, inside);
        const TemporaryFolder folder;
        make_run(folder / "run");
        edit(folder / "run", "UPDATE sample SET image = '" + path.toStdString() + "'");
        RunReader reader(folder / "run");
        const QString expected = inside ? path : QString();
        QCOMPARE(QString::fromStdString(reader.samples_since(0).at(0).image), expected);
        QCOMPARE(QString::fromStdString(reader.samples(0, SampleKind::Train).at(0).image), expected);
        const auto problems = reader.integrity_problems();
        QCOMPARE(problems.empty(), inside);
        if (!inside) {
            QVERIFY2(problems[0].starts_with("sample 1 names a picture outside of the run"), problems[0].c_str());
        }
    }

    void textsAreData() {
        const TemporaryFolder folder;
        const fs::path run_dir = folder / "run";
        RunInfo info = sample_run_info();
        const std::vector<std::string> texts = hostile_texts();
        info.name = texts[0];
        RunWriter writer = RunWriter::create(run_dir, info, "seed = 1\n");
        writer.begin_attempt(0);
        Catalog catalog(folder.path());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const std::string& text = texts[i];
            const auto index = static_cast<std::int64_t>(i);
            const SampleRow row{0, 0, SampleKind::Train, text, 1, index, "images/x.png", 1, 1};
            writer.score(writer.sample(row, "", "thumbnail"), text, 0.5);
            writer.metric(text, {0, 0, 0}, static_cast<double>(i));
            writer.event("info", text);
            writer.trajectory({0, 0, index, text, 1, 0.5, {}});
            catalog.save({std::to_string(i), text, text, text, {text}, false, 1});
            catalog.set_setting(text, text);
        }
        writer.flush();
        RunReader reader(run_dir);
        QCOMPARE(reader.summary().info.name, texts[0]);
        const auto samples = reader.samples(0, SampleKind::Train);
        const auto scores = reader.scores(0, SampleKind::Train);
        const auto events = reader.events_since(0);
        const auto trajectories = reader.trajectories(0);
        const auto entries = catalog.entries();
        for (std::size_t i = 0; i < texts.size(); ++i) {
            QCOMPARE(samples.at(i).prompt, texts[i]);
            QCOMPARE(scores.at(i).reward, texts[i]);
            QCOMPARE(events.at(i).text, texts[i]);
            QCOMPARE(trajectories.at(i).prompt, texts[i]);
            QCOMPARE(reader.metric(texts[i]).at(0).value, static_cast<double>(i));
            const CatalogEntry& entry = entries.at(std::to_string(i));
            QVERIFY(entry.display_name == texts[i] && entry.notes == texts[i] && entry.tags.at(0) == texts[i]);
            QCOMPARE(catalog.setting(texts[i]), texts[i]);
        }
        QVERIFY(reader.integrity_problems().empty());
        QCOMPARE(Workspace(folder.path()).new_run_dir("../../x\n<b>").parent_path(), folder.path() / "runs");
    }
};

QTEST_APPLESS_MAIN(TestStrangeDatabases)
#include "tst_strange_databases.moc"
