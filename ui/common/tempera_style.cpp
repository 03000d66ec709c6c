// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/tempera_style.h"

#include <QAbstractScrollArea>
#include <QHeaderView>
#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

#include "ui/common/theme.h"

namespace tempera::ui {

namespace {

constexpr int scrollBarWidth = 12;

void drawScrollBar(const QStyle& style, const QStyleOptionSlider& bar, QPainter& painter, const QWidget* widget) {
    const bool upright = bar.orientation == Qt::Vertical;
    // The ground of what is scrolled: tables are white, forms are grey.
    const auto* area = widget && widget->parentWidget()
                           ? qobject_cast<const QAbstractScrollArea*>(widget->parentWidget()->parentWidget())
                           : nullptr;
    painter.fillRect(bar.rect, bar.palette.brush(area ? area->viewport()->backgroundRole() : QPalette::Base));
    const QRect handle = style.subControlRect(QStyle::CC_ScrollBar, &bar, QStyle::SC_ScrollBarSlider, widget);
    if (bar.maximum <= bar.minimum) {
        return;
    }
    QColor colour = bar.palette.color(QPalette::Text);
    const bool held = bar.state & QStyle::State_Sunken;
    const bool under = bar.state & QStyle::State_MouseOver;
    colour.setAlphaF(held ? 0.5F : under ? 0.38F : 0.24F);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    const QRectF pill = upright ? QRectF(handle).adjusted(3, 1, -3, -1) : QRectF(handle).adjusted(1, 3, -1, -3);
    painter.drawRoundedRect(pill, 3, 3);
}

void drawTab(const QStyleOptionTab& tab, QPainter& painter) {
    const bool chosen = tab.state & QStyle::State_Selected;
    const bool under = tab.state & QStyle::State_MouseOver;
    if (!chosen && !under) {
        return;
    }
    QColor fill = tab.palette.color(QPalette::Base);
    fill.setAlphaF(chosen ? 1.0F : 0.5F);
    painter.fillRect(tab.rect, fill);
    if (chosen) {
        const QColor rule = theme::separator(tab.palette);
        painter.fillRect(QRect(tab.rect.left(), tab.rect.top(), 1, tab.rect.height()), rule);
        painter.fillRect(QRect(tab.rect.right(), tab.rect.top(), 1, tab.rect.height()), rule);
        painter.fillRect(QRect(tab.rect.left(), tab.rect.top(), tab.rect.width(), 2),
                         tab.palette.color(QPalette::Text));
    }
}

}  // namespace

TemperaStyle::TemperaStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

int TemperaStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
        case PM_ScrollBarExtent:
            return scrollBarWidth;
        case PM_FocusFrameHMargin:
            return 5;  // text in table and list cells
        case PM_DockWidgetTitleMargin:
        case PM_HeaderMargin:
            return 5;
        case PM_DockWidgetSeparatorExtent:
            return 1;
        case PM_TabBarTabVSpace:
            return 13;
        case PM_TabBarTabHSpace:
            return 28;
        case PM_ToolBarItemSpacing:
            return 4;
        default:
            return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int TemperaStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                            QStyleHintReturn* returned) const {
    if (hint == SH_ScrollBar_LeftClickAbsolutePosition) {
        return 1;
    }
    return QProxyStyle::styleHint(hint, option, widget, returned);
}

QRect TemperaStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                   const QWidget* widget) const {
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control != CC_ScrollBar || !bar) {
        return QProxyStyle::subControlRect(control, option, part, widget);
    }
    // No arrow buttons: the whole bar is the groove.
    const bool upright = bar->orientation == Qt::Vertical;
    const int length = upright ? bar->rect.height() : bar->rect.width();
    const qint64 range = static_cast<qint64>(bar->maximum) - bar->minimum;
    int handle = length;
    if (range > 0) {
        handle = qMax(static_cast<int>(static_cast<qint64>(bar->pageStep) * length / (range + bar->pageStep)), 28);
    }
    const int start =
        sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - handle, bar->upsideDown);
    const auto along = [&](int from, int size) {
        const QRect r = upright ? QRect(0, from, bar->rect.width(), size) : QRect(from, 0, size, bar->rect.height());
        return visualRect(bar->direction, bar->rect, r.translated(bar->rect.topLeft()));
    };
    switch (part) {
        case SC_ScrollBarSlider:
            return along(start, handle);
        case SC_ScrollBarSubPage:
            return along(0, start);
        case SC_ScrollBarAddPage:
            return along(start + handle, length - start - handle);
        case SC_ScrollBarGroove:
            return bar->rect;
        default:
            return {};
    }
}

void TemperaStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                      const QWidget* widget) const {
    if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option); bar && control == CC_ScrollBar) {
        painter->save();
        drawScrollBar(*this, *bar, *painter, widget);
        painter->restore();
        return;
    }
    if (const auto* box = qstyleoption_cast<const QStyleOptionSpinBox*>(option); box && control == CC_SpinBox) {
        QStyleOptionSpinBox seen = *box;
        seen.palette = outlined(box->palette);
        QProxyStyle::drawComplexControl(control, &seen, painter, widget);
        return;
    }
    if (const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option); box && control == CC_ComboBox) {
        QStyleOptionComboBox seen = *box;
        seen.palette = outlined(box->palette);
        QProxyStyle::drawComplexControl(control, &seen, painter, widget);
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

void TemperaStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const {
    const QRect& r = option->rect;
    const QColor rule = theme::separator(option->palette);
    switch (element) {
        case CE_ToolBar:
            painter->fillRect(r, option->palette.window());
            painter->fillRect(QRect(r.left(), r.bottom(), r.width(), 1), rule);
            return;
        case CE_MenuBarEmptyArea:
            painter->fillRect(r, option->palette.window());
            return;
        case CE_MenuBarItem:
            if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
                const bool chosen = item->state & State_Selected;
                painter->fillRect(r, chosen ? item->palette.highlight() : item->palette.window());
                const bool underlined = styleHint(SH_UnderlineShortcut, option, widget, nullptr);
                drawItemText(painter, r, Qt::AlignCenter | (underlined ? Qt::TextShowMnemonic : Qt::TextHideMnemonic),
                             item->palette, item->state & State_Enabled, item->text,
                             chosen ? QPalette::HighlightedText : QPalette::WindowText);
                return;
            }
            break;
        case CE_HeaderEmptyArea:
        case CE_HeaderSection:
            painter->fillRect(r, option->palette.base());
            painter->fillRect(QRect(r.left(), r.bottom(), r.width(), 1), rule);
            return;
        case CE_HeaderLabel:
            if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
                QStyleOptionHeader quiet = *header;
                if (const auto* view = qobject_cast<const QHeaderView*>(widget)) {  // not every Qt shortens it
                    QStringList lines = quiet.text.split(QLatin1Char('\n'));
                    for (QString& line : lines) {
                        line = quiet.fontMetrics.elidedText(line, view->textElideMode(), r.width());
                    }
                    quiet.text = lines.join(QLatin1Char('\n'));
                }
                quiet.palette.setColor(QPalette::ButtonText, theme::subtleText(option->palette));
                QProxyStyle::drawControl(element, &quiet, painter, widget);
                return;
            }
            break;
        case CE_TabBarTabShape:
            if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option)) {
                drawTab(*tab, *painter);
                return;
            }
            break;
        case CE_Splitter:
            painter->fillRect(r, rule);
            return;
        case CE_ScrollBarAddLine:
        case CE_ScrollBarSubLine:
            return;
        default:
            break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void TemperaStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                 const QWidget* widget) const {
    switch (element) {
        case PE_IndicatorDockWidgetResizeHandle:
            painter->fillRect(option->rect, theme::separator(option->palette));
            return;
        case PE_FrameStatusBarItem:
        case PE_FrameTabBarBase:
            return;
        case PE_PanelStatusBar:
            painter->fillRect(QRect(option->rect.left(), option->rect.top(), option->rect.width(), 1),
                              theme::separator(option->palette));
            return;
        case PE_FrameFocusRect:
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(QPen(option->palette.color(QPalette::Link), 1));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
            painter->restore();
            return;
        case PE_IndicatorCheckBox:
            if (const auto* box = qstyleoption_cast<const QStyleOptionButton*>(option)) {
                QStyleOptionButton seen = *box;
                seen.palette = outlined(box->palette);
                QProxyStyle::drawPrimitive(element, &seen, painter, widget);
                return;
            }
            break;
        case PE_FrameLineEdit: {
            QStyleOption seen = *option;
            seen.palette = outlined(option->palette);
            QProxyStyle::drawPrimitive(element, &seen, painter, widget);
            return;
        }
        default:
            break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

QPalette TemperaStyle::outlined(const QPalette& palette) const {
    const qint64 key = palette.cacheKey();
    if (const auto found = m_outlined.constFind(key); found != m_outlined.constEnd()) {
        return *found;
    }
    QPalette seen = palette;
    // Fusion derives outlines from the window's colour and the focus from the highlight's.
    seen.setColor(QPalette::Highlight, palette.color(QPalette::Link));
    if (theme::isDark(palette)) {
        seen.setColor(QPalette::Window, QColor("#6c6c6f"));
    }
    if (m_outlined.size() > 64) {
        m_outlined.clear();
    }
    m_outlined.insert(key, seen);
    return seen;
}

}  // namespace tempera::ui
