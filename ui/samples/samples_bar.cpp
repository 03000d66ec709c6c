// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/samples_bar.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QLineEdit>
#include <QLocale>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/common/elided_label.h"
#include "ui/common/icons.h"
#include "ui/common/page_bar.h"
#include "ui/common/settings.h"
#include "ui/common/text_format.h"

namespace tempera::ui {

namespace {

constexpr int sizeUnit = 16;  // device-independent pixels per notch of the size slider
constexpr int sizeStep = 2;   // notches of a key or a turn of the wheel
constexpr double rates[] = {1, 2, 4, 8, 16};
constexpr int usualRate = 2;

std::optional<double> numberIn(const QLineEdit& field) {
    bool good = false;
    const double value = QLocale().toDouble(field.text().trimmed(), &good);
    return good ? std::optional(value) : std::nullopt;
}

}  // namespace

SamplesBar::SamplesBar(Settings& settings, QWidget* parent)
    : QWidget(parent),
      m_settings(settings),
      m_views(new QButtonGroup(this)),
      m_kinds(new QButtonGroup(this)),
      m_all(toggle({}, tr("All epochs"))),
      m_play(toggle(QStringLiteral("resume"), tr("Play through the epochs"))),
      m_rate(new QComboBox),
      m_export(new QToolButton),
      m_size(new QSlider(Qt::Horizontal)),
      m_details(toggle(QStringLiteral("columns"), tr("Show the chosen picture large"))),
      m_order(new QComboBox),
      m_score(new QComboBox),
      m_filter(new QLineEdit),
      m_from(new QLineEdit),
      m_to(new QLineEdit),
      m_summary(new ElidedLabel) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeTop());
    layout->addWidget(makeFilters());
    // A line of its own: beside the filters only a wide window has room for it.
    m_summary->setBackgroundRole(QPalette::Base);
    m_summary->setAutoFillBackground(true);
    m_summary->setContentsMargins(12, 6, 12, 0);
    m_summary->hide();
    layout->addWidget(m_summary);

    connect(m_views, &QButtonGroup::idClicked, this, &SamplesBar::viewChanged);
    connect(m_kinds, &QButtonGroup::idClicked, this, &SamplesBar::kindChanged);
    connect(m_all, &QToolButton::toggled, this, &SamplesBar::allEpochsChanged);
    connect(m_play, &QToolButton::clicked, this, &SamplesBar::playToggled);
    connect(m_rate, &QComboBox::currentIndexChanged, this, &SamplesBar::rateChanged);
    connect(m_export, &QToolButton::clicked, this,
            [this] { Q_EMIT exportAsked(m_export->mapToGlobal(QPoint(0, m_export->height()))); });
    connect(m_details, &QToolButton::toggled, this, &SamplesBar::detailsToggled);
    connect(m_size, &QSlider::valueChanged, this,
            [this](int value) { m_settings.set(settings::thumbnailSide, value * sizeUnit); });
    connect(&settings, &Settings::changed, this, [this](const QString& key) {
        if (isKey(key, settings::thumbnailSide)) {
            const QSignalBlocker quiet(m_size);
            m_size->setValue(m_settings.value(settings::thumbnailSide) / sizeUnit);
            Q_EMIT sizeChanged();
        }
    });
    connect(m_order, &QComboBox::currentIndexChanged, this, &SamplesBar::queryChanged);
    connect(m_score, &QComboBox::currentTextChanged, this, &SamplesBar::queryChanged);
    for (QLineEdit* field : {m_filter, m_from, m_to}) {
        connect(field, &QLineEdit::textChanged, this, &SamplesBar::queryChanged);
    }
}

QToolButton* SamplesBar::toggle(const QString& iconName, const QString& name) {
    auto* button = new QToolButton;
    if (iconName.isEmpty()) {
        button->setText(name);
    } else {
        button->setIcon(icon(iconName));
        button->setToolTip(name);
        button->setAccessibleName(name);
    }
    button->setCheckable(true);
    button->setAutoRaise(true);
    return button;
}

QWidget* SamplesBar::makeTop() {
    auto* bar = new PageBar;
    const auto choice = [&](QButtonGroup* group, const QString& text, const QString& tip, int id) {
        QToolButton* button = toggle({}, text);
        button->setToolTip(tip);
        group->buttons().isEmpty() ? bar->add(button) : bar->addTied(button);
        group->addButton(button, id);
    };
    const auto view = [&](const QString& text, const QString& tip, SampleView id) {
        choice(m_views, text, tip, static_cast<int>(id));
    };
    const auto kind = [&](const QString& text, const QString& tip, SampleKind id) {
        choice(m_kinds, text, tip, static_cast<int>(id));
    };
    view(tr("Grid"), tr("The pictures of an epoch"), SampleView::Grid);
    view(tr("Time strip"), tr("The same prompts and noise, epoch beside epoch"), SampleView::Strip);
    view(tr("Prompts"), tr("How the scores of each prompt change"), SampleView::Prompts);
    bar->addGap();
    kind(tr("Fixed"), tr("The same prompts and noise at every epoch"), SampleKind::Eval);
    kind(tr("Unseen"), tr("The same at every epoch, of prompts that training never saw"), SampleKind::Unseen);
    kind(tr("Training"), tr("Pictures that the run was trained on"), SampleKind::Train);
    m_views->button(static_cast<int>(SampleView::Grid))->setChecked(true);
    m_kinds->button(static_cast<int>(SampleKind::Eval))->setChecked(true);
    m_all->setToolTip(tr("Pictures of all epochs in one grid"));
    bar->addTied(m_all);
    bar->addStretch();

    for (const double rate : rates) {
        m_rate->addItem(tr("%1/s").arg(QLocale().toString(rate)), rate);
    }
    m_rate->setCurrentIndex(usualRate);
    m_rate->setToolTip(tr("Epochs per second"));
    m_rate->setAccessibleName(tr("Epochs per second"));
    m_export->setIcon(icon(QStringLiteral("save")));
    m_export->setAutoRaise(true);
    m_export->setToolTip(tr("Export pictures"));
    m_export->setAccessibleName(tr("Export pictures"));
    m_size->setRange(settings::thumbnailSide.lowest / sizeUnit, settings::thumbnailSide.highest / sizeUnit);
    m_size->setValue(m_settings.value(settings::thumbnailSide) / sizeUnit);
    m_size->setSingleStep(sizeStep);
    m_size->setPageStep(sizeStep);
    m_size->setFixedWidth(fontMetrics().averageCharWidth() * 12);
    m_size->setToolTip(tr("Size of the pictures (Ctrl+wheel)"));
    m_size->setAccessibleName(tr("Size of the pictures"));
    m_details->setChecked(true);
    bar->add(m_play);
    for (QWidget* beside : {static_cast<QWidget*>(m_rate), static_cast<QWidget*>(m_size),
                            static_cast<QWidget*>(m_export), static_cast<QWidget*>(m_details)}) {
        bar->addTied(beside);
    }
    return bar;
}

QWidget* SamplesBar::makeFilters() {
    auto* bar = new PageBar;
    const int letter = fontMetrics().averageCharWidth();
    m_order->addItems({tr("Grid order"), tr("Best first"), tr("Worst first"), tr("Prompt A to Z"), tr("Prompt Z to A"),
                       tr("Grid order, last first")});
    m_order->setAccessibleName(tr("Order of the pictures"));
    m_order->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_order->setMinimumContentsLength(12);
    m_score->setAccessibleName(tr("Score under the pictures"));
    m_score->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_filter->setPlaceholderText(tr("Filter prompts"));
    m_filter->setToolTip(tr("Part of a prompt; \"in quotes\" the whole prompt"));
    m_filter->setAccessibleName(tr("Filter pictures by prompt"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_filter->setMinimumWidth(letter * 16);
    m_filter->setMaximumWidth(letter * 28);
    for (QLineEdit* field : {m_from, m_to}) {
        field->setFixedWidth(letter * 10);
        field->setAlignment(Qt::AlignRight);
    }
    m_from->setAccessibleName(tr("Smallest score shown"));
    m_to->setAccessibleName(tr("Largest score shown"));
    m_from->setToolTip(m_from->accessibleName());
    m_to->setToolTip(m_to->accessibleName());
    bar->addLabelled(tr("Order"), m_order);
    bar->addLabelled(tr("Score"), m_score);
    bar->addLabelled(tr("from"), m_from);
    bar->addLabelled(tr("to"), m_to, true);
    bar->add(m_filter, 1);
    bar->addStretch();
    setScoreRange({}, {});
    return bar;
}

QAbstractButton* SamplesBar::viewButton(SampleView view) const {
    return m_views->button(static_cast<int>(view));
}

SampleView SamplesBar::view() const {
    return static_cast<SampleView>(m_views->checkedId());
}

void SamplesBar::setView(SampleView view) {
    viewButton(view)->setChecked(true);
    Q_EMIT viewChanged();
}

SampleKind SamplesBar::kind() const {
    return static_cast<SampleKind>(m_kinds->checkedId());
}

void SamplesBar::setKind(SampleKind kind) {
    m_kinds->button(static_cast<int>(kind))->setChecked(true);
    Q_EMIT kindChanged();
}

bool SamplesBar::allEpochs() const {
    return m_all->isChecked();
}

void SamplesBar::setAllEpochs(bool all) {
    m_all->setChecked(all);
}

SampleQuery SamplesBar::query() const {
    return {static_cast<SampleOrder>(m_order->currentIndex()), m_filter->text(), m_score->currentText(),
            numberIn(*m_from), numberIn(*m_to)};
}

void SamplesBar::setPromptFilter(const QString& text) {
    m_filter->setText(text);
}

void SamplesBar::setRewards(const std::vector<QString>& names, const QString& preferred) {
    QStringList shown;
    for (int i = 0; i < m_score->count(); ++i) {
        shown << m_score->itemText(i);
    }
    const QStringList wanted(names.begin(), names.end());
    if (wanted == shown) {
        return;
    }
    const QString before = m_score->currentText();
    const QSignalBlocker quiet(m_score);
    m_score->clear();
    m_score->addItems(wanted);
    m_score->setCurrentText(wanted.contains(before) ? before : preferred);
}

void SamplesBar::setScoreRange(std::optional<double> lowest, std::optional<double> highest) {
    m_from->setPlaceholderText(lowest ? formatNumber(*lowest) : QStringLiteral("–"));
    m_to->setPlaceholderText(highest ? formatNumber(*highest) : QStringLiteral("–"));
}

void SamplesBar::setSummary(const QString& text) {
    m_summary->setFullText(text);
    m_summary->setVisible(!text.isEmpty());
}

QString SamplesBar::summary() const {
    return m_summary->fullText();
}

int SamplesBar::side() const {
    return m_size->value() * sizeUnit;
}

void SamplesBar::zoom(int notches) {
    m_size->setValue(m_size->value() + notches * sizeStep);
}

bool SamplesBar::detailsShown() const {
    return m_details->isChecked();
}

void SamplesBar::setDetailsShown(bool shown) {
    m_details->setChecked(shown);
}

double SamplesBar::rate() const {
    return m_rate->currentData().toDouble();
}

void SamplesBar::setPlaying(bool playing) {
    m_play->setChecked(playing);
    m_play->setIcon(icon(playing ? QStringLiteral("pause") : QStringLiteral("resume")));
    const QString name = playing ? tr("Pause") : tr("Play through the epochs");
    m_play->setToolTip(name);
    m_play->setAccessibleName(name);
}

void SamplesBar::setCanPlay(bool can) {
    m_play->setEnabled(can);
}

}  // namespace tempera::ui
