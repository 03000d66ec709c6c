// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/layout_keeper.h"

#include <QHeaderView>
#include <QSplitter>

#include "ui/common/page.h"
#include "ui/common/settings.h"

namespace tempera::ui {

namespace {

QString pageOf(const QWidget* widget) {
    for (; widget; widget = widget->parentWidget()) {
        if (const auto* page = qobject_cast<const Page*>(widget)) {
            return page->id();
        }
    }
    return QStringLiteral("window");
}

QByteArray stateOf(QWidget* part) {
    if (const auto* splitter = qobject_cast<QSplitter*>(part)) {
        return splitter->saveState();
    }
    const auto* header = static_cast<QHeaderView*>(part);
    // The number of sections in front: a state of another number would hide or stretch the wrong columns.
    return QByteArray::number(header->count()) + ':' + header->saveState();
}

}  // namespace

LayoutKeeper::LayoutKeeper(QWidget& window, Settings& settings) : m_window(window), m_settings(settings) {
    const auto all = parts();
    for (auto it = all.begin(); it != all.end(); ++it) {
        m_first[it.key()] = stateOf(it.value());
        apply(it.value(), settings.layout(it.key()));
    }
}

QMap<QString, QWidget*> LayoutKeeper::parts() const {
    QMap<QString, QWidget*> named;
    QMap<QString, int> counts;
    const auto add = [&](QWidget* part, const QString& kind) {
        const QString place = pageOf(part) + QLatin1Char('/') + kind;
        const int number = counts[place]++;
        const QString name = part->objectName();
        named[name.isEmpty() || name.startsWith(QLatin1String("qt_")) ? place + QString::number(number)
                                                                      : pageOf(part) + QLatin1Char('/') + name] = part;
    };
    for (QSplitter* splitter : m_window.findChildren<QSplitter*>()) {
        add(splitter, QStringLiteral("splitter"));
    }
    for (QHeaderView* header : m_window.findChildren<QHeaderView*>()) {
        if (header->orientation() == Qt::Horizontal && header->window() == &m_window) {
            add(header, QStringLiteral("columns"));
        }
    }
    return named;
}

void LayoutKeeper::apply(QWidget* part, const QByteArray& state) {
    if (state.isEmpty()) {
        return;
    }
    if (auto* splitter = qobject_cast<QSplitter*>(part)) {
        splitter->restoreState(state);
        return;
    }
    auto* header = static_cast<QHeaderView*>(part);
    const qsizetype colon = state.indexOf(':');
    if (state.left(colon).toInt() == header->count()) {
        header->restoreState(state.mid(colon + 1));
    }
}

void LayoutKeeper::save() const {
    const auto all = parts();
    for (auto it = all.begin(); it != all.end(); ++it) {
        m_settings.setLayout(it.key(), stateOf(it.value()));
    }
}

void LayoutKeeper::restoreDefault() {
    const auto all = parts();
    for (auto it = all.begin(); it != all.end(); ++it) {
        apply(it.value(), m_first.value(it.key()));
    }
    m_settings.forgetLayouts();
}

}  // namespace tempera::ui
