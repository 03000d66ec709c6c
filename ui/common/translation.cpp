// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/translation.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QLocale>

namespace tempera::ui {

namespace {
const QLatin1String folder(":/translations");
const QLatin1String prefix("tempera_");
}  // namespace

QString Translation::OwnTranslator::translate(const char* context, const char* text, const char* comment, int n) const {
    const QString found = QTranslator::translate(context, text, comment, n);
    // Qt's own contexts begin with Q and have a translation of their own.
    return found.isEmpty() && *context != 'Q' ? QTranslator::translate("tempera::ui", text, comment, n) : found;
}

Translation::~Translation() {
    QCoreApplication::removeTranslator(&m_own);
    QCoreApplication::removeTranslator(&m_qt);
}

QStringList Translation::languages() {
    QStringList codes{QStringLiteral("en")};
    for (const QString& file : QDir(folder).entryList({prefix + QStringLiteral("*.qm")})) {
        const QString code = file.mid(prefix.size()).chopped(3);
        if (!codes.contains(code)) {
            codes << code;
        }
    }
    return codes;
}

void Translation::use(const QString& language) {
    QCoreApplication::removeTranslator(&m_own);
    QCoreApplication::removeTranslator(&m_qt);
    const QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    QLocale::setDefault(locale);
    const QLocale english(QLocale::English);
    const auto load = [this](const QLocale& wanted) {
        return m_own.load(wanted, QStringLiteral("tempera"), QStringLiteral("_"), folder);
    };
    const bool other = locale.language() != QLocale::English && load(locale);
    if (other || load(english)) {  // that of English has its plurals
        QCoreApplication::installTranslator(&m_own);
    }
    if (other && m_qt.load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                           QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        QCoreApplication::installTranslator(&m_qt);
    }
}

}  // namespace tempera::ui
