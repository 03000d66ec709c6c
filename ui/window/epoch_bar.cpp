// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/epoch_bar.h"

#include <algorithm>
#include <cstdint>

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>

#include "ui/common/epoch_keys.h"
#include "ui/common/icons.h"
#include "ui/common/theme.h"
#include "ui/session/session.h"
#include "ui/window/epoch_slider.h"

namespace tempera::ui {

EpochBar::EpochBar(Session& session, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_first(stepButton(QStringLiteral("first"), tr("First epoch"))),
      m_previous(stepButton(QStringLiteral("previous"), tr("Previous epoch"))),
      m_slider(new EpochSlider),
      m_next(stepButton(QStringLiteral("next"), tr("Next epoch"))),
      m_last(stepButton(QStringLiteral("last"), tr("Last epoch"))),
      m_box(new QSpinBox),
      m_of(new QLabel),
      m_live(new QToolButton) {
    setObjectName(QStringLiteral("epochBar"));
    auto* name = new QLabel(tr("Epoch"));
    name->setForegroundRole(QPalette::PlaceholderText);
    m_slider->setAccessibleName(tr("Epoch"));
    m_box->setAccessibleName(tr("Epoch number"));
    m_box->setKeyboardTracking(false);
    m_of->setForegroundRole(QPalette::PlaceholderText);
    m_live->setCheckable(true);
    m_live->setAutoRaise(true);
    m_live->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_live->setToolTip(tr("Follow the newest epoch (Space)"));
    m_live->setAccessibleName(tr("Follow live"));

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 5, 12, 5);
    layout->setSpacing(4);
    layout->addWidget(name);
    layout->addSpacing(4);
    layout->addWidget(m_first);
    layout->addWidget(m_previous);
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_next);
    layout->addWidget(m_last);
    layout->addSpacing(8);
    layout->addWidget(m_box);
    layout->addWidget(m_of);
    layout->addSpacing(8);
    layout->addWidget(m_live);

    connect(m_first, &QToolButton::clicked, this, [this] { m_session.setEpoch(0); });
    connect(m_previous, &QToolButton::clicked, this, [this] { m_session.stepEpoch(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { m_session.stepEpoch(+1); });
    connect(m_last, &QToolButton::clicked, this, [this] { m_session.setEpoch(m_session.lastEpoch()); });
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) { m_session.setEpoch(value); });
    connect(m_box, &QSpinBox::valueChanged, this, [this](int value) { m_session.setEpoch(value); });
    connect(m_live, &QToolButton::clicked, this, [this](bool on) { m_session.setFollowLive(on); });
    connect(&session, &Session::epochRangeChanged, this, &EpochBar::updateRange);
    connect(&session, &Session::currentChanged, this, &EpochBar::updateRange);
    connect(&session, &Session::valuesGrown, this, &EpochBar::updateRange);
    connect(&session, &Session::valuesReset, this, &EpochBar::updateRange);
    connect(&session, &Session::epochChanged, this, &EpochBar::updateEpoch);
    connect(&session, &Session::followLiveChanged, this, &EpochBar::updateLive);
    connect(&session, &Session::runChanged, this, &EpochBar::updateLive);
    updateRange();
}

QToolButton* EpochBar::stepButton(const QString& name, const QString& text) {
    auto* button = new QToolButton;
    button->setIcon(icon(name));
    button->setAutoRaise(true);
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setAutoRepeat(name == QLatin1String("next") || name == QLatin1String("previous"));
    return button;
}

void EpochBar::updateRange() {
    const RunData* run = m_session.current();
    const int last = static_cast<int>(m_session.lastEpoch());
    {
        const QSignalBlocker quietSlider(m_slider);
        const QSignalBlocker quietBox(m_box);
        m_slider->setRange(0, last);
        m_slider->setPageStep(std::max(1, last / 10));
        m_box->setRange(0, last);
    }
    m_of->setText(tr("of %1").arg(last));
    m_slider->setTicks(run ? run->evalEpochs : std::vector<std::int64_t>(),
                       run ? run->resetEpochs() : std::vector<double>());
    setEnabled(run != nullptr && last > 0);
    updateEpoch();
    updateLive();
}

void EpochBar::updateEpoch() {
    const int epoch = static_cast<int>(m_session.epoch());
    const int last = static_cast<int>(m_session.lastEpoch());
    {
        const QSignalBlocker quietSlider(m_slider);
        const QSignalBlocker quietBox(m_box);
        m_slider->setValue(epoch);
        m_box->setValue(epoch);
    }
    m_slider->update();
    m_first->setEnabled(epoch > 0);
    m_previous->setEnabled(epoch > 0);
    m_next->setEnabled(epoch < last);
    m_last->setEnabled(epoch < last);
    updateLive();
}

void EpochBar::updateLive() {
    const RunData* run = m_session.current();
    const bool live = run && run->live();
    const bool following = m_session.followsLive();
    m_live->setChecked(following);
    // As chat programs do: while the user looks back, the button counts what came meanwhile.
    const std::int64_t behind = m_session.lastEpoch() - m_session.epoch();
    const QString base = live ? tr("Live") : tr("Newest");
    m_live->setText(!following && behind > 0 ? tr("%1 +%2").arg(base).arg(behind) : base);
    m_live->setIcon(following && live ? icon(QStringLiteral("live"), theme::accent(palette()))
                                      : icon(QStringLiteral("live")));
}

void EpochBar::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, width(), 1), theme::separator(palette()));
}

void EpochBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        updateLive();
    }
}

void EpochBar::keyPressEvent(QKeyEvent* event) {
    if (!handleEpochKey(m_session, *event)) {
        QWidget::keyPressEvent(event);
    }
}

}  // namespace tempera::ui
