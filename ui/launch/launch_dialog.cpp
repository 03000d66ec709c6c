// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launch/launch_dialog.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScreen>
#include <QTabWidget>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "core/base/clock.h"
#include "core/config/changed_toml.h"
#include "ui/common/icons.h"
#include "ui/common/message_bar.h"
#include "ui/common/primary_button.h"
#include "ui/common/rule.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/launch/carried_edits.h"
#include "ui/launch/config_form.h"
#include "ui/launch/field_row.h"
#include "ui/launch/preflight_panel.h"
#include "ui/launch/preset_delegate.h"
#include "ui/launch/preset_model.h"
#include "ui/launch/sweep_form.h"
#include "ui/session/queue_runner.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {
constexpr int draftDelay = 500;  // ms after the last change
constexpr int settingsTab = 0;
constexpr int sweepTab = 1;
}  // namespace

LaunchDialog::LaunchDialog(Session& session, QueueRunner& queue, QWidget* parent)
    : QDialog(parent),
      m_session(session),
      m_queue(queue),
      m_model(new PresetModel(this)),
      m_presets(new QListView),
      m_file(new QPushButton(icon(QStringLiteral("folder")), tr("Open configuration…"))),
      m_title(new QLabel),
      m_description(new QLabel),
      m_offer(new MessageBar),
      m_form(new ConfigForm),
      m_sweep(new SweepForm),
      m_carried(new CarriedEdits(*m_form)),
      m_preflight(new PreflightPanel(session, queue)),
      m_tabs(new QTabWidget),
      m_save(new PrimaryButton(tr("Save"))),
      m_start(new PrimaryButton(tr("Start now"))),
      m_add(new QPushButton(tr("Add to queue"))),
      m_addAll(new PrimaryButton),
      m_draftSoon(new QTimer(this)) {
    setWindowTitle(tr("New Run"));
    const int letter = fontMetrics().averageCharWidth();
    m_title->setFont(textFont(TextSize::Title, true));
    m_title->setWordWrap(true);
    m_description->setWordWrap(true);
    m_description->setForegroundRole(QPalette::PlaceholderText);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_form, tr("Settings"));
    m_tabs->addTab(m_sweep, tr("Sweep"));
    for (QWidget* page : {static_cast<QWidget*>(m_form), static_cast<QWidget*>(m_sweep)}) {
        page->setContentsMargins(0, 12, 0, 0);
    }
    m_start->setToolTip(tr("At once, whatever else runs"));
    m_add->setToolTip(tr("When its device has room"));

    auto* left = new QWidget;
    left->setMaximumWidth(letter * 38);
    left->setBackgroundRole(QPalette::Base);
    left->setAutoFillBackground(true);
    buildLeft(left);
    auto* middle = new QVBoxLayout;
    middle->setContentsMargins(20, 16, 8, 0);
    middle->setSpacing(4);
    middle->addWidget(m_title);
    middle->addWidget(m_description);
    middle->addSpacing(8);
    middle->addWidget(m_offer);
    middle->addWidget(m_carried);
    middle->addWidget(m_tabs, 1);
    auto* side = new QWidget;
    side->setMaximumWidth(letter * 40);
    side->setBackgroundRole(QPalette::Base);
    side->setAutoFillBackground(true);
    auto* sideLayout = new QVBoxLayout(side);
    sideLayout->setContentsMargins(0, 0, 0, 0);
    sideLayout->addWidget(m_preflight);
    auto* upper = new QHBoxLayout;
    upper->setSpacing(0);
    upper->addWidget(left, 23);
    upper->addLayout(middle, 53);
    upper->addWidget(side, 24);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(12, 10, 12, 10);
    buttons->setSpacing(8);
    auto* cancel = new QPushButton(tr("Cancel"));
    buttons->addWidget(m_file);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_add);
    buttons->addWidget(m_start);
    buttons->addWidget(m_addAll);
    buttons->addWidget(m_save);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(upper, 1);
    layout->addWidget(new Rule);
    layout->addLayout(buttons);
    const QSize room = parent ? parent->window()->size() : screen()->availableSize();
    resize(QSize(letter * 190, fontMetrics().height() * 46).boundedTo(room - QSize(24, 24)));

    // Enter belongs to the fields: a run of hours starts only from its button.
    for (QPushButton* button :
         {m_file, cancel, m_add, m_start, m_addAll, m_save, m_offer->actionButton(), m_carried->actionButton()}) {
        button->setAutoDefault(false);
    }
    m_draftSoon->setSingleShot(true);
    m_draftSoon->setInterval(draftDelay);
    connect(m_draftSoon, &QTimer::timeout, this, &LaunchDialog::keepDraft);
    connect(m_presets->selectionModel(), &QItemSelectionModel::currentChanged, this, &LaunchDialog::onPreset);
    connect(m_form, &ConfigForm::changed, this, &LaunchDialog::onForm);
    connect(m_sweep, &SweepForm::changed, this, &LaunchDialog::onChanged);
    connect(m_preflight, &PreflightPanel::fieldAsked, this, [this](const QString& key) {
        m_tabs->setCurrentIndex(settingsTab);
        m_form->showField(key);
    });
    connect(m_file, &QPushButton::clicked, this, &LaunchDialog::openFile);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &LaunchDialog::start);
    connect(m_add, &QPushButton::clicked, this, &LaunchDialog::enqueue);
    connect(m_addAll, &QPushButton::clicked, this, &LaunchDialog::enqueue);
    connect(m_save, &QPushButton::clicked, this, &LaunchDialog::save);
    if (m_model->rowCount() > 0) {
        m_presets->setCurrentIndex(m_model->index(0));
    } else {
        setBase({}, tr("No presets were found"), tr("Open a configuration file, or edit the defaults below."),
                freshName(tr("run")));
    }
    m_presets->setFocus();
    offerDraft();
}

LaunchDialog::~LaunchDialog() {
    if (m_draftSoon->isActive()) {
        keepDraft();
    }
}

void LaunchDialog::buildLeft(QWidget* left) {
    m_presets->setModel(m_model);
    m_presets->setItemDelegate(new PresetDelegate(m_presets));
    m_presets->setFrameShape(QFrame::NoFrame);
    m_presets->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_presets->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_presets->setResizeMode(QListView::Adjust);
    m_presets->setAccessibleName(tr("Presets"));
    auto* layout = new QVBoxLayout(left);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_presets);
}

QPushButton* LaunchDialog::queueButton() const {
    return m_sweep->active() ? m_addAll : m_add;
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
        const auto& rows = m_queue.rows();
        return std::any_of(runs.begin(), runs.end(), [&](const RunData* run) { return run->name() == name; }) ||
               std::any_of(rows.begin(), rows.end(), [&](const QueuedRun& row) { return fromStd(row.name) == name; });
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
    m_baseToml.clear();
    try {
        const Config config = load_preset(preset.file.string());
        const QString own = fromStd(config.text("name"));
        m_readable = true;
        setBase(config, index.data().toString(), index.data(PresetModel::DescriptionRole).toString(),
                freshName(own.isEmpty() ? fromStd(preset.name) : own));
    } catch (const std::exception& error) {
        m_readable = false;
        setBase({}, index.data().toString(), QString::fromUtf8(error.what()), freshName(fromStd(preset.name)));
    }
}

void LaunchDialog::setBase(const Config& config, const QString& title, const QString& description,
                           const QString& name) {
    m_title->setText(title);
    m_description->setText(description);
    m_tabs->setEnabled(m_readable);
    const QStringList edits = m_carried->all();
    const bool ownName = m_form->row(QStringLiteral("name"))->changed();
    const QString typedName = m_form->value(QStringLiteral("name"));
    m_form->setPreset(config);
    m_form->setName(name);
    if (ownName) {
        m_form->setValue(QStringLiteral("name"), typedName);
    }
    m_readable ? m_carried->carry(edits) : m_carried->park(edits);
    onForm();
}

void LaunchDialog::beginFrom(const QString& toml, const QString& runName) {
    m_presets->setCurrentIndex({});
    m_presets->clearSelection();
    try {
        const Config config = Config::from_toml(toml.toStdString(), runName.toStdString());
        m_readable = true;
        m_baseToml = toml;
        m_runName = runName;
        setBase(config, tr("Like %1").arg(runName),
                tr("The configuration of %1; change what is to differ.").arg(runName), freshName(runName));
    } catch (const std::exception& error) {
        m_readable = false;
        setBase({}, tr("Like %1").arg(runName), QString::fromUtf8(error.what()), freshName(runName));
    }
}

void LaunchDialog::edit(const QueuedRun& row) {
    m_row = row;
    setWindowTitle(tr("Edit Queued Run"));
    m_presets->parentWidget()->hide();
    m_file->hide();
    m_offer->hide();
    m_tabs->setTabVisible(sweepTab, false);
    m_preflight->leaveOut(row.id);
    const QString name = fromStd(row.name);
    try {
        const Config config = Config::from_toml(row.config, row.name);
        m_readable = true;
        setBase(config, name, tr("It waits in the queue, and starts with what you save here."), name);
    } catch (const std::exception& error) {
        m_readable = false;
        setBase({}, name, QString::fromUtf8(error.what()), name);
    }
    m_draftSoon->stop();
    m_form->searchField()->setFocus();
}

void LaunchDialog::onForm() {
    m_sweep->setBase(m_form->config(), m_form->value(QStringLiteral("name")));  // goes on in onChanged()
}

void LaunchDialog::onChanged() {
    const bool varies = m_sweep->active();
    std::vector<Config> runs;
    if (m_readable && m_form->problemCount() == 0) {
        for (const PlannedRun& run : m_sweep->plan().runs) {
            runs.push_back(run.config);
        }
    }
    m_preflight->setRuns(runs, m_form->problems());
    const bool edits = m_row.id != 0;
    m_save->setVisible(edits);
    m_start->setVisible(!varies && !edits);
    m_add->setVisible(!varies && !edits);
    m_addAll->setVisible(varies);
    m_addAll->setText(runs.size() > 1 ? tr("Add %1 runs to queue").arg(runs.size()) : tr("Add to queue"));
    for (QPushButton* button : {m_start, m_add, m_addAll, m_save}) {
        button->setEnabled(!runs.empty());
    }
    m_tabs->setTabText(sweepTab, varies && !runs.empty() ? tr("Sweep (%1)").arg(runs.size()) : tr("Sweep"));
    if (!edits) {
        m_draftSoon->start();
    }
}

void LaunchDialog::openFile() {
    const QString file = QFileDialog::getOpenFileName(this, tr("Open Configuration"), QString(),
                                                      tr("Configurations (*.toml);;All files (*)"));
    if (!file.isEmpty()) {
        m_presets->setCurrentIndex(m_model->index(m_model->addFile(file)));
    }
}

void LaunchDialog::start() {
    Q_EMIT startAsked(m_form->config());
    leave();
}

void LaunchDialog::enqueue() {
    const auto& planned = m_sweep->plan().runs;
    const bool sweep = planned.size() > 1;
    std::vector<QueuedRun> runs;
    for (const PlannedRun& run : planned) {
        QueuedRun row;
        row.name = run.name.toStdString();
        row.sweep = sweep ? m_form->value(QStringLiteral("name")).toStdString() : std::string();
        row.config = changed_toml(run.config);
        runs.push_back(std::move(row));
    }
    Q_EMIT queueAsked(runs);
    leave();
}

void LaunchDialog::save() {
    const PlannedRun& run = m_sweep->plan().runs.front();
    m_row.name = run.name.toStdString();
    m_row.config = changed_toml(run.config);
    Q_EMIT replaceAsked(m_row);
    accept();
}

void LaunchDialog::leave() {
    m_draftSoon->stop();
    clearDraft();
    accept();
}

void LaunchDialog::offerDraft() {
    m_offer->hide();
    const auto draft = loadDraft();
    if (!draft) {
        return;
    }
    const int changes = static_cast<int>(draft->settings.size()) + static_cast<int>(draft->sweep.size());
    m_offer->showMessage(
        MessageBar::Kind::Info,
        changes == 1 ? tr("A draft is there: %1 with one change, %2.").arg(draft->title, relativeTime(draft->saved))
                     : tr("A draft is there: %1 with %2 changes, %3.")
                           .arg(draft->title)
                           .arg(changes)
                           .arg(relativeTime(draft->saved)),
        tr("Go on with it"), [this, draft = *draft] { applyDraft(draft); });
}

void LaunchDialog::applyDraft(const LaunchDraft& draft) {
    m_carried->clear();
    if (!draft.baseToml.isEmpty()) {
        beginFrom(draft.baseToml, draft.title);
    } else if (m_model->rowOf(draft.preset) >= 0) {
        choosePreset(draft.preset);
    } else {
        m_presets->setCurrentIndex(m_model->index(m_model->addFile(draft.preset)));
    }
    m_carried->put(draft.settings);
    m_form->setValue(QStringLiteral("name"), draft.name);
    m_sweep->setAxes(draft.sweep);
    m_offer->hide();
    m_draftIsOurs = true;
}

void LaunchDialog::keepDraft() {
    LaunchDraft draft;
    const QModelIndex index = m_presets->currentIndex();
    draft.baseToml = m_baseToml;
    draft.title = m_baseToml.isEmpty() ? m_title->text() : m_runName;
    if (m_baseToml.isEmpty() && index.isValid()) {
        const Preset& preset = m_model->preset(index.row());
        const bool byName = m_model->rowOf(fromStd(preset.name)) == index.row();
        draft.preset = byName ? fromStd(preset.name) : fromPath(preset.file);
    }
    draft.name = m_form->value(QStringLiteral("name"));
    draft.settings = m_carried->all();
    draft.sweep = m_sweep->axes();
    draft.saved = unix_seconds();
    if (!draft.empty()) {
        saveDraft(draft);
        m_draftIsOurs = true;
    } else if (m_draftIsOurs) {
        clearDraft();  // an older one stays until it is replaced
    }
}

}  // namespace tempera::ui
