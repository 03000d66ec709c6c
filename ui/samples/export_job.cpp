// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/samples/export_job.h"

#include <QBuffer>
#include <QElapsedTimer>
#include <QImageWriter>
#include <map>

#include "core/base/error.h"
#include "core/base/files.h"
#include "ui/common/text_format.h"
#include "ui/samples/gif_writer.h"
#include "ui/samples/sample_query.h"
#include "ui/session/sample_table.h"
#include "ui/session/thumbnail_cache.h"

namespace tempera::ui {

namespace {

constexpr int lastFrame = 2000;        // ms
constexpr qint64 betweenReports = 50;  // ms

void writePng(const QImage& picture, const SheetSpec& spec, const QString& file) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, "png");
    writer.setText(QStringLiteral("Title"), spec.title);
    writer.setText(QStringLiteral("Description"), spec.subtitle);
    if (!writer.write(picture)) {
        throw Error("the sheet cannot be encoded: " + writer.errorString().toStdString(), file.toStdString(),
                    "export fewer pictures");
    }
    write_file_atomically(toPath(file), std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

/// The sheet of one epoch; places without a picture stay empty.
SheetSpec frameOf(const AnimationSpec& spec, std::int64_t epoch, PictureSource& source) {
    SheetSpec frame = spec.sheet;
    frame.subtitle = ExportJob::tr("Epoch %1  ·  %2").arg(epoch).arg(spec.sheet.subtitle);
    const SampleSet set = readSampleRows(source.reader(), {spec.runId, epoch, spec.kind});
    std::map<std::int64_t, const SampleItem*> items;
    for (const SampleItem& item : set.items) {
        items[item.row.index] = &item;
    }
    frame.cells.clear();
    for (const std::int64_t place : spec.places) {
        SheetCell cell;
        if (const auto found = items.find(place); found != items.end()) {
            const SampleItem& item = *found->second;
            const auto score = scoreOf(item, spec.reward);
            cell = {item.row.id, pictureRequest(spec.runId, fromPath(spec.sheet.run), item, 0).file,
                    fromStd(item.row.prompt), score ? formatNumber(*score) : QString()};
        }
        frame.cells.push_back(cell);
    }
    return frame;
}

}  // namespace

ExportJob::ExportJob(QObject* parent) : QObject(parent) {
    m_pool.setMaxThreadCount(1);
    m_pool.setThreadPriority(QThread::LowPriority);
}

ExportJob::~ExportJob() {
    if (m_cancelled) {
        *m_cancelled = true;
    }
    m_pool.waitForDone();
}

void ExportJob::cancel() {
    if (m_cancelled) {
        *m_cancelled = true;
    }
}

void ExportJob::start(const QString& file, Work work) {
    m_cancelled = std::make_shared<std::atomic<bool>>(false);
    // The destructor waits for this thread, so the job is there.
    m_pool.start([this, file, stop = m_cancelled, work = std::move(work)] {
        QElapsedTimer sinceReport;
        const auto progress = [&](int done, int total) {
            if (!sinceReport.isValid() || sinceReport.elapsed() > betweenReports) {
                sinceReport.start();
                QMetaObject::invokeMethod(this, [this, done, total] { Q_EMIT progressed(done, total); });
            }
            return !*stop;
        };
        QString problem;
        bool done = false;
        try {
            done = work(progress);
        } catch (const std::exception& error) {
            problem = QString::fromUtf8(error.what());
        }
        QMetaObject::invokeMethod(this, [this, file, problem, done] {
            m_cancelled.reset();
            if (!problem.isEmpty()) {
                Q_EMIT failed(problem);
            } else if (done) {
                Q_EMIT finished(file);
            } else {
                Q_EMIT cancelled();
            }
        });
    });
}

void ExportJob::writeSheet(const SheetSpec& spec, const QString& file) {
    start(file, [spec, file](const SheetProgress& progress) {
        PictureSource source(spec.run);
        const QImage sheet = paintSheet(spec, source, progress);
        if (sheet.isNull()) {
            return false;
        }
        writePng(sheet, spec, file);
        return true;
    });
}

void ExportJob::writeAnimation(const AnimationSpec& spec, const QString& file) {
    start(file, [spec, file](const SheetProgress& progress) {
        PictureSource source(spec.sheet.run);
        std::unique_ptr<GifWriter> writer;
        const int total = static_cast<int>(spec.epochs.size());
        for (int i = 0; i < total; ++i) {
            const SheetSpec frame = frameOf(spec, spec.epochs[static_cast<std::size_t>(i)], source);
            const QImage picture = paintSheet(frame, source, [&](int, int) { return progress(i, total); });
            if (picture.isNull()) {
                return false;
            }
            if (!writer) {
                writer = std::make_unique<GifWriter>(file, picture.size());
            }
            writer->addFrame(picture, i + 1 < total ? spec.milliseconds : lastFrame);
        }
        writer->finish();
        return true;
    });
}

}  // namespace tempera::ui
