// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/core_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <QStringList>

#include "ui/common/text_format.h"

namespace tempera::ui {

namespace {

QString translated(const QString& text) {
    return QCoreApplication::translate("core", text.toUtf8().constData());
}

QString sentence(const QString& english) {
    static const QRegularExpression number(QStringLiteral(R"((?<![\w.])-?\d+(?:\.\d+)?(?!\w))"));
    QString pattern;
    QStringList numbers;
    qsizetype end = 0;
    for (auto it = number.globalMatch(english); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        numbers << match.captured();
        pattern += english.mid(end, match.capturedStart() - end) + QStringLiteral("%%1").arg(numbers.size());
        end = match.capturedEnd();
    }
    pattern += english.mid(end);
    QString text = translated(pattern);
    if (text == pattern) {
        return english;
    }
    for (qsizetype i = numbers.size(); i > 0; --i) {
        QString& value = numbers[i - 1];
        value.replace(QLatin1Char('.'), QLocale().decimalPoint());
        text.replace(QStringLiteral("%%1").arg(i), value);
    }
    return text;
}

}  // namespace

QString coreText(const std::string& english) {
    const QString whole = fromStd(english);
    QString found = translated(whole);
    if (found == whole) {
        static const QRegularExpression between(QStringLiteral(R"((?<=[.]) (?=[A-Z]))"));
        QStringList sentences = whole.split(between);
        for (QString& one : sentences) {
            one = sentence(one);
        }
        found = sentences.join(QLatin1Char(' '));
    }
    return found.replace(QStringLiteral(" +- "), QStringLiteral("\u00a0±\u00a0"));
}

QString coreSentence(const std::string& english) {
    static const QRegularExpression key(QStringLiteral("^\\w+[._]"));
    QString text = coreText(english);
    if (!text.isEmpty() && !key.match(text).hasMatch()) {
        text[0] = text[0].toUpper();
    }
    return text;
}

}  // namespace tempera::ui
