// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/archive_dialog.h"

#include <QCheckBox>
#include <QDir>
#include <QFormLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include "ui/common/text_format.h"
#include "ui/session/run_data.h"

namespace tempera::ui {

ArchiveDialog::ArchiveDialog(const RunData& run, QWidget* parent)
    : SaveDialog(QStringLiteral("archive/folder"), parent),
      m_runDir(fromPath(run.head.dir)),
      m_checkpoints(new QCheckBox(tr("&Checkpoints; without them the run can be looked at, but not resumed"))),
      m_pictures(new QCheckBox(tr("&Pictures in full size; without them small ones remain"))) {
    setWindowTitle(tr("Export %1 as Archive").arg(run.name()));
    auto* parts = new QVBoxLayout;
    for (QCheckBox* box : {m_checkpoints, m_pictures}) {
        box->setChecked(true);
        parts->addWidget(box);
    }
    form()->addRow(tr("With"), parts);
    addFileRow();
    fileEdit()->setText(QDir(startFolder()).filePath(run.id() + QStringLiteral(".tempera")));
}

QString ArchiveDialog::fileFilter() const {
    return archiveFilter();
}

void ArchiveDialog::ask() {
    Q_EMIT exportAsked(request());
}

ArchiveRequest ArchiveDialog::request() const {
    const QString suffix = QStringLiteral(".tempera");
    const QString chosen = file();
    return {m_runDir, chosen.endsWith(suffix, Qt::CaseInsensitive) ? chosen : chosen + suffix,
            m_checkpoints->isChecked(), m_pictures->isChecked()};
}

QString archiveFilter() {
    return ArchiveDialog::tr("Run archives (*.tempera)");
}

}  // namespace tempera::ui
