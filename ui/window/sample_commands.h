// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace tempera::ui {

class Actions;
class SamplesPage;

/// Joins the actions for pictures with the Samples page: what they do, when they apply, and the page's context menu.
class SampleCommands : public QObject {
    Q_OBJECT

public:
    SampleCommands(SamplesPage& page, Actions& actions, QObject* parent);

private:
    void updateActions();
    void showMenu(const QPoint& global);
    void showExportMenu(const QPoint& global);

    SamplesPage& m_page;
    Actions& m_actions;
};

}  // namespace tempera::ui
