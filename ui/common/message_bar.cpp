// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/message_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <utility>

#include "ui/common/icons.h"
#include "ui/common/theme.h"

namespace tempera::ui {

namespace {

QColor kindColour(MessageBar::Kind kind, const QPalette& palette) {
    switch (kind) {
        case MessageBar::Kind::Info:
            return theme::subtleText(palette);
        case MessageBar::Kind::Warning:
            return theme::warning(palette);
        case MessageBar::Kind::Error:
            break;
    }
    return theme::error(palette);
}

QString kindIcon(MessageBar::Kind kind) {
    switch (kind) {
        case MessageBar::Kind::Info:
            return QStringLiteral("info");
        case MessageBar::Kind::Warning:
            return QStringLiteral("warning");
        case MessageBar::Kind::Error:
            break;
    }
    return QStringLiteral("error");
}

}  // namespace

MessageBar::MessageBar(QWidget* parent)
    : QWidget(parent), m_icon(new QLabel), m_text(new QLabel), m_action(new QPushButton), m_close(new QToolButton) {
    setObjectName(QStringLiteral("messageBar"));
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_close->setAutoRaise(true);
    m_close->setIcon(icon(QStringLiteral("close")));
    m_close->setToolTip(tr("Hide this message"));
    m_close->setAccessibleName(tr("Hide this message"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 8, 6);
    layout->setSpacing(8);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action);
    layout->addWidget(m_close);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_action, &QPushButton::clicked, this, [this] {
        hide();
        // What it runs may show the next message.
        if (const auto run = std::exchange(m_run, {})) {
            run();
        }
    });
    hide();
}

void MessageBar::showMessage(Kind kind, const QString& text, const QString& action, std::function<void()> run) {
    m_kind = kind;
    m_run = std::move(run);
    const int side = fontMetrics().height();
    m_icon->setPixmap(icon(kindIcon(kind), kindColour(kind, palette())).pixmap(QSize(side, side), devicePixelRatioF()));
    m_text->setText(text);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    setAccessibleName(text);
    show();
    update();
}

QString MessageBar::text() const {
    return m_text->text();
}

void MessageBar::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    QColor tint = kindColour(m_kind, palette());
    tint.setAlphaF(0.12F);
    painter.fillRect(rect(), palette().base());
    painter.fillRect(rect(), tint);
    painter.fillRect(QRect(0, 0, 3, height()), kindColour(m_kind, palette()));
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme::separator(palette()));
}

}  // namespace tempera::ui
