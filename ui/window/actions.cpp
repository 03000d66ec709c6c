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
      m_runsMenu(new QMenu(tr("List of R&uns"), window)),
      m_colourMenu(new QMenu(tr("&Colour"), window)),
      m_pagesMenu(new QMenu(tr("&Pages"), window)) {
    const QString none;
    newRun = make(tr("&New Run…"), QStringLiteral("new-run"), {QKeySequence::New}, tr("Start a run from a preset"));
    openWorkspace =
        make(tr("&Open Workspace…"), QStringLiteral("folder"), {QKeySequence::Open}, tr("Open another folder of runs"));
    importArchive = make(tr("&Import Run Archive…"), none, {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I)},
                         tr("Bring runs that were exported as files into this workspace"));
    exportArchive = make(tr("Export Run as &Archive…"), none, {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A)},
                         tr("The current run as one file, to open elsewhere"));
    exportReport = make(tr("&Export Report…"), QStringLiteral("save"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R)},
                        tr("One HTML or PDF file about the selected runs"));
    quit = make(tr("&Quit"), none, {QKeySequence(Qt::CTRL | Qt::Key_Q)}, tr("Close the window; runs go on"));
    quit->setMenuRole(QAction::QuitRole);

    undo = make(tr("&Undo"), none, {QKeySequence::Undo}, none);
    redo = make(tr("&Redo"), none, {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)},
                none);
    filterRuns = make(tr("&Filter Runs"), QStringLiteral("search"), {QKeySequence::Find}, tr("Type to find runs"));
    findOnPage = make(tr("Find on &Page"), QStringLiteral("search"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F)},
                      tr("Search in what the open page shows"));
    rename = make(tr("&Rename Run"), QStringLiteral("rename"),
                  {QKeySequence(Qt::Key_F2), QKeySequence(Qt::CTRL | Qt::Key_R)}, tr("Give the run another name"));
    setGroup = make(tr("Move Run to &Group…"), none, {QKeySequence(Qt::CTRL | Qt::Key_G)},
                    tr("Groups are yours to name; without one a run stands under its method"));
    editTags = make(tr("Edit &Tags…"), none, {QKeySequence(Qt::CTRL | Qt::Key_T)}, tr("Tags of the selected runs"));
    writeNotes = make(tr("&Write Notes"), none, {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_N)},
                      tr("Notes of the current run; they are saved as you type"));
    addToNotes = make(tr("A&dd a Line to Notes…"), none, {QKeySequence(Qt::CTRL | Qt::ALT | Qt::SHIFT | Qt::Key_N)},
                      tr("The same line for every selected run"));
    favourite = make(tr("Fa&vourite"), QStringLiteral("star"), {QKeySequence(Qt::CTRL | Qt::Key_D)},
                     tr("Star the selected runs, or take the star away"));
    favourite->setCheckable(true);
    copyRunId = make(tr("&Copy Run Id"), QStringLiteral("copy"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)},
                     tr("The id that tempera-run understands"));
    copyCommand = make(tr("Copy as Co&mmand"), QStringLiteral("copy"), {},
                       tr("The command line that trains the same configuration again"));
    copyCard = make(tr("Copy Reprod&uce Card"), QStringLiteral("copy"), {},
                    tr("What one needs to make the run again: versions, hashes, seed, command"));
    trash = make(tr("Move Run to &Trash"), QStringLiteral("trash"), {QKeySequence(Qt::CTRL | Qt::Key_Delete)},
                 tr("Can be undone"));

    preferences = make(tr("Pre&ferences…"), none, {QKeySequence(Qt::CTRL | Qt::Key_Comma)},
                       tr("How the window looks and what it does by itself"));
    preferences->setMenuRole(QAction::PreferencesRole);

    showTrash = make(tr("Tras&h…"), none, {}, tr("Restore runs, or empty the trash"));
    recovery =
        make(tr("&Recovery Centre"), none, {}, tr("Runs whose workers vanished: resume them or mark them as ended"));

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
    exportMap =
        make(tr("Export Timestep &Map…"), QStringLiteral("save"), {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_E)},
             tr("The map of the page Timesteps as picture, drawing or numbers"));
    exportMap->setEnabled(false);
    exportLora = make(tr("&Export LoRA…"), QStringLiteral("save"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L)},
                      tr("Write the weights of an epoch for another program"));
    openFolder = make(tr("Open Run &Folder"), QStringLiteral("folder"), {}, none);

    makePictureActions();
    makeCurveActions();

    newRunLikeThis =
        make(tr("New Run &Like This…"), QStringLiteral("copy"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N)},
             tr("Prepare a run with the configuration of this one"));
    queuePanel = make(tr("&Queue"), QStringLiteral("queue"), {QKeySequence(Qt::CTRL | Qt::Key_J)},
                      tr("Show the runs that wait for their turn"));
    queue.newRun = newRun;
    queue.pause = make(tr("&Pause Queue"), QStringLiteral("pause"), {}, tr("Start nothing more; what runs goes on"));
    queue.pause->setCheckable(true);
    queue.up = make(tr("Move &Up in Queue"), QStringLiteral("up"), {QKeySequence(Qt::ALT | Qt::Key_Up)},
                    tr("Let it start earlier"));
    queue.down = make(tr("Move &Down in Queue"), QStringLiteral("down"), {QKeySequence(Qt::ALT | Qt::Key_Down)},
                      tr("Let it start later"));
    queue.edit =
        make(tr("&Edit Configuration…"), QStringLiteral("rename"), {}, tr("Change the settings of the run that waits"));
    queue.remove = make(tr("&Remove from Queue"), QStringLiteral("close"), {},
                        tr("What has been started keeps its run; what runs stays"));
    queue.retry = make(tr("Queue &Again"), QStringLiteral("reset"), {}, tr("A new run with the same configuration"));
    queue.clear = make(tr("&Clear Ended and Failed"), none, {}, tr("Take what is over out of the queue"));

    importExamples =
        make(tr("Import &Example Runs"), none, {},
             tr("Finished runs of every method to look at; those that are there already stay as they are"));
    shortcuts = make(tr("&Keyboard Shortcuts"), none, {QKeySequence(Qt::CTRL | Qt::Key_Question)}, none);
    about = make(tr("&About Tempera"), none, {}, none);
    about->setMenuRole(QAction::AboutRole);
    aboutQt = make(tr("About &Qt"), none, {}, none);
    aboutQt->setMenuRole(QAction::AboutQtRole);
}

void Actions::makePictureActions() {
    const QString none;
    copyPicture = make(tr("Copy Pict&ure"), QStringLiteral("copy"), {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_C)},
                       tr("The chosen picture in full resolution"));
    copyPrompt = make(tr("Copy Pro&mpt"), QStringLiteral("text"), {}, tr("The prompt of the chosen picture"));
    openPicture =
        make(tr("Open &Picture"), QStringLiteral("picture"), {}, tr("With the program for pictures of the desktop"));
    showPicture = make(tr("Show Picture in Fol&der"), QStringLiteral("folder"), {}, none);
    exportSheet = make(tr("Export Contact &Sheet…"), QStringLiteral("save"), {QKeySequence(Qt::CTRL | Qt::Key_E)},
                       tr("The pictures as they are shown, with captions, in one PNG"));
    exportAnimation = make(tr("Export &Animation…"), none, {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E)},
                           tr("The same pictures epoch after epoch, in one GIF"));
    playEpochs =
        make(tr("Pla&y Through the Epochs"), QStringLiteral("resume"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P)},
             tr("One epoch after the other, up to the last"));
    playEpochs->setCheckable(true);
    largerPictures = make(tr("La&rger Pictures"), none,
                          {QKeySequence(Qt::CTRL | Qt::Key_Plus), QKeySequence(Qt::CTRL | Qt::Key_Equal)}, none);
    smallerPictures = make(tr("S&maller Pictures"), none, {QKeySequence(Qt::CTRL | Qt::Key_Minus)}, none);
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

void Actions::addMenu(QMenu* menu) {
    m_pageMenus.push_back(menu);
    for (QAction* action : menu->actions()) {
        if (!action->isSeparator()) {
            m_all.push_back(action);
        }
    }
}

void Actions::fill(QMenuBar* bar) {
    QMenu* file = bar->addMenu(tr("&File"));
    file->addActions({newRun, openWorkspace});
    file->addMenu(m_recentMenu);
    file->addSeparator();
    file->addActions({importArchive, exportArchive});
    file->addSeparator();
    file->addAction(exportMap);
    file->addSeparator();
    file->addAction(exportReport);
    file->addSeparator();
    file->addActions({exportSheet, exportAnimation});
    file->addSeparator();
    file->addAction(quit);

    QMenu* edit = bar->addMenu(tr("&Edit"));
    edit->addActions({undo, redo});
    edit->addSeparator();
    edit->addActions({filterRuns, findOnPage, goTo});
    edit->addSeparator();
    edit->addActions({rename, setGroup, editTags, writeNotes, addToNotes, favourite});
    edit->addMenu(m_colourMenu);
    edit->addSeparator();
    edit->addActions({copyRunId, copyCommand, copyCard, trash, showTrash});
    edit->addSeparator();
    edit->addActions({copyPicture, copyPrompt});
    edit->addSeparator();
    edit->addAction(preferences);

    QMenu* view = bar->addMenu(tr("&View"));
    view->addMenu(m_pagesMenu);
    view->addSeparator();
    view->addActions({previousEpoch, nextEpoch, firstEpoch, lastEpoch, followLive});
    view->addSeparator();
    view->addActions({playEpochs, largerPictures, smallerPictures, openPicture, showPicture});
    view->addSeparator();
    view->addAction(runsPanel);
    view->addMenu(m_runsMenu);
    QMenu* theme = view->addMenu(tr("&Theme"));
    theme->addActions({themeSystem, themeLight, themeDark});
    view->addActions({fullScreen, restoreLayout});

    bar->addMenu(m_runMenu);
    m_runMenu->addActions({pause, stop, resume});
    m_runMenu->addSeparator();
    m_runMenu->addActions({checkpoint, sampleNow});
    m_runMenu->addSeparator();
    m_runMenu->addAction(exportLora);
    m_runMenu->addAction(openFolder);
    fillCurves(bar);

    for (QMenu* menu : m_pageMenus) {
        bar->addMenu(menu);
    }
    m_runMenu->addSeparator();
    m_runMenu->addAction(newRunLikeThis);
    QMenu* queueMenu = m_runMenu->addMenu(tr("&Queue"));
    queueMenu->addActions({queuePanel, queue.pause});
    queueMenu->addSeparator();
    queueMenu->addActions({queue.edit, queue.up, queue.down, queue.remove, queue.retry});
    queueMenu->addSeparator();
    queueMenu->addAction(queue.clear);

    QMenu* tools = bar->addMenu(tr("&Tools"));
    tools->addAction(recovery);

    QMenu* help = bar->addMenu(tr("&Help"));
    help->addActions({shortcuts, importExamples});
    help->addSeparator();
    help->addActions({about, aboutQt});
}

}  // namespace tempera::ui
