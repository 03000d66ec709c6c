// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QObject>
#include <QVector>

class QMenu;
class QMenuBar;

namespace tempera::ui {

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
    /// Adds "name" with Ctrl+digit to View for each page.
    QAction* addPage(const QString& title, int number);
    void fill(QMenuBar* bar);

    QAction* newRun;
    QAction* openWorkspace;
    QAction* quit;
    QAction* filterRuns;
    QAction* rename;
    QAction* setGroup;
    QAction* copyRunId;
    QAction* trash;
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
    QAction* openFolder;
    QAction* shortcuts;
    QAction* about;
    QAction* aboutQt;

private:
    QAction* make(const QString& text, const QString& iconName, const QList<QKeySequence>& keys, const QString& tip);

    QWidget* m_window;
    QMenu* m_recentMenu;
    QMenu* m_runMenu;
    QMenu* m_pagesMenu;
    QVector<QAction*> m_all;
};

}  // namespace tempera::ui
