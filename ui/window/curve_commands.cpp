// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/curve_commands.h"

#include <QDir>
#include <QEvent>
#include <QMenu>

#include "ui/common/message_bar.h"
#include "ui/curves/curve_panel.h"
#include "ui/curves/curve_table.h"
#include "ui/curves/curves_page.h"
#include "ui/curves/export_dialog.h"
#include "ui/curves/panel_chooser.h"
#include "ui/window/actions.h"

namespace tempera::ui {

CurveCommands::CurveCommands(Session& session, Actions& actions, CurvesPage& page, MessageBar& messages,
                             QWidget* window)
    : QObject(window),
      m_session(session),
      m_actions(actions),
      m_page(page),
      m_messages(messages),
      m_window(window),
      m_panelMenu(new QMenu(window)) {
    const CurveActions& a = m_actions.curves;
    m_panelMenu->addActions({a.logY, a.table, a.exportPanel});
    m_panelMenu->addSeparator();
    m_panelMenu->addActions({a.earlier, a.later, a.remove});
    m_page.setPanelMenu(m_panelMenu);
    m_page.installEventFilter(this);
    connectActions();
    updateActions();
}

void CurveCommands::connectActions() {
    const CurveActions& a = m_actions.curves;
    const auto onPanel = [this](QAction* action, const auto& work) {
        connect(action, &QAction::triggered, this, [this, work] {
            if (CurvePanel* panel = m_page.currentPanel()) {
                work(*panel);
            }
        });
    };
    onPanel(a.logY, [this](CurvePanel& panel) { m_page.toggleLogY(panel); });
    onPanel(a.earlier, [this](CurvePanel& panel) { m_page.movePanel(panel, -1); });
    onPanel(a.later, [this](CurvePanel& panel) { m_page.movePanel(panel, +1); });
    onPanel(a.remove, [this](CurvePanel& panel) { m_page.removePanel(panel); });
    connect(a.choose, &QAction::triggered, this, &CurveCommands::choosePanels);
    connect(a.table, &QAction::triggered, this, &CurveCommands::showTable);
    connect(a.exportAll, &QAction::triggered, this, [this] { exportCurves(false); });
    connect(a.exportPanel, &QAction::triggered, this, [this] { exportCurves(true); });
    connect(a.wholeRange, &QAction::triggered, &m_page, &CurvesPage::resetZoom);
    const auto onView = [this](QAction* action, bool CurveView::*field) {
        connect(action, &QAction::triggered, this, [this, field](bool on) {
            CurveView view = m_page.view();
            view.*field = on;
            m_page.setView(view);
        });
    };
    onView(a.logX, &CurveView::logX);
    onView(a.ignoreOutliers, &CurveView::ignoreOutliers);
    onView(a.grouped, &CurveView::grouped);
    connect(&m_page, &CurvesPage::panelsChanged, this, &CurveCommands::updateActions);
    connect(&m_page, &CurvesPage::layoutChanged, this, &CurveCommands::updateActions);
    connect(&m_page, &CurvesPage::chooseAsked, this, &CurveCommands::choosePanels);
}

void CurveCommands::updateActions() {
    const CurveActions& a = m_actions.curves;
    const CurvePanel* panel = m_page.isVisible() ? m_page.currentPanel() : nullptr;
    for (QAction* action : {a.logY, a.table, a.exportAll, a.exportPanel, a.remove, a.wholeRange}) {
        action->setEnabled(panel);
    }
    for (QAction* action : {a.logX, a.ignoreOutliers, a.grouped}) {
        action->setEnabled(m_page.isVisible());
    }
    a.choose->setEnabled(m_page.isVisible() && !m_page.available().empty());
    a.earlier->setEnabled(panel && panel != m_page.panels().front());
    a.later->setEnabled(panel && panel != m_page.panels().back());
    a.logY->setChecked(panel && panel->spec().logY);
    a.logX->setChecked(m_page.view().logX);
    a.ignoreOutliers->setChecked(m_page.view().ignoreOutliers);
    a.grouped->setChecked(m_page.view().grouped);
}

bool CurveCommands::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Show || event->type() == QEvent::Hide) {
        QMetaObject::invokeMethod(this, &CurveCommands::updateActions, Qt::QueuedConnection);
    }
    return QObject::eventFilter(watched, event);
}

PanelChooser* CurveCommands::choosePanels() {
    if (!m_chooser) {
        m_chooser = new PanelChooser(m_page, m_window);
        m_chooser->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_chooser->show();
    m_chooser->raise();
    m_chooser->activateWindow();
    return m_chooser;
}

ExportDialog* CurveCommands::exportCurves(bool onlyCurrent) {
    const CurvePanel* panel = m_page.currentPanel();
    if (!panel) {
        return nullptr;
    }
    auto* dialog = new ExportDialog(
        m_session, [page = &m_page](bool only) { return page->figure(only); }, panel->spec().title, onlyCurrent,
        m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ExportDialog::exported, this, [this](const QString& file) {
        m_messages.showMessage(MessageBar::Kind::Info, tr("Exported to %1.").arg(QDir::toNativeSeparators(file)));
    });
    dialog->open();
    return dialog;
}

CurveTableDialog* CurveCommands::showTable() {
    CurvePanel* panel = m_page.currentPanel();
    if (!panel) {
        return nullptr;
    }
    auto* dialog = new CurveTableDialog(tr("Values of %1").arg(titleOf(panel->spec())), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const auto fill = [page = &m_page, dialog, panel] {
        dialog->setCurves(page->source().curves(panel->spec()), axisTitle(page->view()));
    };
    fill();
    // Live runs grow in the table, too.
    connect(panel, &CurvePanel::redrawn, dialog, fill);
    dialog->show();
    return dialog;
}

}  // namespace tempera::ui
