// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launch/launch_draft.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>

namespace tempera::ui {

namespace {
const QString place = QStringLiteral("launch/draft");
}  // namespace

std::optional<LaunchDraft> loadDraft() {
    const QJsonObject json = QJsonDocument::fromJson(QSettings().value(place).toByteArray()).object();
    if (json.isEmpty()) {
        return std::nullopt;
    }
    LaunchDraft draft;
    draft.preset = json.value(QStringLiteral("preset")).toString();
    draft.baseToml = json.value(QStringLiteral("base")).toString();
    draft.title = json.value(QStringLiteral("title")).toString();
    draft.name = json.value(QStringLiteral("name")).toString();
    draft.saved = json.value(QStringLiteral("saved")).toDouble();
    const QJsonArray settings = json.value(QStringLiteral("settings")).toArray();
    for (const QJsonValue& setting : settings) {
        draft.settings << setting.toString();
    }
    const QJsonArray sweep = json.value(QStringLiteral("sweep")).toArray();
    for (const QJsonValue& axis : sweep) {
        draft.sweep.push_back({axis.toObject().value(QStringLiteral("key")).toString(),
                               axis.toObject().value(QStringLiteral("values")).toString()});
    }
    return draft.empty() ? std::nullopt : std::optional(draft);
}

void saveDraft(const LaunchDraft& draft) {
    QJsonArray sweep;
    for (const SweepAxis& axis : draft.sweep) {
        sweep.append(QJsonObject{{QStringLiteral("key"), axis.key}, {QStringLiteral("values"), axis.values}});
    }
    const QJsonObject json{{QStringLiteral("preset"), draft.preset},
                           {QStringLiteral("base"), draft.baseToml},
                           {QStringLiteral("title"), draft.title},
                           {QStringLiteral("name"), draft.name},
                           {QStringLiteral("settings"), QJsonArray::fromStringList(draft.settings)},
                           {QStringLiteral("sweep"), sweep},
                           {QStringLiteral("saved"), draft.saved}};
    QSettings settings;
    settings.setValue(place, QJsonDocument(json).toJson(QJsonDocument::Compact));
    settings.sync();  // a crash may come
}

void clearDraft() {
    QSettings().remove(place);
}

}  // namespace tempera::ui
