// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/generalization/equal_reward_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/common/empty_state.h"
#include "ui/common/icons.h"
#include "ui/common/inset.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/generalization/equal_reward_model.h"
#include "ui/session/ask_for.h"
#include "ui/session/session.h"

namespace tempera::ui {

EqualRewardView::EqualRewardView(Session& session, QWidget* parent)
    : QWidget(parent),
      m_session(session),
      m_sentence(new QLabel),
      m_copy(new QPushButton(icon(QStringLiteral("copy")), tr("Copy table"))),
      m_model(new EqualRewardModel(this)),
      m_table(new QTableView),
      m_stack(new QStackedLayout),
      m_empty(new EmptyState),
      m_content(new QWidget) {
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Selected runs at equal trained reward"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->horizontalHeader()->setHighlightSections(false);
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_model->asText()); });
    auto* head = new QHBoxLayout;
    head->setContentsMargins(12, 10, 12, 10);
    head->setSpacing(8);
    head->addWidget(m_sentence, 1);
    head->addWidget(m_copy, 0, Qt::AlignTop);
    auto* content = new QVBoxLayout(m_content);
    content->setContentsMargins(0, 0, 0, 0);
    content->setSpacing(0);
    content->addLayout(head);
    content->addWidget(inset(m_table, 8), 1);
    m_content->setBackgroundRole(QPalette::Base);
    m_content->setAutoFillBackground(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(m_stack);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_content);
    m_empty->setText(tr("Reading the evaluations…"));
}

void EqualRewardView::show(const std::vector<const RunData*>& runs) {
    std::vector<ComparedRun> compared;
    QString wanted;
    for (const RunData* run : runs) {
        if (run->loaded) {
            compared.push_back({run->id(), run->name(), run->configToml.toStdString(), run->head.dir});
            wanted += QStringLiteral("%1 %2 %3\n").arg(run->id(), run->name()).arg(run->evalEpochs.size());
        }
    }
    if (wanted == m_asked) {
        return;
    }
    m_asked = wanted;
    askFor(
        m_session, this, [compared] { return compareAtEqualReward(compared); },
        [this, wanted](const EqualReward& result) {
            if (wanted == m_asked) {  // else a later question is on its way
                take(result);
            }
        });
}

void EqualRewardView::take(const EqualReward& result) {
    m_model->show(result.methods, result.level);
    if (!result.level) {
        m_empty->setText(tr("None of these runs was evaluated with its trained reward."));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    QStringList sentences{
        tr("Where each run first reaches a trained reward of %1: nine tenths of the way to the run that climbs "
           "least. Mean ± sample deviation over the seeds; fewer than all runs in brackets.")
            .arg(formatNumber(*result.level))};
    if (!result.leftOut.empty()) {
        sentences << tr("Left out, with another trained reward or without evaluations: %1.")
                         .arg(QStringList(result.leftOut.begin(), result.leftOut.end()).join(QStringLiteral(", ")));
    }
    m_sentence->setText(sentences.join(QLatin1Char(' ')));
    m_table->resizeColumnsToContents();
    m_stack->setCurrentWidget(m_content);
}

QString EqualRewardView::sentence() const {
    return m_sentence->text();
}

}  // namespace tempera::ui
