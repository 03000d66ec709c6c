// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/config_page/config_page.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QShortcut>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/common/elided_label.h"
#include "ui/common/empty_state.h"
#include "ui/common/frozen_table.h"
#include "ui/common/icons.h"
#include "ui/common/inset.h"
#include "ui/common/page_bar.h"
#include "ui/common/text_format.h"
#include "ui/config_page/config_filter.h"
#include "ui/config_page/config_model.h"
#include "ui/session/session.h"

namespace tempera::ui {

ConfigPage::ConfigPage(Session& session, QWidget* parent)
    : Page(session, QStringLiteral("config"), tr("Config"), parent),
      m_model(new ConfigModel(this)),
      m_filter(new ConfigFilter(this)),
      m_search(new QLineEdit),
      m_changedOnly(new QCheckBox),
      m_summary(new ElidedLabel),
      m_ignore(new QToolButton),
      m_ignoreMenu(new QMenu(this)),
      m_copy(new QToolButton),
      m_stack(new QStackedLayout),
      m_empty(new EmptyState),
      m_table(new FrozenTable) {
    m_model->setIgnored(session.settings().value(settings::configIgnored));
    m_filter->setSourceModel(m_model);
    m_table->setModel(m_filter);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_table->horizontalHeader()->setTextElideMode(Qt::ElideMiddle);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setAccessibleName(tr("Settings of the run"));
    // The table's own copying takes one cell.
    new QShortcut(QKeySequence::Copy, m_table, this, &ConfigPage::copyTable, Qt::WidgetShortcut);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addLayout(m_stack, 1);
    m_stack->addWidget(m_empty);
    m_tableRim = inset(m_table, 6);
    m_stack->addWidget(m_tableRim);

    connect(&session, &Session::currentChanged, this, [this] { invalidate(); });
    connect(&session, &Session::selectionChanged, this, [this] { invalidate(); });
    connect(&session, &Session::valuesReset, this, [this] { invalidate(); });
    connect(&session, &Session::runChanged, this, [this](const QString& id) {
        const RunData* run = this->session().run(id);
        if (run && m_shown.contains(id) && !m_shown.contains(run->name())) {
            invalidate();  // it has another name now
        }
    });
    connect(&session.settings(), &Settings::changed, this, [this](const QString& key) {
        if (isKey(key, settings::configIgnored)) {
            m_model->setIgnored(this->session().settings().value(settings::configIgnored));
            applySwitch();
        }
    });
}

QWidget* ConfigPage::makeBar() {
    m_search->setPlaceholderText(tr("Search settings"));
    m_search->setAccessibleName(tr("Search settings by name, value or description"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 40);
    m_summary->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_ignore->setMenu(m_ignoreMenu);
    m_ignore->setPopupMode(QToolButton::InstantPopup);
    m_ignore->setFocusPolicy(Qt::TabFocus);
    m_ignore->setToolTip(tr("Settings that do not count as differences"));
    auto* copies = new QMenu(this);
    connect(copies->addAction(tr("Copy as &TOML")), &QAction::triggered, this, &ConfigPage::copyToml);
    connect(copies->addAction(tr("Copy as T&able")), &QAction::triggered, this, &ConfigPage::copyTable);
    m_copy->setIcon(icon(QStringLiteral("copy")));
    m_copy->setText(tr("Copy"));
    m_copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_copy->setMenu(copies);
    m_copy->setPopupMode(QToolButton::InstantPopup);
    m_copy->setFocusPolicy(Qt::TabFocus);
    m_copy->setToolTip(tr("Copy the selected settings, all that are shown when none or one is selected"));

    connect(m_search, &QLineEdit::textChanged, m_filter, &ConfigFilter::setText);
    connect(m_changedOnly, &QCheckBox::toggled, this, [this](bool only) {
        if (m_model->runCount() > 1) {
            session().settings().set(settings::configDifferencesOnly, only);
        } else {
            m_onlyChanged = only;
        }
        applySwitch();
    });
    connect(m_ignoreMenu, &QMenu::aboutToShow, this, &ConfigPage::fillIgnoreMenu);
    auto* bar = new PageBar;
    bar->add(m_search, 2);
    bar->add(m_changedOnly);
    bar->add(m_summary, 1);
    bar->add(m_ignore);
    bar->add(m_copy);
    return bar;
}

void ConfigPage::showMessage(const QString& sentence) {
    m_empty->setText(sentence);
    m_stack->setCurrentWidget(m_empty);
    m_summary->setFullText(QString());
    m_shown.clear();
    m_copy->setEnabled(false);
    m_ignore->setEnabled(false);
}

void ConfigPage::refresh() {
    QStringList ids = session().selected();
    if (ids.isEmpty() && session().current()) {
        ids << session().currentId();
    }
    std::vector<const RunData*> wanted;
    QStringList shown;
    for (const QString& id : ids) {
        const RunData* run = session().run(id);
        if (run && run->loaded) {
            wanted.push_back(run);
            shown << id << run->name();
        }
    }
    if (wanted.empty()) {
        showMessage(ids.isEmpty() ? tr("Choose a run on the left to see its settings.") : tr("Reading the settings…"));
        return;
    }
    if (shown == m_shown) {
        return;
    }
    try {
        std::vector<ConfigModel::Run> runs;
        for (const RunData* run : wanted) {
            // Runs of one experiment often have one name: then the seed tells them apart.
            const bool alone = std::count_if(wanted.begin(), wanted.end(),
                                             [&](const RunData* other) { return other->name() == run->name(); }) == 1;
            runs.push_back({alone ? run->name() : tr("%1, seed %2").arg(run->name()).arg(run->head.summary.info.seed),
                            run->id(), Config::from_toml(run->configToml.toStdString(), "config.toml")});
        }
        m_model->setRuns(runs);
    } catch (const std::exception& error) {
        showMessage(QString::fromUtf8(error.what()));
        return;
    }
    m_shown = shown;
    const bool several = m_model->runCount() > 1;
    m_changedOnly->setText(several ? tr("Only differences") : tr("Only what differs from the defaults"));
    const QSignalBlocker quiet(m_changedOnly);
    m_changedOnly->setChecked(several ? session().settings().value(settings::configDifferencesOnly) : m_onlyChanged);
    m_ignore->setVisible(several);
    m_ignore->setEnabled(true);
    m_copy->setEnabled(true);
    sizeColumns();
    applySwitch();
    m_stack->setCurrentWidget(m_tableRim);
}

void ConfigPage::applySwitch() {
    m_filter->setOnly(!m_changedOnly->isChecked() ? -1
                      : m_model->runCount() > 1   ? static_cast<int>(ConfigModel::DiffersRole)
                                                  : static_cast<int>(ConfigModel::ChangedRole));
    updateSummary();
}

void ConfigPage::updateSummary() {
    const auto ignored = session().settings().value(settings::configIgnored).size();
    m_ignore->setText(tr("Ignored: %1").arg(ignored));
    m_summary->setFullText(m_model->runCount() > 1
                               ? tr("%1 of %2 settings differ between %3 runs")
                                     .arg(m_model->differingCount())
                                     .arg(m_model->rowCount())
                                     .arg(m_model->runCount())
                               : tr("%1 of %2 settings differ").arg(m_model->changedCount()).arg(m_model->rowCount()));
}

QString ConfigPage::summary() const {
    return m_summary->fullText();
}

void ConfigPage::showSetting(const QString& key) {
    m_changedOnly->setChecked(false);
    m_search->setText(key);
    m_table->selectRow(0);
}

void ConfigPage::sizeColumns() {
    const int letter = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(ConfigModel::keyColumn, letter * 40);
    const int runs = m_model->runCount();
    for (int column = ConfigModel::firstValueColumn; column <= m_model->defaultColumn(); ++column) {
        m_table->setColumnHidden(column, false);  // the table remembers what it hid when it had fewer
        m_table->setColumnWidth(column, letter * (runs > 3 ? 16 : 20));
    }
    m_table->setColumnWidth(m_model->unitColumn(), letter * 12);
    // Beside many runs there is no room for explanations; the tooltip of the key has them.
    m_table->setColumnHidden(m_model->unitColumn(), runs > 2);
    m_table->setColumnHidden(m_model->docColumn(), runs > 2);
}

void ConfigPage::fillIgnoreMenu() {
    m_ignoreMenu->clear();
    QStringList keys = session().settings().value(settings::configIgnored);
    const QModelIndex row = m_table->currentIndex();
    if (row.isValid()) {
        const QString key = row.siblingAtColumn(ConfigModel::keyColumn).data().toString();
        if (!keys.contains(key)) {
            connect(m_ignoreMenu->addAction(tr("Ignore %1").arg(key)), &QAction::triggered, this,
                    [this, key] { setIgnored(key, true); });
            m_ignoreMenu->addSeparator();
        }
    }
    for (const QString& key : settings::configIgnored.standard + QStringList{QStringLiteral("seed")} + keys) {
        if (m_ignoreMenu->findChild<QAction*>(key)) {
            continue;
        }
        QAction* action = m_ignoreMenu->addAction(key);
        action->setObjectName(key);
        action->setCheckable(true);
        action->setChecked(keys.contains(key));
        connect(action, &QAction::triggered, this, [this, key](bool on) { setIgnored(key, on); });
    }
    m_ignoreMenu->addSeparator();
    connect(m_ignoreMenu->addAction(tr("Ignore as at First")), &QAction::triggered, this,
            [this] { session().settings().reset(settings::configIgnored); });
}

void ConfigPage::setIgnored(const QString& key, bool ignored) {
    QStringList keys = session().settings().value(settings::configIgnored);
    keys.removeAll(key);
    if (ignored) {
        keys << key;
    }
    session().settings().set(settings::configIgnored, keys);
}

std::vector<int> ConfigPage::shownRows() const {
    std::vector<int> rows;
    const QModelIndexList chosen = m_table->selectionModel()->selectedRows();
    for (int row = 0; row < m_filter->rowCount(); ++row) {
        const QModelIndex index = m_filter->index(row, 0);
        if (chosen.size() < 2 || chosen.contains(index)) {
            rows.push_back(m_filter->mapToSource(index).row());
        }
    }
    return rows;
}

void ConfigPage::copyToml() const {
    QGuiApplication::clipboard()->setText(m_model->toml(shownRows()));
}

void ConfigPage::copyTable() const {
    QGuiApplication::clipboard()->setText(m_model->table(shownRows()));
}

}  // namespace tempera::ui
