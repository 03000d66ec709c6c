// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>
#include <memory>
#include <vector>

#include "ui/common/theme.h"

class QDockWidget;
class QStackedWidget;
class QTabWidget;

namespace tempera::ui {

class Actions;
class ArchiveCommands;
class EmptyState;
class EpochBar;
class LaunchCommands;
class LayoutKeeper;
class MessageBar;
class Page;
class RecoveryCentre;
class RunCommands;
class RunsPanel;
class Session;
class Surroundings;
class WorkspaceCommands;

/// Puts the parts together; decides nothing about runs.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    /// `theme`: the mode in force, already applied.
    explicit MainWindow(Session& session, ThemeMode theme = ThemeMode::System);
    ~MainWindow() override;

    Actions& actions() const { return *m_actions; }
    RunCommands& commands() const { return *m_commands; }
    LaunchCommands& launch() const { return *m_launch; }
    ArchiveCommands& archives() const { return *m_archives; }
    MessageBar& messages() const { return *m_messages; }
    RunsPanel& runsPanel() const { return *m_runsPanel; }
    RecoveryCentre& recovery() const { return *m_recovery; }
    EpochBar& epochBar() const { return *m_epochBar; }
    EmptyState& emptyState() const { return *m_empty; }
    const std::vector<Page*>& pages() const { return m_pages; }
    Page* currentPage() const;
    void showPage(Page* page);
    /// Runs by id, beginning of an id, or name; selected as soon as the workspace is read, the first is the current.
    void openRuns(const QStringList& idsOrNames);
    /// Starts the preset at once unless a run of it is in the workspace. A new workspace gets the example runs, too.
    void startDemoWhenReady(const QString& preset);
    Surroundings& surroundings() const { return *m_surroundings; }
    /// Sizes and places, for the next start; done by closing, too.
    void saveLayout();
    /// In front of other windows, as far as the desktop lets it.
    void raiseAndActivate();

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void makePages();
    void makeCurves();
    void makeToolBar();
    void makeCentre();
    void connectActions();
    void connectSession();
    void restoreWindow();
    void restoreDefaultLayout();
    void updateCentre();
    void updateTitle();
    void setTheme(ThemeMode mode);
    void goTo();
    void updateVisibility();

    Session& m_session;
    Actions* m_actions;
    MessageBar* m_messages;
    RunCommands* m_commands;
    LaunchCommands* m_launch;
    WorkspaceCommands* m_workspaces;
    ArchiveCommands* m_archives;
    RunsPanel* m_runsPanel;
    RecoveryCentre* m_recovery;
    QDockWidget* m_dock;
    QTabWidget* m_tabs;
    EpochBar* m_epochBar;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    QWidget* m_work;
    std::vector<Page*> m_pages;
    std::unique_ptr<LayoutKeeper> m_layout;
    Surroundings* m_surroundings;
    QString m_failure;  ///< why the workspace could not be opened
    bool m_opened = false;
};

}  // namespace tempera::ui
