// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPalette>
#include <QProxyStyle>

namespace tempera::ui {

/// Fusion with less of it: flat bars, tabs and headers, slim scroll bars, one-pixel separators. Only
/// where the desktop has no style of its own.
class TemperaStyle : public QProxyStyle {
    Q_OBJECT

public:
    TemperaStyle();

    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* returned) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                         const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;

private:
    /// The palette with outlines that can be seen on dark ground and a focus that can be seen at all.
    QPalette outlined(const QPalette& palette) const;

    mutable QHash<qint64, QPalette> m_outlined;  ///< by cacheKey: a fresh palette would spoil pixmap caches
};

}  // namespace tempera::ui
