// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/text/prompts.h"
#include "tests/helpers/error_text.h"

using namespace tempera;

class TestPrompts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shippedListsAreThoseOfThePapers() {
        const auto simple = read_prompts("simple_animals");
        QCOMPARE(simple.size(), 45u);
        QCOMPARE(simple.front(), std::string("cat"));
        QCOMPARE(simple.back(), std::string("kangaroo"));
        const auto unseen = read_prompts("unseen_animals");
        QCOMPARE(unseen.size(), 6u);
        std::set<std::string> all(simple.begin(), simple.end());
        all.insert(unseen.begin(), unseen.end());
        QCOMPARE(all.size(), 51u);
    }

    void linesAreTrimmedAndCommentsSkipped() {
        QTemporaryDir folder;
        const std::string file = folder.filePath("mine.txt").toStdString();
        write_file_atomically(file, "\xEF\xBB\xBF# animals\r\n  a red cat \t\r\n\r\n#x\nwölf # seven\nlast");
        QCOMPARE(read_prompts(file), (std::vector<std::string>{"a red cat", "wölf # seven", "last"}));
    }

    void wrongListsAreErrors() {
        QTemporaryDir folder;
        const std::string file = folder.filePath("bad.txt").toStdString();
        write_file_atomically(file, "cat\n\xff\n");
        QVERIFY(error_text([&] { read_prompts(file); }).contains("bad.txt: is not UTF-8"));
        write_file_atomically(file, "# nothing\n\n");
        QVERIFY(error_text([&] { read_prompts(file); }).contains("holds no prompt"));
        QVERIFY(error_text([] { read_prompts("no_such_list"); }).contains("no_such_list"));
        QVERIFY(error_text([] { read_prompts(""); }).contains("no such prompt list"));
        QVERIFY(error_text([&] { read_prompts(folder.path().toStdString()); }).contains("no such prompt list"));
    }

    void keysIgnoreCaseAndSpacing() {
        QCOMPARE(prompt_key("  A  Red\t\n Cat "), std::string("a red cat"));
        QCOMPARE(prompt_key("ÄRGER ΟΔΟΣ"), std::string("ärger οδος"));
        QCOMPARE(prompt_key("\xC2\xA0nbsp\xE3\x80\x80wide"), std::string("nbsp wide"));
        QCOMPARE(prompt_key(" \n"), std::string());
    }
};

QTEST_APPLESS_MAIN(TestPrompts)
#include "tst_prompts.moc"
