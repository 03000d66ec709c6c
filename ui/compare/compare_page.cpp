// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare_page.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QStackedLayout>
#include <QTimer>
#include <QToolButton>

#include "ui/common/empty_state.h"
#include "ui/common/page_bar.h"
#include "ui/compare/blind_view.h"
#include "ui/compare/compare_actions.h"
#include "ui/compare/compare_board.h"
#include "ui/compare/compare_tools.h"
#include "ui/compare/comparison.h"
#include "ui/compare/matrix_view.h"
#include "ui/compare/picture_view.h"
#include "ui/compare/run_choices.h"
#include "ui/compare/viewport.h"
#include "ui/session/sample_cache.h"
#include "ui/session/session.h"

namespace tempera::ui {

ComparePage::ComparePage(Session& session, QWidget* parent)
    : Page(session, QStringLiteral("compare"), tr("Compare"), parent),
      m_actions(new CompareActions(this)),
      m_comparison(new Comparison(session, this)),
      m_viewport(new Viewport(this)),
      m_runs(new RunChoices(session, this)),
      m_board(new CompareBoard(*m_comparison, *m_runs, *m_viewport)),
      m_matrix(new MatrixView(*m_comparison)),
      m_blind(new BlindView(*m_comparison, *m_viewport)),
      m_tools(new CompareTools(*m_actions, *m_comparison, *m_board, *m_matrix, *m_viewport)),
      m_kinds(new QComboBox),
      m_stack(new QStackedLayout),
      m_empty(new EmptyState),
      m_later(new QTimer(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addWidget(m_tools);
    layout->addLayout(m_stack, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_board);
    m_stack->addWidget(m_matrix);
    m_stack->addWidget(m_blind);
    wireActions();
    wireSession();
    updateActions();
}

QWidget* ComparePage::makeBar() {
    auto* bar = new PageBar;
    for (const CompareMode mode : {CompareMode::SideBySide, CompareMode::Wipe, CompareMode::Difference,
                                   CompareMode::Flicker, CompareMode::Matrix, CompareMode::Blind}) {
        auto* button = new QToolButton;
        button->setDefaultAction(m_actions->modeAction(mode));
        button->setAutoRaise(true);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        bar->add(button);
    }
    bar->addStretch();
    m_kinds->addItem(tr("Fixed"), static_cast<int>(SampleKind::Eval));
    m_kinds->addItem(tr("Unseen"), static_cast<int>(SampleKind::Unseen));
    m_kinds->addItem(tr("Training"), static_cast<int>(SampleKind::Train));
    m_kinds->setAccessibleName(tr("Kind of pictures"));
    m_kinds->setToolTip(
        tr("Fixed: the same prompts and noise at every epoch\nUnseen: the same, of prompts that training never "
           "saw\nTraining: what the runs were trained on"));
    bar->addLabelled(tr("Pictures"), m_kinds);
    for (QAction* action : {m_actions->addPane, m_actions->followSelection}) {
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setAccessibleName(QString(action->text()).remove(QLatin1Char('&')));
        bar->addTied(button);
    }
    return bar;
}

void ComparePage::wireActions() {
    const CompareActions& a = *m_actions;
    const auto on = [this](QAction* action, auto work) {
        connect(action, &QAction::triggered, this, [this, work] {
            if (!isVisible()) {
                Q_EMIT activationAsked();
            }
            work();
        });
    };
    connect(m_actions, &CompareActions::modeChosen, this, [this](CompareMode mode) {
        if (!isVisible()) {
            Q_EMIT activationAsked();
        }
        setMode(mode);
    });
    on(a.addPane, [this] { m_comparison->addPane(); });
    on(a.removePane, [this] { m_comparison->removePane(m_board->current()); });
    on(a.followSelection, [this] { m_comparison->followSelection(); });
    on(a.nextPicture, [this] { m_comparison->stepChoice(+1); });
    on(a.previousPicture, [this] { m_comparison->stepChoice(-1); });
    on(a.zoomIn, [this] { m_board->activeView().zoomStep(1.25); });
    on(a.zoomOut, [this] { m_board->activeView().zoomStep(1 / 1.25); });
    on(a.fit, [this] { m_viewport->fit(); });
    on(a.actualSize, [this] { m_viewport->showActualSize(); });
    on(a.loupe, [this] { m_board->setLoupe(m_actions->loupe->isChecked()); });
    on(a.copy, [this] { copyPicture(); });
    connect(m_board, &CompareBoard::menuAsked, this, &ComparePage::showMenu);
    connect(m_kinds, &QComboBox::activated, this,
            [this] { m_comparison->setKind(static_cast<SampleKind>(m_kinds->currentData().toInt())); });
    connect(m_matrix, &MatrixView::opened, this, [this](int choice, int pane) {
        m_comparison->setChoice(choice);
        m_board->setCurrent(pane);
        setMode(CompareMode::SideBySide);
        m_board->activeView().setFocus();
    });
}

void ComparePage::wireSession() {
    connect(m_comparison, &Comparison::changed, this, [this] {
        if (isVisible()) {
            showContents();
        }
    });
    Session& s = session();
    for (const auto signal : {&Session::selectionChanged, &Session::currentChanged, &Session::epochChanged}) {
        connect(&s, signal, this, [this] { invalidate(); });
    }
    // Once for many: a workspace brings a thousand runs in one go, and one that is removed is still known meanwhile.
    m_later->setSingleShot(true);
    m_later->setInterval(0);
    connect(m_later, &QTimer::timeout, this, [this] { invalidate(); });
    for (const auto signal : {&Session::runAdded, &Session::runRemoved, &Session::valuesGrown, &Session::valuesReset}) {
        connect(&s, signal, m_later, qOverload<>(&QTimer::start));
    }
    connect(&s, &Session::runChanged, this, [this](const QString& id) {
        for (const PaneChoice& pane : m_comparison->panes()) {
            if (pane.runId == id) {
                invalidate();
                return;
            }
        }
    });
    connect(&s.samples(), &SampleCache::arrived, this, [this] { invalidate(); });
}

void ComparePage::setMode(CompareMode mode) {
    if (mode != m_mode) {
        m_blind->reset();
    }
    m_mode = mode;
    m_actions->modeAction(mode)->setChecked(true);
    if (mode != CompareMode::Matrix && mode != CompareMode::Blind) {
        m_board->setMode(mode);
    }
    m_tools->setMode(mode);
    invalidate();
}

void ComparePage::refresh() {
    m_runs->update();
    m_comparison->update();
    showContents();
    m_comparison->prefetch();
}

void ComparePage::showContents() {
    if (m_comparison->count() < Comparison::fewestPanes) {
        m_empty->setText(tr("Choose runs on the left to compare their pictures."));
        m_stack->setCurrentWidget(m_empty);
    } else if (m_mode == CompareMode::Matrix) {
        m_matrix->refresh();
        m_stack->setCurrentWidget(m_matrix);
    } else if (m_mode == CompareMode::Blind) {
        m_blind->refresh();
        m_stack->setCurrentWidget(m_blind);
    } else {
        m_board->refresh();
        m_stack->setCurrentWidget(m_board);
    }
    m_tools->refresh();
    updateActions();
}

void ComparePage::updateActions() {
    const CompareActions& a = *m_actions;
    const int count = m_comparison->count();
    const bool any = count >= Comparison::fewestPanes;
    const bool board = any && m_mode != CompareMode::Matrix && m_mode != CompareMode::Blind;
    a.addPane->setEnabled(any && m_mode != CompareMode::Blind && count < Comparison::mostPanes);
    a.removePane->setEnabled(board && count > Comparison::fewestPanes);
    a.followSelection->setEnabled(any && m_mode != CompareMode::Blind && !m_comparison->followsSelection());
    a.copy->setEnabled(board);
    for (QAction* action : {a.zoomIn, a.zoomOut, a.fit, a.actualSize, a.loupe}) {
        action->setEnabled(any && m_mode != CompareMode::Matrix);
    }
    if (!board) {
        a.nextPicture->setEnabled(false);
        a.previousPicture->setEnabled(false);
    }
    m_tools->setEnabled(any);
}

void ComparePage::copyPicture() {
    if (QMimeData* mime = m_board->currentMime()) {
        QGuiApplication::clipboard()->setMimeData(mime);
    }
}

void ComparePage::showMenu(const QPoint& globalPlace) {
    const CompareActions& a = *m_actions;
    QMenu menu;
    menu.addActions({a.copy, a.nextPicture, a.previousPicture});
    menu.addSeparator();
    menu.addActions({a.fit, a.actualSize, a.loupe});
    menu.addSeparator();
    menu.addActions({a.addPane, a.removePane, a.followSelection});
    menu.exec(globalPlace);
}

void ComparePage::keyPressEvent(QKeyEvent* event) {
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const bool board = m_stack->currentWidget() == m_board;
    if (board && modifiers == Qt::NoModifier) {
        if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up) {
            m_comparison->stepChoice(event->key() == Qt::Key_Down ? 1 : -1);
            return;
        }
        if (event->key() >= Qt::Key_1 && event->key() < Qt::Key_1 + m_comparison->count()) {
            m_board->setCurrent(event->key() - Qt::Key_1);
            return;
        }
    }
    if (board && modifiers == Qt::ShiftModifier) {
        const int dx = event->key() == Qt::Key_Left ? 1 : event->key() == Qt::Key_Right ? -1 : 0;
        const int dy = event->key() == Qt::Key_Up ? 1 : event->key() == Qt::Key_Down ? -1 : 0;
        if (dx != 0 || dy != 0) {
            m_board->activeView().panStep(dx, dy);
            return;
        }
    }
    Page::keyPressEvent(event);
}

void ComparePage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    m_tools->refresh();
}

}  // namespace tempera::ui
