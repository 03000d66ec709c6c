// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QThreadPool>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/store/records.h"
#include "ui/samples/contact_sheet.h"

namespace tempera::ui {

/// The same places of the grid at each epoch.
struct AnimationSpec {
    SheetSpec sheet;  ///< cells are filled anew for each frame; the subtitle tells the epoch
    QString runId;
    SampleKind kind = SampleKind::Eval;
    std::vector<std::int64_t> epochs;
    std::vector<std::int64_t> places;  ///< SampleRow::index, in the order shown
    QString reward;
    int milliseconds = 250;  ///< of a frame; the last is held for two seconds
};

/// Writes one file at a time, in a thread of its own, through a temporary file: a file of that name is whole or as it
/// was. GUI thread.
class ExportJob : public QObject {
    Q_OBJECT

public:
    explicit ExportJob(QObject* parent = nullptr);
    ~ExportJob() override;  ///< cancels and waits

    bool busy() const { return m_cancelled != nullptr; }
    /// Only when not busy().
    void writeSheet(const SheetSpec& spec, const QString& file);
    void writeAnimation(const AnimationSpec& spec, const QString& file);
    /// Followed by cancelled(); leaves no file.
    void cancel();

Q_SIGNALS:
    void progressed(int done, int total);
    void finished(const QString& file);
    void cancelled();
    void failed(const QString& sentence);

private:
    /// Throws Error; false = stopped.
    using Work = std::function<bool(const SheetProgress& progress)>;
    void start(const QString& file, Work work);

    QThreadPool m_pool;
    std::shared_ptr<std::atomic<bool>> m_cancelled;
};

}  // namespace tempera::ui
