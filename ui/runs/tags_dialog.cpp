// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/tags_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/common/text_format.h"
#include "ui/runs/run_edits.h"
#include "ui/runs/tags_field.h"
#include "ui/session/session.h"

namespace tempera::ui {

TagsDialog::TagsDialog(const Session& session, RunEdits& edits, const QStringList& runIds, QWidget* parent)
    : QDialog(parent),
      m_edits(edits),
      m_runIds(runIds),
      m_list(new QListWidget),
      m_field(new TagsField([&edits] { return edits.allTags(); })) {
    setWindowTitle(tr("Tags"));
    for (const QString& tag : edits.allTags()) {
        const auto having = std::count_if(runIds.begin(), runIds.end(), [&](const QString& id) {
            const RunData* run = session.run(id);
            const std::string text = tag.toStdString();
            return run && std::count(run->head.entry.tags.begin(), run->head.entry.tags.end(), text) > 0;
        });
        auto* item = new QListWidgetItem(tag, m_list);
        item->setCheckState(having == 0 ? Qt::Unchecked : having == runIds.size() ? Qt::Checked : Qt::PartiallyChecked);
        item->setData(Qt::UserRole, static_cast<int>(item->checkState()));
    }
    m_list->setAccessibleName(tr("Tags in this workspace"));
    m_list->setVisible(m_list->count() > 0);
    m_field->setPlaceholderText(tr("New tags, with commas between them"));
    m_field->setMinimumWidth(fontMetrics().horizontalAdvance(m_field->placeholderText()) + 32);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    QPushButton* apply = buttons->addButton(tr("Apply"), QDialogButtonBox::AcceptRole);
    auto* layout = new QVBoxLayout(this);
    const RunData* only = runIds.size() == 1 ? session.run(runIds.front()) : nullptr;
    layout->addWidget(new QLabel(only ? tr("Tags of %1").arg(only->name()) : tr("Tags of %1 runs").arg(runIds.size())));
    layout->addWidget(m_list);
    layout->addWidget(m_field);
    layout->addWidget(buttons);
    apply->setDefault(true);  // only now does the button know its dialog
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_field->setFocus();
}

void TagsDialog::accept() {
    QStringList added = m_field->tags();
    QStringList removed;
    for (int row = 0; row < m_list->count(); ++row) {
        const QListWidgetItem* item = m_list->item(row);
        if (item->checkState() == item->data(Qt::UserRole).toInt()) {
            continue;
        }
        (item->checkState() == Qt::Unchecked ? removed : added) << item->text();
    }
    if (!added.isEmpty() || !removed.isEmpty()) {
        m_edits.changeTags(m_runIds, added, removed);
    }
    QDialog::accept();
}

}  // namespace tempera::ui
