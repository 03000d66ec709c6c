// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QObject>

#include "ui/compare/compare_mode.h"

class QActionGroup;
class QMenu;

namespace tempera::ui {

/// What can be done on the page Compare, as the menu of that name. Keys of one letter work while the page has the
/// focus; the menu always. Owned by the page.
class CompareActions : public QObject {
    Q_OBJECT

public:
    explicit CompareActions(QWidget* page);

    QMenu* menu() const { return m_menu; }
    QAction* modeAction(CompareMode mode) const;
    CompareMode mode() const;

    QAction* addPane;
    QAction* removePane;
    QAction* followSelection;
    QAction* nextPicture;
    QAction* previousPicture;
    QAction* zoomIn;
    QAction* zoomOut;
    QAction* fit;
    QAction* actualSize;
    QAction* loupe;
    QAction* copy;

Q_SIGNALS:
    void modeChosen(tempera::ui::CompareMode mode);

private:
    QAction* make(const QString& text, const QString& iconName, const QList<QKeySequence>& keys, const QString& tip);

    QWidget* m_page;
    QMenu* m_menu;
    QActionGroup* m_modes;
};

}  // namespace tempera::ui
