// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/generalization/export_lora_dialog.h"

#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>

#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/session/run_data.h"

namespace tempera::ui {

namespace {
const QString formatKey = QStringLiteral("export/format");
}

ExportLoraDialog::ExportLoraDialog(const RunData& run, const std::vector<std::int64_t>& epochs, std::int64_t wanted,
                                   QWidget* parent)
    : SaveDialog(QStringLiteral("export/folder"), parent),
      m_runId(run.id()),
      m_runDir(fromPath(run.head.dir)),
      m_epoch(new QComboBox),
      m_format(new QComboBox),
      m_explanation(new QLabel) {
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
    m_format->setCurrentIndex(qMax(0, m_format->findData(QSettings().value(formatKey))));
    m_explanation->setFont(textFont(TextSize::Small));
    m_explanation->setForegroundRole(QPalette::PlaceholderText);
    m_explanation->setWordWrap(true);
    form()->addRow(tr("&Epoch"), m_epoch);
    form()->addRow(tr("&Format"), m_format);
    form()->addRow(QString(), m_explanation);
    addFileRow();
    connect(m_epoch, &QComboBox::currentIndexChanged, this, &ExportLoraDialog::proposeName);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportLoraDialog::proposeName);
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
    if (fileEdit()->text().isEmpty() || fileEdit()->text() == m_proposed) {
        const QString folder = m_proposed.isEmpty() ? startFolder() : QFileInfo(m_proposed).path();
        m_proposed = QDir(folder).filePath(name);
        fileEdit()->setText(m_proposed);
    }
}

QString ExportLoraDialog::fileFilter() const {
    return m_format->currentData() == QLatin1String("peft") ? QString() : tr("LoRA adapters (*.safetensors)");
}

void ExportLoraDialog::ask() {
    QSettings().setValue(formatKey, m_format->currentData());
    Q_EMIT exportAsked(request());
}

LoraExportRequest ExportLoraDialog::request() const {
    return {m_runDir, m_epoch->currentData().toLongLong(), m_format->currentData().toString(), file()};
}

}  // namespace tempera::ui
