// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launch/launch_dialog.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

#include "core/base/files.h"
#include "ui/common/icons.h"
#include "ui/common/primary_button.h"
#include "ui/common/rule.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/launch/config_form.h"
#include "ui/launch/preset_delegate.h"
#include "ui/launch/preset_model.h"
#include "ui/session/session.h"

namespace tempera::ui {

LaunchDialog::LaunchDialog(Session& session, QWidget* parent)
    : QDialog(parent),
      m_session(session),
      m_model(new PresetModel(this)),
      m_presets(new QListView),
      m_title(new QLabel),
      m_description(new QLabel),
      m_form(new ConfigForm),
      m_note(new QLabel),
      m_start(new PrimaryButton(tr("Start"))) {
    setWindowTitle(tr("New Run"));
    const int letter = fontMetrics().averageCharWidth();
    m_presets->setModel(m_model);
    m_presets->setItemDelegate(new PresetDelegate(m_presets));
    m_presets->setFrameShape(QFrame::NoFrame);
    m_presets->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_presets->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_presets->setResizeMode(QListView::Adjust);
    m_presets->setAccessibleName(tr("Presets"));
    m_title->setFont(textFont(TextSize::Title, true));
    m_title->setWordWrap(true);
    m_description->setWordWrap(true);
    m_description->setForegroundRole(QPalette::PlaceholderText);
    m_note->setWordWrap(true);
    m_note->setFont(textFont(TextSize::Small));

    auto* left = new QWidget;
    left->setFixedWidth(letter * 42);
    left->setBackgroundRole(QPalette::Base);
    left->setAutoFillBackground(true);
    auto* fileButton = new QPushButton(icon(QStringLiteral("folder")), tr("Open configuration…"));
    auto* leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->setSpacing(0);
    leftLayout->addWidget(m_presets, 1);
    leftLayout->addWidget(new Rule);
    auto* fileRow = new QHBoxLayout;
    fileRow->setContentsMargins(12, 10, 12, 10);
    fileRow->addWidget(fileButton);
    fileRow->addStretch();
    leftLayout->addLayout(fileRow);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    auto* cancel = new QPushButton(tr("Cancel"));
    buttons->addWidget(m_note, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_start);
    auto* right = new QVBoxLayout;
    right->setContentsMargins(20, 16, 16, 12);
    right->setSpacing(4);
    right->addWidget(m_title);
    right->addWidget(m_description);
    right->addSpacing(10);
    right->addWidget(m_form, 1);
    right->addSpacing(8);
    right->addLayout(buttons);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(left);
    layout->addLayout(right, 1);
    resize(letter * 150, fontMetrics().height() * 44);

    // Enter belongs to the fields: a run of hours starts only from its button.
    for (QPushButton* button : {fileButton, cancel, m_start}) {
        button->setAutoDefault(false);
    }
    connect(m_presets->selectionModel(), &QItemSelectionModel::currentChanged, this, &LaunchDialog::onPreset);
    connect(m_form, &ConfigForm::changed, this, &LaunchDialog::onChanged);
    connect(fileButton, &QPushButton::clicked, this, &LaunchDialog::openFile);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &LaunchDialog::start);
    if (m_model->rowCount() > 0) {
        m_presets->setCurrentIndex(m_model->index(0));
    } else {
        m_title->setText(tr("No presets were found"));
        m_description->setText(tr("Open a configuration file, or edit the defaults below."));
        onChanged();
    }
    m_presets->setFocus();
}

void LaunchDialog::choosePreset(const QString& name) {
    const int row = m_model->rowOf(name);
    if (row >= 0) {
        m_presets->setCurrentIndex(m_model->index(row));
    }
}

QString LaunchDialog::freshName(const QString& wanted) const {
    const auto taken = [this](const QString& name) {
        const auto runs = m_session.runs();
        return std::any_of(runs.begin(), runs.end(), [&](const RunData* run) { return run->name() == name; });
    };
    QString name = wanted;
    for (int n = 2; taken(name); ++n) {
        name = QStringLiteral("%1-%2").arg(wanted).arg(n);
    }
    return name;
}

void LaunchDialog::onPreset() {
    const QModelIndex index = m_presets->currentIndex();
    if (!index.isValid()) {
        return;
    }
    const Preset& preset = m_model->preset(index.row());
    m_title->setText(index.data().toString());
    m_description->setText(index.data(PresetModel::DescriptionRole).toString());
    try {
        Config config = load_preset(preset.file.string());
        const QString own = fromStd(config.text("name"));
        m_form->setPreset(config);
        m_form->setName(freshName(own.isEmpty() ? fromStd(preset.name) : own));
        m_form->setEnabled(true);
    } catch (const std::exception& error) {
        m_form->setEnabled(false);
        m_description->setText(QString::fromUtf8(error.what()));
    }
    onChanged();
}

QString LaunchDialog::twin() const {
    const QString hash = fromStd(m_form->config().hash());
    for (const RunData* run : m_session.runs()) {
        if (fromStd(run->head.summary.info.config_hash) == hash) {
            return run->name();
        }
    }
    return {};
}

void LaunchDialog::onChanged() {
    const int problems = m_form->problemCount();
    QPalette colours = palette();
    QString text;
    if (!m_form->isEnabled()) {
        text = tr("This configuration can not be started.");
    } else if (problems > 0) {
        text = problems == 1 ? tr("1 setting needs attention.") : tr("%1 settings need attention.").arg(problems);
        colours.setColor(QPalette::WindowText, theme::error(palette()));
    } else if (const QString same = twin(); !same.isEmpty()) {
        text = tr("The run %1 has the same settings and the same seed: it will give the same result.").arg(same);
        colours.setColor(QPalette::WindowText, theme::warning(palette()));
    }
    m_note->setPalette(colours);
    m_note->setText(text);
    m_start->setEnabled(m_form->isEnabled() && problems == 0);
}

QString LaunchDialog::note() const {
    return m_note->text();
}

void LaunchDialog::openFile() {
    const QString file = QFileDialog::getOpenFileName(this, tr("Open Configuration"), QString(),
                                                      tr("Configurations (*.toml);;All files (*)"));
    if (!file.isEmpty()) {
        m_presets->setCurrentIndex(m_model->index(m_model->addFile(file)));
    }
}

void LaunchDialog::start() {
    if (m_form->problemCount() > 0) {
        m_form->showFirstProblem();
        return;
    }
    const QModelIndex index = m_presets->currentIndex();
    if (!index.isValid()) {
        return;
    }
    const Preset& preset = m_model->preset(index.row());
    const bool shipped =
        m_model->rowOf(fromStd(preset.name)) == index.row() && preset.file.parent_path() == preset_dir();
    Q_EMIT startAsked(shipped ? fromStd(preset.name) : fromPath(preset.file), m_form->value(QStringLiteral("name")),
                      m_form->settings());
    accept();
}

}  // namespace tempera::ui
