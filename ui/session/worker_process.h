// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace tempera::ui {

/// Worker processes seen from outside. Any thread. Throw Error.

/// Starts tempera-run in a session of its own: no terminal and no signal of ours reaches it. What it says goes to
/// `outputFile`. Returns its process id.
qint64 startWorker(const QStringList& arguments, const QString& outputFile);

/// A detached process is nobody's child: it is gone when there is no such process, or only its
/// remains that nobody collects ("Z").
bool processGone(qint64 pid);

/// Whether a process is there that was started to train a run of this id (tempera-run train ... --id ID).
bool trainerAlive(const QString& runId);

/// The last line that a person can read, of what a terminal would show: the worker ends with one sentence that says
/// what is wrong. "" = none.
QString lastLine(const QByteArray& output);
/// That of a worker's output file.
QString lastWords(const QString& outputFile);

}  // namespace tempera::ui
