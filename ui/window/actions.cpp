// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/actions.h"

#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>

#include "ui/common/icons.h"

namespace tempera::ui {

Actions::Actions(QWidget* window)
    : QObject(window),
      m_window(window),
      m_recentMenu(new QMenu(tr("Open &Recent"), window)),
      m_runMenu(new QMenu(tr("&Run"), window)),
      m_pagesMenu(new QMenu(tr("&Pages"), window)) {
    const QString none;
    newRun = make(tr("&New Run…"), QStringLiteral("new-run"), {QKeySequence::New}, tr("Start a run from a preset"));
    openWorkspace =
        make(tr("&Open Workspace…"), QStringLiteral("folder"), {QKeySequence::Open}, tr("Open another folder of runs"));
    quit = make(tr("&Quit"), none, {QKeySequence(Qt::CTRL | Qt::Key_Q)}, tr("Close the window; runs go on"));
    quit->setMenuRole(QAction::QuitRole);

    filterRuns = make(tr("&Filter Runs"), QStringLiteral("search"), {QKeySequence::Find}, tr("Type to find runs"));
    rename = make(tr("&Rename Run"), QStringLiteral("rename"),
                  {QKeySequence(Qt::Key_F2), QKeySequence(Qt::CTRL | Qt::Key_R)}, tr("Give the run another name"));
    setGroup = make(tr("Move Run to &Group…"), none, {QKeySequence(Qt::CTRL | Qt::Key_G)},
                    tr("Groups are yours to name; without one a run stands under its method"));
    copyRunId = make(tr("&Copy Run Id"), QStringLiteral("copy"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)},
                     tr("The id that tempera-run understands"));
    trash = make(tr("Move Run to &Trash"), QStringLiteral("trash"), {QKeySequence(Qt::CTRL | Qt::Key_Delete)},
                 tr("Can be undone"));

    goTo = make(tr("&Go to Anything…"), QStringLiteral("search"), {QKeySequence(Qt::CTRL | Qt::Key_K)},
                tr("Find a run, a page or a command by name"));
    runsPanel = make(tr("&Runs Panel"), QStringLiteral("columns"),
                     {QKeySequence(Qt::Key_F9), QKeySequence(Qt::CTRL | Qt::Key_B)}, tr("Show or hide the left side"));
    runsPanel->setCheckable(true);
    runsPanel->setChecked(true);
    previousEpoch = make(tr("&Previous Epoch"), QStringLiteral("previous"), {QKeySequence(Qt::CTRL | Qt::Key_Left)},
                         tr("One epoch back"));
    nextEpoch =
        make(tr("&Next Epoch"), QStringLiteral("next"), {QKeySequence(Qt::CTRL | Qt::Key_Right)}, tr("One epoch on"));
    firstEpoch = make(tr("&First Epoch"), QStringLiteral("first"), {QKeySequence(Qt::CTRL | Qt::Key_Home)},
                      tr("Before training"));
    lastEpoch =
        make(tr("&Last Epoch"), QStringLiteral("last"), {QKeySequence(Qt::CTRL | Qt::Key_End)}, tr("The newest epoch"));
    followLive = make(tr("Follow &Live"), QStringLiteral("live"), {QKeySequence(Qt::CTRL | Qt::Key_L)},
                      tr("Stay at the newest epoch while the run goes on"));
    followLive->setCheckable(true);
    followLive->setChecked(true);
    auto* themes = new QActionGroup(this);
    const auto themeAction = [&](const QString& text) {
        QAction* action = make(text, none, {}, none);
        action->setCheckable(true);
        themes->addAction(action);
        return action;
    };
    themeSystem = themeAction(tr("Like the &System"));
    themeLight = themeAction(tr("&Light"));
    themeDark = themeAction(tr("&Dark"));
    fullScreen = make(tr("F&ull Screen"), none, {QKeySequence::FullScreen}, none);
    fullScreen->setCheckable(true);
    restoreLayout = make(tr("Restore &Default Layout"), none, {}, tr("Sizes and places as they were at first"));

    pause = make(tr("&Pause"), QStringLiteral("pause"), {QKeySequence(Qt::CTRL | Qt::Key_P)},
                 tr("Hold the run; its worker keeps the model in memory"));
    stop = make(tr("&Stop"), QStringLiteral("stop"), {QKeySequence(Qt::CTRL | Qt::Key_Period)},
                tr("End the run after this step, with a checkpoint"));
    resume = make(tr("&Resume"), QStringLiteral("resume"), {QKeySequence(Qt::CTRL | Qt::Key_Return)},
                  tr("Go on: after a pause, or from the last checkpoint"));
    checkpoint = make(tr("Save &Checkpoint Now"), QStringLiteral("checkpoint"), {}, none);
    sampleNow = make(tr("Make Pictures &Now"), QStringLiteral("picture"), {}, none);
    openFolder = make(tr("Open Run &Folder"), QStringLiteral("folder"), {}, none);

    shortcuts = make(tr("&Keyboard Shortcuts"), none, {QKeySequence(Qt::CTRL | Qt::Key_Question)}, none);
    about = make(tr("&About Tempera"), none, {}, none);
    about->setMenuRole(QAction::AboutRole);
    aboutQt = make(tr("About &Qt"), none, {}, none);
    aboutQt->setMenuRole(QAction::AboutQtRole);
}

QAction* Actions::make(const QString& text, const QString& iconName, const QList<QKeySequence>& keys,
                       const QString& tip) {
    auto* action = new QAction(text, this);
    if (!iconName.isEmpty()) {
        action->setIcon(icon(iconName));
    }
    action->setShortcuts(keys);
    QString plain = QString(text).remove(QLatin1Char('&')).remove(QStringLiteral("…"));
    if (!keys.isEmpty()) {
        plain += QStringLiteral(" (%1)").arg(keys.front().toString(QKeySequence::NativeText));
    }
    action->setToolTip(tip.isEmpty() ? plain : plain + QLatin1Char('\n') + tip);
    action->setStatusTip(tip);
    m_window->addAction(action);
    m_all.push_back(action);
    return action;
}

QVector<QAction*> Actions::all() const {
    return m_all;
}

QAction* Actions::addPage(const QString& title, int number) {
    QAction* action = make(title, QString(), {QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number))}, {});
    m_pagesMenu->addAction(action);
    return action;
}

void Actions::fill(QMenuBar* bar) {
    QMenu* file = bar->addMenu(tr("&File"));
    file->addActions({newRun, openWorkspace});
    file->addMenu(m_recentMenu);
    file->addSeparator();
    file->addAction(quit);

    QMenu* edit = bar->addMenu(tr("&Edit"));
    edit->addActions({filterRuns, goTo});
    edit->addSeparator();
    edit->addActions({rename, setGroup, copyRunId, trash});

    QMenu* view = bar->addMenu(tr("&View"));
    view->addMenu(m_pagesMenu);
    view->addSeparator();
    view->addActions({previousEpoch, nextEpoch, firstEpoch, lastEpoch, followLive});
    view->addSeparator();
    view->addAction(runsPanel);
    QMenu* theme = view->addMenu(tr("&Theme"));
    theme->addActions({themeSystem, themeLight, themeDark});
    view->addActions({fullScreen, restoreLayout});

    bar->addMenu(m_runMenu);
    m_runMenu->addActions({pause, stop, resume});
    m_runMenu->addSeparator();
    m_runMenu->addActions({checkpoint, sampleNow});
    m_runMenu->addSeparator();
    m_runMenu->addAction(openFolder);

    QMenu* help = bar->addMenu(tr("&Help"));
    help->addAction(shortcuts);
    help->addSeparator();
    help->addActions({about, aboutQt});
}

}  // namespace tempera::ui
