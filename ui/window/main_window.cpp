// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QDockWidget>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QToolBar>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/common/empty_state.h"
#include "ui/common/icons.h"
#include "ui/common/message_bar.h"
#include "ui/common/theme.h"
#include "ui/compare/compare_actions.h"
#include "ui/compare/compare_page.h"
#include "ui/config_page/config_page.h"
#include "ui/curves/curves_page.h"
#include "ui/generalization/generalization_page.h"
#include "ui/launch/preset_model.h"
#include "ui/log/log_page.h"
#include "ui/neurons/neurons_page.h"
#include "ui/runs/recovery_centre.h"
#include "ui/runs/runs_panel.h"
#include "ui/samples/samples_page.h"
#include "ui/session/example_runs.h"
#include "ui/session/session.h"
#include "ui/timesteps/timesteps_page.h"
#include "ui/window/actions.h"
#include "ui/window/archive_commands.h"
#include "ui/window/curve_commands.h"
#include "ui/window/epoch_bar.h"
#include "ui/window/export_commands.h"
#include "ui/window/go_to_dialog.h"
#include "ui/window/launch_commands.h"
#include "ui/window/layout_keeper.h"
#include "ui/window/run_commands.h"
#include "ui/window/run_edit_actions.h"
#include "ui/window/sample_commands.h"
#include "ui/window/shortcuts_dialog.h"
#include "ui/window/status_line.h"
#include "ui/window/surroundings.h"
#include "ui/window/workspace_commands.h"

namespace tempera::ui {

namespace {
constexpr int layoutVersion = 1;
}

MainWindow::MainWindow(Session& session, ThemeMode theme)
    : m_session(session),
      m_actions(new Actions(this)),
      m_messages(new MessageBar),
      m_commands(new RunCommands(session, *m_actions, *m_messages, this)),
      m_launch(new LaunchCommands(session, *m_actions, *m_messages, *m_commands, this)),
      m_workspaces(new WorkspaceCommands(session, *m_actions, this)),
      m_archives(new ArchiveCommands(session, *m_actions, *m_messages, this)),
      m_runsPanel(new RunsPanel(session, nullptr, m_actions->runsMenu())),
      m_recovery(new RecoveryCentre(session)),
      m_dock(new QDockWidget(tr("Runs"))),
      m_tabs(new QTabWidget),
      m_epochBar(new EpochBar(session)),
      m_stack(new QStackedWidget),
      m_empty(new EmptyState),
      m_work(new QWidget) {
    setWindowIcon(appIcon());
    makePages();
    makeToolBar();
    makeCentre();
    makeCurves();
    m_dock->setObjectName(QStringLiteral("runsDock"));
    m_dock->setWidget(m_runsPanel);
    m_dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
    addDockWidget(Qt::LeftDockWidgetArea, m_dock);
    m_launch->placeDock(m_dock);
    setStatusBar(new StatusLine(session));
    m_actions->fill(menuBar());
    connectActions();
    new ExportCommands(session, *m_actions, *m_messages, this);  // after the pages: it listens to one of them
    new SampleCommands(*findChild<SamplesPage*>(), *m_actions, this);
    (theme == ThemeMode::Dark    ? m_actions->themeDark
     : theme == ThemeMode::Light ? m_actions->themeLight
                                 : m_actions->themeSystem)
        ->setChecked(true);
    connectSession();
    restoreWindow();
    m_layout = std::make_unique<LayoutKeeper>(*this, session.settings());
    m_surroundings = new Surroundings(session, *this);
    updateCentre();
    updateTitle();
}

MainWindow::~MainWindow() = default;

void MainWindow::makePages() {
    auto* compare = new ComparePage(m_session);
    m_pages = {new CurvesPage(m_session),
               new SamplesPage(m_session),
               compare,
               new NeuronsPage(m_session),
               new GeneralizationPage(m_session),
               new TimestepsPage(m_session),
               new ConfigPage(m_session),
               new LogPage(m_session)};
    m_actions->addMenu(compare->actions().menu());
    connect(compare, &ComparePage::activationAsked, this, [this, compare] { showPage(compare); });
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setExpanding(false);
    m_tabs->tabBar()->setDrawBase(false);
    for (std::size_t i = 0; i < m_pages.size(); ++i) {
        Page* page = m_pages[i];
        m_tabs->addTab(page, page->title());
        QAction* action = m_actions->addPage(page->title(), static_cast<int>(i) + 1);
        connect(action, &QAction::triggered, this, [this, page] { showPage(page); });
    }
}

void MainWindow::makeCurves() {
    auto* curves = findChild<CurvesPage*>();
    new CurveCommands(m_session, *m_actions, *curves, *m_messages, this);
    connect(curves, &CurvesPage::picturesAsked, this, [this] { showPage(findChild<SamplesPage*>()); });
}

void MainWindow::makeToolBar() {
    auto* bar = addToolBar(tr("Main"));
    bar->setObjectName(QStringLiteral("mainToolBar"));
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    const int side = fontMetrics().height() + 2;
    bar->setIconSize(QSize(side, side));
    m_actions->newRun->setIconText(tr("New run"));
    bar->addAction(m_actions->newRun);
    bar->addSeparator();
    bar->addActions({m_actions->pause, m_actions->stop, m_actions->resume});
    auto* space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    m_actions->goTo->setIconText(
        tr("Go to anything…   %1").arg(m_actions->goTo->shortcut().toString(QKeySequence::NativeText)));
    bar->addAction(m_actions->goTo);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
}

void MainWindow::makeCentre() {
    auto* work = new QVBoxLayout(m_work);
    work->setContentsMargins(0, 0, 0, 0);
    work->setSpacing(0);
    work->addWidget(m_tabs, 1);
    work->addWidget(m_epochBar);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_work);
    auto* centre = new QWidget;
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    layout->addWidget(m_recovery);
    layout->addWidget(m_stack, 1);
    setCentralWidget(centre);
    connect(m_empty, &EmptyState::activated, this, [this] {
        if (m_failure.isEmpty()) {
            m_commands->startDemo(demoPreset());
        } else {
            m_workspaces->choose();
        }
    });
}

void MainWindow::connectActions() {
    const Actions& a = *m_actions;
    connect(a.quit, &QAction::triggered, this, &QWidget::close);
    connect(m_archives, &ArchiveCommands::imported, this, &MainWindow::openRuns);
    connect(a.filterRuns, &QAction::triggered, this, [this] {
        m_dock->show();
        m_runsPanel->focusFilter();
    });
    new RunEditActions(m_session, *m_actions, *m_runsPanel, *m_messages, this);
    m_commands->serve(*m_recovery);
    connect(m_recovery, &RecoveryCentre::logAsked, this, [this](const QString& id) {
        m_session.setCurrent(id);
        const auto log = std::find_if(m_pages.begin(), m_pages.end(),
                                      [](const Page* page) { return page->id() == QLatin1String("log"); });
        showPage(*log);
    });
    connect(a.findOnPage, &QAction::triggered, this, [this] {
        currentPage()->searchField()->setFocus(Qt::ShortcutFocusReason);
        currentPage()->searchField()->selectAll();
    });
    const auto updateFind = [this] { m_actions->findOnPage->setEnabled(currentPage()->searchField() != nullptr); };
    connect(m_tabs, &QTabWidget::currentChanged, this, updateFind);
    updateFind();
    connect(a.goTo, &QAction::triggered, this, &MainWindow::goTo);
    connect(a.runsPanel, &QAction::triggered, m_dock, &QWidget::setVisible);
    // Not through `this`: the dock is hidden once more when only the QWidget of the window is left.
    connect(m_dock, &QDockWidget::visibilityChanged, a.runsPanel,
            [dock = m_dock, action = a.runsPanel] { action->setChecked(!dock->isHidden()); });
    connect(a.previousEpoch, &QAction::triggered, this, [this] { m_session.stepEpoch(-1); });
    connect(a.nextEpoch, &QAction::triggered, this, [this] { m_session.stepEpoch(+1); });
    connect(a.firstEpoch, &QAction::triggered, this, [this] { m_session.setEpoch(0); });
    connect(a.lastEpoch, &QAction::triggered, this, [this] { m_session.setEpoch(m_session.lastEpoch()); });
    connect(a.followLive, &QAction::triggered, &m_session, &Session::setFollowLive);
    connect(a.themeSystem, &QAction::triggered, this, [this] { setTheme(ThemeMode::System); });
    connect(a.themeLight, &QAction::triggered, this, [this] { setTheme(ThemeMode::Light); });
    connect(a.themeDark, &QAction::triggered, this, [this] { setTheme(ThemeMode::Dark); });
    connect(a.fullScreen, &QAction::triggered, this, [this](bool on) { on ? showFullScreen() : showNormal(); });
    connect(a.restoreLayout, &QAction::triggered, this, &MainWindow::restoreDefaultLayout);
    const auto* timesteps = findChild<TimestepsPage*>();
    connect(a.exportMap, &QAction::triggered, timesteps, &TimestepsPage::exportMap);
    connect(timesteps, &TimestepsPage::exportableChanged, a.exportMap, &QAction::setEnabled);
    connect(a.shortcuts, &QAction::triggered, this, [this] { ShortcutsDialog(m_actions->all(), this).exec(); });
    connect(a.aboutQt, &QAction::triggered, qApp, &QApplication::aboutQt);
}

void MainWindow::connectSession() {
    connect(&m_session, &Session::workspaceOpened, this, [this] {
        m_failure.clear();
        m_opened = true;
        updateTitle();
    });
    connect(&m_session, &Session::workspaceFailed, this, [this](const QString& sentence) {
        m_failure = sentence;
        updateCentre();
    });
    connect(&m_session, &Session::runAdded, this, &MainWindow::updateCentre);
    connect(&m_session, &Session::runRemoved, this,
            [this] { QMetaObject::invokeMethod(this, &MainWindow::updateCentre, Qt::QueuedConnection); });
    connect(&m_session, &Session::idle, this, &MainWindow::updateCentre);
    connect(&m_session, &Session::currentChanged, this, &MainWindow::updateTitle);
    connect(&m_session, &Session::runChanged, this, &MainWindow::updateTitle);
    connect(&m_session, &Session::followLiveChanged, m_actions->followLive, &QAction::setChecked);
}

void MainWindow::updateCentre() {
    if (!m_failure.isEmpty()) {
        m_empty->setText(m_failure, tr("Open another workspace…"));
        m_stack->setCurrentWidget(m_empty);
    } else if (!m_session.runs().empty()) {
        m_stack->setCurrentWidget(m_work);
    } else {
        // Nothing is said before the workspace has been read: no flash of "no runs".
        const bool known = m_opened && !m_session.busy();
        m_empty->setText(known ? tr("No runs yet.") : QString(), known ? tr("Start the five-minute demo") : QString());
        m_stack->setCurrentWidget(m_empty);
    }
}

void MainWindow::updateTitle() {
    const RunData* run = m_session.current();
    const QString place = QDir(m_session.workspace()).dirName();
    QStringList parts;
    if (run) {
        parts << run->name();
    }
    if (!place.isEmpty()) {
        parts << place;
    }
    setWindowTitle((parts << QStringLiteral("Tempera")).join(QStringLiteral(" – ")));
}

Page* MainWindow::currentPage() const {
    return static_cast<Page*>(m_tabs->currentWidget());
}

void MainWindow::showPage(Page* page) {
    m_tabs->setCurrentWidget(page);
    page->setFocus(Qt::ShortcutFocusReason);
}

void MainWindow::openRuns(const QStringList& idsOrNames) {
    connect(
        &m_session, &Session::idle, this,
        [this, idsOrNames] {
            QStringList ids;
            for (const QString& wanted : idsOrNames) {
                const auto runs = m_session.runs();
                const auto found = std::find_if(runs.begin(), runs.end(), [&](const RunData* run) {
                    return run->id() == wanted || run->name() == wanted || run->id().startsWith(wanted);
                });
                if (found == runs.end()) {
                    m_messages->showMessage(MessageBar::Kind::Error,
                                            tr("There is no run “%1” in this workspace.").arg(wanted));
                    return;
                }
                ids.push_back((*found)->id());
            }
            m_session.setCurrent(ids.front());
            m_session.setSelected(ids);
        },
        Qt::SingleShotConnection);
    if (!m_session.busy() && !m_session.workspace().isEmpty()) {
        m_session.rescan();
    }
}

void MainWindow::startDemoWhenReady(const QString& preset) {
    connect(
        &m_session, &Session::idle, this,
        [this, preset] {
            if (m_session.workspaceIsNew()) {
                m_commands->examples().import();
            }
            m_commands->startDemo(preset);
        },
        Qt::SingleShotConnection);
}

void MainWindow::goTo() {
    auto* dialog = new GoToDialog(m_session, m_actions->all(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &GoToDialog::settingAsked, this, [this](const QString& key) {
        const auto page = std::find_if(m_pages.begin(), m_pages.end(), [](const Page* candidate) {
            return qobject_cast<const ConfigPage*>(candidate);
        });
        showPage(*page);
        static_cast<ConfigPage*>(*page)->showSetting(key);
    });
    dialog->open();
}

void MainWindow::setTheme(ThemeMode mode) {
    m_session.settings().set(settings::theme, toText(mode));
}

void MainWindow::restoreDefaultLayout() {
    m_dock->show();
    addDockWidget(Qt::LeftDockWidgetArea, m_dock);
    m_launch->placeDock(m_dock);
    resizeDocks({m_dock}, {260}, Qt::Horizontal);
    m_layout->restoreDefault();
}

void MainWindow::restoreWindow() {
    const Settings& stored = m_session.settings();
    resize(1280, 800);
    resizeDocks({m_dock}, {260}, Qt::Horizontal);
    restoreGeometry(stored.value(settings::geometry));
    restoreState(stored.value(settings::docks), layoutVersion);
    const QString page = stored.value(settings::page);
    for (Page* candidate : m_pages) {
        if (candidate->id() == page) {
            m_tabs->setCurrentWidget(candidate);
        }
    }
}

void MainWindow::saveLayout() {
    m_layout->save();
    Settings& stored = m_session.settings();
    stored.set(settings::geometry, saveGeometry());
    stored.set(settings::docks, saveState(layoutVersion));
    stored.set(settings::page, currentPage()->id());
}

void MainWindow::closeEvent(QCloseEvent* event) {
    saveLayout();
    event->accept();
}

void MainWindow::updateVisibility() {
    m_session.setVisible(isVisible() && !isMinimized());
}

void MainWindow::showEvent(QShowEvent* event) {
    QMainWindow::showEvent(event);
    updateVisibility();
}

void MainWindow::hideEvent(QHideEvent* event) {
    QMainWindow::hideEvent(event);
    updateVisibility();
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange) {
        updateVisibility();
    } else if (event->type() == QEvent::ActivationChange && isActiveWindow() && m_opened) {
        m_session.rescan();  // runs that were copied in, or revived elsewhere
    }
}

void MainWindow::raiseAndActivate() {
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

}  // namespace tempera::ui
