// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTemporaryFile>
#include <memory>

#include "ui/session/cost_estimate.h"

class QProcess;

namespace tempera::ui {

/// Measures what a run would cost: `tempera-run selfcheck` with its configuration, in the background, one at a time.
/// It trains two small rounds and writes nothing; it ends with this object. GUI thread.
class SelfcheckRunner : public QObject {
    Q_OBJECT

public:
    explicit SelfcheckRunner(QObject* parent = nullptr);
    ~SelfcheckRunner() override;

    bool running() const { return m_process != nullptr; }
    void start(const Config& config, const QString& workspace);
    void cancel();

Q_SIGNALS:
    void stateChanged();
    /// `remarks`: what it found wrong or worth a look, one sentence each.
    void measured(const tempera::ui::MeasuredCost& cost, const QStringList& remarks);
    void failed(const QString& sentence);

private:
    void onFinished();
    void forget();

    QProcess* m_process = nullptr;
    std::unique_ptr<QTemporaryFile> m_file;
    Config m_config;
};

/// What `tempera-run selfcheck --json` printed. False when that holds no cost.
bool readSelfcheck(const QByteArray& json, MeasuredCost& cost, QStringList& remarks);

}  // namespace tempera::ui
