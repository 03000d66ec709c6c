// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/run_edit_actions.h"

#include <QInputDialog>
#include <QMenu>
#include <QUndoStack>
#include <algorithm>

#include "ui/common/message_bar.h"
#include "ui/common/text_format.h"
#include "ui/runs/colour_menu.h"
#include "ui/runs/notes_field.h"
#include "ui/runs/run_details.h"
#include "ui/runs/run_edits.h"
#include "ui/runs/runs_panel.h"
#include "ui/runs/tags_dialog.h"
#include "ui/runs/trash_dialog.h"
#include "ui/session/session.h"
#include "ui/window/actions.h"

namespace tempera::ui {

RunEditActions::RunEditActions(Session& session, Actions& actions, RunsPanel& panel, MessageBar& messages,
                               QWidget* window)
    : QObject(window),
      m_session(session),
      m_actions(actions),
      m_panel(panel),
      m_edits(panel.edits()),
      m_messages(messages),
      m_window(window) {
    connectStack();
    connectEdits();
    connect(&panel, &RunsPanel::menuAsked, this, &RunEditActions::showMenu);
    connect(&session, &Session::currentChanged, this, &RunEditActions::update);
    connect(&session, &Session::selectionChanged, this, &RunEditActions::update);
    connect(&session, &Session::runChanged, this, [this](const QString& id) {
        if (m_session.selected().contains(id)) {
            update();
        }
    });
    update();
}

void RunEditActions::showMenu(const QPoint& place) {
    QMenu menu;
    menu.addActions({m_actions.pause, m_actions.stop, m_actions.resume});
    menu.addSeparator();
    menu.addActions(
        {m_actions.newRunLikeThis, m_actions.rename, m_actions.setGroup, m_actions.editTags, m_actions.favourite});
    menu.addMenu(m_actions.colourMenu());
    menu.addActions({m_actions.copyRunId, m_actions.openFolder, m_actions.exportArchive});
    menu.addSeparator();
    menu.addAction(m_actions.trash);
    menu.exec(place);
}

void RunEditActions::connectStack() {
    QUndoStack* stack = m_edits.stack();
    connect(m_actions.undo, &QAction::triggered, stack, &QUndoStack::undo);
    connect(m_actions.redo, &QAction::triggered, stack, &QUndoStack::redo);
    const auto show = [this, stack] {
        m_actions.undo->setEnabled(stack->canUndo());
        m_actions.redo->setEnabled(stack->canRedo());
        // Names of runs are no mnemonics.
        const auto plain = [](QString text) { return text.replace(QLatin1Char('&'), QStringLiteral("&&")); };
        m_actions.undo->setText(stack->canUndo() ? tr("&Undo %1").arg(plain(stack->undoText())) : tr("&Undo"));
        m_actions.redo->setText(stack->canRedo() ? tr("&Redo %1").arg(plain(stack->redoText())) : tr("&Redo"));
    };
    connect(stack, &QUndoStack::indexChanged, this, show);
    connect(stack, &QUndoStack::undoTextChanged, this, show);
    show();
}

void RunEditActions::connectEdits() {
    connect(m_actions.rename, &QAction::triggered, &m_panel, &RunsPanel::renameCurrent);
    connect(m_actions.setGroup, &QAction::triggered, this, &RunEditActions::askGroup);
    connect(m_actions.editTags, &QAction::triggered, this, &RunEditActions::editTags);
    connect(m_actions.writeNotes, &QAction::triggered, this, [this] {
        m_actions.runsPanel->setChecked(true);
        Q_EMIT m_actions.runsPanel->triggered(true);
        m_panel.details().notes()->setFocus(Qt::ShortcutFocusReason);
    });
    connect(m_actions.addToNotes, &QAction::triggered, this, &RunEditActions::askForLine);
    connect(m_actions.favourite, &QAction::triggered, this,
            [this](bool on) { m_edits.setFavourite(m_session.selected(), on); });
    fillColourMenu(m_actions.colourMenu(), [this](int colour) { m_edits.setColour(m_session.selected(), colour); });
    connect(m_actions.trash, &QAction::triggered, this, [this] { m_edits.trash(m_session.selected()); });
    connect(m_actions.showTrash, &QAction::triggered, this, &RunEditActions::showTrash);
    connect(&m_edits, &RunEdits::trashed, this, &RunEditActions::tellTrashed);
}

void RunEditActions::update() {
    const QStringList ids = m_session.selected();
    const auto any = [&](auto holds) {
        return std::any_of(ids.begin(), ids.end(), [&](const QString& id) { return holds(*m_session.run(id)); });
    };
    for (QAction* action : {m_actions.setGroup, m_actions.editTags, m_actions.addToNotes, m_actions.favourite}) {
        action->setEnabled(!ids.isEmpty());
    }
    m_actions.colourMenu()->setEnabled(!ids.isEmpty());
    m_actions.rename->setEnabled(m_session.current());
    m_actions.writeNotes->setEnabled(m_session.current());
    m_actions.favourite->setChecked(!ids.isEmpty() &&
                                    !any([](const RunData& run) { return !run.head.entry.favourite; }));
    m_actions.trash->setEnabled(any([](const RunData& run) { return !run.live(); }));
}

void RunEditActions::askGroup() {
    const QStringList ids = m_session.selected();
    const RunData* run = m_session.run(ids.value(0));
    if (!run) {
        return;
    }
    auto* dialog = new QInputDialog(m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Move to Group"));
    dialog->setLabelText(ids.size() == 1 ? tr("Group of %1 (empty: by method)").arg(run->name())
                                         : tr("Group of %1 runs (empty: by method)").arg(ids.size()));
    QStringList groups = m_edits.allGroups();
    const QString now = fromStd(run->head.entry.group);
    groups.removeAll(now);
    dialog->setComboBoxItems(QStringList(now) + groups);
    dialog->setComboBoxEditable(true);
    dialog->setTextValue(now);
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this, ids](const QString& group) { m_edits.setGroup(ids, group); });
    dialog->open();
}

void RunEditActions::editTags() {
    auto* dialog = new TagsDialog(m_session, m_edits, m_session.selected(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void RunEditActions::askForLine() {
    const QStringList ids = m_session.selected();
    auto* dialog = new QInputDialog(m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Add a Line to Notes"));
    dialog->setLabelText(ids.size() == 1 ? tr("Line to add")
                                         : tr("Line to add to the notes of %1 runs").arg(ids.size()));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, ids](const QString& line) {
        if (!line.trimmed().isEmpty()) {
            m_edits.addToNotes(ids, line.trimmed());
        }
    });
    dialog->open();
}

void RunEditActions::showTrash() {
    auto* dialog = new TrashDialog(m_session, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &TrashDialog::deleted, m_edits.stack(), &QUndoStack::clear);
    dialog->open();
}

void RunEditActions::tellTrashed(const QStringList& ids) {
    const RunData* only = ids.size() == 1 ? m_session.run(ids.front()) : nullptr;
    QUndoStack* stack = m_edits.stack();
    m_messages.showMessage(MessageBar::Kind::Info,
                           only ? tr("%1 is in the workspace's trash.").arg(only->name())
                                : tr("%1 runs are in the workspace's trash.").arg(ids.size()),
                           tr("Undo"), [stack, step = stack->index(), this, ids] {
                               if (stack->index() == step) {
                                   stack->undo();
                                   return;
                               }
                               for (const QString& id : ids) {  // other things were done since
                                   m_session.restore(id);
                               }
                           });
}

}  // namespace tempera::ui
