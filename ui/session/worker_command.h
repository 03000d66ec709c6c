// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QStringList>

class QProcess;

namespace tempera::ui {

/// A short command of tempera-run beside the window, one at a time: what it prints comes back, and it ends with this
/// object. (Training, which outlives the window, is startWorker().) GUI thread; never waits, but a moment in the
/// destructor for a command that is being ended.
class WorkerCommand : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    ~WorkerCommand() override;

    bool running() const { return m_process != nullptr; }
    /// Not while one is running.
    void start(const QStringList& arguments);
    /// Asks it to end, as Ctrl-C does: it leaves nothing half done. cancelled() follows when it has.
    void cancel();

Q_SIGNALS:
    void finished(const QByteArray& output);
    /// The sentence with which it ended; "" = it said nothing.
    void failed(const QString& sentence);
    void cancelled();

private:
    void onFinished();

    QProcess* m_process = nullptr;
    bool m_cancelled = false;
};

}  // namespace tempera::ui
