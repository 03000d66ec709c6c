// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QThreadPool>
#include <atomic>

#include "ui/report/report_content.h"

namespace tempera::ui {

struct ReportRequest {
    std::vector<ReportSource> sources;
    ReportOptions options;
    QString file;  ///< ".pdf" makes a PDF, anything else HTML
};

/// Writes one report beside the window: reads, lays out and writes in a thread of its own, the file whole or not at
/// all. Signals come in the GUI thread. Going away stops the work and waits for the run that is being read.
class ReportJob : public QObject {
    Q_OBJECT

public:
    explicit ReportJob(QObject* parent = nullptr);
    ~ReportJob() override;

    bool running() const { return m_running; }
    /// Must not be running.
    void start(const ReportRequest& request);
    void cancel() { m_cancelled = true; }

Q_SIGNALS:
    void progress(int done, int total);  ///< runs that were read
    void finished(const QString& file);
    void failed(const QString& sentence);
    void cancelled();

private:
    void work(const ReportRequest& request);

    QThreadPool m_pool;  ///< of one thread
    std::atomic<bool> m_cancelled = false;
    bool m_running = false;
};

}  // namespace tempera::ui
