// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>

#include <QTemporaryDir>
#include <QtTest>

#include "core/pretraining/bpe_trainer.h"
#include "core/pretraining/captions.h"
#include "core/pretraining/stage.h"
#include "core/text/clip_tokenizer.h"

using namespace tempera;

class TestBpeTrainer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mergesTheMostFrequentPairFirst();
    void vocabularyHasTheLayoutOfClip();
    void stopsWhenEveryWordIsOneSymbol();
    void theStageWritesATokenizerThatKnowsTheAnimals();
};

void TestBpeTrainer::mergesTheMostFrequentPairFirst() {
    const Vocabulary vocabulary = train_bpe({{"low", 5}, {"lower", 2}, {"newest", 6}, {"widest", 3}}, 4);
    // Sennrich et al. 2016, figure 1, with the end mark on the last letter: e s, es t</w>, l o, and then
    // the smallest of the pairs that are left with the largest count.
    const std::vector<std::pair<std::string, std::string>> expected = {
        {"e", "s"}, {"es", "t</w>"}, {"l", "o"}, {"e", "w"}};
    QVERIFY(vocabulary.merges == expected);
}

void TestBpeTrainer::vocabularyHasTheLayoutOfClip() {
    const Vocabulary vocabulary = train_bpe({{"ab", 1}}, 10);
    QCOMPARE(vocabulary.ids.at("!"), std::int64_t(0));
    QCOMPARE(vocabulary.ids.at("!</w>"), std::int64_t(256));
    QCOMPARE(vocabulary.ids.at("ab</w>"), std::int64_t(512));
    QCOMPARE(vocabulary.ids.at("<|startoftext|>"), std::int64_t(513));
    QCOMPARE(vocabulary.ids.at("<|endoftext|>"), std::int64_t(514));
}

void TestBpeTrainer::stopsWhenEveryWordIsOneSymbol() {
    QCOMPARE(train_bpe({{"cat", 1}, {"a", 3}}, 1000).merges.size(), std::size_t(2));
    QVERIFY(train_bpe({}, 1000).merges.empty());
}

void TestBpeTrainer::theStageWritesATokenizerThatKnowsTheAnimals() {
    QTemporaryDir folder;
    StageOptions options;
    options.models = options.work = folder.path().toStdString();
    QVERIFY(pretrain_tokenizer(options));
    const ClipTokenizer tokenizer = ClipTokenizer::from_folder(options.models / "animals" / "tokenizer");
    QCOMPARE(tokenizer.max_length(), std::int64_t(kCaptionLength));
    QVERIFY(tokenizer.vocab_size() < 1000);
    QCOMPARE(tokenizer.eos_id(), tokenizer.vocab_size() - 1);
    for (const char* name : {"cat", "hippopotamus", "squirrel"}) {
        QCOMPARE(tokenizer.tokenize(name).size(), std::size_t(1));
    }
    QCOMPARE(tokenizer.tokenize("a picture of an octopus").size(), std::size_t(5));
    const auto unknown = tokenizer.tokenize("quokka \xc3\xa4");
    QCOMPARE(QString::fromStdString(tokenizer.decode(unknown)).trimmed(), QString::fromUtf8("quokka \xc3\xa4"));
}

QTEST_APPLESS_MAIN(TestBpeTrainer)
#include "tst_bpe_trainer.moc"
