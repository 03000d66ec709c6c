// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/config_page/config_page.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/common/elided_label.h"
#include "ui/common/empty_state.h"
#include "ui/common/icons.h"
#include "ui/common/inset.h"
#include "ui/common/page_bar.h"
#include "ui/config_page/config_filter.h"
#include "ui/config_page/config_model.h"
#include "ui/session/session.h"

namespace tempera::ui {

ConfigPage::ConfigPage(Session& session, QWidget* parent)
    : Page(session, QStringLiteral("config"), tr("Config"), parent),
      m_model(new ConfigModel(this)),
      m_filter(new ConfigFilter(this)),
      m_search(new QLineEdit),
      m_changedOnly(new QCheckBox(tr("Only what differs from the defaults"))),
      m_summary(new ElidedLabel),
      m_copy(new QPushButton(icon(QStringLiteral("copy")), tr("Copy as TOML"))),
      m_stack(new QStackedLayout),
      m_empty(new EmptyState),
      m_table(new QTableView) {
    m_filter->setSourceModel(m_model);
    m_table->setModel(m_filter);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    const int letter = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(ConfigModel::KeyColumn, letter * 40);
    m_table->setColumnWidth(ConfigModel::ValueColumn, letter * 20);
    m_table->setColumnWidth(ConfigModel::DefaultColumn, letter * 20);
    m_table->setColumnWidth(ConfigModel::UnitColumn, letter * 12);
    m_table->setAccessibleName(tr("Settings of the run"));
    m_search->setPlaceholderText(tr("Search settings"));
    m_search->setAccessibleName(tr("Search settings by name, value or description"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_search->setMaximumWidth(letter * 40);

    auto* bar = new PageBar;
    bar->add(m_search, 2);
    bar->add(m_changedOnly);
    m_summary->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    bar->add(m_summary, 1);
    bar->add(m_copy);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar);
    layout->addLayout(m_stack, 1);
    m_stack->addWidget(m_empty);
    m_tableRim = inset(m_table, 6);
    m_stack->addWidget(m_tableRim);

    connect(m_search, &QLineEdit::textChanged, m_filter, &ConfigFilter::setText);
    connect(m_changedOnly, &QCheckBox::toggled, m_filter, &ConfigFilter::setChangedOnly);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        if (const RunData* run = this->session().current()) {
            QGuiApplication::clipboard()->setText(run->configToml);
        }
    });
    connect(&session, &Session::currentChanged, this, [this] { invalidate(); });
    connect(&session, &Session::valuesReset, this, [this] { invalidate(); });
}

void ConfigPage::refresh() {
    const RunData* run = session().current();
    m_copy->setEnabled(run && run->loaded);
    if (!run || !run->loaded) {
        m_empty->setText(run ? QString() : tr("Choose a run on the left to see its settings."));
        m_stack->setCurrentWidget(m_empty);
        m_summary->setFullText(QString());
        m_shown.clear();
        return;
    }
    if (m_shown == run->id()) {
        return;
    }
    try {
        m_model->setConfig(Config::from_toml(run->configToml.toStdString(), "config.toml"));
        m_shown = run->id();
        m_summary->setFullText(tr("%1 of %2 settings differ").arg(m_model->changedCount()).arg(m_model->rowCount()));
        m_stack->setCurrentWidget(m_tableRim);
    } catch (const std::exception& error) {
        m_empty->setText(QString::fromUtf8(error.what()));
        m_stack->setCurrentWidget(m_empty);
        m_summary->setFullText(QString());
    }
}

}  // namespace tempera::ui
