// SPDX-License-Identifier: GPL-3.0-or-later
// Every string of the window has a finished translation in every language that the program brings.
#include <QDir>
#include <QDirIterator>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <QtTest>
#include <set>

#include "core/base/files.h"
#include "core/comparison/overoptimization.h"
#include "core/config/config.h"
#include "core/config/schema.h"
#include "ui/common/core_text.h"
#include "ui/common/text_format.h"
#include "ui/common/translation.h"

using namespace tempera;
using namespace tempera::ui;

namespace {

struct Message {
    QString context;
    QString source;
    QStringList forms;  ///< one, or the singular and the plurals of a counted message
    bool finished = true;
};

QList<Message> messagesOf(const QString& path) {
    QList<Message> messages;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return messages;
    }
    QXmlStreamReader xml(&file);
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) {
            continue;
        }
        if (xml.name() == QLatin1String("name")) {
            context = xml.readElementText();
        } else if (xml.name() == QLatin1String("message")) {
            messages.push_back({context, {}, {}});
        } else if (xml.name() == QLatin1String("source")) {
            messages.last().source = xml.readElementText();
        } else if (xml.name() == QLatin1String("translation")) {
            messages.last().finished = !xml.attributes().hasAttribute(QStringLiteral("type"));
            // A counted message has white space and a numerusform for each of its numbers in place of one text.
            QString text;
            while (xml.readNext() != QXmlStreamReader::EndElement && !xml.atEnd()) {
                if (xml.isStartElement()) {
                    messages.last().forms << xml.readElementText();
                } else {
                    text += xml.text();
                }
            }
            if (messages.last().forms.isEmpty()) {
                messages.last().forms << text;
            }
        }
    }
    return messages;
}

/// The strings of the sources as they are now, beside the translations as they are stored.
QList<Message> updated(const QString& code, const QStringList& options = {}) {
    QTemporaryDir folder;
    const QString name = QStringLiteral("/tempera_%1.ts").arg(code);
    const QString copy = folder.path() + name;
    QFile::copy(QStringLiteral(TEMPERA_SOURCE_DIR "/resources/translations") + name, copy);
    QProcess update;
    update.start(QStringLiteral(LUPDATE),
                 options + QStringList{QStringLiteral("-silent"), QStringLiteral("-I"),
                                       QStringLiteral(TEMPERA_SOURCE_DIR), QStringLiteral("-no-obsolete"),
                                       QStringLiteral(TEMPERA_SOURCE_DIR "/ui"), QStringLiteral("-ts"), copy});
    const bool done = update.waitForFinished(60000) && update.exitCode() == 0;
    return done ? messagesOf(copy) : QList<Message>();
}

QStringList missingOf(const QList<Message>& messages) {
    QStringList missing;
    for (const Message& message : messages) {
        if (!message.finished || message.forms.contains(QString())) {
            missing << message.source;
        }
    }
    return missing;
}

/// A report of each kind that is said in words of its own.
std::vector<Overoptimization> reports() {
    std::vector<Overoptimization> all(12);
    for (Overoptimization& report : all) {
        report.verdict = Verdict::Declining;
        report.epochs = {0, 1, 2, 3};
        report.peak = 2;
        report.gain = report.drop = report.climb = {1.25, 0.5};
        report.checkpoint = 2;
    }
    all[0].verdict = Verdict::TooShort;
    all[1].verdict = Verdict::NoOthers;
    all[2].verdict = all[3].verdict = Verdict::Sound;
    all[3].peak = 3;
    all[5].trained.emplace();
    all[6].verdict = Verdict::Overoptimized;
    all[7].checkpoint = 3;
    all[8].checkpoint.reset();
    all[9].peak = 0;
    all[10].gold.emplace();
    all[11].verdict = Verdict::NoOthers;
    all[11].gold.emplace();
    return all;
}

/// The sentences of `text` with %1, %2... in place of the numbers.
QStringList patterns(const std::string& text) {
    static const QRegularExpression between(QStringLiteral("(?<=[.]) (?=[A-Z])"));
    static const QRegularExpression number(QStringLiteral("(?<![\\w.])\\d+([.]\\d+)?"));
    QStringList sentences = fromStd(text).split(between, Qt::SkipEmptyParts);
    for (QString& sentence : sentences) {
        for (int i = 1; sentence.contains(number); ++i) {
            const QRegularExpressionMatch match = number.match(sentence);
            sentence.replace(match.capturedStart(), match.capturedLength(), QStringLiteral("<%1>").arg(QChar('a' + i)));
        }
        for (int i = 1; i < 10; ++i) {
            sentence.replace(QStringLiteral("<%1>").arg(QChar('a' + i)), QStringLiteral("%%1").arg(i));
        }
    }
    return sentences;
}

/// Names of the phases of a run, from the calls that report them.
QStringList phases() {
    static const QRegularExpression call(QStringLiteral("(?:hooks|progress)\\([^\"\n]*\"([a-z]+)(, )?\""));
    QStringList found;
    for (const char* folder : {"/core/methods", "/core/training"}) {
        QDirIterator it(QStringLiteral(TEMPERA_SOURCE_DIR) + QLatin1String(folder), {QStringLiteral("*.cpp")});
        while (it.hasNext()) {
            QFile file(it.next());
            if (it.fileName() != QLatin1String("later_evaluation.cpp") && file.open(QIODevice::ReadOnly)) {
                const QString source = QString::fromUtf8(file.readAll());
                for (auto match = call.globalMatch(source); match.hasNext();) {
                    found << match.next().captured(1);
                }
            }
        }
    }
    return found;
}

/// Everything that core or a worker says and the window shows.
std::set<QString> coreTexts() {
    std::set<QString> all{QStringLiteral("stop asked"), QStringLiteral("interrupted by a signal"),
                          QStringLiteral("paused"), QStringLiteral("making winners, %1 %"),
                          QStringLiteral("%1 of %2 evaluations are left out: not all judges have a value there")};
    for (const Field& field : schema()) {
        all.insert(fromStd(field.doc));
        all.insert(fromStd(field.unit));
    }
    for (const auto& folder : {preset_dir(), preset_dir() / "paper-animals"}) {
        for (const Preset& preset : list_presets(folder)) {
            all.insert({fromStd(preset.title), fromStd(preset.description)});
        }
    }
    for (const QString& phase : phases()) {
        all.insert(phase);
    }
    for (const Overoptimization& report : reports()) {
        for (const QString& sentence : patterns(verdict_sentence(report)) + patterns(suggestion_sentence(report))) {
            all.insert(sentence);
        }
    }
    all.erase(QString());
    return all;
}

QStringList placeholders(const QString& text) {
    static const QRegularExpression number(QStringLiteral("%[1-9n]"));
    QStringList found;
    for (auto it = number.globalMatch(text); it.hasNext();) {
        found << it.next().captured();
    }
    found.sort();
    return found;
}

}  // namespace

class TestTranslations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyLanguage_data();
    void everyLanguage();
    void everyContextIsAskedFor();
    void englishHasItsPlurals();
    void everythingThatCoreSays_data();
    void everythingThatCoreSays();
    void sentencesWithNumbers();
    void textsChange();
};

void TestTranslations::everyLanguage_data() {
    QTest::addColumn<QString>("code");
    for (const QString& code : Translation::languages()) {
        if (code != QLatin1String("en")) {
            QTest::newRow(qPrintable(code)) << code;
        }
    }
    QVERIFY(Translation::languages().size() > 1);
}

void TestTranslations::everyLanguage() {
    QFETCH(QString, code);
    const QList<Message> messages = updated(code);
    QVERIFY(messages.size() > 300);
    const QStringList missing = missingOf(messages);
    QStringList broken;
    for (const Message& message : messages) {
        if (missing.contains(message.source)) {
            continue;
        }
        for (const QString& form : message.forms) {
            if (placeholders(message.source) != placeholders(form)) {
                broken << message.source + QStringLiteral(" -> ") + form;
            }
        }
    }
    QVERIFY2(broken.isEmpty(), qPrintable(broken.join('\n')));
    QVERIFY2(missing.isEmpty(), qPrintable(QStringLiteral("%1 of %2 are not translated:\n%3")
                                               .arg(missing.size())
                                               .arg(messages.size())
                                               .arg(missing.join('\n'))));
}

void TestTranslations::everyContextIsAskedFor() {
    // lupdate files the strings of a plain function under the class around it; its own tr() must ask there.
    QByteArray sources;
    std::set<QString> classes;
    static const QRegularExpression declared(QStringLiteral("class (\\w+)"));
    QDirIterator it(QStringLiteral(TEMPERA_SOURCE_DIR "/ui"), {QStringLiteral("*.cpp"), QStringLiteral("*.h")},
                    QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray source = file.readAll();
        sources += source;
        if (source.contains("Q_OBJECT") || source.contains("Q_DECLARE_TR_FUNCTIONS")) {
            for (auto match = declared.globalMatch(QString::fromUtf8(source)); match.hasNext();) {
                classes.insert(match.next().captured(1));
            }
        }
    }
    for (const Message& message : updated(QStringLiteral("de"))) {
        const QString name = message.context.section(QStringLiteral("::"), -1);
        QVERIFY2(message.context == QLatin1String("tempera::ui") || classes.contains(name) ||
                     sources.contains('"' + message.context.toUtf8() + '"'),
                 qPrintable(message.context + QStringLiteral(": ") + message.source));
    }
}

void TestTranslations::englishHasItsPlurals() {
    const QList<Message> counted = updated(QStringLiteral("en"), {QStringLiteral("-pluralonly")});
    QVERIFY(counted.size() > 5);
    QCOMPARE(missingOf(counted), QStringList());
    for (const Message& message : counted) {
        QVERIFY2(message.forms.size() == 2 && message.forms.front() != message.forms.back(),
                 qPrintable(message.source));
    }
    // Nowhere is the choice left to the reader.
    for (const Message& message : updated(QStringLiteral("de"))) {
        QVERIFY2(!message.source.contains(QLatin1String("(s)")), qPrintable(message.source));
    }
    Translation translation;
    translation.use(QStringLiteral("en"));
    const auto runs = [](int n) {
        return QCoreApplication::translate("tempera::ui::EqualRewardModel", "%n runs", nullptr, n);
    };
    QCOMPARE(runs(1), QStringLiteral("1 run"));
    QCOMPARE(runs(2), QStringLiteral("2 runs"));
}

void TestTranslations::everythingThatCoreSays_data() {
    everyLanguage_data();
}

void TestTranslations::everythingThatCoreSays() {
    QFETCH(QString, code);
    std::set<QString> there;
    for (const Message& message :
         messagesOf(QStringLiteral(TEMPERA_SOURCE_DIR "/resources/translations/core_%1.ts").arg(code))) {
        QVERIFY2(message.finished && !message.forms.front().isEmpty(), qPrintable(message.source));
        QCOMPARE(placeholders(message.forms.front()), placeholders(message.source));
        there.insert(message.source);
    }
    const std::set<QString> said = coreTexts();
    QVERIFY(said.size() > 150);
    for (const QString& text : said) {
        QVERIFY2(there.contains(text), qPrintable(QStringLiteral("not translated: ") + text));
    }
    for (const QString& text : there) {
        QVERIFY2(said.contains(text), qPrintable(QStringLiteral("nobody says: ") + text));
    }
}

void TestTranslations::sentencesWithNumbers() {
    Translation translation;
    translation.use(QStringLiteral("de"));
    QCOMPARE(coreText("Denoising steps of a picture."), QStringLiteral("Entrauschungsschritte eines Bildes."));
    QCOMPARE(coreText("making winners, 40 %"), QStringLiteral("erzeugt Sieger, 40 %"));
    QCOMPARE(coreText("Suggested: epoch 12. Gold is best at epoch 8 (0.5123); the suggestion loses 0.0100 of it."),
             QStringLiteral("Empfohlen: Epoche 12. Gold ist bei Epoche 8 am besten (0,5123); die Empfehlung verliert "
                            "davon 0,0100."));
    QCOMPARE(coreText("x.toml: key 3 is unknown"), QStringLiteral("x.toml: key 3 is unknown"));
    translation.use(QStringLiteral("en"));
    QCOMPARE(coreText("Suggested: epoch 12."), QStringLiteral("Suggested: epoch 12."));
}

void TestTranslations::textsChange() {
    Translation translation;
    const auto resume = [] { return QCoreApplication::translate("tempera::ui::Actions", "&Resume"); };
    translation.use(QStringLiteral("en"));
    QCOMPARE(resume(), QStringLiteral("&Resume"));
    translation.use(QStringLiteral("de"));
    QVERIFY(resume() != QStringLiteral("&Resume"));
    QCOMPARE(QLocale().decimalPoint(), QStringLiteral(","));
    translation.use(QStringLiteral("en"));
    QCOMPARE(resume(), QStringLiteral("&Resume"));
}

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
