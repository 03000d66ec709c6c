// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/helpers/fitting.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSlider>
#include <QTabBar>

#include "ui/common/elided_label.h"

namespace tempera::test {

namespace {

QString textOf(const QWidget* widget) {
    if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) {
        return button->text();
    }
    if (const auto* label = qobject_cast<const QLabel*>(widget)) {
        return label->text();
    }
    const auto* box = qobject_cast<const QComboBox*>(widget);
    return box ? box->currentText() : widget->accessibleName();
}

QString pathOf(const QWidget* widget) {
    QStringList names;
    for (const QWidget* at = widget; at; at = at->isWindow() ? nullptr : at->parentWidget()) {
        const QString name = at->objectName();
        names.prepend(QString::fromLatin1(at->metaObject()->className()).remove(QStringLiteral("tempera::ui::")) +
                      (name.isEmpty() ? QString() : QLatin1Char('#') + name));
    }
    return names.join(QLatin1Char('/')) + QStringLiteral(" “%1”").arg(textOf(widget));
}

/// Behind the other tab of docks that share a place: Qt keeps such a dock visible, outside of the window.
bool isBehind(const QWidget* widget) {
    for (; widget; widget = widget->parentWidget()) {
        if (qobject_cast<const QDockWidget*>(widget)) {
            return !widget->window()->rect().contains(widget->geometry());
        }
    }
    return false;
}

bool isControl(const QWidget* widget) {
    const QWidget* parent = widget->parentWidget();
    const bool part = widget->objectName().startsWith(QLatin1String("qt_")) || qobject_cast<const QTabBar*>(parent) ||
                      qobject_cast<const QComboBox*>(parent) || qobject_cast<const QAbstractSpinBox*>(parent) ||
                      qobject_cast<const QLineEdit*>(parent) || qobject_cast<const QAbstractScrollArea*>(parent) ||
                      qobject_cast<const QHeaderView*>(parent);
    return !part && (qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QComboBox*>(widget) ||
                     qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
                     qobject_cast<const QSlider*>(widget) || qobject_cast<const QLabel*>(widget) ||
                     qobject_cast<const QTabBar*>(widget));
}

bool isCut(const QWidget* widget, const QWidget& top) {
    QRect place = widget->rect();
    for (const QWidget* at = widget; at != &top; at = at->parentWidget()) {
        place.translate(at->pos());
        const QWidget* holder = at->parentWidget();
        QRect room = holder->rect();
        const auto* area = qobject_cast<const QAbstractScrollArea*>(holder->parentWidget());
        if (area && area->viewport() == holder) {
            if (area->horizontalScrollBarPolicy() != Qt::ScrollBarAlwaysOff) {
                return false;
            }
            place.setTop(room.top());
            place.setBottom(room.bottom());
        }
        if (!room.contains(place)) {
            return true;
        }
    }
    return false;
}

bool isShort(const QWidget* widget) {
    if (const auto* label = qobject_cast<const QLabel*>(widget)) {
        if (qobject_cast<const ui::ElidedLabel*>(label) || label->text().isEmpty()) {
            return false;
        }
        return label->wordWrap() ? label->height() < label->heightForWidth(label->width())
                                 : label->width() < label->sizeHint().width();
    }
    if (const auto* box = qobject_cast<const QComboBox*>(widget)) {
        // Those that are given a least length may shorten their text.
        return box->width() < (box->minimumContentsLength() > 0 ? box->minimumSizeHint() : box->sizeHint()).width();
    }
    if (const auto* box = qobject_cast<const QAbstractSpinBox*>(widget)) {
        const auto* field = box->findChild<QLineEdit*>();  // the hint has room for the largest number, too
        return field->width() < field->fontMetrics().horizontalAdvance(box->text()) + 2;
    }
    if (qobject_cast<const QAbstractButton*>(widget)) {
        return widget->width() < widget->sizeHint().width() || widget->height() < widget->minimumSizeHint().height();
    }
    return widget->height() < widget->minimumSizeHint().height();
}

}  // namespace

QStringList misfits(const QWidget& top) {
    QStringList found;
    const auto all = top.findChildren<QWidget*>();
    for (const QWidget* widget : all) {
        if (!widget->isVisibleTo(&top) || !isControl(widget) || widget->window() != top.window() || isBehind(widget)) {
            continue;
        }
        if (isCut(widget, top)) {
            found << QStringLiteral("cut: ") + pathOf(widget);
        } else if (isShort(widget)) {
            found << QStringLiteral("%1x%2 of %3x%4: ")
                             .arg(widget->width())
                             .arg(widget->height())
                             .arg(widget->sizeHint().width())
                             .arg(widget->sizeHint().height()) +
                         pathOf(widget);
        }
        for (const QWidget* other : all) {
            if (other > widget && other->parentWidget() == widget->parentWidget() && other->isVisibleTo(&top) &&
                isControl(other) && other->geometry().intersects(widget->geometry())) {
                found << QStringLiteral("over each other: ") + pathOf(widget) + QStringLiteral(" and ") + pathOf(other);
            }
        }
    }
    return found;
}

}  // namespace tempera::test
