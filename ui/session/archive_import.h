// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

namespace tempera::ui {

class WorkerCommand;

/// Runs `tempera-run import` beside the window, one archive after the other. GUI thread; never waits.
class ArchiveImport : public QObject {
    Q_OBJECT

public:
    explicit ArchiveImport(QObject* parent = nullptr);

    bool running() const { return m_all > 0; }
    /// Into the workspace; more files while it is at work come after those. They go where the first ones go.
    void start(const QStringList& files, const QString& workspace);
    /// The archive that is being read leaves nothing behind; those before it stay.
    void cancel();
    QString workspace() const { return m_workspace; }

Q_SIGNALS:
    void progress(const QString& file, int number, int all);
    /// Ids of the runs that came, and a sentence for each that did not.
    void finished(const QStringList& ids, const QStringList& problems);

private:
    void next();
    void end();

    WorkerCommand* m_command;
    QString m_workspace;
    QString m_file;  ///< that is being read
    QStringList m_files;
    QStringList m_ids;
    QStringList m_problems;
    int m_all = 0;  ///< files of this time; 0 = nothing goes on
};

}  // namespace tempera::ui
