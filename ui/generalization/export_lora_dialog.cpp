// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/generalization/export_lora_dialog.h"

#include <QComboBox>
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

#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/session/run_data.h"

namespace tempera::ui {

namespace {

const QString folderKey = QStringLiteral("export/folder");

QString startFolder() {
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return QSettings().value(folderKey, documents.isEmpty() ? QDir::homePath() : documents).toString();
}

}  // namespace

ExportLoraDialog::ExportLoraDialog(const RunData& run, const std::vector<std::int64_t>& epochs, std::int64_t wanted,
                                   QWidget* parent)
    : QDialog(parent),
      m_runId(run.id()),
      m_runDir(fromPath(run.head.dir)),
      m_epoch(new QComboBox),
      m_format(new QComboBox),
      m_explanation(new QLabel),
      m_file(new QLineEdit) {
    setWindowTitle(tr("Export LoRA of %1").arg(run.name()));
    for (const std::int64_t epoch : epochs) {
        m_epoch->addItem(QString::number(epoch), static_cast<qlonglong>(epoch));
        if (epoch <= wanted || m_epoch->count() == 1) {
            m_epoch->setCurrentIndex(m_epoch->count() - 1);
        }
    }
    m_epoch->setToolTip(tr("Epochs whose weights are kept; checkpoint.keep = 0 keeps those of all"));
    m_format->addItem(tr("diffusers"), QStringLiteral("diffusers"));
    m_format->addItem(tr("kohya"), QStringLiteral("kohya"));
    m_format->addItem(tr("PEFT"), QStringLiteral("peft"));
    m_format->setCurrentIndex(qMax(0, m_format->findData(QSettings().value(QStringLiteral("export/format")))));
    m_explanation->setFont(textFont(TextSize::Small));
    m_explanation->setForegroundRole(QPalette::PlaceholderText);
    m_explanation->setWordWrap(true);
    m_file->setMinimumWidth(fontMetrics().averageCharWidth() * 56);
    auto* browseButton = new QPushButton(tr("Choose…"));
    browseButton->setAutoDefault(false);
    auto* file = new QHBoxLayout;
    file->addWidget(m_file, 1);
    file->addWidget(browseButton);
    auto* form = new QFormLayout;
    form->addRow(tr("&Epoch"), m_epoch);
    form->addRow(tr("&Format"), m_format);
    form->addRow(QString(), m_explanation);
    form->addRow(tr("&Write to"), file);
    static_cast<QLabel*>(form->labelForField(file))->setBuddy(m_file);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_export = buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addLayout(form);
    layout->addWidget(buttons);
    m_export->setDefault(true);  // only now does the button know its dialog
    connect(m_epoch, &QComboBox::currentIndexChanged, this, &ExportLoraDialog::proposeName);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportLoraDialog::proposeName);
    connect(m_file, &QLineEdit::textChanged, this, &ExportLoraDialog::updateButton);
    connect(browseButton, &QPushButton::clicked, this, &ExportLoraDialog::browse);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        const LoraExportRequest wish = request();
        QSettings().setValue(folderKey, QFileInfo(wish.output).absolutePath());
        QSettings().setValue(QStringLiteral("export/format"), wish.format);
        Q_EMIT exportAsked(wish);
        accept();
    });
    proposeName();
}

void ExportLoraDialog::proposeName() {
    const QString format = m_format->currentData().toString();
    m_explanation->setText(format == QLatin1String("diffusers")
                               ? tr("A file for load_lora_weights of diffusers, and for ComfyUI")
                           : format == QLatin1String("kohya") ? tr("A file for AUTOMATIC1111, ComfyUI and diffusers")
                                                              : tr("A folder for the PEFT library"));
    const QString name = proposedLoraName(m_runId, m_epoch->currentData().toLongLong(), format);
    // A name of the user's own stays.
    if (m_file->text().isEmpty() || m_file->text() == m_proposed) {
        const QString folder = m_proposed.isEmpty() ? startFolder() : QFileInfo(m_proposed).path();
        m_proposed = QDir(folder).filePath(name);
        m_file->setText(m_proposed);
    }
    updateButton();
}

void ExportLoraDialog::browse() {
    const QString file = QFileDialog::getSaveFileName(
        this, windowTitle(), m_file->text(),
        m_format->currentData() == QLatin1String("peft") ? QString() : tr("LoRA adapters (*.safetensors)"));
    if (!file.isEmpty()) {
        m_file->setText(file);
    }
}

void ExportLoraDialog::updateButton() {
    m_export->setEnabled(!m_file->text().trimmed().isEmpty());
}

LoraExportRequest ExportLoraDialog::request() const {
    return {m_runDir, m_epoch->currentData().toLongLong(), m_format->currentData().toString(),
            QFileInfo(m_file->text().trimmed()).absoluteFilePath()};
}

}  // namespace tempera::ui
