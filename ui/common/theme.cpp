// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/theme.h"

#include <QApplication>
#include <QCoreApplication>
#include <QFont>
#include <QStyle>
#include <QStyleFactory>
#include <array>

#include "ui/common/tempera_style.h"

namespace tempera::ui {

namespace {

QColor mixed(const QColor& a, const QColor& b, double shareOfB) {
    const auto mix = [&](int x, int y) { return static_cast<int>(x + (y - x) * shareOfB + 0.5); };
    return QColor(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue()));
}

struct Neutrals {
    const char* window;
    const char* base;
    const char* alternate;
    const char* button;
    const char* text;
    const char* disabled;
    const char* highlight;
    const char* highlightedText;
    const char* link;
};

constexpr Neutrals lightNeutrals{"#f3f3f2", "#ffffff", "#f8f8f7", "#fbfbfa", "#1e1e1d",
                                 "#a2a29f", "#dde5ee", "#16191c", "#0a62a8"};
constexpr Neutrals darkNeutrals{"#242425", "#1b1b1c", "#202021", "#303032", "#e4e4e1",
                                "#757573", "#3a4550", "#ffffff", "#6fb3ec"};

QPalette paletteFrom(const Neutrals& n, bool dark) {
    const QColor window(n.window), base(n.base), button(n.button), text(n.text), disabled(n.disabled);
    QPalette p(button, window);
    p.setColor(QPalette::Window, window);
    p.setColor(QPalette::WindowText, text);
    p.setColor(QPalette::Base, base);
    p.setColor(QPalette::AlternateBase, QColor(n.alternate));
    p.setColor(QPalette::Text, text);
    p.setColor(QPalette::Button, button);
    p.setColor(QPalette::ButtonText, text);
    p.setColor(QPalette::BrightText, dark ? QColor("#ffffff") : QColor("#000000"));
    p.setColor(QPalette::ToolTipBase, dark ? QColor("#37373a") : QColor("#ffffff"));
    p.setColor(QPalette::ToolTipText, text);
    p.setColor(QPalette::PlaceholderText, mixed(text, base, 0.38));
    p.setColor(QPalette::Highlight, QColor(n.highlight));
    p.setColor(QPalette::HighlightedText, QColor(n.highlightedText));
    p.setColor(QPalette::Link, QColor(n.link));
    p.setColor(QPalette::Light, dark ? mixed(button, QColor(Qt::white), 0.08) : QColor(Qt::white));
    p.setColor(QPalette::Midlight, mixed(button, text, 0.05));
    p.setColor(QPalette::Mid, mixed(window, text, 0.22));
    p.setColor(QPalette::Dark, dark ? QColor("#141415") : mixed(window, text, 0.35));
    p.setColor(QPalette::Shadow, dark ? QColor("#0b0b0b") : mixed(window, text, 0.6));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        p.setColor(QPalette::Disabled, role, disabled);
    }
    p.setColor(QPalette::Disabled, QPalette::Highlight, mixed(window, text, 0.12));
    p.setColor(QPalette::Disabled, QPalette::HighlightedText, disabled);
    return p;
}

QString tr(const char* text) {
    return QCoreApplication::translate("tempera::ui::theme", text);
}

}  // namespace

ThemeMode themeModeFromText(const QString& text) {
    if (text == QLatin1String("light")) {
        return ThemeMode::Light;
    }
    return text == QLatin1String("dark") ? ThemeMode::Dark : ThemeMode::System;
}

QString toText(ThemeMode mode) {
    switch (mode) {
        case ThemeMode::Light:
            return QStringLiteral("light");
        case ThemeMode::Dark:
            return QStringLiteral("dark");
        case ThemeMode::System:
            break;
    }
    return QStringLiteral("system");
}

void applyTheme(ThemeMode mode) {
    // What the desktop had chosen before Tempera touched anything.
    static const QString systemStyle = QApplication::style()->name();
    if (mode == ThemeMode::System) {
        const bool plain = systemStyle == QLatin1String("fusion");
        QApplication::setStyle(plain ? new TemperaStyle : QStyleFactory::create(systemStyle));
        QApplication::setPalette(QPalette());
        return;
    }
    QApplication::setStyle(new TemperaStyle);
    const bool dark = mode == ThemeMode::Dark;
    QApplication::setPalette(paletteFrom(dark ? darkNeutrals : lightNeutrals, dark));
}

namespace theme {

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Base).lightness() < palette.color(QPalette::Text).lightness();
}

QPalette lightPalette() {
    return paletteFrom(lightNeutrals, false);
}

QColor accent(const QPalette& palette) {
    return isDark(palette) ? QColor("#e3a008") : QColor("#b77900");
}

QColor onAccent(const QPalette& palette) {
    return isDark(palette) ? QColor("#1c1400") : QColor("#ffffff");
}

QColor subtleText(const QPalette& palette) {
    return mixed(palette.color(QPalette::Text), palette.color(QPalette::Base), 0.38);
}

QColor separator(const QPalette& palette) {
    return mixed(palette.color(QPalette::Window), palette.color(QPalette::Text), isDark(palette) ? 0.14 : 0.13);
}

QColor grid(const QPalette& palette) {
    return mixed(palette.color(QPalette::Base), palette.color(QPalette::Text), isDark(palette) ? 0.12 : 0.1);
}

QColor warning(const QPalette& palette) {
    return isDark(palette) ? QColor("#f0a35e") : QColor("#a8500a");
}

QColor error(const QPalette& palette) {
    return isDark(palette) ? QColor("#f2877b") : QColor("#b3261e");
}

QColor dormant(const QPalette& palette) {
    return isDark(palette) ? QColor("#d98a5f") : QColor("#c2632f");
}

QColor active(const QPalette& palette) {
    return isDark(palette) ? QColor("#6fa8d6") : QColor("#4a86b8");
}

QColor run(int index, const QPalette& palette) {
    // The first seven of Okabe and Ito (2008); blue, green and vermillion are lifted a little on dark ground.
    static const std::array<QColor, runColourCount> onLight{QColor("#0072b2"), QColor("#d55e00"), QColor("#009e73"),
                                                            QColor("#b8578f"), QColor("#2f9bd6"), QColor("#d08a00"),
                                                            QColor("#202020")};
    static const std::array<QColor, runColourCount> onDark{QColor("#3d9be0"), QColor("#ee7733"), QColor("#1fbf92"),
                                                           QColor("#cc79a7"), QColor("#56b4e9"), QColor("#e69f00"),
                                                           QColor("#f0f0ee")};
    const auto slot = static_cast<std::size_t>(((index % runColourCount) + runColourCount) % runColourCount);
    return isDark(palette) ? onDark[slot] : onLight[slot];
}

Qt::PenStyle dash(int index) {
    return (index / runColourCount) % 2 == 0 ? Qt::SolidLine : Qt::DashLine;
}

QString stateIcon(RunState state) {
    switch (state) {
        case RunState::Queued:
            return QStringLiteral("state-queued");
        case RunState::Running:
            return QStringLiteral("state-running");
        case RunState::Paused:
            return QStringLiteral("state-paused");
        case RunState::Finished:
            return QStringLiteral("state-finished");
        case RunState::Stopped:
            return QStringLiteral("state-stopped");
        case RunState::Failed:
            return QStringLiteral("state-failed");
        case RunState::Interrupted:
            break;
    }
    return QStringLiteral("state-interrupted");
}

QColor stateColour(RunState state, const QPalette& palette) {
    switch (state) {
        case RunState::Running:
            return accent(palette);
        case RunState::Failed:
            return error(palette);
        case RunState::Interrupted:
            return warning(palette);
        default:
            return subtleText(palette);
    }
}

QString stateText(RunState state) {
    switch (state) {
        case RunState::Queued:
            return tr("Queued");
        case RunState::Running:
            return tr("Running");
        case RunState::Paused:
            return tr("Paused");
        case RunState::Finished:
            return tr("Finished");
        case RunState::Stopped:
            return tr("Stopped");
        case RunState::Failed:
            return tr("Failed");
        case RunState::Interrupted:
            break;
    }
    return tr("Interrupted");
}

}  // namespace theme

QFont textFont(TextSize size, bool bold) {
    QFont font = QApplication::font();
    const double scale = size == TextSize::Title ? 1.2 : size == TextSize::Small ? 0.85 : 1.0;
    if (font.pointSizeF() > 0) {
        font.setPointSizeF(font.pointSizeF() * scale);
    } else {
        font.setPixelSize(qRound(font.pixelSize() * scale));
    }
    font.setBold(bold);
    return font;
}

}  // namespace tempera::ui
