// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/selfcheck_runner.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include "core/config/changed_toml.h"
#include "ui/session/worker_program.h"

namespace tempera::ui {

bool readSelfcheck(const QByteArray& json, MeasuredCost& cost, QStringList& remarks) {
    constexpr double mib = 1024.0 * 1024.0;
    const QJsonArray findings = QJsonDocument::fromJson(json).object().value(QStringLiteral("findings")).toArray();
    for (const QJsonValue& value : findings) {
        const QJsonObject finding = value.toObject();
        const QString name = finding.value(QStringLiteral("name")).toString();
        const double number = finding.value(QStringLiteral("number")).toDouble();
        if (name == QLatin1String("device")) {
            cost.onGpu = !finding.value(QStringLiteral("value")).toString().startsWith(QLatin1String("cpu"));
        } else if (name == QLatin1String("memory")) {
            cost.residentMib = number / mib;
        } else if (name == QLatin1String("time of an epoch")) {
            cost.epochSeconds = number;
        } else if (name == QLatin1String("disk")) {
            cost.runBytes = number;
        }
        const QString verdict = finding.value(QStringLiteral("verdict")).toString();
        if (verdict != QLatin1String("ok")) {
            remarks << SelfcheckRunner::tr("%1: %2").arg(name, finding.value(QStringLiteral("sentence")).toString());
        }
    }
    return cost.epochSeconds > 0;
}

SelfcheckRunner::SelfcheckRunner(QObject* parent) : QObject(parent) {}

SelfcheckRunner::~SelfcheckRunner() {
    forget();
}

void SelfcheckRunner::start(const Config& config, const QString& workspace) {
    if (running()) {
        return;
    }
    const QString program = findWorkerProgram();
    if (program.isEmpty()) {
        Q_EMIT failed(tr("The worker program tempera-run was not found: build it, or set TEMPERA_RUN to its path."));
        return;
    }
    m_file = std::make_unique<QTemporaryFile>(QDir::tempPath() + QStringLiteral("/tempera-selfcheck-XXXXXX.toml"));
    const std::string text = changed_toml(config);
    if (!m_file->open() || m_file->write(text.data(), static_cast<qint64>(text.size())) < 0 || !m_file->flush()) {
        Q_EMIT failed(tr("No temporary file can be written in %1: free some space there.").arg(QDir::tempPath()));
        return;
    }
    m_config = config;
    m_process = new QProcess(this);
    m_process->setStandardInputFile(QProcess::nullDevice());
    connect(m_process, &QProcess::finished, this, &SelfcheckRunner::onFinished);
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            onFinished();
        }
    });
    m_process->start(program, {QStringLiteral("selfcheck"), m_file->fileName(), QStringLiteral("--workspace"),
                               workspace, QStringLiteral("--json")});
    Q_EMIT stateChanged();
}

void SelfcheckRunner::cancel() {
    if (running()) {
        forget();
        Q_EMIT stateChanged();
    }
}

void SelfcheckRunner::forget() {
    if (m_process) {
        m_process->disconnect(this);
        m_process->kill();
        m_process->waitForFinished(1000);
        m_process->deleteLater();
        m_process = nullptr;
    }
    m_file.reset();
}

void SelfcheckRunner::onFinished() {
    const QByteArray output = m_process->readAllStandardOutput();
    const QStringList words =
        QString::fromUtf8(m_process->readAllStandardError()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    forget();
    MeasuredCost cost;
    cost.config = m_config;
    QStringList remarks;
    const bool read = readSelfcheck(output, cost, remarks);
    Q_EMIT stateChanged();
    if (read) {
        Q_EMIT measured(cost, remarks);
    } else {
        Q_EMIT failed(words.isEmpty() ? tr("Selfcheck ended without an answer.") : words.last().trimmed());
    }
}

}  // namespace tempera::ui
