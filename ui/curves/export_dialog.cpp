// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/curves/export_dialog.h"

#include <QApplication>
#include <QBuffer>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSettings>
#include <filesystem>

#include "core/base/files.h"
#include "ui/common/primary_button.h"
#include "ui/common/text_format.h"
#include "ui/session/session.h"

namespace tempera::ui {

namespace {

const QString folderKey = QStringLiteral("curves/exportFolder");

QString suffixOf(ExportDialog::Format format) {
    switch (format) {
        case ExportDialog::Format::Svg:
            return QStringLiteral(".svg");
        case ExportDialog::Format::Pdf:
            return QStringLiteral(".pdf");
        case ExportDialog::Format::Png:
            return QStringLiteral(".png");
        case ExportDialog::Format::ShownValues:
        case ExportDialog::Format::StoredValues:
            break;
    }
    return QStringLiteral(".csv");
}

/// What makes the bytes of the file; all that needs the GUI thread is done here, the rest when it is called.
std::function<QByteArray()> bytesOf(const CurveFigure& figure, ExportDialog::Format format) {
    switch (format) {
        case ExportDialog::Format::Svg:
            return [bytes = figure.svg()] { return bytes; };
        case ExportDialog::Format::Pdf:
            return [bytes = figure.pdf()] { return bytes; };
        case ExportDialog::Format::Png:
            return [picture = figure.picture()] {
                QBuffer buffer;
                picture.save(&buffer, "PNG");
                return buffer.data();
            };
        case ExportDialog::Format::ShownValues:
            return [figure] { return figure.shownValues(); };
        case ExportDialog::Format::StoredValues:
            break;
    }
    return [figure] { return figure.storedValues(); };
}

}  // namespace

ExportDialog::ExportDialog(Session& session, std::function<CurveFigure(bool)> figure, const QString& panel,
                           bool onlyCurrent, QWidget* parent)
    : QDialog(parent),
      m_session(session),
      m_figure(std::move(figure)),
      m_scope(new QComboBox),
      m_format(new QComboBox),
      m_file(new QLineEdit),
      m_message(new QLabel),
      m_export(new PrimaryButton(tr("Export"))) {
    setWindowTitle(tr("Export Curves"));
    m_scope->setObjectName(QStringLiteral("scope"));
    m_scope->addItems({tr("All panels"), tr("Only “%1”").arg(panel)});
    m_scope->setCurrentIndex(onlyCurrent ? 1 : 0);
    m_format->setObjectName(QStringLiteral("format"));
    m_format->addItem(tr("SVG drawing"), static_cast<int>(Format::Svg));
    m_format->addItem(tr("PDF document"), static_cast<int>(Format::Pdf));
    m_format->addItem(tr("PNG picture"), static_cast<int>(Format::Png));
    m_format->addItem(tr("CSV, the values as shown"), static_cast<int>(Format::ShownValues));
    m_format->addItem(tr("CSV, the values as stored"), static_cast<int>(Format::StoredValues));
    m_file->setObjectName(QStringLiteral("file"));
    m_file->setMinimumWidth(fontMetrics().averageCharWidth() * 50);
    const QString folder = QSettings().value(folderKey, QDir::homePath()).toString();
    m_file->setText(QDir(folder).filePath(tr("curves")));
    m_message->setWordWrap(true);
    m_message->hide();
    auto* browse = new QPushButton(tr("Browse…"));
    browse->setAutoDefault(false);  // Return in the field exports
    auto* place = new QHBoxLayout;
    place->addWidget(m_file, 1);
    place->addWidget(browse);
    auto* form = new QFormLayout;
    form->addRow(tr("Panels"), m_scope);
    form->addRow(tr("As"), m_format);
    form->addRow(tr("File"), place);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    buttons->addButton(m_export, QDialogButtonBox::AcceptRole);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_message);
    layout->addWidget(buttons);
    m_export->setDefault(true);  // only now does the button know its dialog
    followFormat();
    connect(browse, &QPushButton::clicked, this, &ExportDialog::chooseFile);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::followFormat);
    connect(m_file, &QLineEdit::textChanged, this, [this] {
        m_message->hide();
        m_export->setText(tr("Export"));
        m_export->setEnabled(!m_file->text().trimmed().isEmpty());
    });
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::start);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

ExportDialog::Format ExportDialog::format() const {
    return static_cast<Format>(m_format->currentData().toInt());
}

void ExportDialog::followFormat() {
    static const QStringList ours{QStringLiteral(".svg"), QStringLiteral(".pdf"), QStringLiteral(".png"),
                                  QStringLiteral(".csv")};
    QString file = m_file->text();
    for (const QString& suffix : ours) {
        if (file.endsWith(suffix)) {
            file.chop(suffix.size());
        }
    }
    m_file->setText(file + suffixOf(format()));
}

void ExportDialog::chooseFile() {
    const QString suffix = suffixOf(format());
    const QString file = QFileDialog::getSaveFileName(this, tr("Export Curves"), m_file->text(),
                                                      QStringLiteral("*%1 (*%1)").arg(suffix));
    if (!file.isEmpty()) {
        m_file->setText(file);
        m_replace = file;  // the file dialog has asked
    }
}

void ExportDialog::start() {
    const QString file = QFileInfo(m_file->text().trimmed()).absoluteFilePath();
    CurveFigure figure = m_figure(m_scope->currentIndex() == 1);
    if (format() == Format::StoredValues) {
        std::vector<const RunData*> runs;
        for (const QString& id : m_session.selected()) {
            if (const RunData* run = m_session.run(id)) {
                runs.push_back(run);
            }
        }
        figure.takeStored(runs);
    }
    m_export->setEnabled(false);
    const bool replace = m_replace == file;
    m_session.ask([file, replace, bytes = bytesOf(figure, format()), dialog = QPointer(this)](StoreFeed&) {
        bool exists = false;
        QString failure;
        try {
            std::error_code ignored;
            exists = !replace && std::filesystem::exists(toPath(file), ignored);
            if (!exists) {
                write_file_atomically(toPath(file), bytes().toStdString());
            }
        } catch (const std::exception& error) {
            failure = QString::fromUtf8(error.what());
        }
        QMetaObject::invokeMethod(qApp, [=] {
            if (dialog) {
                dialog->finish(file, exists, failure);
            }
        });
    });
}

void ExportDialog::finish(const QString& file, bool exists, const QString& failure) {
    m_export->setEnabled(true);
    if (exists) {
        m_replace = file;
        m_message->setText(tr("%1 exists already. Replace it?").arg(QDir::toNativeSeparators(file)));
        m_message->show();
        m_export->setText(tr("Replace"));
    } else if (!failure.isEmpty()) {
        m_message->setText(failure);
        m_message->show();
    } else {
        QSettings().setValue(folderKey, QFileInfo(file).absolutePath());
        Q_EMIT exported(file);
        accept();
    }
}

}  // namespace tempera::ui
