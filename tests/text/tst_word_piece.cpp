// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/files.h"
#include "core/text/word_piece.h"
#include "tests/helpers/error_text.h"

using namespace tempera;
using namespace Qt::StringLiterals;

namespace {

using Ids = std::vector<std::int64_t>;

const std::filesystem::path kFolder = std::filesystem::path(TEMPERA_FIXTURES) / "14_tokenizer_bert";

QJsonObject reference() {
    QFile file(TEMPERA_FIXTURES "/14_tokenizer_bert/cases.json");
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

Ids ids_of(const QJsonValue& list) {
    Ids ids;
    for (const auto& id : list.toArray()) {
        ids.push_back(id.toInteger());
    }
    return ids;
}

// Ids: [PAD] 0, [UNK] 1, [CLS] 2, [SEP] 3, then from 4.
WordPieceTokenizer small(std::vector<std::string> tokens) {
    tokens.insert(tokens.begin(), {"[PAD]", "[UNK]", "[CLS]", "[SEP]"});
    return {tokens, {}, "small"};
}

}  // namespace

class TestWordPiece : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void idsEqualTransformers() {
        const WordPieceTokenizer tokenizer = WordPieceTokenizer::from_file(kFolder / "vocab.txt");
        const QJsonArray cases = reference()["cases"].toArray();
        QCOMPARE(cases.size(), 11);
        for (const auto& entry : cases) {
            const QString prompt = entry.toObject()["prompt"].toString();
            const WordPieceTokenizer::Encoded encoded = tokenizer.encode(prompt.toStdString());
            QVERIFY2(encoded.ids == ids_of(entry.toObject()["input_ids"]), qPrintable(prompt));
            QVERIFY2(encoded.mask == ids_of(entry.toObject()["attention_mask"]), qPrintable(prompt));
        }
        const QJsonObject added = reference()["added"].toObject();
        QCOMPARE(tokenizer.tokenize("[DEC]"), Ids{added["[DEC]"].toInteger()});
        QCOMPARE(tokenizer.tokenize("[ENC]"), Ids{added["[ENC]"].toInteger()});
        QCOMPARE(tokenizer.vocab_size(), added["[ENC]"].toInteger() + 1);
    }

    void longestPieceFirst() {
        const WordPieceTokenizer tokenizer = small({"un", "una", "##aff", "##able", "##ff", "##a", "a"});
        QCOMPARE(tokenizer.tokenize("unaffable"), (Ids{5, 8, 7}));
        QCOMPARE(tokenizer.tokenize("unaffablex"), (Ids{1}));  // one rest without a piece loses the word
        QCOMPARE(tokenizer.tokenize("a unx a"), (Ids{10, 1, 10}));
        QCOMPARE(tokenizer.tokenize(std::string(1, 'a') + std::string(99, 'a')).size(), 100u);
        QCOMPARE(tokenizer.tokenize(std::string(101, 'a')), (Ids{1}));
    }

    void lettersLoseCaseAndAccents_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("case") << "ABC";
        QTest::newRow("composed") << u"àbĉ"_s;
        QTest::newRow("marks") << u"a\u0300b\u0302c"_s;
        QTest::newRow("controls") << u"a\u0001b\u200dc\ufffd"_s;
        QTest::newRow("soft hyphen") << u"ab\u00adc"_s;
    }
    void lettersLoseCaseAndAccents() {
        QFETCH(QString, text);
        QCOMPARE(small({"abc"}).tokenize(text.toStdString()), (Ids{4}));
    }

    void sigmaIsAlwaysTheOrdinaryOne() {
        QCOMPARE(small({"οδοσ", "οδος"}).tokenize("ΟΔΟΣ"), (Ids{4}));
        QCOMPARE(small({"istanbul"}).tokenize("İSTANBUL"), (Ids{4}));
    }

    void wordsAreSplit_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("blank") << "a b";
        QTest::newRow("tab and line") << "a\tb\n";
        QTest::newRow("no-break") << u"a\u00a0b"_s;
        QTest::newRow("ideographic") << u"a\u3000b"_s;
        QTest::newRow("line separator") << u"a\u2028b"_s;
    }
    void wordsAreSplit() {
        QFETCH(QString, text);
        QCOMPARE(small({"a", "b", "ab"}).tokenize(text.toStdString()), (Ids{4, 5}));
    }

    void punctuationAndIdeographsStandAlone() {
        const WordPieceTokenizer tokenizer = small({"a", "$", "^", "«", "中", "##中", "。"});
        QCOMPARE(tokenizer.tokenize("a$a^«a"), (Ids{4, 5, 4, 6, 7, 4}));
        QCOMPARE(tokenizer.tokenize("a中中a。"), (Ids{4, 8, 8, 4, 10}));
        QCOMPARE(tokenizer.tokenize("a±a"), (Ids{1}));  // a symbol is not punctuation
    }

    void specialTokensWrittenOutAreOneToken() {
        const WordPieceTokenizer tokenizer({"[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "[", "]", "cls", "[XX]"},
                                           {"[XX]", "[X]", "[XX]a"}, "test");
        QCOMPARE(tokenizer.vocab_size(), 11);
        QCOMPARE(tokenizer.tokenize("a[CLS]a"), (Ids{4, 2, 4}));
        QCOMPARE(tokenizer.tokenize("[cls]"), (Ids{5, 7, 6}));
        QCOMPARE(tokenizer.tokenize("[XX][X][XX]a[SEP]"), (Ids{8, 9, 10, 3}));
    }

    void lengthsArePaddedAndCut() {
        const WordPieceTokenizer tokenizer = small({"a"});
        const auto padded = tokenizer.encode("a", 5);
        QCOMPARE(padded.ids, (Ids{2, 4, 3, 0, 0}));
        QCOMPARE(padded.mask, (Ids{1, 1, 1, 0, 0}));
        const auto cut = tokenizer.encode("a a a a", 4);
        QCOMPARE(cut.ids, (Ids{2, 4, 4, 3}));
        QCOMPARE(cut.mask, (Ids{1, 1, 1, 1}));
        QCOMPARE(tokenizer.encode("a", 2).ids, (Ids{2, 3}));
        QVERIFY(error_text([&] { tokenizer.encode("a", 1); }).contains("length of 1"));
    }

    void wrongBytesAreDropped() {
        QCOMPARE(small({"ab"}).tokenize("a\xff\xc3"
                                        "b"),
                 (Ids{4}));
    }

    void vocabularyFiles() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("vocab.txt").toStdString();
        write_file_atomically(file, "[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\na\r\na");
        QCOMPARE(WordPieceTokenizer::from_file(file).tokenize("a [DEC]"), (Ids{5, 6}));
        write_file_atomically(file, "[PAD]\n[UNK]\n[CLS]\n");
        const QString message = error_text([&] { WordPieceTokenizer::from_file(file); });
        QVERIFY(message.contains("vocab.txt") && message.contains("[SEP]"));
    }
};

QTEST_APPLESS_MAIN(TestWordPiece)
#include "tst_word_piece.moc"
