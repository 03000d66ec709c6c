// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QDialog>
#include <QVector>

namespace tempera::ui {

/// Table of every shortcut, made from the actions themselves.
class ShortcutsDialog : public QDialog {
    Q_OBJECT

public:
    ShortcutsDialog(const QVector<QAction*>& actions, QWidget* parent);
};

}  // namespace tempera::ui
