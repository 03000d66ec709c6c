// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <cmath>
#include <cstdint>

#include "core/store/database.h"
#include "core/store/run_reader.h"
#include "core/store/run_schema.h"
#include "core/store/run_writer.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

TrajectoryRow path_of(std::int64_t epoch, std::int64_t index) {
    TrajectoryRow row{0, epoch, index, "a cat", 0x8000000000000001U, 0.5, {}};
    row.steps.push_back({0, 981, 0.25, -1.5, std::string("\xff\0pic", 5)});
    row.steps.push_back({1, 481, std::nan(""), std::nan(""), ""});
    return row;
}

/// A run as the version before trajectories left it.
void make_run_of_format_1(const fs::path& run_dir) {
    { const RunWriter writer = RunWriter::create(run_dir, sample_run_info(), "seed = 1\n"); }
    fs::remove(run_dir / "run.db");
    SQLite::Database database = open_for_writing(run_dir / "run.db", Access::Create);
    migrate(database, run_dir / "run.db", run_migrations().first(1));
    database.exec(
        "INSERT INTO run (id, uuid, name, method, reward, model, model_hash, config_hash, seed, versions, host, "
        "device, "
        "created) VALUES (1, 'u', 'old', 'tdpo', 'gold', 'animals', 'm', 'c', 7, 'v', 'h', 'cpu', 1)");
    database.exec("INSERT INTO attempt (started, ended, from_epoch, reason) VALUES (1, 2, 0, 'stop asked')");
    database.exec("INSERT INTO metric (key, epoch, step, reward_queries, wall, value) VALUES ('a', 0, 0, 0, 0, 2.5)");
    database.exec("INSERT INTO timestep_stat (epoch, timestep, key, value) VALUES (0, 981, 'approx_kl', 0.5)");
}

std::int64_t format_of(const fs::path& run_dir) {
    SQLite::Database database((run_dir / "run.db").string(), SQLite::OPEN_READONLY);
    return database.execAndGet("PRAGMA user_version").getInt64();
}

}  // namespace

/// Trajectories came with format 2 of run.db.
class TestTrajectories : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comeBackAsWritten() {
        const TemporaryFolder folder;
        RunWriter writer = RunWriter::create(folder / "run", sample_run_info(), "");
        writer.trajectory(path_of(3, 1));
        writer.trajectory(path_of(3, 0));
        writer.trajectory(path_of(5, 0));
        RunReader reader(folder / "run");
        QVERIFY(reader.trajectory_epochs().empty());  // not flushed
        writer.flush();
        QCOMPARE(reader.trajectory_epochs(), (std::vector<std::int64_t>{3, 5}));
        QVERIFY(reader.trajectories(4).empty());
        const auto rows = reader.trajectories(3);
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(rows[0].index, 0);
        QCOMPARE(rows[1].index, 1);
        const TrajectoryRow& row = rows[1];
        QCOMPARE(row.epoch, 3);
        QCOMPARE(row.prompt, std::string("a cat"));
        QCOMPARE(row.seed, 0x8000000000000001U);
        QCOMPARE(row.reward, 0.5);
        QCOMPARE(row.steps.size(), std::size_t{2});
        QCOMPARE(row.steps[0].step, 0);
        QCOMPARE(row.steps[0].timestep, 981);
        QCOMPARE(row.steps[0].value, 0.25);
        QCOMPARE(row.steps[0].temporal_reward, -1.5);
        QCOMPARE(row.steps[0].picture, std::string("\xff\0pic", 5));
        QCOMPARE(row.steps[1].timestep, 481);
        QVERIFY(std::isnan(row.steps[1].value) && std::isnan(row.steps[1].temporal_reward));
        QVERIFY(row.steps[1].picture.empty());
        QVERIFY(reader.integrity_problems().empty());
    }

    void resumeHidesWhatItRepeats() {
        const TemporaryFolder folder;
        {
            RunWriter writer = RunWriter::create(folder / "run", sample_run_info(), "");
            writer.begin_attempt(0);
            for (const std::int64_t epoch : {0, 1, 2}) {
                writer.trajectory(path_of(epoch, 0));
                writer.end_epoch();
            }
        }
        RunReader reader(folder / "run");
        const std::int64_t generation = reader.generation();
        RunWriter writer(folder / "run");
        writer.begin_attempt(1);
        QVERIFY(reader.generation() != generation);
        QCOMPARE(reader.trajectory_epochs(), std::vector<std::int64_t>{0});
        QVERIFY(reader.trajectories(2).empty());
        writer.trajectory(path_of(1, 0));
        writer.flush();
        QCOMPARE(reader.trajectories(1).size(), std::size_t{1});
        QCOMPARE(reader.trajectories(1)[0].steps.size(), std::size_t{2});
    }

    void discardedOnesNeverWere() {
        const TemporaryFolder folder;
        RunWriter writer = RunWriter::create(folder / "run", sample_run_info(), "");
        writer.trajectory(path_of(0, 0));
        writer.discard();
        writer.flush();
        QVERIFY(RunReader(folder / "run").trajectory_epochs().empty());
    }

    void olderRunsAreReadAsTheyAre() {
        const TemporaryFolder folder;
        make_run_of_format_1(folder / "run");
        {
            RunReader reader(folder / "run");
            QCOMPARE(reader.summary().info.name, std::string("old"));
            QVERIFY(reader.summary().attempts.at(0).command.empty());
            QCOMPARE(reader.metric("a").at(0).value, 2.5);
            QCOMPARE(reader.timestep_stats_since(0).size(), std::size_t{1});
            QVERIFY(reader.trajectory_epochs().empty());
            QVERIFY(reader.trajectories(0).empty());
            QVERIFY(reader.integrity_problems().empty());
        }
        post_command(folder / "run", Command::Stop);
        QCOMPARE(format_of(folder / "run"), std::int64_t{1});
    }

    /// What a resume does to an old run, while a window looks on.
    void theWriterBringsOlderRunsUpToDate() {
        const TemporaryFolder folder;
        make_run_of_format_1(folder / "run");
        RunReader reader(folder / "run");
        QVERIFY(reader.trajectory_epochs().empty());
        RunWriter writer(folder / "run");
        QCOMPARE(format_of(folder / "run"), std::int64_t{3});
        writer.begin_attempt(1, {"tempera-run", "resume", "old"});
        writer.trajectory(path_of(1, 0));
        writer.flush();
        const auto attempts = reader.summary().attempts;
        QCOMPARE(attempts.size(), std::size_t{2});
        QCOMPARE(attempts[0].reason, std::string("stop asked"));
        QVERIFY(attempts[0].command.empty());
        QCOMPARE(attempts[1].command.size(), std::size_t{3});
        QCOMPARE(reader.trajectory_epochs(), std::vector<std::int64_t>{1});
        QCOMPARE(reader.trajectories(1).at(0).steps.size(), std::size_t{2});
        QCOMPARE(reader.metric("a").at(0).value, 2.5);
        QVERIFY(reader.integrity_problems().empty());
    }
};

QTEST_APPLESS_MAIN(TestTrajectories)
#include "tst_trajectories.moc"
