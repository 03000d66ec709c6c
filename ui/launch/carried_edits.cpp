// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launch/carried_edits.h"

#include "ui/launch/config_form.h"

namespace tempera::ui {

namespace {

constexpr qsizetype mostNamed = 4;
const QString methodKey = QStringLiteral("method");

QString keyOf(const QString& setting) {
    return setting.section(QLatin1Char('='), 0, 0);
}

QString named(const QStringList& keys) {
    const QString first = keys.mid(0, mostNamed).join(QStringLiteral(", "));
    return keys.size() > mostNamed ? CarriedEdits::tr("%1 and %2 more").arg(first).arg(keys.size() - mostNamed) : first;
}

}  // namespace

CarriedEdits::CarriedEdits(ConfigForm& form, QWidget* parent) : MessageBar(parent), m_form(form) {
    hide();
}

QStringList CarriedEdits::all() const {
    return m_form.typedSettings() + m_waiting;
}

void CarriedEdits::put(const QStringList& settings) {
    m_waiting.clear();
    // The method first: it decides what else is read.
    for (const bool method : {true, false}) {
        for (const QString& setting : settings) {
            const QString key = keyOf(setting);
            if ((key == methodKey) != method) {
                continue;
            }
            if (m_form.applies(key)) {
                m_form.setValue(key, setting.section(QLatin1Char('='), 1));
            } else {
                m_waiting << setting;
            }
        }
    }
}

void CarriedEdits::carry(const QStringList& settings) {
    QStringList others = settings;
    others.removeIf([](const QString& setting) { return keyOf(setting) == methodKey; });
    put(others);
    QStringList kept, waiting;
    for (const QString& setting : m_form.typedSettings()) {
        kept << keyOf(setting);
    }
    for (const QString& setting : m_waiting) {
        waiting << keyOf(setting);
    }
    QStringList sentences;
    if (!kept.isEmpty()) {
        sentences << tr("Your changes go on: %1.").arg(named(kept));
    }
    if (!waiting.isEmpty()) {
        sentences << tr("Kept for a preset that reads it: %1.").arg(named(waiting));
    }
    if (others.size() < settings.size()) {
        sentences << tr("The method is that of the preset.");
    }
    if (sentences.isEmpty()) {
        hide();
        return;
    }
    showMessage(Kind::Info, sentences.join(QLatin1Char(' ')), tr("Drop my changes"), [this, settings] {
        clear();
        showMessage(Kind::Info, tr("The preset's own values are back."), tr("Undo"),
                    [this, settings] { carry(settings); });
    });
}

void CarriedEdits::park(const QStringList& settings) {
    m_waiting = settings;
    hide();
}

void CarriedEdits::clear() {
    m_waiting.clear();
    m_form.dropChanges();
    hide();
}

}  // namespace tempera::ui
