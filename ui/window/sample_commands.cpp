// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/sample_commands.h"

#include <QMenu>

#include "ui/samples/epoch_player.h"
#include "ui/samples/picture_tools.h"
#include "ui/samples/samples_page.h"
#include "ui/window/actions.h"

namespace tempera::ui {

SampleCommands::SampleCommands(SamplesPage& page, Actions& actions, QObject* parent)
    : QObject(parent), m_page(page), m_actions(actions) {
    PictureTools& tools = page.tools();
    connect(actions.copyPicture, &QAction::triggered, &tools, &PictureTools::copyPicture);
    connect(actions.copyPrompt, &QAction::triggered, &tools, &PictureTools::copyPrompt);
    connect(actions.openPicture, &QAction::triggered, &tools, &PictureTools::openPicture);
    connect(actions.showPicture, &QAction::triggered, &tools, &PictureTools::showInFolder);
    connect(actions.exportSheet, &QAction::triggered, &tools, &PictureTools::exportSheet);
    connect(actions.exportAnimation, &QAction::triggered, &tools, &PictureTools::exportAnimation);
    connect(actions.playEpochs, &QAction::triggered, &page, &SamplesPage::togglePlaying);
    connect(actions.largerPictures, &QAction::triggered, this, [this] { m_page.zoom(+1); });
    connect(actions.smallerPictures, &QAction::triggered, this, [this] { m_page.zoom(-1); });
    connect(&page, &SamplesPage::stateChanged, this, &SampleCommands::updateActions);
    connect(&page, &SamplesPage::menuAsked, this, &SampleCommands::showMenu);
    connect(&page, &SamplesPage::exportMenuAsked, this, &SampleCommands::showExportMenu);
    updateActions();
}

void SampleCommands::updateActions() {
    const bool here = m_page.isVisible();
    const bool chosen = here && m_page.chosen() != nullptr;
    m_actions.copyPicture->setEnabled(chosen);
    m_actions.copyPrompt->setEnabled(chosen);
    m_actions.openPicture->setEnabled(here && m_page.tools().canOpen());
    m_actions.showPicture->setEnabled(here && m_page.tools().canOpen());
    m_actions.exportSheet->setEnabled(here && m_page.tools().canExport());
    m_actions.exportAnimation->setEnabled(here && m_page.tools().canAnimate());
    m_actions.playEpochs->setEnabled(here && m_page.table().epochs().size() > 1);
    m_actions.playEpochs->setChecked(m_page.player().playing());
    m_actions.largerPictures->setEnabled(here);
    m_actions.smallerPictures->setEnabled(here);
}

void SampleCommands::showMenu(const QPoint& global) {
    QMenu menu;
    menu.addActions({m_actions.copyPicture, m_actions.copyPrompt});
    menu.addSeparator();
    menu.addActions({m_actions.openPicture, m_actions.showPicture});
    menu.addSeparator();
    menu.addActions({m_actions.exportSheet, m_actions.exportAnimation});
    menu.exec(global);
}

void SampleCommands::showExportMenu(const QPoint& global) {
    QMenu menu;
    menu.addActions({m_actions.exportSheet, m_actions.exportAnimation});
    menu.exec(global);
}

}  // namespace tempera::ui
