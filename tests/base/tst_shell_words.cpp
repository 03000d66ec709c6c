// SPDX-License-Identifier: GPL-3.0-or-later
#include <QProcess>
#include <QTest>

#include "core/base/shell_words.h"

using namespace tempera;

class TestShellWords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wordsAreQuotedWhereAShellNeedsIt() {
        QCOMPARE(shell_quoted("train.clip_range=1e-4"), std::string("train.clip_range=1e-4"));
        QCOMPARE(shell_quoted(""), std::string("''"));
        QCOMPARE(shell_quoted("a'b"), std::string("'a'\\''b'"));
        QCOMPARE(shell_quoted("$(rm x)"), std::string("'$(rm x)'"));
        QCOMPARE(shell_quoted("K\u00e4fer"), std::string("'K\u00e4fer'"));
        QCOMPARE(shell_quoted("\x1b[2J'\n\\"), std::string("$'\\033[2J\\'\\012\\\\'"));
        QCOMPARE(shell_line({}), std::string());
        QCOMPARE(shell_line({"tempera-run", "train", "my run"}), std::string("tempera-run train 'my run'"));
    }

    void aShellReadsTheSameWords() {
        const std::vector<std::string> words{"plain", "",           "two words", "it's",      "\\",
                                             "*",     "K\u00e4fer", "#",         "a\nb\t'c\\"};
        QProcess shell;
        shell.start("bash", {"-c", QString::fromStdString("printf '%s\\0' " + shell_line(words))});
        QVERIFY(shell.waitForFinished());
        std::vector<std::string> read;
        for (const QByteArray& word : shell.readAllStandardOutput().chopped(1).split('\0')) {
            read.push_back(word.toStdString());
        }
        QCOMPARE(read, words);
    }
};

QTEST_APPLESS_MAIN(TestShellWords)
#include "tst_shell_words.moc"
