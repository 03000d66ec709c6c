// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/about_dialog.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QSysInfo>
#include <QVBoxLayout>

#include "core/store/library_versions.h"
#include "ui/common/icons.h"
#include "ui/common/text_format.h"
#include "ui/common/theme.h"
#include "ui/session/worker_program.h"

namespace tempera::ui {

AboutDialog::AboutDialog(QWidget* parent) : QDialog(parent), m_versions(new QLabel) {
    setWindowTitle(tr("About Tempera"));
    auto* mark = new QLabel;
    mark->setPixmap(appIcon().pixmap(QSize(64, 64), devicePixelRatioF()));
    auto* name = new QLabel(QStringLiteral("Tempera " TEMPERA_VERSION));
    name->setFont(textFont(TextSize::Title, true));
    auto* what = new QLabel(
        tr("Fine-tunes diffusion models on rewards, and shows what happens to the pictures, the judges and the neurons "
           "on the way."));
    what->setWordWrap(true);
    auto* licence = new QLabel(
        tr("Free software under the <a href=\"https://www.gnu.org/licenses/gpl-3.0.html\">GNU General Public "
           "License</a>, version 3 or later. It comes without any warranty."));
    licence->setWordWrap(true);
    licence->setOpenExternalLinks(true);
    m_versions->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_versions->setForegroundRole(QPalette::PlaceholderText);
    m_versions->setFont(textFont(TextSize::Small));
    m_versions->setAccessibleName(tr("Versions"));
    auto* text = new QVBoxLayout;
    text->setSpacing(8);
    for (QLabel* label : {name, what, licence, m_versions}) {
        text->addWidget(label);
    }
    auto* head = new QHBoxLayout;
    head->setSpacing(16);
    head->addWidget(mark, 0, Qt::AlignTop);
    head->addLayout(text, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton* copy = buttons->addButton(tr("Copy versions"), QDialogButtonBox::ActionRole);
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(versions()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 12);
    layout->setSpacing(16);
    layout->addLayout(head, 1);
    layout->addWidget(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 70);
    m_versions->setText(versions());
    askWorker();
}

void AboutDialog::askWorker() {
    const QString program = findWorkerProgram();
    if (program.isEmpty()) {
        return;
    }
    auto* worker = new QProcess(this);
    connect(worker, &QProcess::finished, this, [this, worker] {
        m_worker = QString::fromUtf8(worker->readAllStandardOutput()).trimmed();
        m_versions->setText(versions());
        worker->deleteLater();
        Q_EMIT workerAnswered();
    });
    worker->start(program, {QStringLiteral("--version")});
}

QString AboutDialog::versions() const {
    QStringList lines{tr("Window: tempera %1, Qt %2, QCustomPlot %3")
                          .arg(QStringLiteral(TEMPERA_VERSION), QString::fromLatin1(qVersion()),
                               QStringLiteral(QCUSTOMPLOT_VERSION))};
    QStringList libraries;
    for (const auto& [name, version] : library_versions()) {
        libraries << fromStd(name + " " + version);
    }
    lines << tr("Store: %1").arg(libraries.join(QStringLiteral(", ")));
    if (!m_worker.isEmpty()) {
        lines << tr("Worker: %1").arg(m_worker);
    }
    lines << tr("System: %1, %2").arg(QSysInfo::prettyProductName(), QSysInfo::currentCpuArchitecture());
    return lines.join(QLatin1Char('\n'));
}

}  // namespace tempera::ui
