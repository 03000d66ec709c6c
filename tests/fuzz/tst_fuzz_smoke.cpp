// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QTest>

#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include "core/base/error.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/mutator.h"

using namespace tempera;

namespace {

using Run = void (*)(std::string_view);
using Seeds = std::vector<std::string> (*)();

/// "" when the target kept its promise: it returned, or threw an Error with all its parts.
QString outcome(Run run, const std::string& input) {
    try {
        run(input);
    } catch (const Error& error) {
        return error.problem().empty() || error.where().empty() || error.remedy().empty() ? "an empty sentence" : "";
    } catch (const std::exception& other) {
        return QString::fromUtf8(other.what());
    }
    return "";
}

qint64 peak_mebibytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

}  // namespace

Q_DECLARE_METATYPE(Run)
Q_DECLARE_METATYPE(Seeds)

/// A moment of what the libFuzzer programs do for hours (docs/fuzzing.md), with any compiler. The number
/// of inputs is fixed, so that a failure comes again.
class TestFuzzSmoke : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { spdlog::set_level(spdlog::level::off); }

    void hostileInput_data() {
        QTest::addColumn<Run>("run");
        QTest::addColumn<Seeds>("seeds");
        QTest::addColumn<int>("mutations");
        QTest::newRow("safetensors") << Run(fuzz_safetensors) << Seeds(safetensors_seeds) << 20000;
        QTest::newRow("torch_file") << Run(fuzz_torch_file) << Seeds(torch_file_seeds) << 20000;
        QTest::newRow("tokenizer") << Run(fuzz_tokenizer) << Seeds(tokenizer_seeds) << 3000;
        QTest::newRow("config") << Run(fuzz_config) << Seeds(config_seeds) << 3000;
        QTest::newRow("shard_index") << Run(fuzz_shard_index) << Seeds(shard_index_seeds) << 3000;
        QTest::newRow("image") << Run(fuzz_image) << Seeds(image_seeds) << 10000;
        QTest::newRow("run_config") << Run(fuzz_run_config) << Seeds(run_config_seeds) << 3000;
        QTest::newRow("run_database") << Run(fuzz_run_database) << Seeds(run_database_seeds) << 3000;
        QTest::newRow("run_archive") << Run(fuzz_run_archive) << Seeds(run_archive_seeds) << 1000;
    }

    void hostileInput() {
        QFETCH(Run, run);
        QFETCH(Seeds, seeds);
        QFETCH(int, mutations);
        constexpr qint64 kMaxMilliseconds = 10'000;  // for one input, on a slow and busy computer
        constexpr qint64 kMaxMebibytes = 2048;
        const std::vector<std::string> corpus = seeds();
        QVERIFY(!corpus.empty());
        Mutator mutator(corpus, 20240229);
        for (int i = 0; i < static_cast<int>(corpus.size()) + mutations; ++i) {
            const auto seed = static_cast<std::size_t>(i);
            const std::string input = seed < corpus.size() ? corpus[seed] : mutator.next();
            QElapsedTimer clock;
            clock.start();
            const QString problem = outcome(run, input);
            const QByteArray hex = QByteArray::fromStdString(input.substr(0, 2000)).toHex();
            QVERIFY2(problem.isEmpty(), qPrintable(problem + " at input " + QString::number(i) + ": " + hex));
            QVERIFY2(clock.elapsed() < kMaxMilliseconds, hex.constData());
        }
        QVERIFY2(peak_mebibytes() < kMaxMebibytes, qPrintable(QString::number(peak_mebibytes()) + " MiB"));
    }

    void someSeedsAreRead_data() { hostileInput_data(); }

    /// Else nothing but the first check of a reader would be tried.
    void someSeedsAreRead() {
        QFETCH(Run, run);
        QFETCH(Seeds, seeds);
        int taken = 0;
        for (const std::string& seed : seeds()) {
            try {
                run(seed);
                ++taken;
            } catch (const Error&) {
            }
        }
        QVERIFY2(taken >= 2, qPrintable(QString::number(taken)));
    }
};

QTEST_APPLESS_MAIN(TestFuzzSmoke)
#include "tst_fuzz_smoke.moc"
