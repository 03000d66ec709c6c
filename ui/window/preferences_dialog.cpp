// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/preferences_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/common/theme.h"
#include "ui/common/translation.h"

namespace tempera::ui {

PreferencesDialog::PreferencesDialog(Settings& settings, QWidget* parent) : QDialog(parent), m_settings(settings) {
    setWindowTitle(tr("Preferences"));
    auto* content = new QWidget;
    auto* sections = new QVBoxLayout(content);
    sections->setContentsMargins(16, 12, 16, 12);
    sections->setSpacing(4);
    addLook(sections);
    addRest(sections);
    sections->addStretch(1);
    // One left edge for the fields of all sections.
    const auto labels = content->findChildren<QLabel*>();
    int widest = 0;
    for (const QLabel* label : labels) {
        widest = std::max(widest, label->buddy() ? label->sizeHint().width() : 0);
    }
    for (QLabel* label : labels) {
        label->setMinimumWidth(label->buddy() ? widest : 0);
    }
    auto* area = new QScrollArea;  // for small screens and large letters
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->setMinimumWidth(content->minimumSizeHint().width() + 24);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::RestoreDefaults | QDialogButtonBox::Close);
    connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, this,
            &PreferencesDialog::restoreDefaults);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    for (QAbstractButton* button : buttons->buttons()) {
        static_cast<QPushButton*>(button)->setAutoDefault(false);  // Enter ends a number, nothing else
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 12);
    layout->addWidget(area, 1);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(16, 0, 16, 0);
    foot->addWidget(buttons);
    layout->addLayout(foot);
    resize(std::max(area->minimumWidth() + 8, fontMetrics().averageCharWidth() * 76),
           content->sizeHint().height() + buttons->sizeHint().height() + 24);
}

QFormLayout* PreferencesDialog::section(QVBoxLayout* layout, const QString& title) {
    if (layout->count() > 0) {
        layout->addSpacing(12);
    }
    auto* heading = new QLabel(title);
    heading->setFont(textFont(TextSize::Normal, true));
    layout->addWidget(heading);
    auto* form = new QFormLayout;
    form->setContentsMargins(0, 2, 0, 0);
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(6);
    form->setLabelAlignment(Qt::AlignLeft);
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    layout->addLayout(form);
    return form;
}

void PreferencesDialog::addCheck(QFormLayout* form, const Setting<bool>& setting, const QString& text,
                                 const QString& tip) {
    auto* box = new QCheckBox(text);
    box->setObjectName(QLatin1String(setting.key));
    box->setToolTip(tip);
    box->setChecked(m_settings.value(setting));
    connect(box, &QCheckBox::toggled, this, [this, setting](bool on) { m_settings.set(setting, on); });
    m_resets.push_back([box, setting] { box->setChecked(setting.standard); });
    form->addRow(box);
}

void PreferencesDialog::addNumber(QFormLayout* form, const Setting<int>& setting, const QString& label, int step,
                                  const QString& suffix, const QString& ofSystem) {
    auto* box = new QSpinBox;
    box->setObjectName(QLatin1String(setting.key));
    box->setRange(setting.lowest, setting.highest);
    box->setSingleStep(step);
    box->setSuffix(suffix);
    box->setSpecialValueText(ofSystem);
    box->setAccelerated(true);
    box->setKeyboardTracking(false);
    box->setValue(m_settings.value(setting));
    connect(box, &QSpinBox::valueChanged, this, [this, setting](int value) { m_settings.set(setting, value); });
    // Some are also set where they act.
    connect(&m_settings, &Settings::changed, box, [this, setting, box](const QString& key) {
        if (isKey(key, setting)) {
            const QSignalBlocker quiet(box);
            box->setValue(m_settings.value(setting));
        }
    });
    m_resets.push_back([box, setting] { box->setValue(setting.standard); });
    form->addRow(label, box);
}

template <typename T>
void PreferencesDialog::addChoice(QFormLayout* form, const Setting<T>& setting, const QString& label,
                                  const std::vector<std::pair<QString, T>>& choices) {
    auto* box = new QComboBox;
    box->setObjectName(QLatin1String(setting.key));
    for (const auto& [text, value] : choices) {
        box->addItem(text, value);
    }
    const T value = m_settings.value(setting);
    if (box->findData(value) < 0) {
        box->addItem(QVariant(value).toString(), value);  // chosen elsewhere
    }
    box->setCurrentIndex(box->findData(value));
    connect(box, &QComboBox::currentIndexChanged, this,
            [this, setting, box] { m_settings.set(setting, box->currentData().value<T>()); });
    // The menu View may choose another theme while this is open.
    connect(&m_settings, &Settings::changed, box, [this, setting, box](const QString& key) {
        if (isKey(key, setting)) {
            const QSignalBlocker quiet(box);
            box->setCurrentIndex(box->findData(m_settings.value(setting)));
        }
    });
    m_resets.push_back([box, setting] { box->setCurrentIndex(box->findData(setting.standard)); });
    form->addRow(label, box);
}

void PreferencesDialog::addLook(QVBoxLayout* layout) {
    QFormLayout* look = section(layout, tr("Appearance"));
    addChoice<QString>(look, settings::theme, tr("&Theme"),
                       {{tr("Like the system"), QString()},
                        {tr("Light"), QStringLiteral("light")},
                        {tr("Dark"), QStringLiteral("dark")}});
    std::vector<std::pair<QString, QString>> languages{{tr("Like the system"), QString()}};
    for (const QString& code : Translation::languages()) {
        const QLocale locale(code);
        const bool plain = locale.language() == QLocale::English;  // "American English" names a country, too
        languages.emplace_back(plain ? QStringLiteral("English") : locale.nativeLanguageName(), code);
    }
    addChoice<QString>(look, settings::language, tr("&Language"), languages);
    addNumber(look, settings::fontSize, tr("T&ext size"), 1, tr(" pt"), tr("Like the system"));
    addCheck(look, settings::reduceAnimations, tr("&Reduce animations"), tr("Menus and lists open at once"));
}

void PreferencesDialog::addRest(QVBoxLayout* layout) {
    QFormLayout* pictures = section(layout, tr("Pictures and curves"));
    addNumber(pictures, settings::thumbnailSide, tr("Size of &small pictures"), 16, tr(" px"));
    addNumber(pictures, settings::pictureCache, tr("&Memory for pictures"), 64, tr(" MiB"));
    addNumber(pictures, settings::smoothing, tr("Sm&oothing at first"), 1, tr(" epochs"), tr("None"));

    QFormLayout* runs = section(layout, tr("Runs"));
    addNumber(runs, settings::interval, tr("Look for &news every"), 50, tr(" ms"));
    addCheck(runs, settings::notifications, tr("Tell &when a run ends, fails or pauses in the background"));
    addCheck(runs, settings::inhibitSleep, tr("Keep the &computer awake while a run trains"));

    QFormLayout* start = section(layout, tr("Start"));
    addCheck(start, settings::restoreWorkspace, tr("Open the &workspace of last time"));
}

void PreferencesDialog::restoreDefaults() {
    for (const auto& reset : m_resets) {
        reset();
    }
}

}  // namespace tempera::ui
