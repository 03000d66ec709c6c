// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/report_job.h"

#include "core/base/files.h"
#include "ui/common/text_format.h"
#include "ui/report/report_document.h"
#include "ui/report/report_html.h"

namespace tempera::ui {

ReportJob::ReportJob(QObject* parent) : QObject(parent) {
    m_pool.setMaxThreadCount(1);
    const auto end = [this] { m_running = false; };
    connect(this, &ReportJob::finished, this, end);
    connect(this, &ReportJob::failed, this, end);
    connect(this, &ReportJob::cancelled, this, end);
}

ReportJob::~ReportJob() {
    m_cancelled = true;
    m_pool.waitForDone();
}

void ReportJob::start(const ReportRequest& request) {
    m_cancelled = false;
    m_running = true;
    m_pool.start([this, request] { work(request); });
}

void ReportJob::work(const ReportRequest& request) {
    // This object waits for the thread before it goes, so it is there for every message.
    const auto tell = [this](auto message) { QMetaObject::invokeMethod(this, message, Qt::QueuedConnection); };
    try {
        const auto content = collectReport(request.sources, request.options, [&](int done, int total) {
            tell([this, done, total] { Q_EMIT progress(done, total); });
            return !m_cancelled;
        });
        if (!content) {
            tell([this] { Q_EMIT cancelled(); });
            return;
        }
        const bool pdf = request.file.endsWith(QLatin1String(".pdf"), Qt::CaseInsensitive);
        const QByteArray bytes =
            pdf ? reportPdf(*content) : reportHtml(*content, ReportMedium::Web, embeddedImages()).toUtf8();
        write_file_atomically(toPath(request.file), std::string_view(bytes.constData(), bytes.size()));
        tell([this, file = request.file] { Q_EMIT finished(file); });
    } catch (const std::exception& error) {
        tell([this, sentence = QString::fromUtf8(error.what())] { Q_EMIT failed(sentence); });
    }
}

}  // namespace tempera::ui
