// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

class QAction;
class QMenu;

namespace tempera::ui {

class Actions;
class CurvesPage;
class CurveTableDialog;
class ExportDialog;
class MessageBar;
class PanelChooser;
class Session;

/// What the Curves menu does to the page of curves and to the panel that was used last.
class CurveCommands : public QObject {
    Q_OBJECT

public:
    CurveCommands(Session& session, Actions& actions, CurvesPage& page, MessageBar& messages, QWidget* window);

    PanelChooser* choosePanels();
    ExportDialog* exportCurves(bool onlyCurrent);
    CurveTableDialog* showTable();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void connectActions();
    void updateActions();

    Session& m_session;
    Actions& m_actions;
    CurvesPage& m_page;
    MessageBar& m_messages;
    QWidget* m_window;
    QMenu* m_panelMenu;
    QPointer<PanelChooser> m_chooser;
};

}  // namespace tempera::ui
