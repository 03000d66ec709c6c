// SPDX-License-Identifier: GPL-3.0-or-later
// Databases of every format that a version of Tempera wrote (tests/fixtures/formats), read and brought up to date.
#include <QTest>

#include <algorithm>
#include <cstdint>
#include <set>

#include <SQLiteCpp/Database.h>

#include "core/base/files.h"
#include "core/store/catalog.h"
#include "core/store/catalog_schema.h"
#include "core/store/database.h"
#include "core/store/ratings.h"
#include "core/store/run_queue.h"
#include "core/store/run_reader.h"
#include "core/store/run_schema.h"
#include "core/store/run_writer.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t seed = 0xfffffffffffffffe;

void make_database(const fs::path& file, const std::string& fixture) {
    const std::string sql = read_file(std::string(TEMPERA_FIXTURES) + "/formats/" + fixture);
    SQLite::Database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec(sql);
}

/// "run-1.sql": the newest that there is must be the present format.
QString fixture_name(const char* kind, std::size_t format) {
    return QString("%1-%2.sql").arg(kind).arg(format);
}

/// Statements that make the tables and indices, and the format.
std::set<std::string> schema_of(const fs::path& file) {
    SQLite::Database database(file.string(), SQLite::OPEN_READONLY);
    std::set<std::string> statements{"format " + std::to_string(database.execAndGet("PRAGMA user_version").getInt())};
    for (std::string& sql : select(database, "SELECT ifnull(sql, name) FROM sqlite_master",
                                   [](SQLite::Statement& row) { return row.getColumn(0).getString(); })) {
        statements.insert(std::move(sql));
    }
    return statements;
}

void check_run(RunReader& reader) {
    const RunSummary summary = reader.summary();
    QCOMPARE(summary.info.name, std::string("old"));
    QCOMPARE(summary.info.seed, ~std::uint64_t{0});
    QCOMPARE(summary.reached, ReachedState::Stopped);
    QCOMPARE(summary.attempts.at(0).reason, std::string("stop asked"));
    QCOMPARE(summary.progress.num_epochs, std::int64_t{6});
    const auto metrics = reader.metric("eval/gold_mean");
    QCOMPARE(metrics.size(), std::size_t{2});  // one is hidden
    QCOMPARE(metrics[0].value, 0.25);
    QCOMPARE(metrics[1].value, 0.75);
    const auto samples = reader.samples(0, SampleKind::Eval);
    QCOMPARE(samples.at(0).prompt, std::string("a cat"));
    QCOMPARE(samples[0].seed, seed);
    QCOMPARE(samples[0].image, std::string("images/eval-0000-000.png"));
    QCOMPARE(reader.thumbnail(samples[0].id), std::string("\1\2\3"));
    QCOMPARE(reader.scores(0, SampleKind::Eval).at(0).value, 0.25);
    QCOMPARE(reader.neuron_layers(0).at(0).scores, std::vector<float>{0.5F});
    QCOMPARE(reader.resets().at(0).count, std::int64_t{3});
    QCOMPARE(reader.timestep_stats_since(0).at(0).value, 0.5);
    QCOMPARE(reader.events_since(0).at(0).text, std::string("Stopped."));
    QVERIFY(reader.integrity_problems().empty());
}

}  // namespace

class TestOldFormats : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFormatHasAFixture() {
        const fs::path folder = fs::path(TEMPERA_FIXTURES) / "formats";
        for (std::size_t format = 1; format <= run_migrations().size(); ++format) {
            QVERIFY(fs::exists(folder / fixture_name("run", format).toStdString()));
        }
        for (std::size_t format = 1; format <= catalog_migrations().size(); ++format) {
            QVERIFY(fs::exists(folder / fixture_name("catalog", format).toStdString()));
        }
    }

    void runsOpenForEver_data() {
        QTest::addColumn<int>("format");
        for (int format = 1; format <= static_cast<int>(run_migrations().size()); ++format) {
            QTest::addRow("format %d", format) << format;
        }
    }
    void runsOpenForEver() {
        QFETCH(int, format);
        const TemporaryFolder folder;
        const fs::path run_dir = folder / "run";
        { const RunWriter fresh = RunWriter::create(folder / "fresh", sample_run_info(), ""); }
        fs::create_directories(run_dir / "images");
        make_database(run_dir / "run.db", fixture_name("run", static_cast<std::size_t>(format)).toStdString());
        {
            RunReader reader(run_dir);
            check_run(reader);
            QCOMPARE(reader.trajectories(0).size(), format >= 2 ? std::size_t{1} : std::size_t{0});
            const auto attempts = reader.summary().attempts;
            QCOMPARE(attempts.size(), format >= 3 ? std::size_t{2} : std::size_t{1});
            QVERIFY(attempts[0].command.empty());
            if (format >= 3) {
                QCOMPARE(attempts[1].command, (std::vector<std::string>{"tempera-run", "resume", "a b"}));
            }
        }
        // Reading changed nothing.
        QVERIFY(schema_of(run_dir / "run.db").contains("format " + std::to_string(format)));
        RunReader before(run_dir);
        {
            RunWriter writer(run_dir);
            writer.metric("eval/gold_mean", {2, 8, 16}, 1);
            writer.trajectory({0, 2, 0, "a cat", seed, 1, {}});
        }
        // One that has been open all the time sees the new rows too.
        QCOMPARE(before.metric("eval/gold_mean").size(), std::size_t{3});
        QCOMPARE(before.trajectories(2).size(), std::size_t{1});
        QVERIFY(before.integrity_problems().empty());
        // The tables are those of a new run: a released step was never changed.
        QCOMPARE(schema_of(run_dir / "run.db"), schema_of(folder / "fresh" / "run.db"));
    }

    void catalogsOpenForEver_data() {
        QTest::addColumn<int>("format");
        for (int format = 1; format <= static_cast<int>(catalog_migrations().size()); ++format) {
            QTest::addRow("format %d", format) << format;
        }
    }
    void catalogsOpenForEver() {
        QFETCH(int, format);
        const TemporaryFolder folder;
        fs::create_directories(folder / "fresh");
        { const Catalog fresh(folder / "fresh"); }
        make_database(folder / "catalog.db", fixture_name("catalog", static_cast<std::size_t>(format)).toStdString());
        Catalog catalog(folder.path());
        const CatalogEntry entry{"old-000001", "My run", "group", "notes", {"good"}, true, 3};
        QCOMPARE(catalog.entries().size(), std::size_t{1});
        QVERIFY(catalog.entries().at("old-000001") == entry);
        QCOMPARE(catalog.setting("key"), std::string("value"));
        Ratings ratings(folder.path());
        QCOMPARE(ratings.all().size(), format >= 2 ? std::size_t{1} : std::size_t{0});
        QCOMPARE(RunQueue(folder.path()).rows().size(), format >= 2 ? std::size_t{1} : std::size_t{0});
        if (format >= 2) {
            QCOMPARE(ratings.all()[0].seed, seed);
            QCOMPARE(RunQueue(folder.path()).rows()[0].config, std::string("seed = 3"));
        }
        QCOMPARE(schema_of(folder / "catalog.db"), schema_of(folder / "fresh" / "catalog.db"));
    }
};

QTEST_APPLESS_MAIN(TestOldFormats)
#include "tst_old_formats.moc"
