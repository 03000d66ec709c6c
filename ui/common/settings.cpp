// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/settings.h"

namespace tempera::ui {

namespace {
const QLatin1String layoutGroup("layout/");
}

void Settings::store(const char* key, const QVariant& value) {
    const QString name = QLatin1String(key);
    if (value.isValid()) {
        m_store.setValue(name, value);
    } else {
        m_store.remove(name);
    }
    Q_EMIT changed(name);
}

QByteArray Settings::layout(const QString& name) const {
    return m_store.value(layoutGroup + name).toByteArray();
}

void Settings::setLayout(const QString& name, const QByteArray& state) {
    m_store.setValue(layoutGroup + name, state);
}

void Settings::forgetLayouts() {
    m_store.remove(QStringLiteral("layout"));
}

void Settings::rememberWorkspace(const QString& root) {
    QStringList recent = value(settings::recentWorkspaces);
    recent.removeAll(root);
    recent.prepend(root);
    set(settings::recentWorkspaces, recent.mid(0, recentCount));
}

}  // namespace tempera::ui
