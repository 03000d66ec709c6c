// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/shortcuts_dialog.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QTableWidget>
#include <QVBoxLayout>

namespace tempera::ui {

ShortcutsDialog::ShortcutsDialog(const QVector<QAction*>& actions, QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("Keyboard Shortcuts"));
    QVector<std::pair<QString, QString>> rows;
    for (const QAction* action : actions) {
        const auto keys = action->shortcuts();
        if (!keys.isEmpty()) {
            rows.emplace_back(QString(action->text()).remove(QLatin1Char('&')).remove(QStringLiteral("…")),
                              QKeySequence::listToString(keys, QKeySequence::NativeText).replace(u';', u','));
        }
    }
    rows.emplace_back(tr("Previous and next epoch, on a page"), tr("Left, Right"));
    rows.emplace_back(tr("Follow live, on a page"), tr("Space"));
    rows.emplace_back(tr("Plot: zoom in, zoom out, show all"), tr("+, -, 0"));
    rows.emplace_back(tr("Plot: zoom at the mouse"), tr("Ctrl+Wheel"));
    rows.emplace_back(tr("Plot: show all"), tr("Double click"));
    auto* table = new QTableWidget(static_cast<int>(rows.size()), 2);
    table->setHorizontalHeaderLabels({tr("Action"), tr("Keys")});
    table->setAccessibleName(windowTitle());
    table->verticalHeader()->hide();
    table->setShowGrid(false);
    table->setFrameShape(QFrame::NoFrame);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setAlternatingRowColors(true);
    for (int row = 0; row < table->rowCount(); ++row) {
        table->setItem(row, 0, new QTableWidgetItem(rows[row].first));
        table->setItem(row, 1, new QTableWidgetItem(rows[row].second));
    }
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(table);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 80, fontMetrics().height() * 32);
}

}  // namespace tempera::ui
