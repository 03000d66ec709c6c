// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/log/log_page.h"

#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/common/elided_label.h"
#include "ui/common/empty_state.h"
#include "ui/common/icons.h"
#include "ui/common/inset.h"
#include "ui/common/page_bar.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/log/event_model.h"
#include "ui/log/log_model.h"
#include "ui/log/log_view.h"
#include "ui/session/session.h"

namespace tempera::ui {

LogPage::LogPage(Session& session, QWidget* parent)
    : Page(session, QStringLiteral("log"), tr("Log"), parent),
      m_model(new EventModel(this)),
      m_filter(new QSortFilterProxyModel(this)),
      m_lines(new LogModel(this)),
      m_level(new QComboBox),
      m_times(new QToolButton),
      m_search(new QLineEdit),
      m_matches(new QLabel),
      m_stack(new QStackedLayout),
      m_empty(new EmptyState),
      m_splitter(new QSplitter(Qt::Vertical)),
      m_table(new QTableView),
      m_view(new LogView(m_lines)),
      m_note(new ElidedLabel) {
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
    m_note->setContentsMargins(12, 4, 12, 4);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->hide();

    auto* file = new QWidget;
    file->setBackgroundRole(QPalette::Base);
    file->setAutoFillBackground(true);
    auto* lines = new QVBoxLayout(file);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(0);
    lines->addWidget(m_note);
    lines->addWidget(m_view, 1);
    m_splitter->setObjectName(QStringLiteral("logSplitter"));
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(inset(m_table, 6));
    m_splitter->addWidget(file);
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
    connect(m_lines, &LogModel::matchesChanged, this, &LogPage::updateMatches);
    updateMatches();
}

QToolButton* LogPage::tool(const QString& iconName, const QString& name) {
    auto* button = new QToolButton;
    button->setIcon(icon(iconName));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setToolTip(name);
    button->setAccessibleName(name);
    return button;
}

QWidget* LogPage::makeBar() {
    m_level->addItem(tr("Everything"), static_cast<int>(LogLevel::Debug));
    m_level->addItem(tr("Without debugging"), static_cast<int>(LogLevel::Info));
    m_level->addItem(tr("Warnings and errors"), static_cast<int>(LogLevel::Warning));
    m_level->addItem(tr("Errors"), static_cast<int>(LogLevel::Error));
    m_level->setAccessibleName(tr("What is shown"));
    m_times->setText(tr("Times"));
    m_times->setCheckable(true);
    m_times->setToolTip(tr("Show the time of each line"));
    m_times->setFocusPolicy(Qt::TabFocus);
    m_times->setChecked(session().settings().value(settings::logTimes));
    m_view->setTimes(m_times->isChecked());
    m_search->setPlaceholderText(tr("Find in log"));
    m_search->setAccessibleName(tr("Find in the log file"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 40);
    m_search->installEventFilter(this);
    m_matches->setForegroundRole(QPalette::PlaceholderText);
    m_previous = tool(QStringLiteral("up"), tr("Previous match (Shift+Enter)"));
    m_next = tool(QStringLiteral("down"), tr("Next match (Enter)"));
    m_copy = tool(QStringLiteral("copy"), tr("Copy the selected lines, all when none is selected"));
    m_open = tool(QStringLiteral("folder"), tr("Open the log file"));

    connect(m_level, &QComboBox::currentIndexChanged, this, [this] {
        const auto level = static_cast<LogLevel>(m_level->currentData().toInt());
        m_lines->setLevel(level);
        m_filter->setFilterRegularExpression(level == LogLevel::Error     ? QStringLiteral("error")
                                             : level == LogLevel::Warning ? QStringLiteral("warning|error")
                                                                          : QString());
    });
    connect(m_times, &QToolButton::toggled, this, [this](bool shown) {
        session().settings().set(settings::logTimes, shown);
        m_view->setTimes(shown);
    });
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_lines->setSearch(text);
        // From what is in sight downwards, as typing goes on.
        showMatch(m_lines->matchFrom(m_view->indexAt(QPoint(1, 1)).row()));
    });
    connect(m_previous, &QToolButton::clicked, this, &LogPage::findPrevious);
    connect(m_next, &QToolButton::clicked, this, &LogPage::findNext);
    connect(m_copy, &QToolButton::clicked, this, &LogPage::copy);
    connect(m_open, &QToolButton::clicked, this, &LogPage::openFile);

    auto* bar = new PageBar;
    bar->add(m_level);
    bar->addTied(m_times);
    bar->addStretch();
    bar->add(m_search, 2);
    for (QWidget* beside :
         {static_cast<QWidget*>(m_matches), static_cast<QWidget*>(m_previous), static_cast<QWidget*>(m_next),
          static_cast<QWidget*>(m_copy), static_cast<QWidget*>(m_open)}) {
        bar->addTied(beside);
    }
    return bar;
}

void LogPage::refresh() {
    const RunData* run = session().current();
    const QString id = run ? run->id() : QString();
    if (id != m_followed) {
        m_followed = id;
        m_lines->clear();
        m_note->hide();
        session().followLog(id);
    }
    m_copy->setEnabled(run);
    m_open->setEnabled(run);
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
    m_skipped = chunk.skipped + (chunk.restart ? 0 : m_skipped);
    m_lines->add(chunk);
    if (chunk.restart) {
        m_view->followNewest();
    }
    m_note->setVisible(m_skipped > 0 || m_lines->rowCount() == 0);
    m_note->setFullText(m_skipped > 0 ? tr("%1 of the file before these lines are not shown.")
                                            .arg(formatMemory(static_cast<double>(m_skipped) / (1024 * 1024)))
                                      : tr("The log file has no lines to show."));
}

void LogPage::showMatch(int number) {
    if (number >= 0) {
        const QModelIndex row = m_lines->index(m_lines->matchRow(number));
        m_view->setCurrentIndex(row);
        m_view->scrollTo(row, QAbstractItemView::EnsureVisible);
    }
    updateMatches();
}

void LogPage::findNext() {
    showMatch(m_lines->matchFrom(m_view->currentIndex().row() + (currentMatch() < 0 ? 0 : 1)));
}

void LogPage::findPrevious() {
    showMatch(m_lines->matchBefore(m_view->currentIndex().row()));
}

int LogPage::currentMatch() const {
    const int row = m_view->currentIndex().row();
    const int number = row < 0 ? -1 : m_lines->matchFrom(row);
    return number >= 0 && m_lines->matchRow(number) == row ? number : -1;
}

QString LogPage::matchText() const {
    return m_matches->text();
}

void LogPage::updateMatches() {
    const int count = m_lines->matchCount();
    const int current = currentMatch();
    m_matches->setVisible(!m_search->text().isEmpty());
    m_matches->setText(count == 0    ? tr("no match")
                       : current < 0 ? tr("%n lines", nullptr, count)
                                     : tr("%1 of %2").arg(current + 1).arg(count));
    m_previous->setEnabled(count > 0);
    m_next->setEnabled(count > 0);
}

bool LogPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            key->modifiers() & Qt::ShiftModifier ? findPrevious() : findNext();
            return true;
        }
    }
    return Page::eventFilter(watched, event);
}

void LogPage::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::FindNext)) {
        findNext();
    } else if (event->matches(QKeySequence::FindPrevious)) {
        findPrevious();
    } else {
        Page::keyPressEvent(event);
    }
}

void LogPage::copy() const {
    QGuiApplication::clipboard()->setText(m_view->copied());
}

void LogPage::openFile() const {
    if (const RunData* run = session().current()) {
        QDesktopServices::openUrl(QUrl::fromLocalFile(fromPath(run->head.dir / "log.txt")));
    }
}

}  // namespace tempera::ui
