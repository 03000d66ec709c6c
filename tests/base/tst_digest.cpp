// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <cstdint>
#include <set>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "tests/helpers/error_text.h"

using namespace tempera;

class TestDigest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knownValues() {
        QCOMPARE(sha256_hex(""), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(sha256_hex("abc"), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    void fileLargerThanTheBufferEqualsItsBytes() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("big").toStdString();
        const std::string bytes(3'000'001, 'q');
        write_file_atomically(file, bytes);
        QCOMPARE(sha256_hex_of_file(file), sha256_hex(bytes));
        const QString text = error_text([] { sha256_hex_of_file("/absent"); });
        QVERIFY2(text.contains("/absent: cannot be read"), qPrintable(text));
    }

    void everyPartOfAStreamNameMatters() {
        const std::set<std::uint64_t> seeds{stream_seed(1, "a", 0, 0), stream_seed(2, "a", 0, 0),
                                            stream_seed(1, "b", 0, 0), stream_seed(1, "a", 1, 0),
                                            stream_seed(1, "a", 0, 1)};
        QCOMPARE(seeds.size(), std::size_t{5});
        // Fixed for ever: a changed value would change every run.
        QCOMPARE(stream_seed(42, "latent", 3, 7), std::uint64_t{15090899873032645296U});
    }
};

QTEST_APPLESS_MAIN(TestDigest)
#include "tst_digest.moc"
