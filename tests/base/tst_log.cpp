// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

#include "core/base/files.h"
#include "core/base/log.h"
#include "tests/helpers/error_text.h"

using namespace tempera;

class TestLog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesReachTheFileAtOnce() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("log.txt").toStdString();
        log_to_file(file);
        spdlog::info("epoch {} done", 3);
        const std::string text = read_file(file);
        QVERIFY(text.find("info") != std::string::npos);
        QVERIFY(text.find("epoch 3 done") != std::string::npos);
    }

    void aMessageIsOneLine() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("log.txt").toStdString();
        log_to_file(file);
        spdlog::info("the prompt '{}'", "a cat\r\n2026-01-01 00:00:00.000 error   forged\x1b[31m");
        const std::string text = read_file(file);
        QCOMPARE(std::count(text.begin(), text.end(), '\n'), 1);
        QVERIFY(text.ends_with("the prompt 'a cat??2026-01-01 00:00:00.000 error   forged?[31m'\n"));
        QVERIFY(text.find('\x1b') == std::string::npos && text.find('\r') == std::string::npos);
    }

    void fileIsRotated() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("log.txt").toStdString();
        log_to_file(file);
        const std::string line(1'000'000, 'x');
        for (int i = 0; i < 30; ++i) {
            spdlog::info(line);
        }
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 4);
        QVERIFY(std::filesystem::file_size(file) <= 5 * 1024 * 1024);
    }

    void unwritablePlaceIsNamed() {
        const QString text = error_text([] { log_to_file("/proc/nowhere/log.txt"); });
        QVERIFY2(text.contains("/proc/nowhere/log.txt: cannot be written"), qPrintable(text));
        log_to_stderr(false);
    }
};

QTEST_APPLESS_MAIN(TestLog)
#include "tst_log.moc"
