// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare_tools.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSettings>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <cmath>

#include "ui/common/icons.h"
#include "ui/common/page_bar.h"
#include "ui/common/settings.h"
#include "ui/compare/compare_actions.h"
#include "ui/compare/compare_board.h"
#include "ui/compare/comparison.h"
#include "ui/compare/matrix_view.h"
#include "ui/compare/picture_view.h"
#include "ui/compare/viewport.h"

namespace tempera::ui {

namespace {

constexpr int dividerSteps = 200;
constexpr int sizeUnit = 16;  // device-independent pixels per notch of the size slider

/// Notch of the slider -> factor: 1, 1.4, 2, 2.8 ... 32.
double gainOf(int notch) {
    return std::pow(2.0, notch / 2.0);
}

/// Notch -> pictures per second. At most 3: faster flashes can harm.
double rateOf(int notch) {
    return notch / 2.0;
}

bool reducesAnimations() {
    return QSettings().value(QLatin1String(settings::reduceAnimations.key)).toBool();
}

}  // namespace

CompareTools::CompareTools(CompareActions& actions, Comparison& comparison, CompareBoard& board, MatrixView& matrix,
                           Viewport& viewport, QWidget* parent)
    : QWidget(parent),
      m_actions(actions),
      m_comparison(comparison),
      m_board(board),
      m_matrix(matrix),
      m_viewport(viewport),
      m_pictures(new QComboBox),
      m_place(new QLabel),
      m_divider(slider(0, dividerSteps, dividerSteps / 2, tr("Place of the divider"))),
      m_gain(slider(0, 10, 4, tr("Gain of the difference"))),
      m_rate(slider(1, 6, 4, tr("Pictures per second"))),
      m_size(slider(3, 24, 8, tr("Size of the pictures"))),
      m_play(new QToolButton),
      m_step(new QToolButton),
      m_value(new QLabel),
      m_picture(new QWidget),
      m_zoom(new QWidget),
      m_zoomText(new QLabel) {
    m_pictures->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_pictures->setMinimumContentsLength(14);
    m_pictures->setMaxVisibleItems(20);
    m_pictures->setAccessibleName(tr("Prompt and seed"));
    m_pictures->setToolTip(tr("The prompt and seed that all panes show (Up and Down)"));
    m_place->setForegroundRole(QPalette::PlaceholderText);
    m_value->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("0,0 per second")));
    m_zoomText->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("6400 %")));
    m_zoomText->setAlignment(Qt::AlignCenter);
    m_zoomText->setToolTip(tr("Pixels of the screen per pixel of the picture"));
    m_play->setCheckable(true);
    m_play->setAutoRaise(true);
    m_step->setAutoRaise(true);
    m_step->setIcon(icon(QStringLiteral("next")));
    m_step->setToolTip(tr("Show the next pane"));
    m_step->setAccessibleName(tr("Show the next pane"));

    auto* picture = new QHBoxLayout(m_picture);
    picture->setContentsMargins(0, 0, 0, 0);
    picture->setSpacing(2);
    picture->addWidget(button(actions.previousPicture));
    picture->addWidget(m_pictures, 1);
    picture->addWidget(button(actions.nextPicture));
    picture->addSpacing(6);
    picture->addWidget(m_place);
    auto* zoom = new QHBoxLayout(m_zoom);
    zoom->setContentsMargins(0, 0, 0, 0);
    zoom->setSpacing(2);
    zoom->addWidget(button(actions.zoomOut));
    zoom->addWidget(m_zoomText);
    zoom->addWidget(button(actions.zoomIn));
    zoom->addWidget(button(actions.fit));
    zoom->addWidget(button(actions.actualSize, true));
    zoom->addWidget(button(actions.loupe));

    auto* bar = new PageBar;
    bar->add(m_picture);
    bar->addStretch();
    for (QWidget* control :
         {static_cast<QWidget*>(m_divider), static_cast<QWidget*>(m_gain), static_cast<QWidget*>(m_play),
          static_cast<QWidget*>(m_step), static_cast<QWidget*>(m_rate), static_cast<QWidget*>(m_size),
          static_cast<QWidget*>(m_value)}) {
        bar->add(control);
    }
    bar->addStretch();
    bar->add(m_zoom);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(bar);
    wire();
    setMode(m_mode);
}

QSlider* CompareTools::slider(int low, int high, int value, const QString& name) {
    auto* made = new QSlider(Qt::Horizontal);
    made->setRange(low, high);
    made->setValue(value);
    made->setPageStep(std::max(1, (high - low) / 10));
    made->setFixedWidth(fontMetrics().averageCharWidth() * 16);
    made->setAccessibleName(name);
    made->setToolTip(name);
    return made;
}

QToolButton* CompareTools::button(QAction* action, bool text) {
    auto* made = new QToolButton;
    made->setDefaultAction(action);
    made->setAutoRaise(true);
    made->setToolButtonStyle(text ? Qt::ToolButtonTextOnly : Qt::ToolButtonIconOnly);
    made->setAccessibleName(QString(action->text()).remove(QLatin1Char('&')));
    return made;
}

void CompareTools::wire() {
    connect(m_pictures, &QComboBox::activated, &m_comparison, &Comparison::setChoice);
    connect(m_divider, &QSlider::valueChanged, this,
            [this](int value) { m_board.stage().setDivider(static_cast<double>(value) / dividerSteps); });
    connect(&m_board.stage(), &PictureView::dividerMoved, this, [this](double place) {
        const QSignalBlocker quiet(m_divider);
        m_divider->setValue(static_cast<int>(std::round(place * dividerSteps)));
    });
    connect(m_gain, &QSlider::valueChanged, this, [this](int value) {
        m_board.setGain(gainOf(value));
        updateLabels();
    });
    connect(m_rate, &QSlider::valueChanged, this, [this](int value) {
        m_board.setFlickerRate(rateOf(value));
        updateLabels();
    });
    connect(m_size, &QSlider::valueChanged, this, [this](int value) {
        m_matrix.setSide(value * sizeUnit);
        updateLabels();
    });
    connect(m_play, &QToolButton::clicked, this, &CompareTools::updatePlay);
    connect(m_step, &QToolButton::clicked, this, [this] {
        updatePlay(false);
        m_board.flickerOnce();
    });
    connect(&m_viewport, &Viewport::changed, this, &CompareTools::updateLabels);
    m_board.setGain(gainOf(m_gain->value()));
    m_board.setFlickerRate(rateOf(m_rate->value()));
    m_matrix.setSide(m_size->value() * sizeUnit);
}

void CompareTools::setMode(CompareMode mode) {
    m_mode = mode;
    const bool flicker = mode == CompareMode::Flicker;
    m_divider->setVisible(mode == CompareMode::Wipe);
    m_gain->setVisible(mode == CompareMode::Difference);
    m_play->setVisible(flicker);
    m_step->setVisible(flicker);
    m_rate->setVisible(flicker);
    m_size->setVisible(mode == CompareMode::Matrix);
    m_value->setVisible(mode == CompareMode::Difference || flicker);
    m_picture->setVisible(mode != CompareMode::Matrix && mode != CompareMode::Blind);
    m_zoom->setVisible(mode != CompareMode::Matrix);
    if (flicker) {
        const bool still = reducesAnimations();
        m_play->setEnabled(!still);
        updatePlay(!still);
    }
    updateLabels();
}

void CompareTools::updatePlay(bool on) {
    m_play->setChecked(on);
    m_play->setIcon(icon(on ? QStringLiteral("pause") : QStringLiteral("resume")));
    m_play->setToolTip(!m_play->isEnabled() ? tr("Animations are reduced: show the next pane by hand")
                       : on                 ? tr("Stop the change of pictures")
                                            : tr("Change the pictures by themselves"));
    m_play->setAccessibleName(m_play->toolTip());
    m_board.setFlickering(on);
}

void CompareTools::refresh() {
    const auto& choices = m_comparison.choices();
    const QSignalBlocker quiet(m_pictures);
    if (choices != m_listed) {
        m_listed = choices;
        m_pictures->clear();
        for (const PictureChoice& choice : choices) {
            m_pictures->addItem(tr("%1, seed %2").arg(choice.prompt).arg(choice.seed));
        }
    }
    const int choice = m_comparison.choice();
    m_pictures->setCurrentIndex(choice);
    m_place->setText(choice < 0 ? QString() : tr("%1 of %2").arg(choice + 1).arg(choices.size()));
    m_actions.previousPicture->setEnabled(choice > 0);
    m_actions.nextPicture->setEnabled(choice + 1 < static_cast<int>(choices.size()));
    updateLabels();
}

void CompareTools::updateLabels() {
    const QLocale locale;
    m_value->setText(m_mode == CompareMode::Difference
                         ? tr("× %1").arg(locale.toString(gainOf(m_gain->value()), 'g', 2))
                         : tr("%1 per second").arg(locale.toString(rateOf(m_rate->value()))));
    m_zoomText->setText(m_comparison.choice() < 0 ? QString() : zoomText());
}

QString CompareTools::zoomText() const {
    return tr("%1 %").arg(std::round(100 * m_viewport.scale(m_board.activeView().deviceSize())));
}

}  // namespace tempera::ui
