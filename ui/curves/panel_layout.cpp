// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/panel_layout.h"

#include <QCryptographicHash>
#include <QSettings>
#include <algorithm>

#include "ui/common/settings.h"

namespace tempera::ui {

namespace {

QString groupOf(const QString& workspace) {
    // Paths hold characters that keys may not.
    const QByteArray digest = QCryptographicHash::hash(workspace.toUtf8(), QCryptographicHash::Sha1).toHex();
    return QStringLiteral("curves/") + QString::fromLatin1(digest.left(16));
}

QSet<QString> setOf(const QStringList& list) {
    return {list.begin(), list.end()};
}

QStringList sorted(const QSet<QString>& set) {
    QStringList list(set.begin(), set.end());
    list.sort();
    return list;
}

/// A stored number that may be anything by now.
template <typename Choice>
Choice choiceOf(const QVariant& stored, Choice least, Choice most, Choice otherwise) {
    bool number = false;
    const int value = stored.toInt(&number);
    return number && value >= static_cast<int>(least) && value <= static_cast<int>(most) ? static_cast<Choice>(value)
                                                                                         : otherwise;
}

}  // namespace

void PanelLayout::setShown(const PanelSpec& spec, bool show) {
    QSet<QString>& exceptions = spec.shown ? hidden : added;
    if (show == spec.shown) {
        exceptions.remove(spec.id);
    } else {
        exceptions.insert(spec.id);
    }
}

std::vector<PanelSpec> PanelLayout::shown(const std::vector<PanelSpec>& available) const {
    std::vector<PanelSpec> panels;
    for (const QString& id : order) {
        const auto found = std::find_if(available.begin(), available.end(), [&](const auto& s) { return s.id == id; });
        if (found != available.end() && shows(*found)) {
            panels.push_back(*found);
        }
    }
    QString before;  // the shown panel in front of this one by default
    for (const PanelSpec& spec : available) {
        if (!shows(spec)) {
            continue;
        }
        if (!order.contains(spec.id)) {
            const auto neighbour =
                std::find_if(panels.begin(), panels.end(), [&](const auto& s) { return s.id == before; });
            panels.insert(
                neighbour == panels.end() ? (before.isEmpty() ? panels.begin() : panels.end()) : std::next(neighbour),
                spec);
        }
        before = spec.id;
    }
    for (PanelSpec& spec : panels) {
        spec.logY = spec.logY != otherScale.contains(spec.id);
    }
    return panels;
}

PanelLayout PanelLayout::stored(const QString& workspace) {
    QSettings settings;
    settings.beginGroup(groupOf(workspace));
    const auto list = [&](const char* key) { return settings.value(QLatin1String(key)).toStringList(); };
    const auto number = [&](const char* key) { return settings.value(QLatin1String(key)); };
    PanelLayout layout;
    layout.hidden = setOf(list("hidden"));
    layout.added = setOf(list("added"));
    layout.order = list("order");
    layout.otherScale = setOf(list("otherScale"));
    layout.columns = choiceOf(number("columns"), 0, 6, 0);
    CurveView& view = layout.view;
    view.axis = choiceOf(number("axis"), XAxis::Epoch, XAxis::Metric, view.axis);
    view.xMetric = settings.value(QStringLiteral("xMetric")).toString();
    if (view.xMetric.isEmpty() && view.axis == XAxis::Metric) {
        view.axis = XAxis::Epoch;
    }
    view.smoothing = choiceOf(number("smoothing"), 1, 9999, Settings().value(settings::smoothing));
    view.grouped = number("grouped").toBool();
    view.band = choiceOf(number("band"), Band::None, Band::MinMax, view.band);
    view.logX = number("logX").toBool();
    view.ignoreOutliers = number("ignoreOutliers").toBool();
    return layout;
}

void PanelLayout::store(const QString& workspace) const {
    QSettings settings;
    settings.beginGroup(groupOf(workspace));
    settings.setValue(QStringLiteral("hidden"), sorted(hidden));
    settings.setValue(QStringLiteral("added"), sorted(added));
    settings.setValue(QStringLiteral("order"), order);
    settings.setValue(QStringLiteral("otherScale"), sorted(otherScale));
    settings.setValue(QStringLiteral("columns"), columns);
    settings.setValue(QStringLiteral("axis"), static_cast<int>(view.axis));
    settings.setValue(QStringLiteral("xMetric"), view.xMetric);
    if (view.smoothing == Settings().value(settings::smoothing)) {
        settings.remove(QStringLiteral("smoothing"));  // follows what is preferred
    } else {
        settings.setValue(QStringLiteral("smoothing"), view.smoothing);
    }
    settings.setValue(QStringLiteral("grouped"), view.grouped);
    settings.setValue(QStringLiteral("band"), static_cast<int>(view.band));
    settings.setValue(QStringLiteral("logX"), view.logX);
    settings.setValue(QStringLiteral("ignoreOutliers"), view.ignoreOutliers);
}

}  // namespace tempera::ui
