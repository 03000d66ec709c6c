// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/log/log_page.h"

#include <QComboBox>
#include <QFontDatabase>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/common/empty_state.h"
#include "ui/common/icons.h"
#include "ui/common/inset.h"
#include "ui/common/page_bar.h"
#include "ui/log/event_model.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {
constexpr int keptLines = 5000;
}

LogPage::LogPage(Session& session, QWidget* parent)
    : Page(session, QStringLiteral("log"), tr("Log"), parent),
      m_model(new EventModel(this)),
      m_filter(new QSortFilterProxyModel(this)),
      m_level(new QComboBox),
      m_search(new QLineEdit),
      m_stack(new QStackedLayout),
      m_empty(new EmptyState),
      m_splitter(new QSplitter(Qt::Vertical)),
      m_table(new QTableView),
      m_text(new QPlainTextEdit) {
    m_filter->setSourceModel(m_model);
    m_filter->setFilterKeyColumn(EventModel::LevelColumn);
    m_table->setModel(m_filter);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setColumnWidth(EventModel::TimeColumn, fontMetrics().averageCharWidth() * 14);
    m_table->setColumnWidth(EventModel::LevelColumn, fontMetrics().averageCharWidth() * 14);
    m_table->setAccessibleName(tr("Events of the run"));
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setMaximumBlockCount(keptLines);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->document()->setDocumentMargin(12);
    m_text->setPlaceholderText(tr("The log file is empty."));
    m_text->setAccessibleName(tr("End of the log file"));
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(inset(m_table, 6));
    m_splitter->addWidget(m_text);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addLayout(m_stack, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_splitter);

    connect(&session, &Session::currentChanged, this, [this] { invalidate(); });
    connect(&session, &Session::eventsGrown, this, [this](const QString& id) {
        if (id == this->session().currentId()) {
            invalidate();
        }
    });
    connect(&session, &Session::logArrived, this, &LogPage::onLog);
}

QWidget* LogPage::makeBar() {
    m_level->addItem(tr("Everything"), QString());
    m_level->addItem(tr("Warnings and errors"), QStringLiteral("warning|error"));
    m_level->addItem(tr("Errors"), QStringLiteral("error"));
    m_level->setAccessibleName(tr("Events that are shown"));
    m_search->setPlaceholderText(tr("Find in log"));
    m_search->setAccessibleName(tr("Find in the log file"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 40);
    connect(m_level, &QComboBox::currentIndexChanged, this,
            [this] { m_filter->setFilterRegularExpression(m_level->currentData().toString()); });
    connect(m_search, &QLineEdit::returnPressed, this, &LogPage::search);
    auto* bar = new PageBar;
    bar->addLabelled(tr("Events"), m_level);
    bar->addStretch();
    bar->add(m_search, 2);
    return bar;
}

void LogPage::refresh() {
    const RunData* run = session().current();
    const QString id = run ? run->id() : QString();
    if (id != m_followed) {
        m_followed = id;
        m_text->clear();
        session().followLog(id);
    }
    if (!run) {
        m_empty->setText(tr("Choose a run on the left to see what happened in it."));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_stack->setCurrentWidget(m_splitter);
    const bool atEnd = m_table->verticalScrollBar()->value() == m_table->verticalScrollBar()->maximum();
    m_model->setEvents(run->events);
    if (atEnd) {
        m_table->scrollToBottom();
    }
}

void LogPage::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    // Nobody looks: the file is not followed until the page is shown again.
    m_followed.clear();
    session().followLog(QString());
    invalidate();
}

void LogPage::onLog(const LogChunk& chunk) {
    if (chunk.runId != m_followed) {
        return;
    }
    const QScrollBar* bar = m_text->verticalScrollBar();
    const bool atEnd = chunk.restart || bar->value() == bar->maximum();
    if (chunk.restart) {
        m_text->clear();
    }
    QString lines = chunk.text;
    if (lines.endsWith(QLatin1Char('\n'))) {
        lines.chop(1);
    }
    if (!lines.isEmpty()) {
        m_text->appendPlainText(lines);
    }
    if (atEnd) {
        m_text->verticalScrollBar()->setValue(m_text->verticalScrollBar()->maximum());
    }
}

void LogPage::search() {
    const QString words = m_search->text();
    if (!words.isEmpty() && !m_text->find(words, QTextDocument::FindBackward)) {
        m_text->moveCursor(QTextCursor::End);  // around the top, once
        m_text->find(words, QTextDocument::FindBackward);
    }
}

}  // namespace tempera::ui
