// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <cmath>
#include <cstdint>
#include <limits>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/helpers/error_text.h"
#include "tests/helpers/run_samples.h"

using namespace tempera;
namespace fs = std::filesystem;

namespace {

SampleRow picture(std::int64_t epoch, SampleKind kind, std::int64_t index, const std::string& image = "") {
    return {0, epoch, kind, "a cat", 0x8000000000000001U, index, image, 64, 48};
}

}  // namespace

class TestRunStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void newRunIsDescribed() {
        const TemporaryFolder folder;
        const RunWriter writer = RunWriter::create(folder / "run", sample_run_info(), "seed = 1\n");
        RunReader reader(folder / "run");
        const RunSummary summary = reader.summary();
        const RunInfo expected = sample_run_info();
        QCOMPARE(summary.info.uuid, expected.uuid);
        QCOMPARE(summary.info.name, expected.name);
        QCOMPARE(summary.info.method, expected.method);
        QCOMPARE(summary.info.reward, expected.reward);
        QCOMPARE(summary.info.model, expected.model);
        QCOMPARE(summary.info.model_hash, expected.model_hash);
        QCOMPARE(summary.info.config_hash, expected.config_hash);
        QCOMPARE(summary.info.seed, expected.seed);
        QCOMPARE(summary.info.versions, expected.versions);
        QCOMPARE(summary.info.host, expected.host);
        QCOMPARE(summary.info.device, expected.device);
        QCOMPARE(summary.info.created, expected.created);
        QCOMPARE(summary.reached, ReachedState::Created);
        QVERIFY(summary.attempts.empty());
        QCOMPARE(reader.config_toml(), std::string("seed = 1\n"));
        QVERIFY(fs::is_directory(folder / "run" / "images"));
        QVERIFY(fs::is_directory(folder / "run" / "checkpoints"));
        QVERIFY(reader.integrity_problems().empty());
        const QString text = error_text([&] { RunWriter::create(folder / "run", sample_run_info(), ""); });
        QVERIFY2(text.endsWith("run: exists already; choose another folder, or resume the run in it."),
                 qPrintable(text));
    }

    void whatIsAddedLaterJoinsItsEpoch() {
        const TemporaryFolder folder;
        std::int64_t sample = 0;
        {
            RunWriter writer = RunWriter::create(folder / "run", sample_run_info(), "");
            for (const std::int64_t epoch : {0, 5, 10}) {
                sample = writer.sample(picture(epoch, SampleKind::Eval, 0), "", "");
                writer.score(sample, "gold", 1);
                if (epoch > 0) {
                    writer.metric("eval/late_mean", {epoch, epoch * 10, 0}, static_cast<double>(epoch));
                }
            }
        }
        RunWriter writer(folder / "run");
        writer.score(sample, "late", 2);
        writer.metric("eval/late_mean", {0, 0, 0}, 0.0);
        const std::int64_t unseen = writer.sample(picture(10, SampleKind::Unseen, 0), "", "");
        writer.score(unseen, "late", 3);
        writer.flush();
        RunReader reader(folder / "run");
        const auto scores = reader.scores(10, SampleKind::Eval);
        QCOMPARE(scores.size(), std::size_t{2});
        QCOMPARE(scores[1].sample, sample);
        QCOMPARE(scores[1].reward, std::string("late"));
        std::vector<double> values;
        for (const MetricRow& row : reader.metric("eval/late_mean")) {
            values.push_back(row.value);
        }
        QCOMPARE(values, (std::vector<double>{0, 5, 10}));
        // A set of its own: the evaluation and the training pictures do not see it.
        QCOMPARE(reader.samples(10, SampleKind::Unseen).size(), std::size_t{1});
        QCOMPARE(reader.samples(10, SampleKind::Eval).size(), std::size_t{1});
        QCOMPARE(reader.sample_epochs(SampleKind::Unseen), std::vector<std::int64_t>{10});
        QVERIFY(reader.sample_epochs(SampleKind::Train).empty());
        QCOMPARE(std::string(to_string(SampleKind::Unseen)), std::string("unseen"));
    }

    void whatIsDiscardedNeverWas() {
        const TemporaryFolder folder;
        {
            RunWriter writer = RunWriter::create(folder / "run", sample_run_info(), "");
            writer.metric("kept", {}, 1);
            writer.flush();
            writer.metric("gone", {}, 1);
            writer.score(writer.sample(picture(0, SampleKind::Eval, 0), "", "t"), "gold", 1);
            writer.discard();
            const std::int64_t next = writer.sample(picture(1, SampleKind::Eval, 0), "", "");
            writer.score(next, "gold", 1);
        }
        RunReader reader(folder / "run");
        QCOMPARE(reader.metric_keys(), std::vector<std::string>{"kept"});
        QCOMPARE(reader.samples_since(0).size(), std::size_t{1});
        QCOMPARE(reader.scores_since(0).size(), std::size_t{1});
        QVERIFY(reader.integrity_problems().empty());
    }

    void everyKindOfRowComesBack() {
        const TemporaryFolder folder;
        RunWriter writer = RunWriter::create(folder / "run", sample_run_info(), "");
        const double before = unix_seconds();
        writer.begin_attempt(0);
        writer.metric("reward/train_mean", {3, 40, 256}, 0.25);
        writer.metric("policy/loss", {3, 41, 256}, std::nan(""));
        writer.metric("policy/loss", {4, 42, 512}, -std::numeric_limits<double>::infinity());
        const std::int64_t eval = writer.sample(picture(3, SampleKind::Eval, 1, "images/e.png"), "PNG\0x", "thumb\0b");
        const std::int64_t train = writer.sample(picture(3, SampleKind::Train, 0), "", "");
        writer.score(eval, "gold", 0.5);
        writer.score(eval, "saturation", std::nan(""));
        writer.score(train, "gold", 0.75);
        writer.neuron_layer(3, 2, {0.5F, -1.25F, 0.0F}, {0, 0, 1});
        writer.neuron_layer(3, 0, {}, {});
        writer.reset(9, 1, 77);
        writer.timestep_stat(3, 981, "sensitivity", 5.3);
        writer.event("warning", "The ratio is noisy.");
        writer.progress({"updating", 3, 100, 0.035, 12.5, 600, 512, 1.0});
        writer.progress({"evaluating", 4, 100, 0.04, 12.5, 590, 513, 2.0});
        RunReader reader(folder / "run");
        QVERIFY(reader.metrics_since(0).empty());  // not flushed
        writer.flush();

        const auto metrics = reader.metrics_since(0);
        QCOMPARE(metrics.size(), std::size_t{3});
        QCOMPARE(metrics[0].key, std::string("reward/train_mean"));
        QCOMPARE(metrics[0].at.epoch, 3);
        QCOMPARE(metrics[0].at.step, 40);
        QCOMPARE(metrics[0].at.reward_queries, 256);
        QCOMPARE(metrics[0].value, 0.25);
        QVERIFY(metrics[0].wall >= before && metrics[0].wall <= unix_seconds());
        QVERIFY(std::isnan(metrics[1].value));
        QCOMPARE(metrics[2].value, -std::numeric_limits<double>::infinity());
        QCOMPARE(reader.metric("policy/loss").size(), std::size_t{2});
        QVERIFY(reader.metric("absent").empty());
        QCOMPARE(reader.metric_keys(), (std::vector<std::string>{"policy/loss", "reward/train_mean"}));
        QCOMPARE(reader.metrics_since(metrics[1].id).size(), std::size_t{1});
        QCOMPARE(reader.metrics_since(0, 2).back().id, metrics[1].id);

        const auto samples = reader.samples(3, SampleKind::Eval);
        QCOMPARE(samples.size(), std::size_t{1});
        QCOMPARE(samples[0].id, eval);
        QCOMPARE(samples[0].kind, SampleKind::Eval);
        QCOMPARE(samples[0].prompt, std::string("a cat"));
        QCOMPARE(samples[0].seed, 0x8000000000000001U);
        QCOMPARE(samples[0].index, 1);
        QCOMPARE(samples[0].image, std::string("images/e.png"));
        QCOMPARE(samples[0].width, 64);
        QCOMPARE(samples[0].height, 48);
        QCOMPARE(reader.samples_since(0).size(), std::size_t{2});
        QCOMPARE(reader.samples_since(eval).front().id, train);
        QCOMPARE(reader.thumbnail(eval), std::string("thumb"));
        QCOMPARE(reader.thumbnail(train), std::string());
        QCOMPARE(read_file(folder / "run" / "images/e.png"), std::string("PNG"));
        QCOMPARE(reader.sample_epochs(SampleKind::Eval), std::vector<std::int64_t>{3});

        const auto scores = reader.scores(3, SampleKind::Eval);
        QCOMPARE(scores.size(), std::size_t{2});
        QCOMPARE(scores[0].sample, eval);
        QCOMPARE(scores[0].reward, std::string("gold"));
        QCOMPARE(scores[0].value, 0.5);
        QVERIFY(std::isnan(scores[1].value));
        QCOMPARE(reader.scores_since(scores[1].id).size(), std::size_t{1});

        const auto layers = reader.neuron_layers(3);
        QCOMPARE(layers.size(), std::size_t{2});
        QCOMPARE(layers[0].layer, 0);
        QVERIFY(layers[0].scores.empty());
        QCOMPARE(layers[1].scores, (std::vector<float>{0.5F, -1.25F, 0.0F}));
        QCOMPARE(layers[1].dormant, (std::vector<std::uint8_t>{0, 0, 1}));
        QCOMPARE(reader.neuron_layers_since(0).front().layer, 2);

        QCOMPARE(reader.resets().at(0).epoch, 9);
        QCOMPARE(reader.resets().at(0).layer, 1);
        QCOMPARE(reader.resets().at(0).count, 77);
        const TimestepRow timestep = reader.timestep_stats_since(0).at(0);
        QCOMPARE(timestep.timestep, 981);
        QCOMPARE(timestep.key, std::string("sensitivity"));
        QCOMPARE(timestep.value, 5.3);
        const EventRow event = reader.events_since(0).at(0);
        QCOMPARE(event.level, std::string("warning"));
        QCOMPARE(event.text, std::string("The ratio is noisy."));
        const Progress progress = reader.summary().progress;
        QCOMPARE(progress.phase, std::string("evaluating"));
        QCOMPARE(progress.epoch, 4);
        QCOMPARE(progress.num_epochs, 100);
        QCOMPARE(progress.fraction, 0.04);
        QCOMPARE(progress.epoch_seconds, 12.5);
        QCOMPARE(progress.eta_seconds, 590.0);
        QCOMPARE(progress.resident_mib, 513.0);
        QCOMPARE(progress.wall, 2.0);
    }

    void binaryPicturesAreKeptByteForByte() {
        const TemporaryFolder folder;
        RunWriter writer = RunWriter::create(folder / "run", sample_run_info(), "");
        const std::string bytes("\x89PNG\0\xff\0", 7);
        const std::int64_t id = writer.sample(picture(0, SampleKind::Train, 0, "images/b.png"), bytes, bytes);
        writer.flush();
        QCOMPARE(RunReader(folder / "run").thumbnail(id), bytes);
        QCOMPARE(read_file(folder / "run" / "images/b.png"), bytes);
    }

    void statesAndAttemptsAreKept() {
        const TemporaryFolder folder;
        {
            RunWriter writer = RunWriter::create(folder / "run", sample_run_info(), "");
            writer.begin_attempt(0, {"tempera-run", "train", "it's \xff", ""});
            writer.set_state(ReachedState::Paused);
            QCOMPARE(RunReader(folder / "run").summary().reached, ReachedState::Paused);
            writer.event("info", "with the end");
            writer.end_attempt(ReachedState::Stopped, "stop asked");
        }
        RunWriter again(folder / "run");
        again.begin_attempt(2);
        RunReader reader(folder / "run");
        const RunSummary summary = reader.summary();
        QCOMPARE(summary.reached, ReachedState::Running);
        QCOMPARE(summary.attempts.size(), std::size_t{2});
        QVERIFY(summary.attempts[0].started > 1.6e9 && summary.attempts[0].ended >= summary.attempts[0].started);
        QCOMPARE(summary.attempts[0].reason, std::string("stop asked"));
        QCOMPARE(summary.attempts[0].command,
                 (std::vector<std::string>{"tempera-run", "train", "it's \xef\xbf\xbd", ""}));
        QVERIFY(summary.attempts[1].command.empty());
        QCOMPARE(summary.attempts[1].ended, 0.0);
        QCOMPARE(summary.attempts[1].from_epoch, 2);
        QCOMPARE(reader.events_since(0).size(), std::size_t{1});
    }

    void resumeHidesWhatItRepeats() {
        const TemporaryFolder folder;
        {
            RunWriter writer = RunWriter::create(folder / "run", sample_run_info(), "");
            writer.begin_attempt(0);
            for (std::int64_t epoch = 0; epoch < 4; ++epoch) {
                writer.metric("a", {epoch, 0, 0}, static_cast<double>(epoch));
                const std::int64_t id = writer.sample(picture(epoch, SampleKind::Train, 0), "", "t");
                writer.score(id, "gold", static_cast<double>(epoch));
                writer.neuron_layer(epoch, 0, {1}, {0});
                writer.reset(epoch, 0, 1);
                writer.timestep_stat(epoch, 1, "k", 1);
                writer.end_epoch();
            }
        }
        RunReader reader(folder / "run");
        const std::int64_t generation = reader.generation();
        const std::int64_t last_metric = reader.metrics_since(0).back().id;
        RunWriter writer(folder / "run");
        writer.begin_attempt(4);  // nothing to repeat
        QCOMPARE(reader.generation(), generation);
        writer.begin_attempt(2);
        QVERIFY(reader.generation() != generation);
        QCOMPARE(reader.metrics_since(0).size(), std::size_t{2});
        QCOMPARE(reader.metric("a").back().value, 1.0);
        QCOMPARE(reader.samples_since(0).size(), std::size_t{2});
        QVERIFY(reader.samples(2, SampleKind::Train).empty());
        QCOMPARE(reader.scores_since(0).size(), std::size_t{2});
        QVERIFY(reader.scores(3, SampleKind::Train).empty());
        QCOMPARE(reader.neuron_layers_since(0).size(), std::size_t{2});
        QVERIFY(reader.neuron_layers(2).empty());
        QCOMPARE(reader.resets().size(), std::size_t{2});
        QCOMPARE(reader.timestep_stats_since(0).size(), std::size_t{2});
        QCOMPARE(reader.sample_epochs(SampleKind::Train), (std::vector<std::int64_t>{0, 1}));

        writer.metric("b", {2, 0, 0}, 9);
        writer.flush();
        QCOMPARE(reader.metric_keys(), (std::vector<std::string>{"a", "b"}));
        QVERIFY(reader.metric("b")[0].id > last_metric);  // cursors never meet an old id again
    }

    void commandsAreTakenOnceAndInOrder() {
        const TemporaryFolder folder;
        RunWriter writer = RunWriter::create(folder / "run", sample_run_info(), "");
        QVERIFY(!writer.take_command());
        const std::vector<Command> all{Command::Pause, Command::Continue, Command::Checkpoint, Command::SampleNow,
                                       Command::Stop};
        for (const Command command : all) {
            post_command(folder / "run", command);
        }
        for (const Command command : all) {
            const auto taken = writer.take_command();
            QVERIFY(taken);
            QCOMPARE(*taken, command);
        }
        QVERIFY(!writer.take_command());
        QVERIFY(!RunWriter(folder / "run").take_command());
    }

    void lastRowsReachTheFileWithTheWriter() {
        const TemporaryFolder folder;
        {
            RunWriter writer = RunWriter::create(folder / "run", sample_run_info(), "");
            writer.metric("a", {}, 1);
        }
        QVERIFY(!fs::exists(folder / "run" / "run.db-wal"));  // so the folder can be copied as it is
        QCOMPARE(RunReader(folder / "run").metrics_since(0).size(), std::size_t{1});
    }

    void sampleIdsGoOnAfterReopening() {
        const TemporaryFolder folder;
        std::int64_t first = 0;
        {
            RunWriter writer = RunWriter::create(folder / "run", sample_run_info(), "");
            first = writer.sample(picture(0, SampleKind::Train, 0), "", "");
        }
        RunWriter writer(folder / "run");
        QVERIFY(writer.sample(picture(0, SampleKind::Train, 1), "", "") > first);
    }

    void flushIfDueWaits() {
        const TemporaryFolder folder;
        RunWriter writer = RunWriter::create(folder / "run", sample_run_info(), "");
        RunReader reader(folder / "run");
        const double before = steady_seconds();
        writer.set_state(ReachedState::Running);  // the flush that the interval is counted from
        writer.metric("a", {}, 1);
        writer.flush_if_due();
        const bool waited = reader.metrics_since(0).empty();
        QVERIFY(waited || steady_seconds() - before > 0.2);
        QTest::qSleep(220);
        writer.flush_if_due();
        QCOMPARE(reader.metrics_since(0).size(), std::size_t{1});
    }

    void failedFlushWritesNothingAndKeepsItsRows() {
        const TemporaryFolder folder;
        RunWriter writer = RunWriter::create(folder / "run", sample_run_info(), "");
        RunReader reader(folder / "run");
        writer.metric("a", {}, 1);
        writer.score(1, "gold", 1);  // there is no sample 1 yet
        QVERIFY(!error_text([&] { writer.flush(); }).isEmpty());
        QVERIFY(reader.metrics_since(0).empty());
        QCOMPARE(writer.sample(picture(0, SampleKind::Train, 0), "", ""), 1);
        writer.flush();
        QCOMPARE(reader.metrics_since(0).size(), std::size_t{1});
        QCOMPARE(reader.scores_since(0).size(), std::size_t{1});
    }
};

QTEST_APPLESS_MAIN(TestRunStore)
#include "tst_run_store.moc"
