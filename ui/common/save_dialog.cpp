// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/save_dialog.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace tempera::ui {

SaveDialog::SaveDialog(const QString& folderKey, QWidget* parent)
    : QDialog(parent),
      m_folderKey(folderKey),
      m_form(new QFormLayout),
      m_file(new QLineEdit),
      m_export(new QPushButton(tr("Export"))) {
    m_file->setMinimumWidth(fontMetrics().averageCharWidth() * 56);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addLayout(m_form);
}

void SaveDialog::addFileRow() {
    auto* browseButton = new QPushButton(tr("Choose…"));
    browseButton->setAutoDefault(false);
    auto* row = new QHBoxLayout;
    row->addWidget(m_file, 1);
    row->addWidget(browseButton);
    m_form->addRow(tr("&Write to"), row);
    static_cast<QLabel*>(m_form->labelForField(row))->setBuddy(m_file);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    buttons->addButton(m_export, QDialogButtonBox::AcceptRole);
    layout()->addWidget(buttons);
    m_export->setDefault(true);  // only now does the button know its dialog
    connect(m_file, &QLineEdit::textChanged, this, &SaveDialog::updateButton);
    connect(browseButton, &QPushButton::clicked, this, &SaveDialog::browse);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &SaveDialog::exportNow);
}

QString SaveDialog::startFolder() const {
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return QSettings().value(m_folderKey, documents.isEmpty() ? QDir::homePath() : documents).toString();
}

QString SaveDialog::file() const {
    return QFileInfo(m_file->text().trimmed()).absoluteFilePath();
}

void SaveDialog::updateButton() {
    m_export->setEnabled(complete() && !m_file->text().trimmed().isEmpty());
}

void SaveDialog::browse() {
    const QString chosen = QFileDialog::getSaveFileName(this, windowTitle(), m_file->text(), fileFilter());
    if (!chosen.isEmpty()) {
        m_file->setText(chosen);
    }
}

void SaveDialog::exportNow() {
    QSettings().setValue(m_folderKey, QFileInfo(file()).absolutePath());
    ask();
    accept();
}

}  // namespace tempera::ui
