// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare_actions.h"

#include <QActionGroup>
#include <QMenu>

#include "ui/common/icons.h"

namespace tempera::ui {

CompareActions::CompareActions(QWidget* page)
    : QObject(page), m_page(page), m_menu(new QMenu(tr("&Compare"), page)), m_modes(new QActionGroup(this)) {
    const QString none;
    const auto mode = [&](CompareMode which, const QString& text, int key, const QString& tip) {
        QAction* action = make(text, none, {QKeySequence(key)}, tip);
        action->setCheckable(true);
        action->setData(static_cast<int>(which));
        m_modes->addAction(action);
    };
    mode(CompareMode::SideBySide, tr("&Side by Side"), Qt::Key_S, tr("Every pane beside the others"));
    mode(CompareMode::Wipe, tr("&Wipe"), Qt::Key_W, tr("The first pane and the current one, with a divider to drag"));
    mode(CompareMode::Difference, tr("&Difference"), Qt::Key_D, tr("How far every pane is from the first, amplified"));
    mode(CompareMode::Flicker, tr("Flic&ker"), Qt::Key_K, tr("One pane after the other in the same place"));
    mode(CompareMode::Matrix, tr("&Matrix"), Qt::Key_M, tr("Every prompt in rows, every pane in columns"));
    mode(CompareMode::Blind, tr("&Blind Test"), Qt::Key_B,
         tr("Choose the better picture without knowing which run made it"));
    modeAction(CompareMode::SideBySide)->setIconText(tr("Side by side"));
    modeAction(CompareMode::Blind)->setIconText(tr("Blind test"));
    m_modes->actions().front()->setChecked(true);
    connect(m_modes, &QActionGroup::triggered, this,
            [this](const QAction* action) { Q_EMIT modeChosen(static_cast<CompareMode>(action->data().toInt())); });
    m_menu->addSeparator();
    addPane = make(tr("&Add Pane"), QStringLiteral("new-run"), {QKeySequence(Qt::Key_Insert)},
                   tr("One more run or epoch, at most six"));
    removePane = make(tr("&Remove Pane"), QStringLiteral("close"), {QKeySequence(Qt::Key_Delete)},
                      tr("Takes the current pane away"));
    followSelection = make(tr("Panes of the Selected R&uns"), QStringLiteral("reset"), {QKeySequence(Qt::Key_R)},
                           tr("One pane for each run that is selected on the left"));
    m_menu->addSeparator();
    nextPicture = make(tr("&Next Picture"), QStringLiteral("next"), {QKeySequence(Qt::Key_N)},
                       tr("The next prompt and seed, in all panes"));
    previousPicture = make(tr("&Previous Picture"), QStringLiteral("previous"), {QKeySequence(Qt::Key_P)},
                           tr("The prompt and seed before, in all panes"));
    copy = make(tr("&Copy Picture"), QStringLiteral("copy"), {QKeySequence::Copy}, tr("That of the current pane"));
    m_menu->addSeparator();
    zoomIn = make(tr("Zoom &In"), QStringLiteral("zoom-in"), {QKeySequence(Qt::Key_Plus), QKeySequence(Qt::Key_Equal)},
                  tr("All panes; with the wheel around the cursor"));
    zoomOut = make(tr("Zoom &Out"), QStringLiteral("zoom-out"), {QKeySequence(Qt::Key_Minus)}, tr("All panes"));
    fit = make(tr("&Fit"), QStringLiteral("fit"), {QKeySequence(Qt::Key_F)}, tr("The whole picture in every pane"));
    actualSize = make(tr("Ac&tual Size"), none, {QKeySequence(Qt::Key_A)},
                      tr("100 %: one pixel of the picture on one of the screen"));
    actualSize->setIconText(tr("100 %"));
    loupe = make(tr("&Loupe"), QStringLiteral("loupe"), {QKeySequence(Qt::Key_L)},
                 tr("Magnifies the place under the cursor in all panes"));
    loupe->setCheckable(true);
}

QAction* CompareActions::make(const QString& text, const QString& iconName, const QList<QKeySequence>& keys,
                              const QString& tip) {
    auto* action = new QAction(text, this);
    if (!iconName.isEmpty()) {
        action->setIcon(icon(iconName));
    }
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setToolTip(
        QStringLiteral("%1 (%2)\n%3")
            .arg(QString(text).remove(QLatin1Char('&')), keys.front().toString(QKeySequence::NativeText), tip));
    action->setStatusTip(tip);
    m_page->addAction(action);
    m_menu->addAction(action);
    return action;
}

QAction* CompareActions::modeAction(CompareMode mode) const {
    return m_modes->actions().at(static_cast<qsizetype>(mode));
}

CompareMode CompareActions::mode() const {
    return static_cast<CompareMode>(m_modes->checkedAction()->data().toInt());
}

}  // namespace tempera::ui
