// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/trash_dialog.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/common/text_format.h"
#include "ui/runs/run_facts.h"
#include "ui/session/session.h"
#include "ui/session/store_feed.h"

namespace tempera::ui {

TrashDialog::TrashDialog(Session& session, QWidget* parent)
    : QDialog(parent),
      m_session(session),
      m_state(new QLabel(tr("Reading…"))),
      m_list(new QTreeWidget),
      m_restore(new QPushButton(tr("Restore"))),
      m_empty(new QPushButton(tr("Empty trash…"))) {
    setWindowTitle(tr("Trash"));
    m_list->setHeaderLabels({tr("Run"), tr("Size"), tr("Moved here")});
    m_list->setRootIsDecorated(false);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setAccessibleName(tr("Runs in the trash"));
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    m_list->header()->setStretchLastSection(false);
    m_restore->setEnabled(false);
    m_empty->setEnabled(false);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->addButton(m_restore, QDialogButtonBox::ActionRole);
    buttons->addButton(m_empty, QDialogButtonBox::DestructiveRole);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_state);
    layout->addWidget(m_list, 1);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 90, fontMetrics().height() * 22);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_restore, &QPushButton::clicked, this, &TrashDialog::restore);
    connect(m_empty, &QPushButton::clicked, this, &TrashDialog::askToEmpty);
    connect(m_list, &QTreeWidget::itemSelectionChanged, this, [this] { m_restore->setEnabled(!chosen().isEmpty()); });
    read();
}

void TrashDialog::read() {
    const auto workspace = toPath(m_session.workspace());
    m_session.ask([session = &m_session, self = QPointer(this), workspace](StoreFeed&) {
        const auto runs = trashed_runs(workspace);
        QMetaObject::invokeMethod(session, [self, runs] {
            if (self) {
                self->fill(runs);
            }
        });
    });
}

void TrashDialog::fill(const std::vector<TrashedRun>& runs) {
    m_runs = runs;
    m_list->clear();
    std::uintmax_t bytes = 0;
    for (const TrashedRun& run : runs) {
        bytes += run.bytes;
        auto* item = new QTreeWidgetItem(m_list, {run.name.empty() ? fromStd(run.id) : fromStd(run.name),
                                                  sizeText(run.bytes), relativeTime(run.moved)});
        item->setData(0, Qt::UserRole, fromStd(run.id));
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        item->setToolTip(0, fromStd(run.id));
        item->setToolTip(2, exactTime(run.moved));
    }
    m_state->setText(runs.empty()       ? tr("The trash is empty.")
                     : runs.size() == 1 ? tr("1 run, %1.").arg(sizeText(bytes))
                                        : tr("%1 runs, %2.").arg(runs.size()).arg(sizeText(bytes)));
    m_empty->setEnabled(!runs.empty());
    if (m_list->topLevelItemCount() > 0) {
        m_list->setCurrentItem(m_list->topLevelItem(0));
    }
    m_restore->setEnabled(!chosen().isEmpty());
}

QStringList TrashDialog::chosen() const {
    QStringList ids;
    for (const QTreeWidgetItem* item : m_list->selectedItems()) {
        ids << item->data(0, Qt::UserRole).toString();
    }
    return ids;
}

void TrashDialog::restore() {
    for (const QString& id : chosen()) {
        m_session.restore(id);
    }
    read();
}

void TrashDialog::askToEmpty() {
    std::uintmax_t bytes = 0;
    for (const TrashedRun& run : m_runs) {
        bytes += run.bytes;
    }
    auto* question = new QMessageBox(QMessageBox::Warning, tr("Empty Trash"),
                                     m_runs.size() == 1
                                         ? tr("Delete 1 run (%1) for good?").arg(sizeText(bytes))
                                         : tr("Delete %1 runs (%2) for good?").arg(m_runs.size()).arg(sizeText(bytes)),
                                     QMessageBox::Cancel, this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(tr("Their pictures, values and checkpoints are lost. This can not be undone."));
    QPushButton* yes = question->addButton(tr("Delete"), QMessageBox::DestructiveRole);
    question->setDefaultButton(QMessageBox::Cancel);
    connect(yes, &QPushButton::clicked, this, &TrashDialog::empty);
    question->open();
}

void TrashDialog::empty() {
    m_empty->setEnabled(false);
    m_restore->setEnabled(false);
    m_state->setText(tr("Deleting…"));
    QStringList ids;
    for (const TrashedRun& run : m_runs) {
        ids << fromStd(run.id);
    }
    m_session.ask([ids](StoreFeed& feed) { feed.deleteTrashed(ids); });
    Q_EMIT deleted(ids);
    read();
}

}  // namespace tempera::ui
