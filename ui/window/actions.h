// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QObject>
#include <QVector>

#include "ui/queue/queue_actions.h"

class QMenu;
class QMenuBar;

namespace tempera::ui {

/// Of the Curves menu; those of one panel are about the one that was used last.
struct CurveActions {
    QAction* choose;
    QAction* grouped;
    QAction* ignoreOutliers;
    QAction* logX;
    QAction* logY;
    QAction* wholeRange;
    QAction* table;
    QAction* earlier;
    QAction* later;
    QAction* remove;
    QAction* exportAll;
    QAction* exportPanel;
};

/// Every action of the window, each once: menus, toolbar, context menu, Go to and the list of
/// shortcuts all show these. What does not apply is disabled, never hidden.
class Actions : public QObject {
    Q_OBJECT

public:
    explicit Actions(QWidget* window);

    /// In menu order; separators are not in it.
    QVector<QAction*> all() const;
    QMenu* runMenu() const { return m_runMenu; }
    QMenu* recentMenu() const { return m_recentMenu; }
    QMenu* runsMenu() const { return m_runsMenu; }      ///< how the list of runs looks; filled by RunsPanel
    QMenu* colourMenu() const { return m_colourMenu; }  ///< filled by RunEditActions
    /// Adds "name" with Ctrl+digit to View for each page.
    QAction* addPage(const QString& title, int number);
    /// A page's own menu, between Run and Help; its actions are among all() from here on. Does not take it over.
    void addMenu(QMenu* menu);
    void fill(QMenuBar* bar);

    QAction* newRun;
    QAction* openWorkspace;
    QAction* importArchive;
    QAction* exportArchive;
    QAction* exportReport;
    QAction* quit;
    QAction* undo;
    QAction* redo;
    QAction* filterRuns;
    QAction* findOnPage;
    QAction* rename;
    QAction* setGroup;
    QAction* editTags;
    QAction* writeNotes;
    QAction* addToNotes;
    QAction* favourite;
    QAction* copyRunId;
    QAction* copyCommand;
    QAction* copyCard;
    QAction* trash;
    QAction* preferences;
    QAction* showTrash;
    QAction* recovery;
    QAction* runsPanel;
    QAction* goTo;
    QAction* previousEpoch;
    QAction* nextEpoch;
    QAction* firstEpoch;
    QAction* lastEpoch;
    QAction* followLive;
    QAction* themeSystem;
    QAction* themeLight;
    QAction* themeDark;
    QAction* fullScreen;
    QAction* restoreLayout;
    QAction* pause;
    QAction* stop;
    QAction* resume;
    QAction* checkpoint;
    QAction* sampleNow;
    QAction* exportLora;
    QAction* openFolder;
    QAction* exportMap;
    QAction* newRunLikeThis;
    QAction* queuePanel;
    QueueActions queue;
    QAction* copyPicture;
    QAction* copyPrompt;
    QAction* openPicture;
    QAction* showPicture;
    QAction* exportSheet;
    QAction* exportAnimation;
    QAction* playEpochs;
    QAction* largerPictures;
    QAction* smallerPictures;
    QAction* importExamples;
    QAction* shortcuts;
    QAction* about;
    QAction* aboutQt;
    CurveActions curves;

private:
    void makeCurveActions();
    void fillCurves(QMenuBar* bar);
    void makePictureActions();
    QAction* make(const QString& text, const QString& iconName, const QList<QKeySequence>& keys, const QString& tip);

    QWidget* m_window;
    QMenu* m_recentMenu;
    QMenu* m_runMenu;
    QMenu* m_runsMenu;
    QMenu* m_colourMenu;
    QMenu* m_pagesMenu;
    QVector<QMenu*> m_pageMenus;
    QVector<QAction*> m_all;
};

}  // namespace tempera::ui
