// SPDX-License-Identifier: GPL-3.0-or-later
// Every string of the window has a finished translation in every language that the program brings.
#include <QDir>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <QtTest>

#include "ui/common/translation.h"

using namespace tempera::ui;

namespace {

struct Message {
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
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) {
            continue;
        }
        if (xml.name() == QLatin1String("message")) {
            messages.push_back({});
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
    // The strings of the sources as they are now, beside the translations as they are stored.
    QTemporaryDir folder;
    const QString name = QStringLiteral("/tempera_%1.ts").arg(code);
    const QString copy = folder.path() + name;
    QVERIFY(QFile::copy(QStringLiteral(TEMPERA_SOURCE_DIR "/resources/translations") + name, copy));
    QProcess update;
    update.start(QStringLiteral(LUPDATE), {QStringLiteral("-silent"), QStringLiteral("-I"),
                                           QStringLiteral(TEMPERA_SOURCE_DIR), QStringLiteral("-no-obsolete"),
                                           QStringLiteral(TEMPERA_SOURCE_DIR "/ui"), QStringLiteral("-ts"), copy});
    QVERIFY(update.waitForFinished(60000));
    QCOMPARE(update.exitCode(), 0);
    const QList<Message> messages = messagesOf(copy);
    QVERIFY(messages.size() > 300);
    QStringList missing, broken;
    for (const Message& message : messages) {
        if (!message.finished || message.forms.contains(QString())) {
            missing << message.source;
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
