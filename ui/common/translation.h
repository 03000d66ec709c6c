// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QTranslator>

namespace tempera::ui {

/// The language of the window: texts, those that Qt itself brings, and the form of numbers and dates. Installed for as
/// long as it lives. Widgets take it when they are made.
class Translation {
public:
    Translation() = default;
    ~Translation();
    Translation(const Translation&) = delete;
    Translation& operator=(const Translation&) = delete;

    /// "en", "de"; "" = that of the system, English where there is no translation.
    void use(const QString& language);

    /// Codes of the languages that the program brings, English first.
    static QStringList languages();

private:
    /// Texts of functions that belong to no class stand under the namespace, whatever context they ask with.
    class OwnTranslator : public QTranslator {
    public:
        QString translate(const char* context, const char* text, const char* comment, int n) const override;
    };

    OwnTranslator m_own;
    QTranslator m_qt;
};

}  // namespace tempera::ui
