// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/inset.h"

#include <QHBoxLayout>
#include <QWidget>

namespace tempera::ui {

QWidget* inset(QWidget* content, int left) {
    auto* rim = new QWidget;
    rim->setBackgroundRole(QPalette::Base);
    rim->setAutoFillBackground(true);
    auto* layout = new QHBoxLayout(rim);
    layout->setContentsMargins(left, 0, 0, 0);
    layout->addWidget(content);
    return rim;
}

}  // namespace tempera::ui
