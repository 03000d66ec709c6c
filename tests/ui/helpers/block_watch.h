// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QElapsedTimer>
#include <QEvent>
#include <QFile>
#include <QThread>

#include "tests/helpers/sanitized.h"

namespace tempera::test {

/// An application that measures how long each event keeps the GUI thread: the wall time from start to
/// end, less the time in which the thread was ready but another process had its processor
/// (/proc/thread-self/schedstat). What remains is computing and waiting for disks and locks.
class BlockWatch : public QApplication {
public:
    using QApplication::QApplication;

    void reset() {
        m_longest = 0;
        m_what.clear();
    }
    double longestMs() const { return m_longest; }
    /// Whether every event was shorter. Always beside a sanitizer: the time would be its own.
    bool allShorterThan(double ms) const { return sanitized || m_longest < ms; }
    const QString& what() const { return m_what; }

    bool notify(QObject* receiver, QEvent* event) override {
        // Objects of other threads get their events through here too, in those threads.
        if (QThread::currentThread() != thread() || m_depth > 0) {
            return QApplication::notify(receiver, event);
        }
        ++m_depth;
        const QString name = QString::fromLatin1(receiver->metaObject()->className());
        const int type = event->type();
        const qint64 waited = readyNanoseconds();
        QElapsedTimer timer;
        timer.start();
        const bool result = QApplication::notify(receiver, event);
        const double blocked = static_cast<double>(timer.nsecsElapsed() - (readyNanoseconds() - waited)) / 1e6;
        if (blocked > m_longest) {
            m_longest = blocked;
            m_what = QStringLiteral("%1, event %2").arg(name).arg(type);
        }
        --m_depth;
        return result;
    }

private:
    static qint64 readyNanoseconds() {
        QFile file(QStringLiteral("/proc/thread-self/schedstat"));
        if (!file.open(QIODevice::ReadOnly)) {
            return 0;
        }
        return file.readAll().split(' ').value(1).toLongLong();
    }

    int m_depth = 0;
    double m_longest = 0;
    QString m_what;
};

}  // namespace tempera::test
