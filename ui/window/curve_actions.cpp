// SPDX-License-Identifier: GPL-3.0-or-later
// The actions of the Curves menu.
#include <QMenu>
#include <QMenuBar>

#include "ui/window/actions.h"

namespace tempera::ui {

void Actions::makeCurveActions() {
    const QString none;
    const auto checkable = [&](const QString& text, const QList<QKeySequence>& keys, const QString& tip) {
        QAction* action = make(text, none, keys, tip);
        action->setCheckable(true);
        return action;
    };
    curves.choose = make(tr("&Choose Panels…"), QStringLiteral("columns"),
                         {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_P)}, tr("Which metrics are shown, in which order"));
    curves.grouped = checkable(tr("&Mean over Seeds"), {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_M)},
                               tr("One curve for the runs that differ in their seed only"));
    curves.ignoreOutliers = checkable(tr("&Ignore Outliers"), {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_O)},
                                      tr("The height of the plots follows the bulk of the values"));
    curves.logX = checkable(tr("Logarithmic &Horizontal Axis"), {},
                            tr("For all panels; values at or below zero have no place on it"));
    curves.logY = checkable(tr("&Logarithmic Vertical Axis"), {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Y)},
                            tr("For the panel that was used last"));
    curves.wholeRange =
        make(tr("&Show Whole Range"), none, {QKeySequence(Qt::CTRL | Qt::Key_0)}, tr("Undo all zooming and panning"));
    curves.table = make(tr("Show as &Table…"), none, {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_V)},
                        tr("The values of the panel that was used last, to read, sort and copy"));
    curves.earlier = make(tr("Move Panel &Forward"), none, {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_PageUp)}, none);
    curves.later = make(tr("Move Panel &Back"), none, {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_PageDown)}, none);
    curves.remove = make(tr("&Remove Panel"), QStringLiteral("close"), {}, tr("Choose Panels brings it back"));
    curves.exportAll =
        make(tr("&Export Curves…"), QStringLiteral("save"), {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_S)},
             tr("As a drawing, a document, a picture or numbers"));
    curves.exportPanel = make(tr("Ex&port This Panel…"), none, {}, none);
}

void Actions::fillCurves(QMenuBar* bar) {
    QMenu* menu = bar->addMenu(tr("&Curves"));
    menu->addActions({curves.choose, curves.grouped, curves.ignoreOutliers, curves.logX, curves.wholeRange});
    menu->addSeparator();
    menu->addActions({curves.logY, curves.table, curves.earlier, curves.later, curves.remove});
    menu->addSeparator();
    menu->addActions({curves.exportAll, curves.exportPanel});
}

}  // namespace tempera::ui
